"""Shots of the synthetic world: somebody drawn says a line, filmed, compressed, cut out around the mouth."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import GREY, RATE
from visemes.sync.crop import SPREAD, crop, squares
from visemes.sync.logmel import log_mel
from visemes.train.shots import AROUND, SIDE, Shot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.drive import Drive
    from visemes.train.world.state import Character

#: Width of the mouth in pixels that is drawn for, before the camera's own resolution.
MOUTH_PIXELS: Final = 32
#: Sides of drawn pictures (pixels).
SMALLEST, LARGEST = 64, 176


def film(name: str, about: dict[str, str], character: Character, driven: Drive, samples: NDArray[np.float32], seed: int) -> Shot:
    """What a camera sees of a character who is driven, cut out around its mouth. samples: 16 kHz."""
    rng = np.random.default_rng(seed)
    states = shown(driven.states, driven.fps, len(samples) / 16000)
    side = picture_side(character, states, seed, rng)
    footage = character.render(states, RATE, side, seed)
    grey = (footage.frames @ GREY).astype(np.uint8)
    places = squares(side * footage.boxes)
    places[:, 2] *= AROUND / SPREAD
    frames = np.stack([crop(picture, place, SIDE) for picture, place in zip(grey, places, strict=True)])
    frames = compressed(frames, int(rng.integers(18, 38))) if rng.random() < 0.6 else frames
    written = np.rint(np.clip(samples, -1, 1) * 32767).astype(np.int16)
    return Shot(name, about, frames, log_mel(samples).astype(np.float16), written, states.astype(np.float16))


def unfilmed(name: str, about: dict[str, str], driven: Drive, samples: NDArray[np.float32]) -> Shot:
    """How somebody speaks, without pictures and without the sound itself: what the expert's ear learns from. samples: 16 kHz."""
    states = shown(driven.states, driven.fps, len(samples) / 16000).astype(np.float16)
    nothing = np.zeros((0, SIDE, SIDE), np.uint8)
    return Shot(name, about, nothing, log_mel(samples).astype(np.float16), np.zeros(0, np.int16), states)


def shown(states: NDArray[np.float32], fps: float, seconds: float) -> NDArray[np.float32]:
    """The states on show when each of RATE pictures a second is taken."""
    place = np.floor(np.arange(int(seconds * RATE)) / RATE * fps + 1e-6).astype(int)
    on_show: NDArray[np.float32] = states[np.clip(place, 0, len(states) - 1)]
    return on_show


def picture_side(character: Character, states: NDArray[np.float32], seed: int, rng: np.random.Generator) -> int:
    """Pixels to draw so that the mouth has about MOUTH_PIXELS, sometimes fewer: characters stand far away, too."""
    boxes = character.render(states[:2], RATE, 32, seed).boxes
    wanted = MOUTH_PIXELS * (rng.uniform(0.35, 1.0) if rng.random() < 0.25 else 1.0)
    return int(np.clip(wanted / float(np.median(boxes[:, 2])), SMALLEST, LARGEST)) // 2 * 2


def compressed(frames: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """Grey pictures after H.264 at a constant rate factor (0 best .. 51 worst)."""
    import av

    kept = io.BytesIO()
    with av.open(kept, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE, options={"crf": str(quality), "preset": "ultrafast", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = frames.shape[2], frames.shape[1], "yuv420p"
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    kept.seek(0)
    with av.open(kept, "r") as written:
        return np.stack([frame.to_ndarray(format="gray") for frame in written.decode(video=0)]).astype(np.uint8)
