"""Which place is the mouth? The one an expert reads.

Motion proposes places; the expert is asked about each of them over the stretch it was found in, then about the best few over the
whole piece, carried along with the head, and last about boxes a little larger, smaller and aside of the best.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE, SOUND_RATE
from visemes.sync.crop import crop, squares
from visemes.sync.follow import follow
from visemes.sync.mouth import around, find_places, shared, voiced
from visemes.sync.offsets import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Expert, Trust
    from visemes.sync.mouth import Place

    Grey = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Evidence = NDArray[np.float32]

Box = tuple[float, float, float, float]

#: Frames before and after a stretch that are shown to the expert as still pictures, so that it hears what is around: its largest
#: offset.
MARGIN: Final = 15
#: Places that are followed through the whole piece, and boxes (width, right, down: shares of the width) tried around the best.
FOLLOWED: Final = 2
TRIED: Final = ((0.75, 0, 0), (1.35, 0, 0), (1, 0, 0.3), (1, 0, -0.3), (1, 0.3, 0), (1, -0.3, 0))
#: Places that are followed where more than one mouth may speak.
SECONDS: Final = 4
#: A box that is carried further than this (widths) is asked about where it began, too.
ASTRAY: Final = 0.5
#: Frames of the stretch that boxes are compared in.
SAMPLE: Final = 100
#: The confidence with which a stretch is clearly said by a mouth, and that of a place at which no other is asked about.
CLEAR: Final = 0.7
CERTAIN: Final = 0.97
#: A box has to be read better by this much (nats) to be taken for another.
CLEARLY: Final = 1.5
#: What a place found by stronger motion gains over one that is read as well (nats for the best against none).
MOTION: Final = 2.0
#: A second mouth has to be read better than the first by this much (nats) while it speaks, and to be elsewhere.
SECOND: Final = 6.0
ELSEWHERE: Final = 0.1
#: Seconds of pause that end what one mouth says, and the shortest stretch that is given to a mouth.
PAUSE: Final = 0.3
SHORTEST: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Mouth:
    """A mouth through a piece: its box in every frame (T, 4), what the expert sees (T, 48, 48) and says of each frame (T, K)."""

    boxes: Floats
    crops: Grey
    evidence: Evidence

    @property
    def middle(self) -> Box:
        """Where it mostly is."""
        x, y, width, height = (float(value) for value in np.median(self.boxes, axis=0))
        return x, y, width, height


@dataclass(frozen=True, slots=True)
class Reader:
    """Asks an expert. samples: the whole sound at SOUND_RATE; level: its loudness (dB) at each frame of the film."""

    expert: Expert
    samples: NDArray[np.float32]
    level: Floats

    def mouths(self, frames: Grey, first: int, known: Sequence[Box] = ()) -> list[Mouth]:
        """The mouths that speak in a piece, the one that is read best first; none where nothing moves with a voice.

        first: the piece's first frame in the film. known: boxes of mouths in the frame before; while all that is said can be read
        from them, no others are looked for.
        """
        on = voiced(self._level(first, len(frames)))
        mouths = self._sorted([self.read(frames, first, follow(frames, box, 0)) for box in known], on)
        if mouths and not self._unread(mouths, on):
            return mouths
        places = find_places(frames, self._level(first, len(frames)))
        ranked = self._ranked(frames, first, places)
        mouths = self._sorted([*mouths, *(self._carried(frames, first, place, on) for place in ranked[:FOLLOWED])], on)
        if not mouths:
            return []
        best = self._better(frames, first, mouths[0], on)
        if not self._unread([best], on):
            return [best]
        rest = [*mouths[1:], *(self._carried(frames, first, place, on) for place in ranked[FOLLOWED:SECONDS])]
        return [best, *self._others(best, rest, on)]

    def near(self, frames: Grey, first: int, box: Box) -> Mouth:
        """The mouth near a box of the first frame, which may be a little too large, too small or aside."""
        mouth = self.read(frames, first, follow(frames, box, 0))
        on = voiced(self._level(first, len(frames)))
        return self._better(frames, first, mouth, on) if on.any() else mouth

    def _sorted(self, mouths: list[Mouth], on: NDArray[np.bool_]) -> list[Mouth]:
        near = around(on)
        return sorted(mouths, key=lambda mouth: -sharpness(mouth.evidence[near], self.expert.trust))

    def _unread(self, mouths: Sequence[Mouth], on: NDArray[np.bool_]) -> bool:
        """Whether something is said that none of the mouths clearly says."""
        return any(max(self._sure(mouth.evidence[part]) for mouth in mouths) < CLEAR for part in said(on))

    def _sure(self, evidence: Evidence) -> float:
        return read(evidence, self.expert.offsets, self.expert.trust).confidence if len(evidence) else 0.0

    def _ranked(self, frames: Grey, first: int, places: Sequence[Place]) -> list[Place]:
        """Places, the one that is read best first; once one is read clearly, the others stay as motion has them."""
        asked: list[tuple[float, Place]] = []
        for number, place in enumerate(places):
            promise, sure = self._promise(frames, first, place)
            asked.append((promise, place))
            if sure >= CERTAIN:
                rest = sorted(asked[:-1], key=lambda pair: -pair[0])
                return [place, *(other for _, other in rest), *places[number + 1 :]]
        return [place for _, place in sorted(asked, key=lambda pair: -pair[0])]

    def _carried(self, frames: Grey, first: int, place: Place, on: NDArray[np.bool_]) -> Mouth:
        """A place carried along with its head, or left where it is if it is read better there: what moves may lead astray."""
        followed = self.read(frames, first, follow(frames, place.box, (place.first + place.last) // 2))
        if np.ptp(followed.boxes[:, :2], axis=0).max() < ASTRAY * place.box[2]:
            return followed
        still = self.read(frames, first, np.tile(place.box, (len(frames), 1)))
        return self._sorted([followed, still], on)[0]

    def read(self, frames: Grey, first: int, boxes: Floats) -> Mouth:
        """A mouth whose boxes (T, 4) are known."""
        seen = squares(boxes)
        crops = np.stack([crop(frame, square) for frame, square in zip(frames, seen, strict=True)])
        return Mouth(boxes, crops, self.evidence(crops, first))

    def evidence(self, crops: Grey, first: int) -> Evidence:
        """What the expert says of each frame, (T, K). first: number of the first one in the film."""
        still = np.concatenate([np.repeat(crops[:1], MARGIN, axis=0), crops, np.repeat(crops[-1:], MARGIN, axis=0)])
        start = round((first - MARGIN) * SOUND_RATE / RATE)
        count = round(len(still) * SOUND_RATE / RATE)
        heard = np.zeros(count, np.float32)
        low, high = max(start, 0), min(start + count, len(self.samples))
        if high > low:
            heard[low - start : high - start] = self.samples[low:high]
        return self.expert.evidence(still, heard)[MARGIN : MARGIN + len(crops)]

    def _level(self, first: int, count: int) -> Floats:
        part = self.level[first : first + count]
        return np.concatenate([part, np.full(count - len(part), -100.0)])

    def _promise(self, frames: Grey, first: int, place: Place) -> tuple[float, float]:
        """How well the expert reads a place in the stretch it was found in, the head taken as still, and how sure it is."""
        on = voiced(self._level(first, len(frames)))
        part = busiest(on, place.first, place.last)
        mouth = self.read(frames[part], first + part.start, np.tile(place.box, (part.stop - part.start, 1)))
        spoken = mouth.evidence[around(on)[part]]
        return sharpness(spoken, self.expert.trust) + MOTION * place.score, self._sure(spoken)

    def _better(self, frames: Grey, first: int, mouth: Mouth, on: NDArray[np.bool_]) -> Mouth:
        """The mouth, or one a little larger, smaller or aside that is read better where most is said."""
        part = busiest(on, 0, len(on))
        near = around(on)[part]
        best, reach = mouth.boxes, sharpness(mouth.evidence[part][near], self.expert.trust)
        for scale, right, down in TRIED:
            boxes = _changed(mouth.boxes, scale, right, down)
            other = self.read(frames[part], first + part.start, boxes[part])
            sharp = sharpness(other.evidence[near], self.expert.trust)
            if sharp > reach + CLEARLY:
                best, reach = boxes, sharp
        return mouth if best is mouth.boxes else self.read(frames, first, best)

    def _others(self, best: Mouth, rest: Sequence[Mouth], on: NDArray[np.bool_]) -> list[Mouth]:
        """Further mouths that speak while the best one does not."""
        found: list[Mouth] = []
        trust = self.expert.trust
        for mouth in rest:
            if any(shared(mouth.middle, other.middle) > ELSEWHERE for other in (best, *found)):
                continue
            gains = [
                sharpness(mouth.evidence[part], trust) - max(sharpness(m.evidence[part], trust) for m in (best, *found))
                for part in said(on)
                if doubt(mouth.evidence[part], trust) <= 0
            ]
            if gains and max(gains) > SECOND:
                found.append(mouth)
        return found


def busiest(on: NDArray[np.bool_], first: int, last: int) -> slice:
    """The stretch of at most SAMPLE frames between two in which most is said."""
    length = min(SAMPLE, last - first)
    total = np.concatenate([[0], np.cumsum(on[first:last])])
    start = first + int(np.argmax(total[length:] - total[: len(total) - length]))
    return slice(start, start + length)


def sharpness(evidence: Evidence, trust: Trust) -> float:
    """How far the offset that suits a stretch best stands out from the others, nats; 0 for a stretch of no frames.

    What speaks against any offset counts against it: labels and counters move with a voice, but not as mouths do.
    """
    if not len(evidence):
        return 0.0
    total = evidence.sum(axis=0, dtype=np.float64) * trust.scale / len(evidence) ** trust.power
    return float(total.max() - total.mean()) - max(0.0, doubt(evidence, trust))


def doubt(evidence: Evidence, trust: Trust) -> float:
    """How much more speaks for "not this mouth's sound" than for the best offset, nats; negative where an offset wins."""
    total = evidence.sum(axis=0, dtype=np.float64) * trust.scale / max(1, len(evidence)) ** trust.power
    return float(trust.none - total.max())


def said(on: NDArray[np.bool_]) -> list[slice]:
    """What is said without a pause, as stretches of frames; short ones are joined to the next."""
    stretches: list[slice] = []
    start, last = None, -1
    for t in [*np.flatnonzero(on).tolist(), None]:
        if t is None or (last >= 0 and start is not None and t - last > PAUSE * RATE and last + 1 - start >= SHORTEST * RATE):
            if start is not None:
                stretches.append(slice(start, last + 1))
            start = t
        start = t if start is None else start
        last = last if t is None else t
    return stretches


def _changed(boxes: Floats, scale: float, right: float, down: float) -> Floats:
    """Boxes around a centre that is moved by shares of their width, and so many times as large."""
    size = boxes[:, 2:] * scale
    centre = boxes[:, :2] + boxes[:, 2:] / 2 + boxes[:, 2:3] * np.array([right, down])
    return np.hstack([centre - size / 2, size])
