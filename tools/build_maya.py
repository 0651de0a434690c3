"""Build the Maya add-on `dist/visemes_maya-VERSION.zip`: what `make maya` runs.

    python tools/build_maya.py                  build
    python tools/build_maya.py --stage FOLDER   only lay the add-on out as a folder, without the engine's wheels

The zip holds a folder `visemes_maya-VERSION` with `install.py` to drag into Maya, the module's description `visemes.mod`, the
licence, and `scripts/visemes_maya`: the add-on, the modules it shares with other add-ons (`addons/host`), the engine's
`client.py`, and a folder `engine/` for **Set Up Engine** as the Blender extension has one.

Same sources, same bytes, but for what pip writes into the wheels.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import archives

ROOT = archives.ROOT
ADDON = ROOT / "addons" / "maya"
PACKAGE = Path("scripts") / "visemes_maya"

#: What of the add-on's folder is shipped.
SHIPPED = ("*.py", "*.mod", "*.png")


def stage(folder: Path) -> Path:
    """Lay the add-on out in a new folder of `folder`, without the engine's wheels. Returns it."""
    target = folder / f"visemes_maya-{version()}"
    archives.copy_tree(ADDON, target, SHIPPED)
    archives.copy_shared(target / PACKAGE)
    shutil.copy(ROOT / "LICENSE", target / "LICENSE")
    return target


def version() -> str:
    """The version the module's description says: `+ visemes VERSION PATH`."""
    return (ADDON / "visemes.mod").read_text(encoding="utf-8").split()[2]


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the Maya add-on.")
    parser.add_argument("--stage", type=Path, metavar="FOLDER", help="only lay it out in this folder")
    given = parser.parse_args()
    if given.stage:
        print(stage(given.stage))
        return
    target = ROOT / "dist" / f"visemes_maya-{version()}.zip"
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder))
        archives.add_engine(staged / PACKAGE)
        archives.pack(staged.parent, target)
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
