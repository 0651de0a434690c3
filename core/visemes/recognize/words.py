"""Words by pocketsphinx with the English language model and dictionary that its wheel carries (extra `asr`).

Its beams and language weight stay as they ship: on read English wider beams took 11 times as long for 2 of 71 words, and a
heavier language weight lost more than it found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.align.features import RATE
from visemes.errors import MissingExtraError
from visemes.phones import arpabet_to_ipa
from visemes.recognize.kept import Kept
from visemes.recognize.speech import Piece, is_long, nothing, pieces
from visemes.transcript import Token, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.audio import Sound
    from visemes.timeline import Timeline

    Samples = NDArray[np.float32]

#: Seconds of sound before and after speech that the recogniser hears with it.
LEAD: Final = 0.2

#: Letters of what was heard that the warning shows; all of it is in the result.
LONGEST_LINE: Final = 160

#: Fillers (<sil>, [NOISE], ++SPN++) and numbers of variants in its answers.
_FILLER: Final = re.compile(r"[<\[+]")
_VARIANT: Final = re.compile(r"\(\d+\)$")


@dataclass(frozen=True)
class HeardWord:
    """A word that was understood. probability: that it was said, by the recogniser. phones: IPA, without stress."""

    text: str
    probability: float
    phones: tuple[str, ...]


@dataclass(frozen=True)
class HeardPiece:
    """The words of a piece of sound. end: the sample after it."""

    end: int
    words: tuple[HeardWord, ...]


class WordRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method. Raises MissingExtraError when made."""

    name = "words"

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError:
            raise MissingExtraError("the word recogniser pocketsphinx, made for Python 3.11 and 3.13,", "asr") from None
        self._decoder: Any = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL")

    def recognize(
        self, sound: Sound, progress: Callable[[float], None] | None = None, resume: Path | None = None
    ) -> Transcript | Timeline:
        """The words, as a transcript to be aligned; an empty timeline where nobody speaks."""
        return self.answer(sound, self.hear(sound, progress, resume))

    def answer(self, sound: Sound, heard: Sequence[HeardPiece]) -> Transcript | Timeline:
        """What `hear` found as `recognize` gives it."""
        said = [word.text for piece in heard for word in piece.words]
        if not said:
            return nothing(sound, self.name)
        return Transcript(tuple(Token(word, (word,)) for word in said), (heard_as(said),))

    def hear(self, sound: Sound, progress: Callable[[float], None] | None = None, resume: Path | None = None) -> list[HeardPiece]:
        """The words of every piece with their probabilities."""
        report = progress or (lambda _: None)
        report(0.0)
        kept = Kept.of(resume if is_long(sound) else None, sound, self.name)
        done = kept.finished()
        heard = [HeardPiece(r["end"], tuple(HeardWord(w, p, tuple(phones)) for w, p, phones in r["words"])) for r in done]
        mean = done[-1]["mean"] if done else ""
        if not sound.is_silent:
            for piece in pieces(sound, heard[-1].end if heard else 0):
                words, mean = self._words(piece, mean)
                heard.append(HeardPiece(piece.end, words))
                kept.add({"end": piece.end, "words": [[w.text, w.probability, w.phones] for w in words], "mean": mean})
                report(piece.end / len(sound.samples))
        report(1.0)
        return heard

    def _words(self, piece: Piece, mean: str) -> tuple[tuple[HeardWord, ...], str]:
        """The words of a piece, and the mean of the features after it. mean: that after the piece before, empty at first."""
        if not piece.spans:
            return (), mean
        first, last = max(0.0, piece.spans[0][0] - LEAD), piece.spans[-1][1] + LEAD
        part = piece.samples[int(first * RATE) : int(last * RATE)]
        self._decoder.reinit_feat()  # forgets what it heard before, all but what is told here: the same piece, the same words
        if mean:
            self._decoder.set_cmn(mean)
        self._decoder.start_utt()
        self._decoder.process_raw(int16(part), full_utt=True)
        self._decoder.end_utt()
        found = [s for s in self._decoder.seg() or () if not _FILLER.match(s.word)]
        words = tuple(HeardWord(_VARIANT.sub("", s.word), float(s.prob), self._phones(s.word)) for s in found)
        return words, str(self._decoder.get_cmn(update=True))

    def _phones(self, word: str) -> tuple[str, ...]:
        """The phones of a word as the recogniser's dictionary has them."""
        return tuple(arpabet_to_ipa(phone)[0] for phone in (self._decoder.lookup_word(word) or "").split())


def int16(samples: Samples) -> bytes:
    """Samples in -1..1 as 16 bits, little-endian."""
    whole = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
    return bytes(whole)


def heard_as(words: list[str]) -> str:
    """The line that tells a person what was understood, so that it can be corrected."""
    return f"no transcript was given; heard: {shorten(' '.join(words), LONGEST_LINE, placeholder=' …')}"
