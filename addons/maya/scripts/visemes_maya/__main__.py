"""`mayapy -m visemes_maya line.wav --scene shot.ma …`."""

from __future__ import annotations

import sys

from .batch import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
