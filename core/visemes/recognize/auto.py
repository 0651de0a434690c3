"""Words where they can be believed, sounds where they cannot.

The word recogniser finds English words in whatever it hears. Two things tell that they are not what was said: it is unsure of
them itself, and the sounds that are heard without any words are others. Speech of another language, a word it does not
know and a mumble are alike in that; the mouth is better off with the sounds then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from visemes.align.features import RATE
from visemes.errors import MissingExtraError
from visemes.recognize.phones import PhoneRecogniser
from visemes.recognize.words import WordRecogniser
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.recognize.words import HeardPiece
    from visemes.transcript import Transcript

#: Mean probability of the words below which the sounds are asked as well. Right English words have 0.5 to 0.95, now and then
#: 0.3; words made of Spanish, Russian and Japanese 0.1 to 0.35.
SURE: Final = 0.35

#: Edits a sound between words and sounds from which on the words are not believed. Right words differ by 0.2 to 0.53.
UNLIKE: Final = 0.55

#: What a person is told.
WHY: Final = "the words heard are doubtful (another language, names, mumbling?)"
NOT_BELIEVED: Final = f"{WHY}: recognised sounds instead; --recognize words keeps the words"


class AutoRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method."""

    name = "auto"

    def recognize(
        self, sound: Sound, progress: Callable[[float], None] | None = None, resume: Path | None = None
    ) -> Transcript | Timeline:
        """Words to align, or phones with one line that says why."""
        report = progress or (lambda _: None)
        try:
            recogniser = WordRecogniser()
        except MissingExtraError as missing:
            found = PhoneRecogniser().recognize(sound, report, resume)
            return replace(found, warnings=(f"recognised sounds instead of words: {missing}", *found.warnings))
        heard = recogniser.hear(sound, report, resume)
        words = recogniser.answer(sound, heard)
        if isinstance(words, Timeline) or certainty(heard) >= SURE:
            return words
        sounds = PhoneRecogniser().recognize(sound, None, resume)
        if unlikeness(heard, sounds) < UNLIKE:
            return words
        return replace(sounds, warnings=(NOT_BELIEVED, *sounds.warnings))


def certainty(heard: Sequence[HeardPiece]) -> float:
    """The mean probability of the words, by the recogniser itself."""
    sure = [word.probability for piece in heard for word in piece.words]
    return sum(sure) / max(1, len(sure))


def unlikeness(heard: Sequence[HeardPiece], sounds: Timeline) -> float:
    """The edits from the phones of the words to the sounds, piece by piece, for each sound."""
    edits, count, start = 0, 0, 0.0
    for piece in heard:
        said = [phone for word in piece.words for phone in word.phones]
        own = [p.label for p in sounds.phones if start <= p.middle < piece.end / RATE]
        edits, count, start = edits + distance(said, own), count + len(own), piece.end / RATE
    return edits / max(1, count)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """The fewest insertions, deletions and replacements from one string of phones to the other."""
    row = list(range(len(second) + 1))
    for count, phone in enumerate(first, 1):
        before, row = row, [count]
        for place, other in enumerate(second, 1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + (phone != other)))
    return row[-1]
