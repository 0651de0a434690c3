"""Films with a drawn mouth that opens as loud as a made-up voice is: whatever is wrong with them is known exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

RATE = 16000


def babble(seconds: float, seed: int = 1, *, pauses: bool = True) -> np.ndarray:
    """A voice of sorts: syllables of noise of random length, loudness and distance, float32 at 16 kHz."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    loud = np.zeros(count)
    at = 0.15
    while at < seconds - 0.3:
        long = rng.uniform(0.09, 0.22)
        shape = np.sin(np.pi * np.linspace(0, 1, round(long * RATE))) ** 0.7 * rng.uniform(0.25, 1.0)
        first = round(at * RATE)
        part = loud[first : first + len(shape)]
        part[:] = np.maximum(part, shape[: len(part)])
        at += long + (rng.uniform(0.5, 0.8) if pauses and rng.random() < 0.15 else rng.uniform(0.01, 0.08))
    return (loud * rng.normal(0, 0.15, count)).clip(-1, 1).astype(np.float32)


def opening(samples: np.ndarray, times: np.ndarray) -> np.ndarray:
    """How far the mouth is open at times: the sound's own envelope, 0..1, computed here and not by visemes."""
    power = np.convolve(samples.astype(float) ** 2, np.ones(640) / 640, "same")
    level = 10 * np.log10(power + 1e-7)
    share = np.clip((level - (level.max() - 28)) / 28, 0, 1)
    return np.interp(times, np.arange(len(samples)) / RATE, share, left=0.0, right=0.0)


def disc(shape, x, y, wide, high):
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    return ((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2 <= 1


@dataclass
class Head:
    """A head in a picture. size, sway: of its face and of how it moves aside, pixels. waves: whether a hand waves."""

    width: int = 160
    height: int = 120
    x: float = 80.0
    y: float = 56.0
    size: float = 90.0
    sway: float = 0.0
    waves: bool = False

    def at(self, time: float) -> tuple[float, float]:
        return self.x + self.sway * np.sin(2 * np.pi * 0.3 * time), self.y + 0.4 * self.sway * np.sin(2 * np.pi * 0.45 * time)

    def mouth(self, time: float) -> tuple[float, float, float, float]:
        """The mouth's box at rest."""
        x, y = self.at(time)
        wide = 0.36 * self.size
        return x - wide / 2, y + 0.2 * self.size, wide, 0.18 * self.size

    def draw(self, gap: float, time: float) -> np.ndarray:
        shape = (self.height, self.width)
        rows, columns = np.mgrid[0 : self.height, 0 : self.width]
        picture = np.where((columns // 16 + rows // 16) % 2, 120, 80).astype(float)
        x, y = self.at(time)
        picture[disc(shape, x, y, 0.42 * self.size, 0.52 * self.size)] = 205
        blinks = (time % 2.7) < 0.12
        for side in (-1, 1):
            eye = disc(
                shape, x + side * 0.17 * self.size, y - 0.14 * self.size, 0.06 * self.size, (0.01 if blinks else 0.05) * self.size
            )
            picture[eye] = 40
        lips = disc(shape, x, y + (0.27 + 0.05 * gap) * self.size, 0.18 * self.size, (0.015 + 0.1 * gap) * self.size)
        picture[lips] = 50
        if self.waves:
            hand = disc(
                shape, x + 0.6 * self.size, y + 0.3 * self.size * np.sin(2 * np.pi * 1.1 * time), 0.1 * self.size, 0.1 * self.size
            )
            picture[hand] = 170
        return picture.clip(0, 255).astype(np.uint8)


@dataclass
class Shoot:
    """What to film. early: seconds the sound comes before the picture; stretch: how many times as long the sound takes."""

    seconds: float = 8.0
    fps: Fraction = Fraction(25)
    early: float = 0.0
    stretch: float = 1.0
    head: Head = field(default_factory=Head)
    seed: int = 1
    times: np.ndarray | None = None


def pictures(shoot: Shoot) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """The frames of a film, their times, and the sound with the fault it was asked for."""
    samples = babble(shoot.seconds, shoot.seed)
    times = np.arange(int(shoot.seconds * shoot.fps)) / float(shoot.fps) if shoot.times is None else shoot.times
    frames = [shoot.head.draw(gap, time) for gap, time in zip(opening(samples, times), times, strict=True)]
    # the sound at t is what belonged to t * (1 / stretch) + early
    heard = np.arange(round(shoot.seconds * RATE)) / RATE / shoot.stretch + shoot.early
    return frames, times, np.interp(heard, np.arange(len(samples)) / RATE, samples, left=0, right=0).astype(np.float32)


def write_film(path, frames, times, samples=None, *, rate=RATE, fps=Fraction(25), sound_at=0.0):
    """An encoded film with exact presentation times. sound_at: seconds at which the sound track begins."""
    import av

    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=fps)
        video.height, video.width = frames[0].shape[:2]
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = Fraction(1, 90000)
        video.options = {"preset": "veryfast", "crf": "16"}
        track = out.add_stream("aac", rate=rate) if samples is not None else None
        for frame, time in zip(frames, times, strict=True):
            colours = frame if frame.ndim == 3 else np.repeat(frame[..., None], 3, axis=2)
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(colours), format="rgb24")
            picture.pts, picture.time_base = round(float(time) * 90000), Fraction(1, 90000)
            out.mux(video.encode(picture))
        out.mux(video.encode())
        for first in range(0, len(samples) if samples is not None else 0, 1024):
            piece = av.AudioFrame.from_ndarray(samples[None, first : first + 1024], format="fltp", layout="mono")
            piece.rate, piece.pts = rate, first + round(sound_at * rate)
            piece.time_base = Fraction(1, rate)
            out.mux(track.encode(piece))
        if track is not None:
            out.mux(track.encode())
    return path


def film(path, **wanted):
    """Make a film: `film(path, early=0.12, fps=Fraction(24))`."""
    settings = Shoot(**wanted)
    frames, times, samples = pictures(settings)
    return write_film(path, frames, times, samples, fps=settings.fps)
