"""`srt`: the words as subtitles, one caption for each stretch of speech, with the times at which it is really said.

A caption ends at a pause, with the speaker, or before it gets longer than two lines of a screen.
"""

from __future__ import annotations

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


def text(line: Line) -> str:
    """Numbered captions with their times, blank lines between; those of people who speak at once overlap."""
    words = line.timeline.words
    names = dict.fromkeys(word.speaker for word in words) if line.timeline.is_crowded else {}
    voices = [[word for word in words if word.speaker == name] for name in names] or [list(words)]
    captions = sorted((caption for voice in voices for caption in captions_of(voice)), key=lambda caption: caption[0].start)
    return "\n".join(f"{number}\n{_span(words)}\n{_wrapped(words)}\n" for number, words in enumerate(captions, 1))


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


def _span(words: Sequence[Word]) -> str:
    return f"{_time(words[0].start)} --> {_time(words[-1].end)}"


def _time(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d},{milliseconds:03d}"


EXPORTER: Final = Exporter("srt", (".srt",), "the words as subtitles", text)
