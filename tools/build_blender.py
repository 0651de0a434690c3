"""Build the Blender extension `dist/visemes_blender-VERSION.zip`: what `make blender` runs.

    python tools/build_blender.py                  build, and validate with Blender's own tool
    python tools/build_blender.py --stage FOLDER   only lay the extension out as a folder, without the engine's wheels

The zip holds the add-on, the modules it shares with other add-ons (`addons/host`), the engine's `client.py`, the licence, and a
folder `engine/` for **Set up engine**: the engine's wheel, a wheel of each dependency that the package index has as source only
(nothing is ever built on a user's machine), and the versions everything is tested with. Blender itself looks at none of it:
these wheels are not declared in the manifest, because they belong into the engine's environment and not into Blender's.

Same sources, same bytes, but for what pip writes into the wheels.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import archives

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "addons" / "blender" / "visemes_blender"

#: Blender's own extension tool, inside each of its environments (tools/blender_environments.py makes them).
EXTENSION_TOOL = "bpy/*/scripts/addons_core/bl_pkg/cli/blender_ext.py"

#: What of the add-on's folder is shipped.
SHIPPED = ("*.py", "*.toml", "*.json", "*.md")


def stage(folder: Path) -> Path:
    """Lay the extension out in a new folder `visemes_blender` of `folder`, without the engine's wheels. Returns it."""
    target = folder / ADDON.name
    archives.copy_tree(ADDON, target, SHIPPED)
    archives.copy_shared(target)
    shutil.copy(ROOT / "LICENSE", target / "LICENSE")
    return target


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
        archives.add_engine(staged)
        archives.pack(staged, target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size / 1e6:.1f} MB")
    print(validate(target) or "not validated: there is no Blender under build/blender (make test-blender brings it)")


if __name__ == "__main__":
    main()
