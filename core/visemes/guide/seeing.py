"""A film's mouth as a track: found as `visemes check` finds it, then read from its pictures alone, every frame of the film.

The expert reads 25 pictures a second. Films that are faster are read several times, each time a little later, so that no frame is
left out: a closure may be seen on one frame only.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.errors import AudioError, FilmError
from visemes.frames import parse_fps
from visemes.guide.finding import find
from visemes.guide.states import CHANNELS
from visemes.guide.tracks import Track
from visemes.sync.base import RATE, SIDE
from visemes.sync.boxes import BoxTrack
from visemes.sync.crop import SMALLEST as SMALLEST_SIDE
from visemes.sync.crop import SPREAD, crop
from visemes.sync.expert import CONTEXT
from visemes.sync.film import open_film
from visemes.sync.mouth import voiced
from visemes.sync.offsets import read
from visemes.sync.report import CONFIDENT, SMALLEST
from visemes.sync.run import sound_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from numpy.typing import NDArray

    from visemes.guide.base import Seer
    from visemes.guide.mouths import Mouths
    from visemes.sync.base import Expert
    from visemes.sync.film import Film
    from visemes.sync.run import Request
    from visemes.sync.watch import Watched

    Floats = NDArray[np.float64]
    Grey = NDArray[np.uint8]

#: Most rounds of reading: every frame of 125 a second.
ROUNDS: Final = 5
#: Frames a second that a film may have before it is read more than once.
ONCE: Final = RATE * 1.03
#: Pictures that make up the look of a closed mouth.
LOOKS: Final = 200
GAP, WIDTH, JAW = CHANNELS.index("gap"), CHANNELS.index("width"), CHANNELS.index("jaw")
#: Pictures of a mouth this near to its most closed ones (on the scale of `Viseme.opening`) are closed, and the fewest that are.
NEAREST: Final = 0.05
FEW: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A film that was looked at. boxes: where its mouth is, at RATE, to look at the same place of another film."""

    track: Track
    boxes: BoxTrack | None


def look_at(
    request: Request,
    finder: Expert,
    reader: Seer,
    sound: NDArray[np.float32] | None,
    progress: Callable[[float], None] = lambda _: None,
) -> Look:
    """A film's mouth, or why it cannot be read. sound: 16 kHz, None where there is none: then a place has to be given.

    Raises FilmError or UsageError for what is no film.
    """
    where = request.where
    heard = np.zeros(0, np.float32) if sound is None else sound
    film, watched, mouths = find(request.film, request.fps, heard, finder, where, lambda value: progress(0.8 * value))
    rate = _rate(film, watched)
    reason = _reason(watched, is_placed=bool(where.region or where.track), has_sound=sound is not None)
    if reason:
        nothing = np.zeros(0)
        return Look(
            Track(request.film.name, rate, nothing, nothing, nothing, nothing, nothing, nothing.astype(bool), reason=reason), None
        )
    times, crops, boxes, of = _crops(request, mouths)
    states = _states(reader, times, crops, of, float(rate))
    progress(1.0)
    seen = of >= 0
    closed = closed_of(crops[seen], states[seen, GAP]) if seen.any() else np.zeros((SIDE, SIDE))
    track = Track(
        request.film.name, rate, times, states[:, GAP], states[:, WIDTH], states[:, JAW], change_of(crops, closed), seen,
        boxes=boxes, look=closed, sure=_sure(watched, finder) if sound is not None else None, notes=watched.damage,
    )  # fmt: skip
    return Look(track, _box_track(times, boxes, seen, film))


def _box_track(times: Floats, boxes: NDArray[np.float32], seen: NDArray[np.bool_], film: Film) -> BoxTrack:
    """Where the mouth is at RATE."""
    rows = _nearest(times, np.arange(0, times[-1] + 1 / RATE, 1 / RATE))
    return BoxTrack(parse_fps(RATE), np.where(seen[rows, None], boxes[rows].astype(float), np.nan), film.width, film.height)


def sound_for(request: Request, other: Request | None = None) -> NDArray[np.float32] | None:
    """The sound a mouth may be found by: the film's, or, where it has none, that of the film it is compared with."""
    for one in (request, other):
        if one is not None:
            try:
                return sound_of(one).samples
            except AudioError:
                if one.audio is not None:  # what was asked for is never left out in silence
                    raise
            except FilmError:
                if one is request:
                    raise
    return None


def _rate(film: Film, watched: Watched) -> Fraction:
    """Frames a second, from the times of the pictures where the file does not say."""
    said = film.fps
    if said and not watched.rhythm.is_variable and 1 <= said <= 1000:
        return said
    return parse_fps(round(min(240.0, max(6.0, 1 / watched.rhythm.frame)), 3))


