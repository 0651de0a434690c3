"""Clips that nobody can read, made of shots that can be: what the expert has to keep silent about.

Each kind is one function that takes a shot and random numbers; a new kind is one more and a line in `KINDS`. Another line's sound
(`measure.mismatched`) and filmed faces (`filmed`) are the kinds that need more than one shot.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import Sound, loudness
from visemes.sync.base import GREY, RATE, SOUND_RATE
from visemes.sync.base import SIDE as SEEN
from visemes.sync.crop import SPREAD, crop, squares
from visemes.train.measure import Clip
from visemes.train.shots import AROUND, SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from visemes.train.shots import Shot

    Grey = NDArray[np.uint8]
    Floats = NDArray[np.float64]

#: Pixels of a shot that the mouth at rest is wide.
WIDTH: Final = SIDE / AROUND
#: Degrees to which a head in profile is turned.
PROFILE: Final = (80.0, 90.0)
#: Share of its width from the front that a mouth in profile is taken for: what is seen of it, and the lips' depth.
NARROW: Final = 0.7
#: Pixels a mouth in profile would be wide from the front.
PIXELS: Final = 32
#: Loudness this far (dB) under the loudest moves nothing.
QUIET: Final = 30.0
LETTERS: Final = "ABCDEFGHIKLMNOPRSTUVWabcdefghiklmnoprstuvw0123456789"


def unreadable(kind: str, shot: Shot) -> Clip:
    """A shot made unreadable; the same for everyone who asks."""
    rng = np.random.default_rng(zlib.crc32(f"{kind}/{shot.name}".encode()))
    return Clip(f"{kind}/{shot.name}", kind, KINDS[kind](shot, rng), sound_of(shot))


def can_be(kind: str, shot: Shot) -> bool:
    """Whether a shot can be made so: only heads turn."""
    return kind != "profile" or shot.about["group"] == "heads"


def sound_of(shot: Shot) -> NDArray[np.float32]:
    """A shot's sound, -1..1."""
    return shot.samples.astype(np.float32) / np.float32(32768)


def _frozen(shot: Shot, rng: np.random.Generator) -> Grey:
    """A mouth that stands still in a head that moves, under grain."""
    picture = shot.frames[int(rng.integers(len(shot.frames)))]
    places = SIDE / 2 + _glide(len(shot.frames), float(rng.uniform(0, 4)), rng)
    return _grain(np.stack([crop(picture, np.array([*place, SPREAD * WIDTH])) for place in places]), rng)


def _beside(shot: Shot, rng: np.random.Generator) -> Grey:
    """Cut out beside the mouth: what is above its corner, mostly an eye."""
    side = 0.8 * WIDTH
    x = side / 2 if rng.random() < 0.5 else SIDE - side / 2
    return np.stack([crop(picture, np.array([x, side / 2, side])) for picture in shot.frames])


