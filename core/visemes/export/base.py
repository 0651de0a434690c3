"""What an output format is.

To add one: write `visemes/export/NAME.py` with a function that turns a `Line` into text and an `EXPORTER` that
describes it, and add one line to the registry in `visemes/export/__init__.py`. A test with a second, independent
reader and a golden file belong to it. Formats never open files: that is `visemes.files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.line import Line
    from visemes.maps import VisemeMap


@dataclass(frozen=True, slots=True)
class Exporter:
    """An output format.

    name: what `-f` takes. extensions: lower-case file endings with their dot, the usual one first. description: what
    the format holds, in one line for a list. text: makes the file's text, lines end as on Unix; written as UTF-8.
    content: makes the file's bytes where they are no text or need more than the line: its map, and the ending of the file.
    also: endings it takes when it is asked for by name, which alone mean another format.
    lossless: whether everything of the line can be read back; every other format says in its description what it keeps.
    """

    name: str
    extensions: tuple[str, ...]
    description: str
    text: Callable[[Line], str] | None = None
    content: Callable[[Line, VisemeMap, str], bytes] | None = None
    lossless: bool = False
    also: tuple[str, ...] = ()

    @property
    def endings(self) -> tuple[str, ...]:
        """Every ending it takes, the usual one first."""
        return (*self.extensions, *self.also)
