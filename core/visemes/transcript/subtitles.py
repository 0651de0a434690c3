"""SubRip (.srt) and WebVTT (.vtt): the text and its times; styles, positions and cue names are left out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.errors import TranscriptError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIME: Final = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES: Final = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE: Final = re.compile(r"<v(?:\.[^ >]*)?\s+([^<>]+)>")

#: Seconds: captions that roll up repeat their last line in cues as short as this.
_ROLL_UP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Subtitle:
    """One subtitle. start, end: seconds. speaker: from a WebVTT voice tag, else empty."""

    start: float
    end: float
    text: str
    speaker: str = ""


def is_subtitles(text: str) -> bool:
    """Whether a text has the times of subtitles."""
    return any(_TIMES.match(line) for line in text.splitlines())


def read_subtitles(text: str, name: str = "subtitles") -> tuple[Subtitle, ...]:
    """The subtitles of a file's text, in order. Raises TranscriptError with the line where times do not make sense."""
    shown: list[Subtitle] = []
    for number, (start, end), lines in _blocks(text):
        if end < start:
            raise TranscriptError(
                f"{name}: line {number}: the subtitle ends before it starts", "expected 00:00:01,000 --> 00:00:02,500"
            )
        fresh = _without_repeat(lines, shown[-1].text if shown else "")
        if fresh and not (shown and end - start < _ROLL_UP and lines[-1] == shown[-1].text.rpartition("\n")[2]):
            shown.extend(_subtitles(start, end, "\n".join(fresh)))
    if not shown:
        raise TranscriptError(
            f"{name}: has no subtitles", "expected a line such as 00:00:01,000 --> 00:00:02,500 and text under it"
        )
    return tuple(shown)


def _blocks(text: str) -> Iterator[tuple[int, tuple[float, float], list[str]]]:
    """Line number, times and lines of text of every cue."""
    lines = text.splitlines()
    starts = [i for i, line in enumerate(lines) if _TIMES.match(line)]
    for start, following in pairwise([*starts, len(lines)]):
        body = lines[start + 1 : following]
        blank = next((i for i, line in enumerate(body) if not line.strip()), len(body))
        yield start + 1, _times(lines[start]), [html.unescape(line.strip()) for line in body[:blank]]


def _times(line: str) -> tuple[float, float]:
    match = _TIMES.match(line)
    fields = match.groups() if match else ()
    start, end = (_seconds(*fields[i : i + 4]) for i in (0, 4))
    return start, end


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def _without_repeat(lines: list[str], before: str) -> list[str]:
    """The lines without a first one that only repeats the last line of the cue before, as roll-up captions do."""
    return lines[1:] if len(lines) > 1 and lines[0] and lines[0] == before.rpartition("\n")[2] else lines


def _subtitles(start: float, end: float, text: str) -> Iterator[Subtitle]:
    """One subtitle, or one for each voice in it."""
    pieces = _VOICE.split(text)
    for speaker, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if piece.strip():
            yield Subtitle(start, end, piece.strip(), speaker.strip())
