"""Short films of drawn characters who speak, with everything known that a check has to find out.

A film is written with PyAV: any rate, variable rates, any shape, mp4 (AAC) or mov and mkv (PCM). Times are put in, not measured.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import av
import numpy as np
from scipy.signal import resample_poly

from visemes.train.world.drawn import drawn_character
from visemes.train.world.drive import drive
from visemes.train.world.lines import espeak_line
from visemes.train.world.speech import joined

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.train.world.speech import Spoken

RATE = 16_000
#: Pictures and sound are stamped in these ticks a second.
TICKS = 90_000


@dataclass(frozen=True)
class Scene:
    """What a film is of.

    seconds: of speech. family, seed: of the character and all that is random. fps, step: of the drawings. kind: how it is animated.
    width, height: even. offset: seconds by which the sound is early. drift: seconds a second by which it gets earlier. variable:
    every third picture or so is left out, and the one before it stays. frozen: from .. to, when the picture stands still.
    doubled: numbers of pictures that repeat the one before. clap: when there is a flash and, with the offset, a click.
    """

    seconds: float = 4.0
    family: str = "cells"
    seed: int = 1
    fps: Fraction = Fraction(24)
    step: int = 1
    kind: str = "hand"
    width: int = 192
    height: int = 192
    offset: float = 0.0
    drift: float = 0.0
    variable: bool = False
    frozen: tuple[float, float] | None = None
    doubled: tuple[int, ...] = ()
    clap: float | None = None


@dataclass(frozen=True)
class Filmed:
    """A film and the truth about it.

    times: of the pictures, seconds. states: what each shows, (T, 7). boxes: x, y, width and height of the mouth in pixels, (T, 4).
    sound: what was written, 16 kHz. spoken: the line as it was said, in time with the pictures.
    """

    path: Path
    scene: Scene
    times: np.ndarray
    states: np.ndarray
    boxes: np.ndarray
    sound: np.ndarray
    spoken: Spoken


def film(path: Path, scene: Scene) -> Filmed:
    """Make a film; the ending of the path says what kind of file."""
    spoken = line(scene.seed, scene.seconds)
    times, shown = exposures(scene, spoken.seconds)
    driven = drive(spoken, float(scene.fps), scene.step, scene.kind, scene.seed)
    states = driven.states[np.minimum(np.round(shown * driven.fps).astype(int), len(driven.states) - 1)]
    side = min(scene.width, scene.height)
    footage = drawn_character(scene.family, scene.seed).render(states, float(scene.fps), side, scene.seed)
    frames, boxes = footage.frames.copy(), footage.boxes * side
    still = np.flatnonzero(np.diff(shown) == 0) + 1
    for i in still:  # nothing moves on its own while a picture stands still
        frames[i], boxes[i] = frames[i - 1], boxes[i - 1]
    left, top = (scene.width - side) // 2, (scene.height - side) // 2
    wide = np.pad(frames, ((0, 0), (top, scene.height - side - top), (left, scene.width - side - left), (0, 0)), mode="edge")
    sound = heard(scene, spoken.samples)
    if scene.clap is not None:
        wide[np.searchsorted(times, scene.clap - 1e-6)] = 255
        click = round((scene.clap - scene.offset) * RATE)
        sound[click : click + 80] = 0.9 * np.cos(np.arange(80) * 1.3)
    write(path, wide, times, sound)
    place = np.array([left, top, 0, 0])
    return Filmed(path, scene, times, states, boxes + place, sound, spoken)


@cache
def line(seed: int, seconds: float) -> Spoken:
    """A spoken line of about so many seconds: sentences of voices that are never trained on."""
    rng, parts = random.Random(f"film {seed}"), []  # noqa: S311 (seeded on purpose)
    while sum(part.seconds for part in parts) < seconds:
        part = espeak_line(f"film{seed}", rng, "test")
        parts += [part] if part else []
    whole = joined(parts, [0.3] * (len(parts) - 1)) if len(parts) > 1 else parts[0]
    return cut(whole, seconds)


def cut(spoken: Spoken, seconds: float) -> Spoken:
    """The beginning of a line, up to the last phone that ends in time, and silence after it."""
    from dataclasses import replace

    phones = tuple(phone for phone in spoken.timeline.phones if phone.end <= seconds - 0.2)
    words = tuple(word for word in spoken.timeline.words if word.end <= seconds - 0.2)
    samples = np.zeros(round(seconds * RATE), dtype=np.float32)
    end = round(phones[-1].end * RATE) if phones else 0
    samples[:end] = spoken.samples[:end]
    return replace(spoken, samples=samples, timeline=replace(spoken.timeline, duration=seconds, words=words, phones=phones))


def exposures(scene: Scene, seconds: float) -> tuple[np.ndarray, np.ndarray]:
    """When each picture comes on show, and of which time what it shows is."""
    times = np.arange(int(seconds * scene.fps)) / float(scene.fps)
    if scene.variable:
        kept = np.random.default_rng(scene.seed).random(len(times)) > 0.12
        kept[0] = kept[-1] = True
        times = times[kept]
    shown = times.copy()
    if scene.frozen:
        start = times[np.searchsorted(times, scene.frozen[0])]
        shown[(times >= scene.frozen[0]) & (times < scene.frozen[1])] = start
    for number in scene.doubled:
        shown[number] = shown[number - 1]
    return times, shown


def heard(scene: Scene, samples: np.ndarray) -> np.ndarray:
    """The sound of a film: early by the offset, and by the drift more and more so."""
    if scene.drift:  # what is said at t is heard at t * (1 - drift)
        samples = resample_poly(samples, round((1 - scene.drift) * 10_000), 10_000).astype(np.float32)
    lead = round(scene.offset * RATE)
    moved = samples[lead:] if lead > 0 else np.pad(samples, (-lead, 0))
    length = round(scene.seconds * RATE)
    return np.pad(moved, (0, max(0, length - len(moved))))[:length].astype(np.float32)


def write(path: Path, frames: np.ndarray, times: np.ndarray, sound: np.ndarray | None) -> None:
    """Write pictures (T, height, width, 3) at their times and a sound of 16 kHz; sound None: no sound track."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=60, options={"crf": "20", "preset": "ultrafast", "threads": "1"})
        video.height, video.width, video.pix_fmt = frames.shape[1], frames.shape[2], "yuv420p"
        video.codec_context.time_base = Fraction(1, TICKS)
        audio = None if sound is None else out.add_stream("aac" if path.suffix == ".mp4" else "pcm_s16le", rate=RATE, layout="mono")
        for picture, time in zip(frames, times, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = round(time * TICKS), Fraction(1, TICKS)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if audio is not None and sound is not None:
            for start in range(0, len(sound), 1024):
                piece = np.rint(np.clip(sound[None, start : start + 1024], -1, 1) * 32767).astype(np.int16)
                block = av.AudioFrame.from_ndarray(piece, format="s16", layout="mono")
                block.sample_rate, block.pts, block.time_base = RATE, start, Fraction(1, RATE)
                out.mux(audio.encode(block))
            out.mux(audio.encode(None))
