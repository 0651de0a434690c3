"""Timelines and lines made elsewhere, or by us before: a user's own timings are always accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports import ctm, eaf, gentle, htk, json, papagayo, services, tables, textgrid, whisper
from visemes.imports.json import read_line as read_line
from visemes.imports.source import read_text
from visemes.imports.tiers import fitted

if TYPE_CHECKING:
    from visemes.imports.base import Importer
    from visemes.timeline import Timeline

#: Every format a timeline can be given in, those that are easiest to recognize first.
IMPORTERS: Final[tuple[Importer, ...]] = (
    services.POLLY, gentle.IMPORTER, whisper.IMPORTER, tables.IMPORTER, json.IMPORTER, services.AZURE, textgrid.IMPORTER,
    eaf.IMPORTER, papagayo.IMPORTER, htk.IMPORTER, ctm.IMPORTER,
)  # fmt: skip

#: What made times that are no truth to the last millisecond: phones found in such words may begin a little outside of them.
ROUGH: Final = frozenset({whisper.ROUGH, services.ROUGH})


def read_timeline(path: Path | str, duration: float | None = None) -> Timeline:
    """The timeline in a file of any format of IMPORTERS, whatever the file is called.

    duration: the sound's length in seconds; what runs past it is cut, with a warning. None takes the file's own length.
    Phone labels in ARPABET, IPA or X-SAMPA become IPA, silence labels gaps. A file of words alone
    gives a timeline without phones. Raises TimelineError.
    """
    text, source = read_text(path), str(path)
    timeline = _importer(text, Path(path)).parse(text, source)
    return timeline if duration is None else fitted(timeline, duration, source)


def _importer(text: str, path: Path) -> Importer:
    """The format a text looks like, else the one its file ending names."""
    named = (importer for importer in IMPORTERS if path.suffix.lower() in importer.extensions)
    found = next((importer for importer in IMPORTERS if importer.recognize(text)), None) or next(named, None)
    if found is None:
        known = ", ".join(" ".join((importer.name, *importer.extensions)) for importer in IMPORTERS)
        raise TimelineError(f"{path}: is no timeline in a known format", f"give one of: {known}")
    return found
