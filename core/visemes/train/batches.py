"""Windows of shots as batches: cut anew, relit, blurred, their sound filtered and mixed, every time differently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import torch
from scipy.signal import lfilter
from torch.nn import functional

from visemes.errors import UsageError
from visemes.sync.base import SIDE
from visemes.sync.expert import EDGE, QUIET, SHIFTS, SPAN, STRIDE, levelled
from visemes.sync.logmel import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from visemes.train.shots import Shot

    Array = NDArray[np.float32]

#: Steps of sound needed before and after the pictures: the shifts, the head's edges, what the ear's layers look ahead.
MARGIN: Final = SHIFTS + EDGE + 8
#: Share of a window in which somebody should be heard, and how often another one is drawn where it is less.
MOSTLY: Final = 0.6
TRIES: Final = 4
#: How far a training window's true offset goes (frames).
TRUE: Final = 12
#: Share of windows that fit no sound.
UNREADABLE: Final = 0.08
#: Spread of the wanted chances around the true offset (frames).
SOFT: Final = 0.45


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Windows of several shots.

    frames: (batch, time, SIDE, SIDE), 0..255; None where nobody was filmed. spectra: (batch, STRIDE * (time + 2 * MARGIN), bands).
    wanted: chances of the 2 * SHIFTS + 1 offsets and of none of them, (batch, 2 * SHIFTS + 2). states: of the mouths, (batch, time,
    7). early: frames that the sound was taken later than the pictures' own, (batch,).
    """

    frames: Tensor | None
    spectra: Tensor
    wanted: Tensor
    states: Tensor
    early: Tensor


class Line(NamedTuple):
    """A shot, its spectra on the network's scale, and in which of its frames somebody is heard."""

    shot: Shot
    spectra: NDArray[np.float16]
    heard: NDArray[np.bool_]


class Row(NamedTuple):
    """One window of a batch; see `Batch`."""

    frames: NDArray[np.uint8]
    spectra: Array
    wanted: Array
    states: Array
    early: int


