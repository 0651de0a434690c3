"""A plain drawn mouth as a video with its sound: the quickest way to see whether a line works.

The mouth is an ellipse with lips, upper teeth and a tongue's shade, drawn with numpy from lip gap and width, so it looks
alike for every map. PyAV encodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.check.shown import gap_of
from visemes.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.maps import VisemeMap

    Image = NDArray[np.uint8]

#: Pixels of the square picture.
SIZE: Final = 320
SKIN, LIP, INSIDE, TEETH = (238, 203, 173), (186, 84, 84), (70, 16, 22), (246, 243, 232)
#: Half the mouth's width at rest, what a width of 1 adds, half the gap at opening 1, thickness of a lip (of the picture's half).
HALF, SPREAD, OPEN, THICK = 0.48, 0.16, 0.42, 0.10


def mouth_picture(gap: float, width: float, *, contact: bool = False, size: int = SIZE) -> Image:
    """One frame, size by size by RGB. gap: 0..1 and more, width: -1..1, as `Viseme`; contact: the lower lip is at the teeth."""
    across, down = np.meshgrid(np.linspace(-1, 1, size), np.linspace(-1, 1, size))
    half, high = HALF + SPREAD * float(np.clip(width, -1.2, 1.2)), OPEN * float(np.clip(gap, 0.0, 1.4))
    arch = np.sqrt(np.clip(1 - (across / half) ** 2, 0, 1))
    thick = THICK * (1 - 0.25 * width) * np.sqrt(np.clip(1 - (across / (half + 0.06)) ** 2, 0, 1))
    top, bottom = -0.45 * high * arch, 1.1 * high * arch
    picture = np.empty((size, size, 3), dtype=np.uint8)
    picture[:] = SKIN
    picture[(down > top - thick) & (down < bottom + 1.15 * thick)] = LIP
    inner = (down > top) & (down < bottom) & (np.abs(across) < half)
    picture[inner] = INSIDE
    picture[inner & (down < top + 0.11)] = TEETH
    if contact:
        picture[(np.abs(down + 0.01) < 0.035) & (np.abs(across) < 0.7 * half)] = TEETH
    picture[(np.abs(down) < 0.012) & (np.abs(across) < half) & ~inner & (high < 0.02)] = INSIDE
    return picture


def mouth_video(
    line: Line,
    viseme_map: VisemeMap,
    path: Path,
    samples: NDArray[np.floating] | None = None,
    rate: int = 16000,
    kind: str = "",
) -> None:
    """Write a video (.mp4 and whatever else PyAV knows by its ending) of a line's mouth.

    samples: mono float sound that goes with it, None for a silent film. kind: "drawings" or "curves"; left out, as the map is made
    for. Raises OutputError when the file cannot be written.
    """
    import av
    import av.error

    frames = range(line.grid.shown_at(0), line.grid.shown_at(line.timeline.duration) + 1)
    kind = kind or ("curves" if viseme_map.style == "3d" and line.curves else "drawings")
    looks = (_drawn if kind == "drawings" else _curved)(line, viseme_map, frames)
    try:
        with av.open(str(path), "w") as container:
            video: Any = container.add_stream("libx264", rate=line.grid.fps)
            video.width = video.height = SIZE
            video.pix_fmt = "yuv420p"
            sound: Any = container.add_stream("aac", rate=rate) if samples is not None else None
            for gap, width, contact in looks:
                picture = av.VideoFrame.from_ndarray(mouth_picture(gap, width, contact=contact), format="rgb24")
                container.mux(video.encode(picture))
            container.mux(video.encode())
            if sound is not None:
                _sound(container, sound, np.asarray(samples, dtype=np.float32), rate)
    except (OSError, av.error.FFmpegError, ValueError) as error:
        raise OutputError(path, f"the video cannot be written: {error}") from None


def _sound(container: Any, stream: Any, samples: NDArray[np.float32], rate: int) -> None:  # noqa: ANN401 - PyAV's types
    """The sound in pieces that every encoder takes."""
    import av

    for start in range(0, len(samples), 1024):
        piece = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], format="fltp", layout="mono")
        piece.rate, piece.pts = rate, start
        container.mux(stream.encode(piece))
    container.mux(stream.encode())


def _drawn(line: Line, viseme_map: VisemeMap, frames: range) -> list[tuple[float, float, bool]]:
    visemes = [viseme_map.visemes[line.drawing_at(frame)] for frame in frames]
    return [(viseme.opening, viseme.width, viseme.contact) for viseme in visemes]


def _curved(line: Line, viseme_map: VisemeMap, frames: range) -> list[tuple[float, float, bool]]:
    """Gap and width as the shapes add up, on the frames that are exposed."""
    exposed = [line.grid.exposed(frame) for frame in frames]
    weights = {curve.shape: np.array([curve.value_at(frame) for frame in exposed]) for curve in line.curves}
    gap = gap_of(weights, viseme_map, len(frames))
    zero = np.zeros(len(frames))
    width = sum((viseme_map.shapes[name].width * values for name, values in weights.items() if name in viseme_map.shapes), zero)
    contact = zero
    for name in viseme_map.contacts:
        shapes = viseme_map.visemes[name].shapes
        main = max(shapes, key=lambda shape: shapes[shape])
        contact = np.maximum(contact, weights.get(main, zero) / shapes[main])
    return [(float(g), float(w), bool(c > 0.6)) for g, w, c in zip(gap, width, contact, strict=True)]
