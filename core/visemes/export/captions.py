"""`srt` and `vtt`: the words as subtitles, one caption for each stretch of speech, with the times at which it is really said.

A caption ends at a pause, with the speaker, or before it gets longer than two lines of a screen.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.line import Line
    from visemes.timeline import Word

#: A silence between words (seconds) that ends a caption.
PAUSE: Final = 0.6

#: Most characters of a row on screen, and rows of a caption (BBC Subtitle Guidelines: 37 to 42 characters, two rows).
ROW: Final = 42
ROWS: Final = 2

#: Longest time a caption stays (seconds).
LONGEST: Final = 6.0


def srt(line: Line) -> str:
    """SubRip: numbered captions with their times, blank lines between; those of people who speak at once overlap."""
    return "\n".join(f"{number}\n{_span(words, ',')}\n{_wrapped(words)}\n" for number, words in enumerate(_captions(line), 1))


def vtt(line: Line) -> str:
    """WebVTT (W3C): the same captions, with the speaker as a voice tag."""
    captions = (f"{_span(words, '.')}\n{_voiced(words)}\n" for words in _captions(line))
    return "\n".join(["WEBVTT\n", *captions])


def _captions(line: Line) -> list[list[Word]]:
    """Every voice's captions, in the order they begin."""
    words = line.timeline.words
    names = dict.fromkeys(word.speaker for word in words) if line.timeline.is_crowded else {}
    voices = [[word for word in words if word.speaker == name] for name in names] or [list(words)]
    return sorted((caption for voice in voices for caption in captions_of(voice)), key=lambda caption: caption[0].start)


def captions_of(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words in groups that are shown together."""
    caption: list[Word] = []
    for word in words:
        if caption and not _fits(caption, word):
            yield caption
            caption = []
        caption.append(word)
    if caption:
        yield caption


def _fits(caption: list[Word], word: Word) -> bool:
    together = word.start - caption[-1].end < PAUSE and word.speaker == caption[-1].speaker
    return together and word.end - caption[0].start <= LONGEST and len(_rows([*caption, word])) <= ROWS


def _rows(words: Sequence[Word]) -> list[str]:
    rows = [f"{words[0].speaker}:"] if words[0].speaker else []
    for label in (" ".join(word.label.split()) for word in words):
        if rows and len(rows[-1]) + 1 + len(label) <= ROW:
            rows[-1] += f" {label}"
        else:
            rows.append(label)
    return rows


def _wrapped(words: Sequence[Word]) -> str:
    return "\n".join(_rows(words))


def _voiced(words: Sequence[Word]) -> str:
    """Rows as WebVTT has them: `<v ANNA>` instead of a label, and nothing in them is markup."""
    speaker = words[0].speaker
    rows = [escape(row, quote=False) for row in _rows(words)]
    if not speaker:
        return "\n".join(rows)
    rows[0] = rows[0].removeprefix(f"{escape(speaker, quote=False)}:").lstrip()
    return f"<v {escape(speaker, quote=False)}>" + "\n".join(row for row in rows if row)


def _span(words: Sequence[Word], point: str) -> str:
    return f"{_time(words[0].start, point)} --> {_time(words[-1].end, point)}"


def _time(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{milliseconds:03d}"


SRT: Final = Exporter("srt", (".srt",), "the words as subtitles", srt)
VTT: Final = Exporter("vtt", (".vtt",), "the words as WebVTT subtitles, speakers as voices", vtt)
