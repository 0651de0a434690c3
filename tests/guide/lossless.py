"""Lossless films of a drawn head in any way a file may store pictures, and what is stored in them."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from shoots import RATE, Head, babble, opening

#: FFmpeg's lossless encoder takes these as they are.
HEAD = Head()


def drawn(times, samples, head=HEAD, seed=0):
    """Pictures in colour, (T, height, width, 3): a head that speaks, in coarse grain that nothing but a copy has."""
    rng = np.random.default_rng(seed)
    grain = rng.integers(-12, 13, (head.height, head.width, 3))
    gaps = opening(samples, np.asarray(times))
    tints = np.array([1.0, 0.85, 0.7])
    frames = [head.draw(float(gap), float(time))[..., None] * tints + grain for gap, time in zip(gaps, times, strict=True)]
    return np.clip(np.rint(frames), 0, 255).astype(np.uint8)


def write(path, frames, times, samples=None, *, kind="yuv420p", fps=Fraction(25), tick=Fraction(1, 1000)):
    """An FFV1 film with the given format of pixels and times, and PCM."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("ffv1", rate=fps)
        video.height, video.width, video.pix_fmt = frames[0].shape[0], frames[0].shape[1], kind
        video.codec_context.time_base = tick
        track = out.add_stream("pcm_s16le", rate=RATE, layout="mono") if samples is not None else None
        for picture, time in zip(frames, times, strict=True):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24").reformat(format=kind)
            frame.pts, frame.time_base = round(Fraction(float(time)) / tick), tick
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        if track is not None:
            block = av.AudioFrame.from_ndarray(np.rint(samples[None] * 32767).astype(np.int16), format="s16", layout="mono")
            block.sample_rate, block.pts = RATE, 0
            out.mux(track.encode(block))
            out.mux(track.encode(None))
    return path


def film(path, seconds=1.0, fps=25, kind="yuv420p", head=HEAD, seed=1):
    """A film with its own sound; its pictures' times."""
    samples = babble(seconds, seed)
    times = np.arange(round(seconds * fps)) / fps
    write(path, drawn(times, samples, head), times, samples, kind=kind, fps=Fraction(fps))
    return times


def stored(path):
    """What a film holds, picture by picture: format, time, and the numbers of every plane as they are stored."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.format.name, frame.time, [numbers(plane, frame.format) for plane in frame.planes]


def numbers(plane, kind):
    """A plane's numbers, (height, width), or (height, width, 4) where a pixel's are side by side."""
    size = 2 if kind.components[0].bits > 8 else 1
    rows = np.frombuffer(plane, f"<u{size}").reshape(-1, plane.line_size // size)[: plane.height]
    if len(list(kind.components)) > 1 and not kind.is_planar:
        return rows[:, : 4 * plane.width].reshape(plane.height, plane.width, 4).copy()
    return rows[:, : plane.width].copy()


def colours(path):
    """Pictures in red, green and blue."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def heard(path):
    """A film's sound, whole numbers, one channel; None without."""
    with av.open(str(path)) as container:
        if not container.streams.audio:
            return None
        parts = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
        return np.concatenate(parts)
