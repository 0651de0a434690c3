"""Pictures and a sound as a film, or as files to composite. PyAV encodes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import OutputError
from visemes.preview.png import png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from visemes.audio import Sound

    Image = NDArray[np.uint8]

#: Containers that hold H.264 and AAC, by the ending of their files; QuickTime also holds ProRes, which keeps transparency.
CONTAINERS: Final = {"mp4": "mp4", "mov": "mov", "mkv": "matroska"}
TRANSPARENT: Final = "mov"
#: Samples an encoder takes at once.
PIECE: Final = 1024


def film(
    pictures: Iterable[Image],
    count: int,
    fps: Fraction,
    sound: Sound | None = None,
    *,
    container: str = "mp4",
    progress: Callable[[float], None] = lambda _: None,
) -> bytes:
    """The video file's content.

    pictures: (height, width, 3) RGB, or 4 with transparency, which becomes ProRes 4444; all of one size, sides even. count: how
    many. sound: None for a silent film. container: of CONTAINERS. progress: told 0..1, may raise to stop. Raises OutputError when
    PyAV cannot encode, or for transparency in a container that has none.
    """
    import av
    import av.error

    file = io.BytesIO()
    try:
        with av.open(file, "w", format=CONTAINERS[container]) as out:
            video: Any = None
            track: _Track | None = None
            for number, picture in enumerate(pictures):
                if video is None:
                    video = _stream(out, picture, fps, container)
                    track = _Track(out, sound) if sound is not None else None
                kind = "rgba" if picture.shape[2] == 4 else "rgb24"
                out.mux(video.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=kind)))
                if track:
                    track.play_until(float((number + 1) / fps))
                progress((number + 1) / count)
            if video is not None:
                out.mux(video.encode())
            if track:
                track.finish()
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(f"video.{container}", f"the video cannot be encoded: {error}") from None
    return file.getvalue()


def _stream(out: Any, picture: Image, fps: Fraction, container: str) -> Any:  # noqa: ANN401 - PyAV's types
    """The picture track: H.264, or ProRes 4444 where pictures are transparent."""
    is_clear = picture.shape[2] == 4
    if is_clear and container != TRANSPARENT:
        raise OutputError(f"video.{container}", "this kind of file has no transparency", "use .mov or .png")
    # of FFmpeg's two ProRes encoders this one is five times as fast
    video = out.add_stream("prores_aw" if is_clear else "libx264", rate=fps)
    video.height, video.width = picture.shape[:2]
    video.pix_fmt = "yuva444p10le" if is_clear else "yuv420p"
    video.options = {} if is_clear else {"preset": "veryfast", "crf": "20"}
    return video


def sequence(
    pictures: Iterable[Image], frames: Sequence[int], target: str, progress: Callable[[float], None] = lambda _: None
) -> Iterator[tuple[str, bytes]]:
    """Each picture as a PNG file with its name. target: `walk.png` becomes `walk.0001.png`, `walk_###.png` becomes `walk_001.png`.

    frames: their numbers. progress: told 0..1, may raise to stop.
    """
    for number, (picture, frame) in enumerate(zip(pictures, frames, strict=True)):
        yield numbered(target, frame), png(picture)
        progress((number + 1) / len(frames))


def numbered(target: str, frame: int) -> str:
    """The name of a frame's file."""
    if match := re.search(r"#+", target):
        return f"{target[: match.start()]}{frame:0{len(match[0])}d}{target[match.end() :]}"
    stem, _, ending = target.rpartition(".")
    return f"{stem}.{frame:04d}.{ending}"


class _Track:
    """The sound, handed over as the pictures go by, so that the file plays while it loads."""

    def __init__(self, out: Any, sound: Sound) -> None:  # noqa: ANN401 - PyAV's types
        self._out, self._sound, self._stream = out, sound, out.add_stream("aac", rate=sound.rate)
        self._pieces = self._cut()
        self._played = 0.0

    def _cut(self) -> Iterator[Any]:
        import av

        for start in range(0, len(self._sound.samples), PIECE):
            piece = av.AudioFrame.from_ndarray(self._sound.samples[None, start : start + PIECE], format="fltp", layout="mono")
            piece.rate, piece.pts = self._sound.rate, start
            yield piece

    def play_until(self, seconds: float) -> None:
        """Hand over what is heard before that time."""
        while self._played < seconds and (piece := next(self._pieces, None)) is not None:
            self._out.mux(self._stream.encode(piece))
            self._played += PIECE / self._sound.rate

    def finish(self) -> None:
        """Hand over the rest."""
        for piece in self._pieces:
            self._out.mux(self._stream.encode(piece))
        self._out.mux(self._stream.encode())
