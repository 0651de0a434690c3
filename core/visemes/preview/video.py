"""A line as a video of a drawn mouth with its sound: the quickest way to see whether it works. PyAV encodes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import OutputError
from visemes.preview.mouth import SIZE, kind_of, looks, mouth_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from visemes.audio import Sound
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.preview.mouth import Kind

#: Containers that hold H.264 and AAC, by the ending of their files.
CONTAINERS: Final = {"mp4": "mp4", "mov": "mov", "mkv": "matroska"}
#: Samples an encoder takes at once.
PIECE: Final = 1024


def mouth_video(
    line: Line,
    viseme_map: VisemeMap,
    sound: Sound | None = None,
    *,
    kind: Kind | None = None,
    container: str = "mp4",
    progress: Callable[[float], None] = lambda _: None,
) -> bytes:
    """The video file's content: every frame that is on show while the sound plays.

    sound: None for a silent film. kind: drawings or curves, left out as the map is made for. container: of CONTAINERS.
    progress: told 0..1, may raise to stop. Raises OutputError when PyAV cannot encode.
    """
    import av
    import av.error

    frames = range(line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration) + 1)
    seen = looks(line, viseme_map, frames, kind or kind_of(line, viseme_map))
    file = io.BytesIO()
    try:
        with av.open(file, "w", format=CONTAINERS[container]) as out:
            video: Any = out.add_stream("libx264", rate=line.grid.fps)
            video.width = video.height = SIZE
            video.pix_fmt = "yuv420p"
            track = _Track(out, sound) if sound is not None else None
            for number, look in enumerate(seen):
                picture = av.VideoFrame.from_ndarray(mouth_picture(look), format="rgb24")
                out.mux(video.encode(picture))
                if track:
                    track.play_until(float((number + 1) / line.grid.fps))
                progress((number + 1) / len(seen))
            out.mux(video.encode())
            if track:
                track.finish()
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(f"video.{container}", f"the video cannot be encoded: {error}") from None
    return file.getvalue()


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
