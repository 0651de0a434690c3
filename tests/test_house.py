"""The rules of the house that a machine can check (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "core" / "visemes"

#: Every module and package of the engine; each may import only those before it.
ORDER = [
    "errors",
    "files",
    "safetensors",
    "timeline",
    "frames",
    "line",
    "phones",
    "languages",
    "imports",
    "compare",
    "audio",
    "transcript",
    "lexicon",
    "align",
    "recognize",
    "maps",
    "cues",
    "motion",
    "keys",
    "rigs",
    "check",
    "preview",
    "sync",
    "guide",
    "export",
    "review",
    "jobs",
    "outputs",
    "events",
    "pipeline",
    "edits",
    "train",
    "requests",
    "serve",
    "doctor",
    "bundle",
    "client",
    "cli",
    "__main__",
]

#: The one place each third-party package may be imported in (numpy is everywhere that numbers are).
HOMES = {
    "av": {"audio", "guide", "preview", "sync", "train"},
    "budoux": {"transcript"},
    "espeakng_loader": {"lexicon", "train"},
    "matplotlib": {"preview", "check", "export", "sync"},
    "num2words": {"transcript"},
    "PIL": {"guide", "preview", "sync", "train"},
    "phonemizer": {"lexicon"},
    "packaging": {"bundle"},
    "pykakasi": {"transcript"},
    "pocketsphinx": {"recognize"},
    "py3langid": {"languages"},
    "pydantic": {"maps", "rigs"},
    "resvg_py": {"preview"},
    "rich": {"cli"},
    "scipy": {"audio", "motion", "keys", "align", "check", "sync", "guide", "train"},
    "torch": {"align", "guide", "sync", "train"},
    "torchaudio": {"align"},
    "faster_whisper": {"recognize"},
    "vosk": {"recognize"},
    "whisper": {"recognize"},
    "typer": {"cli"},
}

SOURCES = sorted(CORE.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    """The module or package directly under `visemes` a file belongs to."""
    return path.relative_to(CORE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Dotted names of everything a file imports, also inside functions and for type checking."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "visemes":
            names |= {f"visemes.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return names


def test_every_module_has_its_place():
    rooms = {room(path) for path in SOURCES} - {"__init__"}
    assert rooms <= set(ORDER)


def test_order_agrees_with_the_documented_table():
    rows = re.findall(r"^\| `([^|]*)` \|", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
    documented = [name for row in rows for name in re.findall(r"(\w+)(?:\.py|/)", row) if name in ORDER]
    assert documented
    assert documented == sorted(documented, key=ORDER.index)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CORE)))
def test_imports_go_only_up_the_table(path):
    mine = room(path)
    if mine == "__init__":
        return
    for name in imported(path):
        if name.startswith("visemes."):
            other = name.split(".")[1]
            if other in ORDER:
                assert ORDER.index(other) <= ORDER.index(mine), f"{path.name} imports {other}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(CORE)))
def test_third_party_packages_stay_in_their_rooms(path):
    for name in imported(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or room(path) in home


def test_no_asserts_and_no_prints_in_the_engine():
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            assert not isinstance(node, ast.Assert), path
            is_print = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            assert not is_print, path


def test_nothing_imports_a_host():
    for path in SOURCES:
        assert not {name.split(".")[0] for name in imported(path)} & {"bpy", "maya"}


def test_no_module_shadows_the_engine():
    assert not list(ROOT.glob("core/**/visemes.py"))
    assert not [path for path in ROOT.glob("addons/**/visemes") if path.is_dir()]


def shipped_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_names_a_machine():
    folders = "work|tmp|home|root|Users|opt|mnt"
    machine_path = re.compile(rf"(?<![\w.~:/-])/(?:{folders})/[\w.]")
    for path in shipped_files():
        if not path.is_file() or path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # sound, pictures, weights
        found = machine_path.search(text)
        assert not found, f"{path.relative_to(ROOT)}: {found[0]}"


def test_importing_visemes_is_cheap():
    heavy = {"numpy", "torch", "scipy", "av", "pydantic", "typer", "rich", "phonemizer", "matplotlib"}
    code = "import sys, visemes; print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_help_loads_nothing_heavy():
    heavy = {"numpy", "torch", "scipy", "av", "pydantic", "rich", "phonemizer", "matplotlib"}
    code = "import sys; from visemes.cli import run; run(['--help']); print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_client_is_one_file_of_plain_old_python():
    path = CORE / "client.py"
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
    assert {name.split(".")[0] for name in imported(path)} <= set(sys.stdlib_module_names)


def test_constraints_pin_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["plot"],
        *project["project"]["optional-dependencies"]["neural"],
        *project["dependency-groups"]["dev"],
    ]
    pinned = {re.split(r"==", line)[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {re.split(r"[^\w-]", name)[0].lower() for name in wanted} <= pinned
