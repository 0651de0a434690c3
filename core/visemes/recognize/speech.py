"""Where somebody speaks, and the pieces a long sound is worked on in.

Phones fit any sound somehow, so what they fit has to look like speech, too: noise and pauses fit the model's noise
phones better, tones fit no phone well, and what rings or roars changes less from frame to frame and passes through
fewer different phones than talk does. The limits lie between whispered, creaky, laughing, foreign and noisy (0 dB)
speech on one side and pulsing noise, chords, melodies and sweeps on the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic
from visemes.align.features import FRAMES_PER_SECOND, RATE, features, mel_spectrum
from visemes.align.loop import best_phones
from visemes.align.search import dithered
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from visemes.audio import Sound

    Floats = NDArray[np.float64]
    Samples = NDArray[np.float32]

#: Seconds recognised in one go, and the earliest place to cut. A cut lies in the quietest fifth of a second between.
LONGEST: Final = 25.0
EARLIEST: Final = 12.0
QUIET: Final = 0.2

#: Frames without a phone that end a breath group.
PAUSE: Final = 30

#: Speech changes by this much from frame to frame (mean of the cepstra's differences over 40 ms), or less where it fits the
#: model better and more where it fits worse than usual: FIT_WORTH for each nat a frame.
LEAST_CHANGE: Final = 6.4
FIT_WORTH: Final = 1.5
USUAL_FIT: Final = -15.0

#: Of n phones in a row, speech has at least LEAST_VARIETY * n ** 0.75 different ones, up to ENOUGH_VARIETY, and never one alone.
LEAST_VARIETY: Final = 0.8
ENOUGH_VARIETY: Final = 20

#: Share of all breath groups that has to be speech, by length, for any to count: music now and then has a lifelike moment.
LEAST_SHARE: Final = 0.2

#: Seconds around a breath group that still belong to it.
MARGIN: Final = 0.1


@dataclass(frozen=True)
class Group:
    """A breath group: phones with no long pause between them.

    first, last: frames, last excluded. fit: mean log likelihood a frame (nats under the best Gaussian of each stream). change: mean
    change of the cepstra. phones: how many, different: how many kinds.
    """

    first: int
    last: int
    fit: float
    change: float
    phones: int
    different: int

    @property
    def is_speech(self) -> bool:
        """Whether this is somebody talking."""
        variety = max(2.0, min(ENOUGH_VARIETY, LEAST_VARIETY * self.phones**0.75))
        return self.different >= variety and self.change + FIT_WORTH * (self.fit - USUAL_FIT) >= LEAST_CHANGE

    @property
    def frames(self) -> int:
        """Its length."""
        return self.last - self.first


@dataclass(frozen=True)
class Piece:
    """A part of a sound. start: seconds. vectors: (frames, 3, 13) features. spans: (start, end) of speech in it, seconds."""

    start: float
    samples: Samples
    vectors: Floats
    spans: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, start: float, samples: Samples) -> Piece:
        """Features of 16 kHz mono samples that begin at a second of the sound, and where there is speech in them."""
        vectors = features(mel_spectrum(dithered(samples)))
        length = len(samples) / RATE
        spans = [
            (max(0.0, g.first / FRAMES_PER_SECOND - MARGIN), min(length, g.last / FRAMES_PER_SECOND + MARGIN))
            for g in speech_among(groups(vectors))
        ]
        return cls(start, samples, vectors, tuple(spans))

    @property
    def end(self) -> int:
        """The sample of the sound after the last of the piece."""
        return round(self.start * RATE) + len(self.samples)

    def is_speech(self, seconds: float) -> bool:
        """Whether somebody speaks at a time, counted from the start of the piece."""
        return any(start <= seconds < end for start, end in self.spans)


def is_long(sound: Sound) -> bool:
    """Whether a sound is worked on in more than one piece."""
    return len(sound.samples) > LONGEST * RATE


def pieces(sound: Sound, start: int = 0) -> Iterator[Piece]:
    """The sound in pieces of at most LONGEST seconds, cut where it is quiet. start: the first sample of the first one."""
    samples = sound.samples
    while start < len(samples):
        end = start + cut(samples[start:])
        yield Piece.of(start / RATE, samples[start:end])
        start = end


def cut(samples: Samples) -> int:
    """Where to end the first piece: all of a short sound, else the middle of the quietest moment (samples)."""
    if len(samples) <= LONGEST * RATE:
        return len(samples)
    first, last, width = (int(seconds * RATE) for seconds in (EARLIEST, LONGEST, QUIET))
    energy = np.concatenate(([0.0], np.cumsum(samples[first:last].astype(np.float64) ** 2)))
    return first + int((energy[width:] - energy[:-width]).argmin()) + width // 2


def groups(vectors: Floats) -> list[Group]:
    """The breath groups of some features, speech or not."""
    model = acoustic.english()
    senones = [s for states in model.base_states() for s in states]
    scores = model.scores(vectors, senones).reshape(len(vectors), -1, acoustic.STATES)
    phones, states = best_phones(scores, model)
    fit = scores[np.arange(len(scores)), phones, states]
    change = np.abs(vectors[:, 1]).mean(axis=1)
    voiced = np.flatnonzero(is_phone()[phones])
    if not len(voiced):
        return []
    runs = np.split(voiced, np.flatnonzero(np.diff(voiced) >= PAUSE) + 1)
    return [group(run, phones[run], fit[run], change[run]) for run in runs]


def speech_among(found: list[Group]) -> list[Group]:
    """The groups that are speech, or none if they are too small a part."""
    speech = [g for g in found if g.is_speech]
    return speech if sum(g.frames for g in speech) >= LEAST_SHARE * sum(g.frames for g in found) else []


def group(frames: NDArray[np.intp], phones: NDArray[np.int64], fit: NDArray[np.float32], change: Floats) -> Group:
    """One breath group from its frames and what each of them is like."""
    string = [phone for phone, _ in groupby(phones.tolist())]
    return Group(int(frames[0]), int(frames[-1]) + 1, float(fit.mean()), float(change.mean()), len(string), len(set(string)))


def is_phone() -> NDArray[np.bool_]:
    """Which units of the acoustic model are speech: all but silence and the noises (+NSN+, +SPN+)."""
    return np.array([name.isalpha() and name != acoustic.SILENCE for name in acoustic.english().index])


def nothing(sound: Sound, recogniser: str) -> Timeline:
    """The answer to a sound without speech."""
    warning = f"{sound.name or 'the sound'}: no speech was heard in it, the mouth stays closed"
    return Timeline(sound.duration, aligner=recogniser, warnings=(warning,))
