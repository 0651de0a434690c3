"""A film from its first frame to its last: shots, mouths, and what an expert makes of every frame.

Only what a report needs is kept: a few hundred bytes a frame, whatever its size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import Sound, loudness
from visemes.sync.base import RATE, SOUND_RATE
from visemes.sync.clap import clap_offset, click
from visemes.sync.film import at_rate
from visemes.sync.follow import follow
from visemes.sync.mouth import voiced
from visemes.sync.reading import Mouth, Reader, said, sharpness
from visemes.sync.rhythm import HEAD, Rhythm
from visemes.sync.shots import Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.boxes import BoxTrack
    from visemes.sync.film import Film
    from visemes.timeline import Timeline

    Floats = NDArray[np.float64]

Box = tuple[float, float, float, float]

#: The middle of an expert's picture that is kept as a mouth's look, and pixels of it that become one.
MIDDLE: Final = (6, 42)
TOGETHER: Final = 3
#: A clap that tells more than this (seconds) says where to look; the expert itself reads less.
USUAL: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What was seen, one entry a frame at RATE.

    evidence: float16 (T, K), of the mouth that speaks; zeros where none was found. present: whether one was. boxes: (T, 4) in the
    viewer's pixels. looks: uint8 (T, 12, 12), lips and what is right around them. shots: number of the shot. who: which of the
    mouths of its shot speaks, 0 for the one that is read best. level: the sound's loudness, dB. duration: seconds of film.
    damaged: pieces of it that could not be decoded. base: seconds the sound was moved later before it was looked at. clap: the
    offset that a clap at the head tells.
    """

    evidence: NDArray[np.float16]
    present: NDArray[np.bool_]
    boxes: NDArray[np.float32]
    looks: NDArray[np.uint8]
    shots: NDArray[np.int32]
    who: NDArray[np.int8]
    level: Floats
    rhythm: Rhythm
    duration: float
    damaged: int
    base: float = 0.0
    clap: float | None = None

    @property
    def damage(self) -> tuple[str, ...]:
        """What a person should know of pieces that could not be decoded."""
        pieces = "piece" if self.damaged == 1 else "pieces"
        return (f"{self.damaged} damaged {pieces} of the picture could not be decoded",) if self.damaged else ()


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look: a region (x, y, width, height in the viewer's pixels), a track of boxes, or, with neither, where it moves."""

    region: Box | None = None
    track: BoxTrack | None = None


def watch(
    film: Film,
    samples: NDArray[np.float32],
    expert: Expert,
    where: Where | None = None,
    timeline: Timeline | None = None,
    progress: Callable[[float], None] = lambda _: None,
) -> Watched:
    """Watch a film to its end. samples: its sound at SOUND_RATE. timeline: who speaks when, where several do.

    Where a clap at the head tells an offset that the expert would not see, the sound is moved by it first.
    """
    where = where or Where()
    clap = find_clap(film, samples)
    base = clap if clap is not None and abs(clap) > USUAL else 0.0
    samples, timeline = moved(samples, base), _later(timeline, base)
    level = loudness(Sound(samples, SOUND_RATE), 1 / RATE) if len(samples) else np.full(1, -100.0)
    rhythm, keeper = Rhythm(), _Keeper(film, Reader(expert, samples, level), where, timeline)
    for piece in pieces(at_rate(rhythm.watched(film.pictures()))):
        keeper.add(piece)
        done = (piece.first + len(piece.frames)) / RATE
        progress(min(1.0, done / film.declared) if film.declared else 0.0)
    return replace(keeper.finish(rhythm, level), base=base, clap=clap)


def find_clap(film: Film, samples: NDArray[np.float32]) -> float | None:
    """The offset of a clap at the film's head, seconds; the picture is looked at only where there is a click."""
    heard = click(samples)
    if heard is None:
        return None
    rhythm = Rhythm()
    for picture in rhythm.watched(film.pictures()):
        if picture.time > HEAD:
            break
    return clap_offset(rhythm.flash(), heard)


def moved(samples: NDArray[np.float32], seconds: float) -> NDArray[np.float32]:
    """A sound that begins later, after silence, or earlier, its beginning lost."""
    count = round(seconds * SOUND_RATE)
    return np.concatenate([np.zeros(count, np.float32), samples]) if count > 0 else samples[-count:]


def _later(timeline: Timeline | None, seconds: float) -> Timeline | None:
    """A timeline that begins later or earlier, with what is left of it."""
    if timeline is None or not seconds:
        return timeline
    duration = max(0.0, timeline.duration + seconds)
    words = tuple(w.moved(w.start + seconds, w.end + seconds) for w in timeline.words if w.start + seconds >= 0)
    return replace(timeline, duration=duration, words=words, phones=(), marks=())


class _Keeper:
    """Looks at one piece after the other."""

    def __init__(self, film: Film, reader: Reader, where: Where, timeline: Timeline | None) -> None:
        self._film, self._reader, self._where, self._timeline = film, reader, where, timeline
        self._shot = -1
        self._known: list[Box] = []
        self._rows: list[tuple[NDArray[np.generic], ...]] = []

    def add(self, piece: Piece) -> None:
        known = self._known if piece.shot == self._shot else []
        mouths = self._mouths(piece, known)
        self._shot = piece.shot
        self._known = [tuple(mouth.boxes[-1].tolist()) for mouth in mouths]
        self._rows.append(self._kept(piece, mouths))

    def _mouths(self, piece: Piece, known: Sequence[Box]) -> list[Mouth]:
        where = self._where
        if where.track:
            times = (piece.first + np.arange(len(piece.frames))) / RATE
            boxes = where.track.at(times)
            if np.isnan(boxes).all():
                return []
            inside = np.array([self._film.inside(tuple(box)) for box in boxes.tolist()])
            return [self._reader.read(piece.frames, piece.first, _filled(inside))]
        if where.region:
            if known:
                return [self._reader.read(piece.frames, piece.first, follow(piece.frames, known[0], 0))]
            return [self._reader.near(piece.frames, piece.first, self._film.inside(where.region))]
        return self._reader.mouths(piece.frames, piece.first, known)

    def _kept(self, piece: Piece, mouths: Sequence[Mouth]) -> tuple[NDArray[np.generic], ...]:
        count, offsets = len(piece.frames), len(self._reader.expert.offsets)
        shots = np.full(count, piece.shot, np.int32)
        if not mouths:
            nothing = np.zeros((count, MIDDLE[1] - MIDDLE[0], MIDDLE[1] - MIDDLE[0]), np.uint8)
            return (
                np.zeros((count, offsets), np.float16), np.zeros(count, bool), np.zeros((count, 4), np.float32),
                nothing[:, ::TOGETHER, ::TOGETHER], shots, np.zeros(count, np.int8),
            )  # fmt: skip
        who = self._who(piece, mouths)
        rows = np.arange(count)
        evidence = np.stack([mouth.evidence for mouth in mouths])[who, rows]
        boxes = np.stack([mouth.boxes for mouth in mouths])[who, rows]
        outside = np.array([self._film.outside(tuple(box)) for box in boxes.tolist()], np.float32)
        looks = np.stack([looks_of(mouth.crops) for mouth in mouths])[who, rows]
        present = self._present(piece)
        return evidence.astype(np.float16), present, outside, looks, shots, who.astype(np.int8)

    def _present(self, piece: Piece) -> NDArray[np.bool_]:
        """Frames in which the mouth is in the picture, as far as a track says."""
        if not self._where.track:
            return np.ones(len(piece.frames), bool)
        boxes = self._where.track.at((piece.first + np.arange(len(piece.frames))) / RATE)
        return np.isfinite(boxes[:, 0])

    def _who(self, piece: Piece, mouths: Sequence[Mouth]) -> NDArray[np.int_]:
        """Which mouth speaks in each frame: the one that is read best during each stretch of voice, or each speaker's lines."""
        who = np.zeros(len(piece.frames), int)
        if len(mouths) == 1:
            return who
        trust = self._reader.expert.trust
        for part in self._turns(piece):
            best = int(np.argmax([sharpness(mouth.evidence[part], trust) for mouth in mouths]))
            who[part] = best
        return who

    def _turns(self, piece: Piece) -> list[slice | NDArray[np.int_]]:
        """Stretches of a piece in which one person speaks: all lines of each speaker where a timeline names them."""
        count = len(piece.frames)
        if self._timeline and len(self._timeline.speakers) > 1:
            turns: list[slice | NDArray[np.int_]] = []
            for name in self._timeline.speakers:
                frames = {
                    t - piece.first
                    for word in self._timeline.words
                    if word.speaker == name
                    for t in range(round(word.start * RATE), round(word.end * RATE) + 1)
                }
                inside = np.array(sorted(t for t in frames if 0 <= t < count), dtype=int)
                if len(inside):
                    turns.append(inside)
            return turns
        level = self._reader.level[piece.first : piece.first + count]
        return list(said(voiced(np.pad(level, (0, count - len(level)), constant_values=-100.0))))

    def finish(self, rhythm: Rhythm, level: Floats) -> Watched:
        evidence, present, boxes, looks, shots, who = (np.concatenate(column) for column in zip(*self._rows, strict=True))
        count = len(present)
        heard = np.concatenate([level[:count], np.full(max(0, count - len(level)), -100.0)])
        return Watched(evidence, present, boxes, looks, shots, who, heard, rhythm, count / RATE, self._film.damaged)


def looks_of(crops: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of pictures (T, 48, 48), made smaller: (T, 12, 12)."""
    first, last = MIDDLE
    side = (last - first) // TOGETHER
    part = crops[:, first:last, first:last].reshape(len(crops), side, TOGETHER, side, TOGETHER)
    looks: NDArray[np.uint8] = np.rint(part.mean(axis=(2, 4))).astype(np.uint8)
    return looks


def _filled(boxes: Floats) -> Floats:
    """Boxes with those of missing frames between their neighbours."""
    result = boxes.copy()
    there = ~np.isnan(boxes).any(axis=1)
    place = np.arange(len(boxes))
    for column in range(4):
        result[:, column] = np.interp(place, place[there], boxes[there, column])
    return result
