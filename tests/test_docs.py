"""What the documents say works: links lead somewhere, commands run, code runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from visemes.maps import map_names

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])


def indented(page: Path) -> list[str]:
    """Runs of indented lines: code."""
    return re.findall(r"(?:^ {4}.*\n(?:\n(?= {4}))?)+", page.read_text(encoding="utf-8"), re.MULTILINE)


def commands(page: Path) -> list[str]:
    """The lines of code that call visemes."""
    return [
        line.strip()
        for code in indented(page)
        for line in code.splitlines()
        if line.strip().startswith("visemes ") and "…" not in line
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


@pytest.fixture
def workplace(tmp_path, harbour, monkeypatch):
    """A folder with everything the documents' commands name."""
    monkeypatch.chdir(tmp_path)
    for folder in ("takes", "keys"):
        (tmp_path / folder).mkdir()
    for name in ("line", "scene", "takes/a"):
        shutil.copy(harbour, tmp_path / f"{name}.wav")
    shutil.copy(harbour.with_suffix(".txt"), tmp_path / "takes" / "a.txt")
    portrait = Image.new("RGB", (512, 512), (235, 200, 180))
    ImageDraw.Draw(portrait).line([(212, 350), (255, 354), (298, 350)], fill=(70, 30, 30), width=5)
    portrait.save(tmp_path / "portrait.png")
    (tmp_path / "scene.txt").write_text("ANNA: The old boat drifted past the harbour,\nBEN: and nobody waved.")
    names = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
    (tmp_path / "shape_keys.txt").write_text("\n".join(f"viseme_{name}" for name in names))
    return tmp_path


def test_the_readmes_commands_run_one_after_the_other(workplace, visemes):
    found = commands(ROOT / "README.md")
    assert len(found) >= 6
    assert visemes("preview", "line.wav", "--fps", "12", "--no-labels", "-o", "render.mp4").status == 0
    for command in found:
        ran = visemes(*shlex.split(command)[1:])
        assert ran.status == 0, f"{command}\n{ran.err}"
    assert {
        "line.dat",
        "line.json",
        "line.mp4",
        "portrait.mp4",
        "line.png",
        "anna.csv",
        "line.xml",
        "line.TextGrid",
        "line.tsv",
        "my_rig.json",
    } <= {path.name for path in workplace.iterdir()}
    assert {path.name for path in (workplace / "keys").iterdir()} >= {"a.json", "a.csv", "scene.ANNA.csv", "scene.BEN.csv"}


def test_pictures_are_small_and_made_by_a_target():
    made = (ROOT / "Makefile").read_text(encoding="utf-8").partition("pictures:")[2]
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 300_000
        assert picture.name in made


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "docs" / "api.md"], ids=lambda page: page.name)
def test_the_python_of_the_documents_runs(page, workplace):
    (workplace / "line.txt").write_text("The old boat drifted past the harbour, and nobody waved.")
    blocks = [block for block in indented(page) if "import " in block]
    assert blocks
    for block in blocks:
        code = re.sub(r"^ {4}", "", block, flags=re.MULTILINE)
        if "read_line" in code:
            exec("import visemes; visemes.save_line(visemes.animate_sound('line.wav'), 'line.json', format='json')", {})  # noqa: S102
        exec(compile(code, page.name, "exec"), {})  # noqa: S102 - our own documents
    assert (workplace / "line.csv").exists()


@pytest.mark.slow
def test_the_site_builds_and_leads_to_every_page(tmp_path):
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert built.returncode == 0, built.stderr
    named = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name in named, f"{page.name} is in no menu"
        assert (tmp_path / "site" / ("index.html" if page.stem == "README" else f"{page.stem}.html")).exists()


def test_the_gallery_shows_every_set():
    shown = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    for name in map_names():
        assert f"(pictures/maps/{name}.png)" in shown
        assert (ROOT / "docs" / "pictures" / "maps" / f"{name}.png").exists()
