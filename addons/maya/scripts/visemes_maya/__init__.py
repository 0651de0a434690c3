"""Dialogue audio in, a talking mouth out: the Maya add-on.

`show` opens its window. What needs no Maya (`plan`, `curves`, `units`, `lines`, `asking` and the modules that every add-on shares)
can be used without one.
"""

from __future__ import annotations

__version__ = "0.1.0"


def show() -> None:
    """Open the window, or bring it to the front: what the shelf's button does."""
    from . import window

    window.show()