class Sampler:
    """Draws batches from shots.

    shots: at least one. noises: spectra (frames, bands) to lay under the speech. seed: the same seed, the same batches.
    """

    def __init__(self, shots: Sequence[Shot], noises: Sequence[NDArray[np.float32]], seed: int) -> None:
        self._lines = [_line(shot) for shot in shots]
        self._filmed = [line for line in self._lines if len(line.shot.frames)]
        self._noises = list(noises)
        self._rng = np.random.default_rng(seed)

    def batch(self, count: int, time: int) -> Batch:
        """Windows of `time` frames of `count` shots that were filmed. Raises UsageError where none lasts so long."""
        rows = self._rows(self._filmed, count, time)
        frames = self._seen(torch.from_numpy(np.stack([row.frames for row in rows])))
        return _batch(frames, rows)

    def told(self, count: int, time: int) -> Batch:
        """Windows of `time` frames of `count` shots, filmed or not, without their pictures."""
        return _batch(None, self._rows(self._lines, count, time))

    def _rows(self, lines: Sequence[Line], count: int, time: int) -> list[Row]:
        long = [line for line in lines if len(line.shot.states) >= time]
        if not long:
            raise UsageError(f"none of the shots lasts {time} frames", "make shots of longer lines")
        return [self._window(long[int(self._rng.integers(len(long)))], time) for _ in range(count)]

    def _window(self, line: Line, time: int) -> Row:
        rng, shot = self._rng, line.shot
        length = len(shot.states)
        rate = float(rng.uniform(0.85, 1.18)) if rng.random() < 0.5 else 1.0
        rate = min(rate, (length - 1) / max(time - 1, 1)) if time > 1 else 1.0
        last = length - round((time - 1) * rate)
        first = int(rng.integers(last))
        for _ in range(TRIES):
            if line.heard[first : first + time].mean() >= MOSTLY:
                break
            first = int(rng.integers(last))
        chosen = np.minimum(first + np.rint(np.arange(time) * rate).astype(int), length - 1)
        early, fine = int(rng.integers(-TRUE, TRUE + 1)), int(rng.integers(-2, 3))
        steps = np.arange(-STRIDE * MARGIN, STRIDE * (time + MARGIN)) + STRIDE * early + fine
        place = STRIDE * first + steps * rate
        states = shot.states[chosen].astype(np.float32)
        frames = shot.frames[chosen] if len(shot.frames) else shot.frames
        wanted = target(early + fine / STRIDE)
        if rng.random() < UNREADABLE:
            wanted, states = target(None), np.ascontiguousarray(states[::-1])
            frames = self._unreadable(frames, line.heard[chosen]) if len(frames) else frames
        return Row(frames, self._heard(taken(line.spectra, place, QUIET)), wanted, states, early)

    def _unreadable(self, frames: NDArray[np.uint8], heard: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Pictures that say nothing about the sound: one that stands, moves as a whole, signs, or another time's."""
        kind = self._rng.integers(5)
        if kind == 0:
            return np.repeat(frames[:1], len(frames), 0)
        if kind == 1:
            walk = np.rint(np.cumsum(self._rng.normal(0, 1.2, (len(frames), 2)), 0)).astype(int)
            return np.stack([np.roll(frames[0], tuple(move), (0, 1)) for move in walk]).astype(np.uint8)
        if kind == 2:
            return np.ascontiguousarray(frames[::-1])
        if kind == 3:
            return self._signs(frames[0], heard)
        other = self._filmed[int(self._rng.integers(len(self._filmed)))].shot.frames
        shown: NDArray[np.uint8] = other[np.arange(len(frames)) % len(other)]
        return shown

    def _signs(self, picture: NDArray[np.uint8], heard: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Signs that change while somebody speaks, as labels and lamps do, on a picture or on nothing."""
        rng = self._rng
        high, wide = picture.shape
        cells, pixels, most = int(rng.integers(2, 8)), int(rng.integers(2, 6)), int(rng.integers(1, 5))
        paper, ink = rng.permutation([int(rng.integers(0, 90)), int(rng.integers(160, 256))])
        ground = picture if rng.random() < 0.5 else np.full_like(picture, paper)
        pace, stays = float(rng.uniform(1, 6)), rng.random() < 0.3
        shown, until, signs = [], 0.0, None
        for t, on in enumerate(heard):
            if on and t >= until:
                signs = rng.random((cells, cells * int(rng.integers(1, most + 1)))) < 0.5
                until = t + pace * float(rng.uniform(0.5, 1.5))
            frame = ground.copy()
            if signs is not None and (on or stays):
                mask = np.kron(signs, np.ones((pixels, pixels), bool))[:high, :wide]
                top, left = (high - mask.shape[0]) // 2, (wide - mask.shape[1]) // 2
                frame[top : top + mask.shape[0], left : left + mask.shape[1]] = np.where(mask, ink, paper)
            shown.append(frame)
        return np.stack(shown)

    def _heard(self, spectra: NDArray[np.float32]) -> NDArray[np.float32]:
        """Another microphone, room and voice; sometimes music or noise below."""
        rng = self._rng
        bands = spectra.shape[1]
        tilt = np.interp(np.arange(bands), np.linspace(0, bands - 1, 6), rng.normal(0, 0.35, 6)).astype(np.float32)
        spectra = spectra + tilt + np.float32(rng.normal(0, 0.25))
        if rng.random() < 0.4:
            spectra = warped(spectra, float(rng.uniform(-3, 3)))
        if rng.random() < 0.25:
            spectra = echoing(spectra, float(rng.uniform(0.3, 0.85)), float(rng.uniform(0.1, 0.8)))
        if self._noises and rng.random() < 0.5:
            noise = self._noises[int(rng.integers(len(self._noises)))]
            start = int(rng.integers(max(len(noise) - len(spectra), 1)))
            under = np.resize(noise[start:], spectra.shape) - np.float32(rng.uniform(0.0, 5.0) / SPAN * 2)
            spectra = (np.logaddexp(SPAN * spectra, SPAN * under) / SPAN).astype(np.float32)
        if rng.random() < 0.3:
            low = int(rng.integers(bands - 6))
            spectra = spectra.copy()
            spectra[:, low : low + int(rng.integers(2, 7))] = spectra.mean()
        return np.maximum(spectra, np.float32(QUIET))

    def _seen(self, frames: Tensor) -> Tensor:
        """Cut out with the errors of a finder, then as another camera would have it."""
        rng, (count, time) = self._rng, frames.shape[:2]
        side = rng.uniform(0.44, 0.86, count)
        middle = rng.normal(0, 0.07, (count, 2))
        drift = rng.normal(0, 0.035, (count, 2)) * (rng.random((count, 1)) < 0.3)
        turn = rng.normal(0, 0.09, count)
        flip = np.where(rng.random(count) < 0.5, -1.0, 1.0)
        moves = np.linspace(-1, 1, time)[None, :, None] * drift[:, None] + middle[:, None]
        shake = rng.normal(0, 0.012, (count, time, 2)) * (rng.random((count, 1, 1)) < 0.3)
        moves = np.clip(moves + shake, -0.3, 0.3)
        wide, high = side * (aspect := np.exp(rng.normal(0, 0.12, count))), side / aspect
        theta = np.zeros((count, time, 2, 3), np.float32)
        theta[..., 0, 0], theta[..., 0, 1] = (wide * flip * np.cos(turn))[:, None], (-high * np.sin(turn))[:, None]
        theta[..., 1, 0], theta[..., 1, 1] = (wide * flip * np.sin(turn))[:, None], (high * np.cos(turn))[:, None]
        theta[..., 2] = moves
        grid = functional.affine_grid(torch.from_numpy(theta.reshape(-1, 2, 3)), [count * time, 1, SIDE, SIDE], align_corners=False)
        flat = frames.reshape(count * time, 1, *frames.shape[2:]).float()
        flat = functional.grid_sample(flat, grid, padding_mode="border", align_corners=False)
        return self._relit(flat.reshape(count, time, SIDE, SIDE))

    def _relit(self, frames: Tensor) -> Tensor:
        """Blur, inversion, contrast, things in front, flicker, grain."""
        rng, (count, time) = self._rng, frames.shape[:2]
        for row in range(count):
            picture = self._redrawn(frames[row])
            if rng.random() < 0.15:
                picture = functional.avg_pool2d(picture[:, None], 3, 1, 1)[:, 0]
            if rng.random() < 0.12:
                small = functional.avg_pool2d(picture[:, None], 3)
                picture = functional.interpolate(small, size=(SIDE, SIDE), mode="bilinear", align_corners=False)[:, 0]
            if rng.random() < 0.12:
                picture = 255 - picture
            if rng.random() < 0.5:
                picture = 255 * (picture / 255).clamp(0, 1) ** float(np.exp(rng.normal(0, 0.4)))
            if rng.random() < 0.1:
                low, left, high, wide = (int(v) for v in rng.integers((0, 0, 4, 4), (44, 44, 16, 16)))
                picture = picture.clone()
                picture[:, low : low + high, left : left + wide] = float(rng.uniform(0, 255))
            if rng.random() < 0.15:
                picture = picture + torch.from_numpy(rng.normal(0, 6, (time, 1, 1)).astype(np.float32))
            frames[row] = picture
        grain = torch.from_numpy((rng.uniform(0, 9, count) * (rng.random(count) < 0.5)).astype(np.float32))
        noise = torch.from_numpy(rng.standard_normal(frames.shape, np.float32))
        return frames + grain[:, None, None, None] * noise

    def _redrawn(self, picture: Tensor) -> Tensor:
        """A window's pictures (time, SIDE, SIDE) as another style has them: sharp outlines, flat tones, light from a side."""
        rng = self._rng
        if rng.random() < 0.15:
            soft = functional.avg_pool2d(picture[:, None], 3, 1, 1, count_include_pad=False)[:, 0]
            picture = picture + float(rng.uniform(0.5, 2)) * (picture - soft)
        if rng.random() < 0.06:
            tones = 255 / float(rng.integers(2, 6))
            picture = (picture / tones).round() * tones
        if rng.random() < 0.25:
            across = torch.linspace(-1, 1, SIDE)
            right, down = (float(value) for value in rng.normal(0, 25, 2))
            picture = picture + right * across + down * across[:, None]
        return picture


def _line(shot: Shot) -> Line:
    return Line(shot, levelled(shot.spectra).astype(np.float16), spoken(shot.spectra, len(shot.states), STRIDE))


def _batch(frames: Tensor | None, rows: Sequence[Row]) -> Batch:
    spectra, wanted, states = (torch.from_numpy(np.stack(column)) for column in list(zip(*rows, strict=True))[1:4])
    return Batch(frames, spectra, wanted, states, torch.tensor([row.early for row in rows]))


def target(early: float | None) -> NDArray[np.float32]:
    """Chances wanted where the sound was taken `early` frames later than the pictures' own; None: where nothing fits."""
    wanted = np.zeros(2 * SHIFTS + 2, np.float32)
    if early is None:
        wanted[-1] = 1
        return wanted
    # sound taken from later on: what belongs to a frame is found earlier in it, at t - offset with a positive offset
    bell = np.exp(-0.5 * ((np.arange(-SHIFTS, SHIFTS + 1) - early) / SOFT) ** 2)
    wanted[:-1] = bell / bell.sum()
    return wanted


def taken(spectra: NDArray[np.floating], place: NDArray[np.floating], quiet: float) -> NDArray[np.float32]:
    """Spectra at fractional frames; `quiet` outside the sound."""
    low = np.floor(place).astype(int)
    share = (place - low).astype(np.float32)[:, None]
    last = len(spectra) - 1
    inside = (1 - share) * spectra[np.clip(low, 0, last)] + share * spectra[np.clip(low + 1, 0, last)]
    result: NDArray[np.float32] = np.where(((place < 0) | (place > last))[:, None], np.float32(quiet), inside).astype(np.float32)
    return result


def echoing(spectra: Array, decay: float, share: float) -> Array:
    """Spectra in a room: of every sound `share` is left and falls by `decay` every 10 ms."""
    power = np.exp(SPAN * (spectra - QUIET).astype(np.float64))
    power += share * lfilter([0.0, 1.0 - decay], [1.0, -decay], power, axis=0)
    result: Array = (np.log(power) / SPAN + QUIET).astype(np.float32)
    return result


def warped(spectra: NDArray[np.float32], bands: float) -> NDArray[np.float32]:
    """Spectra whose bands are shifted, more the higher: a shorter or longer vocal tract."""
    count = spectra.shape[1]
    place = np.clip(np.arange(count) + bands * np.arange(count) / count, 0, count - 1.001)
    low = place.astype(int)
    share = (place - low).astype(np.float32)
    result: NDArray[np.float32] = (1 - share) * spectra[:, low] + share * spectra[:, low + 1]
    return result
