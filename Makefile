# Two commands set everything up: `make demo` and `make test`. Neither needs a system package beyond Python 3.11 or newer.

VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The newest Python here that can make a virtual environment. Each is started to see: a name on PATH may be an empty shim.
FIND_PYTHON = for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$name -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done
PYTHON ?= $(shell $(FIND_PYTHON))

.DEFAULT_GOAL := help
# What the tests drive beside Python; where it cannot be had, its tests are skipped and say so.
BROWSER := chromium
# PyTorch's wheels for Linux on the package index do not start without 3 GB of CUDA packages. Its builds for the CPU are called
# +cpu; they come from where pip looks anyway (a folder of wheels, an index of one's own), else from PyTorch's own index.
TORCH        = $(shell sed -n 's/^torch==//p' constraints.txt)
TORCH_CPU    = torch==$(TORCH)$(if $(filter Linux,$(shell uname -s)),+cpu)
TORCH_INDEX := https://download.pytorch.org/whl/cpu

.PHONY: help demo test torch browser validator check format lint types bench pictures site wheel maya blender test-blender blender-demo blender-pictures schema constraints clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.installed ## set up, animate the example line at 12 fps, show its exposure sheet
	@mkdir -p build
	$(BIN)/visemes export examples/harbour.wav --text "$$(cat examples/harbour.txt)" --fps 12 -o build/harbour.csv --sheet

test: torch ## set up what the tests need and run them all
	$(BIN)/python -m pytest -n auto -q

torch: $(VENV)/.developed ## PyTorch without CUDA for the tests of networks, where it can be had
	@$(BIN)/python -c 'import torch' 2>/dev/null || { echo "installing torch $(TORCH) without CUDA" && \
		{ $(PIP) install --no-deps $(TORCH_CPU) 2>/dev/null || \
		$(PIP) install --no-deps --retries 1 --timeout 30 --extra-index-url $(TORCH_INDEX) $(TORCH_CPU) 2>/dev/null; } && \
		$(PIP) install -c constraints.txt torch==$(TORCH); } || \
		echo "NOTE: torch $(TORCH) without CUDA cannot be had here: what needs it is not tested"

browser: ## a Chromium for the tests of the review page, where Debian's packages can be installed
	@command -v $(BROWSER) >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "installing $(BROWSER)" && \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $(BROWSER) >/dev/null; } || \
		echo "NOTE: no $(BROWSER) here and it cannot be installed: the review page is not tested in a browser"

validator: ## Khronos' validator for the tests of the glTF formats, where npm is
	@test -d build/node_modules/gltf-validator || { command -v npm >/dev/null && echo "installing gltf-validator" && mkdir -p build && \
		npm install --silent --no-audit --no-fund --prefix build gltf-validator@2.0.0-dev.3.10 >/dev/null 2>&1; } || \
		echo "NOTE: no npm here: the glTF formats are not validated"

check: $(VENV)/.developed torch browser validator ## format, lint, types and every test: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto -q
	$(BIN)/python tools/blender_environments.py --optional
	@echo "make check: format, lint, types and tests passed"

format: $(VENV)/.developed ## put every Python file into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.developed ## measure speed here; bench/*.py measure the rest, each says what in its first lines
	$(BIN)/python bench/speed.py

