"""Words with times as WhisperX, openai-whisper and faster-whisper write them (JSON).

Segments hold words; a word the aligner could not place has no times and gets the room between its neighbours. There are no
phones: they are found in the sound, within the words' times, which are rough.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.fields import Fields, parse_json
from visemes.imports.tiers import Row, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.timeline import Timeline

#: What makes the times of a timeline that this module read.
ROUGH: Final = "whisper"

_LOOK: Final = re.compile(r'"(?:segments|word_segments)"\s*:\s*\[')


def recognize(text: str) -> bool:
    """Whether a JSON text has segments."""
    return text.lstrip().startswith("{") and bool(_LOOK.search(text))


def parse(text: str, source: str) -> Timeline:
    """The words in a transcription with word times. Raises TimelineError."""
    document = Fields(parse_json(text, source), source)
    segments = list(document.children("segments"))
    words = [word for segment in segments for word in _words(segment)] or list(document.children("word_segments"))
    if segments and not words:
        hint = "whisper writes them with --word_timestamps True; WhisperX always does"
        raise TimelineError(f"{source}: has sentences but no words with times", hint)
    rows = _placed([_row(word, number) for number, word in enumerate(words, 1)], source)
    return timeline_of(source, 0.0, rows, (), aligner=ROUGH)


def _words(segment: Fields) -> Iterator[Fields]:
    """The words of a segment, told who says them where only the segment knows."""
    speaker = segment.text("speaker", "")
    for word in segment.children("words"):
        word.default("speaker", speaker)
        yield word


def _row(word: Fields, number: int) -> Row | tuple[str, int, str]:
    """A word with its time, or what is known of one without."""
    label, speaker = word.text("word").strip(), word.text("speaker", "")
    if word.take("start", None) is None or word.take("end", None) is None:
        return label, number, speaker
    worth = word.take("score", None)
    worth = word.take("probability", None) if worth is None else worth
    confidence = float(worth) if isinstance(worth, int | float) else None
    return Row(word.number("start"), word.number("end"), label, number, confidence, speaker)


def _placed(words: Sequence[Row | tuple[str, int, str]], source: str) -> list[Row]:
    """All words as rows: those without a time share the room between their neighbours, or are left out where there is none."""
    timed = [word for word in words if isinstance(word, Row)]
    if words and not timed:
        raise TimelineError(f"{source}: none of its words has a time", "was the language right?")
    result: list[Row] = []
    waiting: list[tuple[str, int, str]] = []
    for word in words:
        if not isinstance(word, Row):
            waiting.append(word)
            continue
        result += _between(result[-1].end if result else 0.0, word.start, waiting)
        waiting = []
        result.append(word)
    return result


def _between(start: float, end: float, words: Sequence[tuple[str, int, str]]) -> list[Row]:
    step = (end - start) / max(1, len(words))
    if step <= 0:
        return []
    return [
        Row(start + i * step, start + (i + 1) * step, label, line, None, speaker) for i, (label, line, speaker) in enumerate(words)
    ]


IMPORTER: Final = Importer("WhisperX and whisper JSON", (), recognize, parse)
