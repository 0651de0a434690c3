"""HTK's label files and their kin: `start end label` a line, in units of 100 ns, or in seconds as Audacity writes them.

After the label there may be a score and, at the first phone of a word, the word. A master label file (`#!MLF!#`) is read
when it holds one recording.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.labels import are_phones, is_silent
from visemes.imports.tiers import Row, timeline_of, without_positions

if TYPE_CHECKING:
    from visemes.timeline import Timeline

#: HTK's units in a second.
UNITS: Final = 10_000_000

_MASTER: Final = "#!MLF!#"
_LINE: Final = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)[ \t]+(\d+(?:\.\d*)?|\.\d+)(?:[ \t]+(.*))?$")

#: A phone in its context, as HTK writes triphones: left-phone+right.
_TRIPHONE: Final = re.compile(r"(?:[^-+\s]+-)?([^-+\s]+)(?:\+[^-+\s]+)?")


def recognize(text: str) -> bool:
    """Whether the first line that says something is a label with two times, or a master label file begins."""
    stripped = text.lstrip()
    first = stripped.split("\n", 1)[0]
    return stripped.startswith(_MASTER) or bool(_LINE.match(first) and len(first.split()) >= 3)


def parse(text: str, source: str) -> Timeline:
    """The timeline in a label file. Raises TimelineError."""
    lines = _lines(text, source)
    units = UNITS if all(re.fullmatch(r"\d+", time) for _, start, end, _ in lines for time in (start, end)) else 1
    phones: list[Row] = []
    words: list[Row] = []
    for number, start_text, end_text, rest in lines:
        start, end = float(start_text) / units, float(end_text) / units
        if not math.isfinite(start) or not math.isfinite(end):
            raise TimelineError(f"{source}:{number}: a time is no number")
        label, word = _labels(rest, audacity=units == 1)
        if word and not is_silent(word):
            words.append(Row(start, end, word, number))
        elif words and words[-1].end < end and not is_silent(label):
            words[-1] = words[-1]._replace(end=end)
        phones.append(Row(start, end, label, number))
    return _judged(source, words, phones)


def _judged(source: str, words: list[Row], labels: list[Row]) -> Timeline:
    """Labels that are phones, with the words beside them; or labels that are words."""
    phones = without_positions(labels)
    if not are_phones(row.label for row in phones):
        bare = [row._replace(label=_TRIPHONE.fullmatch(row.label)[1]) if _TRIPHONE.fullmatch(row.label) else row for row in labels]  # type: ignore[index]
        if not words and not are_phones(row.label for row in bare):
            return timeline_of(source, 0.0, labels, ())
        phones = bare
    return timeline_of(source, 0.0, words, phones)


def _labels(rest: str, *, audacity: bool) -> tuple[str, str]:
    """The label of a line and the word that begins there, if any; Audacity's labels may have blanks."""
    if audacity:
        return rest.strip(), ""
    fields = rest.split()
    extra = [field for field in fields[1:] if not _is_number(field)]
    return (fields[0] if fields else ""), (extra[0] if extra else "")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(text: str, source: str) -> list[tuple[int, str, str, str]]:
    """Line number, times and the rest of each line."""
    found = []
    recordings = 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped in (_MASTER, ".", "///"):
            continue
        if stripped.startswith('"'):
            recordings += 1
            continue
        match = _LINE.fullmatch(line)
        if not match:
            raise TimelineError(f"{source}:{number}: expected 'start end label'")
        found.append((number, match[1], match[2], match[3] or ""))
    if recordings > 1:
        raise TimelineError(f"{source}: holds {recordings} recordings", "give a file of one")
    return found


IMPORTER: Final = Importer("HTK or Audacity labels", (".lab", ".mlf"), recognize, parse)