pictures: $(VENV)/.developed browser ## draw the pictures of the documents anew
	$(BIN)/python tools/draw_charts.py  # docs/pictures/maps and the gallery
	$(BIN)/python tools/draw_world.py  # docs/pictures/sync_world.png
	$(BIN)/python tools/draw_still.py  # docs/pictures/guide_still.png
	$(BIN)/python tools/draw_painter.py  # docs/pictures/guide_painter.png
	$(BIN)/visemes plot examples/harbour.wav --fps 12 --width 1100 -o docs/pictures/harbour_sheet.png
	$(BIN)/visemes plot examples/harbour.wav --map arkit52 --width 1100 --shape jawOpen --shape mouthFunnel --shape mouthPucker \
		--shape mouthRollLower --shape mouthPressLeft --shape mouthPressRight -o docs/pictures/harbour_curves.png
	$(BIN)/visemes export examples/harbour.wav -m preston_blair --step 2 -f xsheet -o build/xsheet.html
	$(BROWSER) --headless --no-sandbox --hide-scrollbars --window-size=860,1150 \
		--screenshot=docs/pictures/xsheet.png "file://$(CURDIR)/build/xsheet.html" 2>/dev/null
	$(BIN)/visemes review examples/harbour.wav examples/bakery.wav -m arkit52 --title "Harbour, morning" -o build/review.html
	$(BROWSER) --headless --no-sandbox --hide-scrollbars --window-size=1280,980 --virtual-time-budget=4000 \
		--screenshot=docs/pictures/review_page.png "file://$(CURDIR)/build/review.html#harbour@2.6" 2>/dev/null
	$(BIN)/visemes preview examples/harbour.wav --fps 24 --no-labels -o build/guide.mp4
	$(BIN)/visemes preview examples/harbour.wav --fps 24 --no-labels --style limited -o build/rig.mp4
	$(BIN)/visemes export examples/harbour.wav -m arkit52 --fps 24 -f json -o build/rig.json
	$(BIN)/visemes guide --compare build/rig.mp4 build/guide.mp4 --keys build/rig.json --strip docs/pictures/guide_compare.png

site: $(VENV)/.developed ## the documents as a site in build/site
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

wheel: $(VENV)/.developed ## build dist/*.whl and print its size
	$(PIP) wheel --no-deps --wheel-dir dist .
	@ls -lh dist/*.whl | awk '{print $$9, $$5}'

maya: $(VENV)/.developed ## build dist/visemes_maya-*.zip, the Maya add-on
	$(BIN)/python tools/build_maya.py

blender: $(VENV)/.developed ## build dist/visemes_blender-*.zip, the Blender extension, and validate it
	$(BIN)/python tools/build_blender.py

test-blender: $(VENV)/.developed ## set up real Blenders under build/blender (4 GB) and test the add-on in each
	$(BIN)/python tools/blender_environments.py

# blender_preferences.png blender_set_up.png blender_begin.png blender_ready.png blender_talking.png
blender-pictures: blender ## take the pictures of docs/blender.md: WHEELS=folder, BLENDER=program or CHROOT=folder
	$(BIN)/python tests/blender/gui_tour.py --wheels $(WHEELS) $(if $(CHROOT),--chroot $(CHROOT),--blender $(BLENDER))

blender-demo: $(VENV)/.developed ## render a head that says a line of examples/: build/talking_head.mp4
	$(BIN)/python tools/blender_environments.py --only 4.5 --run examples/blender/demo.py build/talking_head.mp4

constraints: $(VENV)/.developed ## write the versions installed now into constraints.txt
	@{ sed '/^[^#]/d' constraints.txt; $(BIN)/python -m pip freeze --all --exclude-editable --exclude setuptools | sed 's/+cpu$$//'; } > build/constraints.txt
	@mv build/constraints.txt constraints.txt

clean: ## remove everything that can be made again
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "visemes needs Python 3.11 or newer with its venv module, and found none (Debian, Ubuntu: apt install python3-venv; or make PYTHON=/path/to/python3)" >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing visemes (a minute or two the first time)"
	@$(PIP) install -c constraints.txt -e '.[asr]'
	@touch $@

# Dependency groups need pip 25.1, newer than the one some Pythons bring.
$(VENV)/.developed: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing visemes and what its tests need (a minute or two the first time)"
	@$(PIP) install -c constraints.txt 'pip>=25.1'
	@$(PIP) install -c constraints.txt -e '.[asr,ja,plot,svg]' --group dev
	@touch $@ $(VENV)/.installed
