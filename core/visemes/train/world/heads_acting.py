"""What moves by itself: the head, the camera, expressions, glances and blinks, all smooth and from a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from visemes.train.world.heads_camera import rotation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.heads_traits import Traits

    Floats = NDArray[np.floating]


class Acting(NamedTuple):
    """Of every frame: smile, surprise, squash -1..1; blink 0..1; gaze, turn (yaw, pitch, roll), radians; shift of the head; span.

    span: half of what the picture shows at the head's depth. centre: what is in its middle. All (T,) or (T, 2 or 3).
    """

    smile: Floats
    surprise: Floats
    squash: Floats
    blink: Floats
    gaze: Floats
    turn: Floats
    shift: Floats
    span: Floats
    centre: Floats
    distance: float

    def at(self, frames: NDArray[np.intp]) -> Acting:
        """Of some frames only."""
        per_frame = {name: value[frames] for name, value in self._asdict().items() if name != "distance"}
        return Acting(**per_frame, distance=self.distance)


def act(traits: Traits, frames: int, fps: float, random: np.random.Generator, turned: float | None = None) -> Acting:
    """How a character behaves in one shot. turned: degrees to its left or right, against its usual 45 at most."""
    time = np.arange(frames) / fps
    feeling, sway = traits["feeling"], traits["sway"]
    base = np.radians([random.choice([random.normal(0, 10), random.uniform(-45, 45)]), random.normal(-2, 7), random.normal(0, 3)])
    most = 45.0
    if turned is not None:
        base[0], most = np.radians(turned), 180.0
    moving = np.radians([9, 5, 4])[None] * sway * np.stack([_drift(time, 0.35, random) for _ in range(3)], axis=1)
    moving[:, 1] += np.radians(9) * sway * _nods(time, random)
    turn = np.clip(base + moving, *np.radians([[-most, -20, -15], [most, 20, 15]]))
    span, centre = _framing(traits, time, rotation(_float(base[None]))[0] @ [0, traits["mouth_y"], 0.9 * traits["deep"]], random)
    return Acting(
        smile=_float(_mood(time, feeling, random)),
        surprise=_float(_mood(time, feeling, random)),
        squash=_float(0.7 * _mood(time, feeling, random)),
        blink=_float(_blinks(time, random)),
        gaze=_float(_glances(time, random) - 0.5 * turn[:, :2] * [1, 0]),
        turn=_float(turn),
        shift=_float(0.05 * sway * np.stack([_drift(time, 0.4, random) for _ in range(3)], axis=1)),
        span=_float(span),
        centre=_float(centre),
        distance=float(random.uniform(3.0, 8.0)),
    )


def _float(values: NDArray[np.floating]) -> Floats:
    return values.astype(np.float32)


def _drift(time: NDArray[np.float64], rate: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Smooth noise of about unit size that changes `rate` times a second: waves of six speeds, the faster the smaller."""
    speeds = rate * 2.0 ** np.arange(-2, 4) * random.uniform(0.8, 1.25, 6)
    sizes = (rate / speeds) ** 1.1 * random.uniform(0.3, 1.0, 6)
    sizes /= np.sqrt((sizes**2).sum() / 2) * 1.3
    waves: NDArray[np.float64] = np.sin(2 * np.pi * speeds * time[:, None] + random.uniform(0, 2 * np.pi, 6)) @ sizes
    return waves


def _mood(time: NDArray[np.float64], strength: float, random: np.random.Generator) -> NDArray[np.float64]:
    """An expression that comes and goes."""
    return np.clip(strength * (0.6 * _drift(time, 0.2, random) + random.normal(0, 0.45)), -1, 1)


def _pulses(time: NDArray[np.float64], every: float, long: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Bumps of height 1 and `long` seconds, about one `every` seconds."""
    end = time[-1] if len(time) else 0.0
    starts = np.cumsum(random.exponential(every, int(end / every * 3) + 4)) - random.uniform(0, every)
    phase = np.clip((time[:, None] - starts) / long, 0, 1)
    bumps: NDArray[np.float64] = (np.sin(np.pi * phase) ** 2).sum(axis=1)
    return np.clip(bumps, 0, 1)


def _nods(time: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    return -_pulses(time, random.uniform(1.5, 5), 0.5, random) + 0.5 * _pulses(time, random.uniform(2, 8), 0.7, random)


def _blinks(time: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    return np.clip(1.6 * _pulses(time, random.uniform(1.5, 5), 0.22, random), 0, 1)


def _glances(time: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """Gaze that jumps: right and up, radians."""
    count = int((time[-1] if len(time) else 0) * 1.2) + 2
    jumps = np.sort(random.uniform(0, (time[-1] if len(time) else 0) + 1, count))
    goals = np.concatenate([np.zeros((1, 2)), random.normal(0, [0.22, 0.1], (count, 2))])
    result: NDArray[np.float64] = goals[np.searchsorted(jumps, time)]
    return result


def _framing(
    traits: Traits, time: NDArray[np.float64], mouth: NDArray[np.float64], random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How much the picture shows and of what: from the lower face to head and shoulders; it may zoom, pan and shake."""
    whole = random.random() ** 1.3
    span = 0.42 + traits["mouth_half"] * 0.5 + whole * 0.95
    zoom = np.exp(random.choice([0.0, 0.12]) * _drift(time, 0.12, random))
    middle = mouth[:2] * [1 - 0.7 * whole, 1 - 0.85 * whole] + np.clip(random.normal(0, 0.14, 2), -0.25, 0.25) * span
    shake = random.choice([0, 0, 0, 0.012]) * np.stack([_drift(time, 4.0, random) for _ in range(2)], axis=1)
    pan = random.choice([0, 0.06]) * np.stack([_drift(time, 0.15, random) for _ in range(2)], axis=1)
    return span * zoom, middle + shake + pan * span