def _reason(watched: Watched, *, is_placed: bool, has_sound: bool) -> str:
    there = watched.present
    if not has_sound and not is_placed:
        return "there is no sound to find the mouth by: give --audio, or its place with --roi or --boxes"
    if not there.any():
        return "no mouth was found: give its place with --roi or --boxes"
    width = float(np.median(watched.boxes[there, 2]))
    return f"the mouth is only {width:.0f} pixels wide" if width < SMALLEST else ""


def _crops(request: Request, mouths: Mouths) -> tuple[Floats, Grey, NDArray[np.float32], NDArray[np.int32]]:
    """Every picture's time, what is around its mouth (N, SIDE, SIDE), its box (N, 4), the number of its run, -1 without a mouth."""
    film = open_film(request.film, request.fps, request.where.region)
    times: list[float] = []
    crops: list[Grey] = []
    boxes: list[tuple[float, float, float, float]] = []
    for number, picture in enumerate(film.pictures()):
        times.append(picture.time)
        run = mouths.at(number)
        if run < 0:
            crops.append(np.zeros((SIDE, SIDE), np.uint8))
            boxes.append((0.0, 0.0, 0.0, 0.0))
            continue
        (x, y), (_, _, width, height) = mouths.runs[run].place(picture.time), mouths.runs[run].mouth
        boxes.append((x - width / 2, y - height / 2, width, height))
        left, top, wide, _ = film.inside((x, y, width, height))
        crops.append(crop(picture.grey, np.array([left, top, max(SMALLEST_SIDE, SPREAD * wide)])))
    of = np.array([mouths.at(number) for number in range(len(times))], np.int32)
    return np.array(times), np.stack(crops), np.array(boxes, np.float32), of


def _states(reader: Seer, times: Floats, crops: Grey, of: NDArray[np.int32], rate: float) -> NDArray[np.float64]:
    """States of every picture, (N, 7): what is read whenever it is on show, each run by itself; 0 without a mouth."""
    states = np.zeros((len(times), len(CHANNELS)))
    for run in np.unique(of[of >= 0]):
        rows = np.flatnonzero(of == run)
        states[rows] = _read(reader, times[rows], crops[rows], rate)
    return states


def _read(reader: Seer, times: Floats, crops: Grey, rate: float) -> NDArray[np.float64]:
    rounds = 1 if rate <= ONCE else min(ROUNDS, ceil(rate / RATE))
    total, count = np.zeros((len(times), len(CHANNELS))), np.zeros(len(times))
    for number in range(rounds):
        wanted = np.arange(times[0] + number / rounds / RATE, times[-1] + 1 / rate - 1e-6, 1 / RATE)
        rows = _nearest(times, wanted)
        if len(rows):
            np.add.at(total, rows, _padded(reader, crops[rows]))
            np.add.at(count, rows, 1)
    known = count > 0
    total[known] /= count[known, None]
    place = np.arange(len(times))
    if not known.all():
        total = np.stack([np.interp(place, place[known], total[known, k]) for k in range(total.shape[1])], axis=1)
    return total


def _padded(reader: Seer, crops: Grey) -> NDArray[np.float32]:
    """States of pictures; at the ends the first and last picture stand still, as they do for a viewer."""
    first, last = np.repeat(crops[:1], EDGE, axis=0), np.repeat(crops[-1:], EDGE, axis=0)
    return reader.states(np.concatenate([first, crops, last]))[EDGE : EDGE + len(crops)]


#: Pictures that stand still before and after a shot for the expert.
EDGE: Final = min(CONTEXT, 6)


def _nearest(times: Floats, wanted: Floats) -> NDArray[np.int_]:
    """The picture nearest to each time."""
    after = np.clip(np.searchsorted(times, wanted), 1, max(1, len(times) - 1))
    before = after - 1
    after = np.minimum(after, len(times) - 1)
    nearer: NDArray[np.int_] = np.where(wanted - times[before] <= times[after] - wanted, before, after)
    return nearer


def closed_of(crops: Grey, gap: Floats) -> Floats:
    """The usual look of the closed mouth, (SIDE, SIDE)."""
    order = np.argsort(gap, kind="stable")
    low = gap[order[min(FEW, len(gap)) - 1]]
    rows = order[: max(FEW, int((gap <= low + NEAREST).sum()))]
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, LOOKS).astype(int))]
    closed: Floats = np.median(crops[rows], axis=0).reshape(SIDE, SIDE)
    return closed


def change_of(crops: Grey, closed: Floats) -> Floats:
    """How much of each picture differs from the closed mouth: mean grey levels."""
    change: Floats = np.array([np.abs(picture - closed).mean() for picture in crops])
    return change


def _sure(watched: Watched, finder: Expert) -> float | None:
    """How sure it is that this mouth says the sound; None where nothing is said."""
    on = voiced(watched.level) & watched.present
    return read(watched.evidence[on].astype(np.float32), finder.offsets, finder.trust).confidence if on.any() else None


def is_sure(track: Track) -> bool:
    """Whether a film's mouth says its sound, as far as that can be told; keys always do."""
    return not track.is_film or track.sure is None or track.sure >= CONFIDENT
