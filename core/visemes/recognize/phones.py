"""Phones straight from the sound: any voice, no words, numpy alone.

The acoustic model and the trigrams are English; other languages get their nearest English sounds, which is near enough
for a mouth seen from outside. Boundaries are posterior means moved by the refiner, like the aligner's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, decode
from visemes.align.acoustic import SILENCE
from visemes.align.features import FRAMES_PER_SECOND, RATE, SHIFT, WINDOW
from visemes.align.refine import refine
from visemes.phones import arpabet_to_ipa
from visemes.recognize.kept import Kept
from visemes.recognize.search import best_string, english
from visemes.recognize.speech import Piece, is_long, nothing, pieces
from visemes.timeline import Phone, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.audio import Sound
    from visemes.recognize.search import PhoneLoop, Triphone

    Floats = NDArray[np.float64]

#: Probability that a phone is right, from the log odds of its share among all phones (logistic regression on 14 sentences of
#: read English against their aligned transcripts; bench/recognize.py prints how well it holds).
CONFIDENCE_SLOPE: Final = 0.24
CONFIDENCE_MIDDLE: Final = -0.34

#: Seconds after a frame's nominal time at which the model's states change: half the window less half the shift.
LATENESS: Final = (WINDOW - SHIFT) / 2 / RATE

#: Seconds a phone lasts at the least; shorter ones are nothing a mouth can show.
SHORTEST: Final = 0.01


@dataclass(frozen=True)
class String:
    """Phones in a row. names: ARPABET or SIL. starts: seconds from the start of the piece. certainty: 0..1."""

    names: tuple[str, ...]
    starts: Floats
    certainty: tuple[float, ...]


class PhoneRecogniser:
    """See the module; `visemes.recognize.base.Recogniser` documents the method."""

    name = "phones"

    def recognize(self, sound: Sound, progress: Callable[[float], None] | None = None, resume: Path | None = None) -> Timeline:
        """Phones with times and confidences, without words; an empty timeline with a warning where nobody speaks."""
        report = progress or (lambda _: None)
        report(0.0)
        kept = Kept.of(resume if is_long(sound) else None, sound, self.name)
        done = kept.finished()
        phones = [Phone(*row) for record in done for row in record["phones"]]
        if not sound.is_silent:
            for piece in pieces(sound, done[-1]["end"] if done else 0):
                own = list(spoken(piece))
                kept.add({"end": piece.end, "phones": [[p.start, p.end, p.label, p.confidence, p.stress] for p in own]})
                phones += own
                report(piece.end / len(sound.samples))
        report(1.0)
        return Timeline(sound.duration, (), tuple(phones), aligner=self.name) if phones else nothing(sound, self.name)


def spoken(piece: Piece) -> Iterator[Phone]:
    """The phones of a piece where it is speech."""
    if not piece.spans:
        return
    string = heard(piece)
    starts = string.starts.tolist()
    ends = [*starts[1:], len(piece.samples) / RATE]
    for name, start, end, certainty in zip(string.names, starts, ends, string.certainty, strict=True):
        if name != SILENCE and end - start >= SHORTEST and piece.is_speech((start + end) / 2):
            ipa, stress = arpabet_to_ipa(name)
            yield Phone(piece.start + start, piece.start + end, ipa, certainty, stress)


def heard(piece: Piece) -> String:
    """The best phones of a piece, placed as the aligner places them."""
    loop, senones = english()
    scores = acoustic.english().scores(piece.vectors, senones)
    string = best_string(scores, loop)
    names = tuple(loop.names[t.phone] for t in string)
    rough = placed(scores, string, loop)
    starts = refine(piece.samples, names, rough)
    return String(names, np.concatenate(([0.0], starts)), tuple(certainties(scores, string, loop)))


def placed(scores: NDArray[np.float32], string: list[Triphone], loop: PhoneLoop) -> Floats:
    """Where each phone but the first starts, in seconds, as the mean of every way to cut the string."""
    columns = np.concatenate([loop.senones[t.phone, :, t.left, t.right] for t in string])
    numbers = [t.phone for t in string]
    stay, leave = (table[numbers].ravel().astype(np.float64) for table in (loop.stay, loop.leave))
    seconds: Floats = decode.boundaries(scores[:, columns], stay, leave).mean / FRAMES_PER_SECOND + LATENESS
    return seconds


def certainties(scores: NDArray[np.float32], string: list[Triphone], loop: PhoneLoop) -> Iterator[float]:
    """How sure each phone is: the mean over its frames of its share among all phones between the same neighbours."""
    edges = [*(t.start for t in string), len(scores)]
    for triphone, (start, end) in zip(string, pairwise(edges), strict=True):
        rivals = scores[start:end][:, loop.senones[:, :, triphone.left, triphone.right]].max(axis=2)  # (frames, phones)
        mean = decode.ACOUSTIC_SCALE * rivals.sum(axis=0, dtype=np.float64)
        share = 1 / np.exp(mean - mean[triphone.phone]).sum()
        yield confidence(float(share))


def confidence(share: float) -> float:
    """Probability that a phone is right, from its share (0..1)."""
    odds = math.log(max(share, 1e-6) / max(1 - share, 1e-6))
    return 1 / (1 + math.exp(-CONFIDENCE_SLOPE * (odds - CONFIDENCE_MIDDLE)))
