"""`polly`: words and visemes as Amazon Polly's speech marks, a JSON object a line (Polly Developer Guide, "Speech marks").

Times are milliseconds; `start` and `end` of a word are bytes of the text of all words with a space between. Visemes are Polly's
own, whatever the line's map is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from visemes.cues import cues_for
from visemes.export.base import Exporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.line import Line
    from visemes.maps import VisemeMap


def content(line: Line, viseme_map: VisemeMap, ending: str) -> bytes:  # noqa: ARG001 - every such format is asked alike
    """The marks in the order of their times; a word's comes before its first viseme."""
    from visemes.maps import load_map

    polly = viseme_map if viseme_map.name == "polly" else load_map("polly")
    visemes = ({"time": _ms(cue.start), "type": "viseme", "value": cue.label} for cue in cues_for(line.timeline, polly))
    marks = sorted([*_words(line), *visemes], key=lambda mark: mark["time"])
    return "".join(json.dumps(mark, ensure_ascii=False, separators=(",", ":")) + "\n" for mark in marks).encode()


def _words(line: Line) -> Iterator[dict[str, Any]]:
    place = 0
    for word in line.timeline.words:
        end = place + len(word.label.encode())
        yield {"time": _ms(word.start), "type": "word", "start": place, "end": end, "value": word.label}
        place = end + 1


def _ms(seconds: float) -> int:
    return round(1000 * seconds)


EXPORTER: Final = Exporter("polly", (".marks",), "words and visemes as Amazon Polly's speech marks", content=content)
