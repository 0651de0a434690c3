"""What moves by itself in a drawn picture: the head, the camera, eyes; all from a seed, held as drawings are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.train.world.drawn_eyes import GAZES, Look

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

#: Drawings a second on ones: heads are held for one to four of these.
ONES: Final = 24.0
#: How far a head moves in the picture at most (shares of its side), and turns (radians).
FAR, TURN = 0.07, 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Frame by frame: the head (T, 5): right, down, angle, wider, higher; the camera (T, 3): zoom, right, down; the eyes' looks.

    moods: -1 sad .. 1 glad, (T,): corners of the mouth that move for other reasons than speech.
    """

    head: Plane
    camera: Plane
    looks: list[Look]
    moods: NDArray[np.int64]


def motion_of(traits: Traits, states: Plane, fps: float, rng: np.random.Generator) -> Motion:
    """The motion of T frames."""
    count = len(states)
    times = np.arange(count) / fps
    held = max(1, round(int(traits["hold"]) * fps / ONES))
    steps = np.arange(count) // held * held
    head = np.zeros((count, 5))
    head[:, :3] = _MOVES[traits.kind("move")](times, rng)[steps] * (traits["amount"] * np.array([FAR, FAR, TURN]))
    stretch = traits["squash"] * (2 * np.clip(_smooth(states[:, 0], max(1, round(0.08 * fps))), 0, 1) - 0.5)[steps]
    head[:, 3], head[:, 4] = 1 / (1 + stretch), 1 + stretch
    return Motion(np.round(head, 5), np.round(_camera(traits, times, rng), 5), _looks(count, fps, rng), _moods(count, fps, rng))


def _smooth(values: Plane, reach: int) -> Plane:
    if not len(values):
        return values
    padded = np.pad(values, (reach, reach), mode="edge")
    return np.convolve(padded, np.ones(2 * reach + 1) / (2 * reach + 1), mode="valid")


def _still(times: Plane, rng: np.random.Generator) -> Plane:
    del rng
    return np.zeros((len(times), 3))


def _sway(times: Plane, rng: np.random.Generator) -> Plane:
    """Slow waves that never repeat."""
    pace, phase = rng.uniform(0.08, 0.7, (3, 3)), rng.uniform(0, 2 * np.pi, (3, 3))
    return np.stack([np.sin(2 * np.pi * pace[i] * times[:, None] + phase[i]).mean(axis=1) for i in range(3)], axis=1)


def _bob(times: Plane, rng: np.random.Generator) -> Plane:
    """Up and down to a beat."""
    beat = np.abs(np.sin(np.pi * float(rng.uniform(0.8, 2.2)) * times + float(rng.uniform(0, np.pi))))
    return np.stack([0.3 * _sway(times, rng)[:, 0], 0.6 * beat - 0.3, 0.4 * _sway(times, rng)[:, 2]], axis=1)


def _nod(times: Plane, rng: np.random.Generator) -> Plane:
    """Short nods and tilts now and then."""
    moved = 0.4 * _sway(times, rng)
    for start in rng.uniform(0, max(float(times[-1]), 0.1) + 0.1, 1 + int(times[-1] if len(times) else 0)):
        bump = np.exp(-(((times - start) / rng.uniform(0.08, 0.25)) ** 2))
        moved[:, 1] += 0.8 * bump
        moved[:, 2] += float(rng.normal(0, 0.5)) * bump
    return moved


def _poses(times: Plane, rng: np.random.Generator) -> Plane:
    """Held poses, with a few frames from one to the next, or none."""
    ease = float(rng.choice([0.001, 0.08, 0.16]))
    moved = np.tile(rng.uniform(-0.6, 0.6, 3), (len(times), 1))
    start = float(rng.uniform(0.1, 1.5))
    while len(times) and start < times[-1]:
        share = np.clip((times - start) / ease, 0, 1)[:, None]
        moved = moved * (1 - share) + share * rng.uniform(-0.9, 0.9, 3)
        start += float(rng.uniform(0.35, 2.2))
    return moved


_MOVES: Final = {"still": _still, "sway": _sway, "bob": _bob, "nod": _nod, "poses": _poses}


def _camera(traits: Traits, times: Plane, rng: np.random.Generator) -> Plane:
    camera = np.zeros((len(times), 3))
    camera[:, 0] = 1
    kind = traits.kind("camera")
    share = times / max(float(times[-1]) if len(times) else 1.0, 2.0)
    if kind == "pan":
        camera[:, 1:] = np.outer(share - 0.5, rng.uniform(-0.16, 0.16, 2))
    elif kind == "zoom":
        camera[:, 0] = np.exp(np.log(float(rng.uniform(0.85, 1.2))) * share)
    elif kind == "shake":
        camera[:, 1:] = rng.normal(0, float(rng.uniform(0.002, 0.012)), (len(times), 2))
    return camera


def _looks(count: int, fps: float, rng: np.random.Generator) -> list[Look]:
    lids, gaze, brows = (np.zeros(count, dtype=int) for _ in range(3))
    at = float(rng.uniform(0, 4)) * fps
    while at < count:
        start, half, shut = int(at), max(1, round(fps / 24)), max(1, round(fps / 10))
        lids[start : start + 2 * half + shut] = 1
        lids[start + half : start + half + shut] = 2
        at += float(rng.uniform(1.2, 5)) * fps
    for track, kinds, least in ((gaze, len(GAZES), 0.4), (brows, 2, 0.3)):
        at = 0.0
        while at < count:
            track[int(at) :] = rng.integers(kinds)
            at += float(rng.uniform(least, 3)) * fps
    return [Look(int(a), int(b), int(c)) for a, b, c in zip(lids, gaze, brows, strict=True)]


def _moods(count: int, fps: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """A mood for seconds, then another."""
    moods = np.zeros(count, dtype=np.int64)
    at = float(rng.uniform(0.5, 4)) * fps
    while at < count:
        moods[int(at) :] = rng.integers(-1, 2)
        at += float(rng.uniform(0.5, 4)) * fps
    return moods
