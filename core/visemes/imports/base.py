"""What a format of given timelines is.

To add one: write `visemes/imports/NAME.py` with a function that turns text into a `Timeline` (usually through
`visemes.imports.tiers`) and an `IMPORTER` that describes it, and add one line to the registry in
`visemes/imports/__init__.py`. Files come from anywhere: every mistake in one is a TimelineError with file and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Importer:
    """A format timelines can be given in.

    name: how lists and messages call it. extensions: lower-case file endings with their dot, no two formats the same.
    recognize: whether a text looks like this format, whatever its file is called. parse: makes the timeline from text and the
    source's name for messages.
    """

    name: str
    extensions: tuple[str, ...]
    recognize: Callable[[str], bool]
    parse: Callable[[str, str], Timeline]
