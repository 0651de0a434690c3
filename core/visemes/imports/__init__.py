"""Timelines and lines made elsewhere, or by us before: a user's own timings are always accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports import ctm, json, textgrid
from visemes.imports.json import read_line as read_line
from visemes.imports.source import read_text
from visemes.imports.tiers import fitted

if TYPE_CHECKING:
    from visemes.imports.base import Importer
    from visemes.timeline import Timeline

#: Every format a timeline can be given in, those that are easiest to recognize first.
IMPORTERS: Final[tuple[Importer, ...]] = (json.IMPORTER, textgrid.IMPORTER, ctm.IMPORTER)


def read_timeline(path: Path | str, duration: float | None = None) -> Timeline:
    """The timeline in a file: our JSON (a timeline or a whole line), a Praat TextGrid, a CTM.

    duration: the sound's length in seconds; what runs past it is cut, with a warning. None takes the file's own length.
    Phone labels in ARPABET, IPA or X-SAMPA become IPA, silence labels gaps. Raises TimelineError.
    """
    text, source = read_text(path), str(path)
    timeline = _importer(text, Path(path)).parse(text, source)
    return timeline if duration is None else fitted(timeline, duration, source)


def _importer(text: str, path: Path) -> Importer:
    """The format a text looks like, else the one its file ending names."""
    named = (importer for importer in IMPORTERS if path.suffix.lower() in importer.extensions)
    found = next((importer for importer in IMPORTERS if importer.recognize(text)), None) or next(named, None)
    if found is None:
        known = ", ".join(f"{importer.name} ({' '.join(importer.extensions)})" for importer in IMPORTERS)
        raise TimelineError(f"{path}: is no timeline in a known format", f"give one of: {known}")
    return found
