"""Words by pocketsphinx with the English language model and dictionary that its wheel carries (extra `asr`).

Its beams and language weight stay as they ship: on read English wider beams took 11 times as long for 2 of 71 words, and a
heavier language weight lost more than it found.
"""

from __future__ import annotations

import re
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.align.features import RATE
from visemes.errors import MissingExtraError
from visemes.recognize.speech import Piece, nothing, pieces
from visemes.transcript import Token, Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


class WordRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method. Raises MissingExtraError when made."""

    name = "words"

    def __init__(self) -> None:
        try:
            import pocketsphinx
        except ImportError:
            raise MissingExtraError("the word recogniser pocketsphinx, made for Python 3.11 and 3.13,", "asr") from None
        self._decoder: Any = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL")

    def recognize(self, sound: Sound, progress: Callable[[float], None] | None = None) -> Transcript | Timeline:
        """The words, as a transcript to be aligned; an empty timeline where nobody speaks."""
        report = progress or (lambda _: None)
        report(0.0)
        said: list[str] = []
        if not sound.is_silent:
            for piece in pieces(sound):
                said += self._words(piece)
                report((piece.start + len(piece.samples) / RATE) / sound.duration)
        report(1.0)
        if not said:
            return nothing(sound, self.name)
        return Transcript(tuple(Token(word, (word,)) for word in said), (heard_as(said),))

    def _words(self, piece: Piece) -> Iterator[str]:
        if not piece.spans:
            return
        first, last = max(0.0, piece.spans[0][0] - LEAD), piece.spans[-1][1] + LEAD
        part = piece.samples[int(first * RATE) : int(last * RATE)]
        self._decoder.start_utt()
        self._decoder.process_raw(int16(part), full_utt=True)
        self._decoder.end_utt()
        for segment in self._decoder.seg() or ():
            if not _FILLER.match(segment.word):
                yield _VARIANT.sub("", segment.word)


def int16(samples: Samples) -> bytes:
    """Samples in -1..1 as 16 bits, little-endian."""
    whole = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
    return bytes(whole)


def heard_as(words: list[str]) -> str:
    """The line that tells a person what was understood, so that it can be corrected."""
    return f"no transcript was given; heard: {shorten(' '.join(words), LONGEST_LINE, placeholder=' …')}"
