"""Build the Blender extension `dist/visemes_blender-VERSION.zip`: what `make blender` runs.

    python tools/build_blender.py                  build, and validate with Blender's own tool
    python tools/build_blender.py --stage FOLDER   only lay the extension out as a folder, without the engine's wheels

The zip holds the add-on, the engine's `client.py`, the licence, and a folder `engine/` for **Set up engine**: the engine's wheel, a
wheel of each dependency that the package index has as source only (nothing is ever built on a user's machine), and the versions
everything is tested with. Blender itself looks at none of it: these wheels are not declared in the manifest, because they belong
into the engine's environment and not into Blender's.

Same sources, same bytes, but for what pip writes into the wheels.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "addons" / "blender" / "visemes_blender"
CLIENT = ROOT / "core" / "visemes" / "client.py"

#: Blender's own extension tool, inside each of its environments (tools/blender_environments.py makes them).
EXTENSION_TOOL = "bpy/*/scripts/addons_core/bl_pkg/cli/blender_ext.py"

#: What of the add-on's folder is shipped.
SHIPPED = ("*.py", "*.toml", "*.json", "*.md")

#: The date of every file in the zip, so that the same sources give the same bytes.
DATE = (2020, 1, 1, 0, 0, 0)


def stage(folder: Path) -> Path:
    """Lay the extension out in a new folder `visemes_blender` of `folder`, without the engine's wheels. Returns it."""
    target = folder / ADDON.name
    shutil.copytree(ADDON, target, ignore=_unshipped)
    shutil.copy(CLIENT, target / CLIENT.name)
    shutil.copy(ROOT / "LICENSE", target / "LICENSE")
    return target


def _unshipped(folder: str, names: list[str]) -> list[str]:
    paths = [Path(folder, name) for name in names]
    return [path.name for path in paths if path.name == "__pycache__" or (path.is_file() and not any(map(path.match, SHIPPED)))]


def add_engine(staged: Path) -> None:
    """Put the engine's wheels and the tested versions into a staged extension. Needs the package index for the build's tools."""
    folder = staged / "engine"
    folder.mkdir()
    shutil.copy(ROOT / "constraints.txt", folder)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "wheel", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(ROOT)], check=True)
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), *source_only()], check=True)


def source_only() -> tuple[str, ...]:
    """Dependencies that the package index has no wheels of."""
    from visemes.bundle import SOURCE_ONLY

    return SOURCE_ONLY


def pack(staged: Path, target: Path) -> None:
    """Zip a staged extension with its manifest at the top, as Blender wants it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in staged.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(staged).as_posix(), DATE)
            entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    part.replace(target)


def validate(target: Path) -> str:
    """What the newest Blender under build/ says of a zip; empty where there is none. Ends the program for a bad one."""
    tool = max((ROOT / "build" / "blender").glob(f"*/lib/python*/site-packages/{EXTENSION_TOOL}"), default=None)
    if tool is None:
        return ""
    done = subprocess.run(
        [sys.executable, str(tool), "validate", str(target)],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout.strip()


def version() -> str:
    """The version the add-on's manifest says."""
    return str(tomllib.loads((ADDON / "blender_manifest.toml").read_text(encoding="utf-8"))["version"])


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the Blender extension.")
    parser.add_argument("--stage", type=Path, metavar="FOLDER", help="only lay it out in this folder")
    given = parser.parse_args()
    if given.stage:
        print(stage(given.stage))
        return
    target = ROOT / "dist" / f"{ADDON.name}-{version()}.zip"
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder))
        add_engine(staged)
        pack(staged, target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size / 1e6:.1f} MB")
    print(validate(target) or "not validated: there is no Blender under build/blender (make test-blender brings it)")


if __name__ == "__main__":
    main()
