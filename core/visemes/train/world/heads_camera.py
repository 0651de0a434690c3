"""Where a head's vertices are on the screen, and what is behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_acting import Acting

    Floats = NDArray[np.floating]


def project(points: Floats, acting: Acting, neck: int, size: int) -> tuple[Floats, Floats]:
    """The head turned and shifted (T, V, 3), and on the screen: across, down in pixels, inverse depth.

    neck: vertices from here on do not turn. The camera is a pinhole, `acting.distance` in front of the head's middle.
    """
    placed = points.copy()
    placed[:, :neck] = np.matmul(points[:, :neck], rotation(acting.turn).transpose(0, 2, 1))
    placed += acting.shift[:, None]
    far = np.float32(acting.distance) - placed[..., 2]
    ahead = far > 0.05
    inverse = np.where(ahead, 1 / np.where(ahead, far, 1), 0)
    focus = (size / 2 / acting.span * acting.distance)[:, None]
    screen = np.empty_like(placed)
    screen[..., 0] = size / 2 + focus * (placed[..., 0] - acting.centre[:, :1]) * inverse
    screen[..., 1] = size / 2 - focus * (placed[..., 1] - acting.centre[:, 1:2]) * inverse
    screen[..., 2] = inverse
    return placed, screen


def rotation(turn: Floats) -> Floats:
    """Rotations (T, 3, 3) for yaw (to the viewer's right), pitch (up) and roll, radians (T, 3)."""
    (a, b, c), (p, q, r) = np.cos(turn).T, np.sin(turn).T
    zero, one = np.zeros_like(a), np.ones_like(a)
    yaw = np.stack([a, zero, p, zero, one, zero, -p, zero, a], axis=-1).reshape(-1, 3, 3)
    pitch = np.stack([one, zero, zero, zero, b, q, zero, -q, b], axis=-1).reshape(-1, 3, 3)
    roll = np.stack([c, -r, zero, r, c, zero, zero, zero, one], axis=-1).reshape(-1, 3, 3)
    turned: Floats = np.matmul(np.matmul(roll, yaw), pitch)
    return turned


def behind(random: np.random.Generator, size: int, frames: int, fps: float) -> Floats:
    """The background as light, (frames, size, size, 3): a colour, a slope of colours, stripes, blots or squares; it may drift."""
    wide = 2 * size
    kind = random.choice(["plain", "slope", "stripes", "blots", "squares"])
    one, two = random.uniform(0.01, 0.9, (2, 3)) ** 1.6
    y, x = np.mgrid[:wide, :wide] / size
    angle = random.uniform(0, np.pi)
    along = np.cos(angle) * x + np.sin(angle) * y
    if kind == "plain":
        share = np.zeros_like(x)
    elif kind == "slope":
        share = along / 2
    elif kind == "stripes":
        share = 0.5 + 0.5 * np.tanh(random.uniform(1, 8) * np.sin(2 * np.pi * along * random.uniform(1, 6)))
    elif kind == "blots":
        places = random.uniform([0, 0, 0.05], [2, 2, 0.45], (14, 3))
        share = sum((np.exp(-((x - a) ** 2 + (y - b) ** 2) / wide_**2) for a, b, wide_ in places), np.zeros_like(x))
    else:
        share = ((x * random.uniform(1, 5)).astype(int) + (y * random.uniform(1, 5)).astype(int)) % 2
    share = np.clip(share, 0, 1)[..., None]
    picture = (one * (1 - share) + two * share).astype(np.float32)
    speed = random.choice([0, 0, 0.06]) * random.normal(0, 1, 2) * size / fps
    starts = (np.clip(size / 2 + np.arange(frames)[:, None] * speed, 0, size)).astype(int)
    views = np.lib.stride_tricks.sliding_window_view(picture, (size, size), axis=(0, 1))
    return views[starts[:, 1], starts[:, 0]].transpose(0, 2, 3, 1) if speed.any() else _still(picture, size, frames)


def _still(picture: Floats, size: int, frames: int) -> Floats:
    half = size // 2
    return np.broadcast_to(picture[half : half + size, half : half + size], (frames, size, size, 3))