def _background(shot: Shot, rng: np.random.Generator) -> Grey:
    """No mouth: a surface that moves as loud as somebody speaks."""
    wide = 3 * SEEN
    layers = [np.kron(rng.normal(size=(wide // n, wide // n)), np.ones((n, n))) * n**0.7 for n in (2, 6, 12, 24)]
    surface = np.sum(layers, axis=0)
    surface = (surface - surface.min()) / np.ptp(surface) * rng.uniform(60, 230) + rng.uniform(0, 25)
    angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(3, 12)
    places = 1.5 * SEEN + far * _loud(shot)[:, None] * [np.cos(angle), np.sin(angle)] + _glide(len(shot.frames), 3.0, rng)
    picture = surface.clip(0, 255).astype(np.uint8)
    return _grain(np.stack([crop(picture, np.array([*place, SEEN])) for place in places]), rng)


def _letters(shot: Shot, rng: np.random.Generator) -> Grey:
    """No mouth: letters that change while somebody speaks, as labels and subtitles do."""
    from PIL import Image, ImageDraw

    from visemes.preview.labels import font

    paper, ink = (int(value) for value in rng.permutation([int(rng.integers(0, 70)), int(rng.integers(170, 256))]))
    size, most = int(rng.integers(11, 30)), int(rng.integers(1, 6))
    text, until, frames = "", 0.0, []
    for t, loud in enumerate(_loud(shot)):
        if loud < 0.15:
            text = ""
        elif t >= until or not text:
            text = "".join(rng.choice(list(LETTERS), int(rng.integers(1, most + 1))))
            until = t + float(rng.uniform(1.5, 8))
        canvas = Image.new("L", (SEEN, SEEN), paper)
        ImageDraw.Draw(canvas).text((SEEN / 2, SEEN / 2), text, font=font(size), fill=ink, anchor="mm")
        frames.append(np.asarray(canvas))
    return _grain(np.stack(frames), rng)


def _covered(shot: Shot, rng: np.random.Generator) -> Grey:
    """A hand or a microphone in front of the mouth; what is beside it goes on moving."""
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    lean, shade = float(rng.uniform(-0.3, 0.3)), float(rng.uniform(20, 230))
    reach = WIDTH * float(rng.uniform(0.55, 0.75))
    is_hand = rng.random() < 0.5
    grip = SIDE / 2 + _glide(len(shot.frames), 1.5, rng) + [0, 0.12 * WIDTH]
    frames = np.empty((len(shot.frames), SEEN, SEEN), np.uint8)
    for t, (picture, (x, y)) in enumerate(zip(shot.frames, grip, strict=True)):
        right, below = across - x + lean * (down - y), down - y
        if is_hand:  # four fingers and what they grow from
            finger = 0.75 + 0.25 * np.abs(np.sin(np.pi * (right / reach + 1) * 2))
            inside = 1.15 * reach * finger - np.maximum(np.abs(right), np.where(below < 0, -below, 0.45 * below))
        else:  # a ball on a stick
            inside = np.maximum(reach - np.hypot(right, below), np.where(below > 0, 0.35 * reach - np.abs(right), -9.0))
        cover = np.clip(inside + 0.5, 0, 1)
        light = shade * (1 - 0.25 * np.clip(right / reach, -1, 1))
        whole = picture * (1 - cover) + light * cover
        frames[t] = crop(np.rint(whole.clip(0, 255)).astype(np.uint8), np.array([SIDE / 2, SIDE / 2, SPREAD * WIDTH]))
    return frames


def _profile(shot: Shot, rng: np.random.Generator) -> Grey:
    """A head of the shot's family, seen from the side."""
    from visemes.train.world.heads import head_character

    seed = int(rng.integers(1 << 30))
    character = head_character(shot.about["family"], seed)
    states = shot.states.astype(np.float32)
    front = float(np.median(character.render(states[:2], RATE, 32, seed).boxes[:, 2]))
    size = int(np.clip(PIXELS / front, 64, 160)) // 2 * 2
    side = float(rng.choice([-1, 1]) * rng.uniform(*PROFILE))
    footage = character.render(states, RATE, size, seed, side)
    boxes = size * footage.boxes.astype(np.float64)
    middle, wide = boxes[:, 0] + boxes[:, 2] / 2, np.maximum(boxes[:, 2], NARROW * front * size)
    boxes[:, 0], boxes[:, 2] = middle - wide / 2, wide
    grey = (footage.frames @ GREY).astype(np.uint8)
    return np.stack([crop(picture, place) for picture, place in zip(grey, squares(boxes), strict=True)])


#: What makes a shot unreadable, by its name in tables.
KINDS: Final[dict[str, Callable[[Shot, np.random.Generator], Grey]]] = {
    "frozen": _frozen,
    "beside": _beside,
    "background": _background,
    "letters": _letters,
    "covered": _covered,
    "profile": _profile,
}


def _loud(shot: Shot) -> Floats:
    """How loud it is at each picture, 0..1."""
    level = loudness(Sound(sound_of(shot), SOUND_RATE), 1 / RATE)
    level = np.pad(level, (0, max(0, len(shot.frames) - len(level))), constant_values=-100.0)[: len(shot.frames)]
    share: Floats = np.clip((level - level.max()) / QUIET + 1, 0, 1)
    return share


def _glide(count: int, far: float, rng: np.random.Generator) -> Floats:
    """Places that drift about 0 by about `far` pixels, (count, 2)."""
    time = np.arange(count)[:, None] / RATE
    phase, speed = rng.uniform(0, 2 * np.pi, (2, 2)), rng.uniform(0.1, 0.5, (2, 2))
    places: Floats = far * (
        0.7 * np.sin(2 * np.pi * speed[0] * time + phase[0]) + 0.3 * np.sin(6 * np.pi * speed[1] * time + phase[1])
    )
    return places


def _grain(frames: Grey, rng: np.random.Generator) -> Grey:
    """The same under a camera's noise, of some strength or none."""
    strength = float(rng.choice([0.0, 1.0, 3.0]))
    grained: Grey = np.rint(frames + rng.normal(0, strength, frames.shape)).clip(0, 255).astype(np.uint8)
    return grained
