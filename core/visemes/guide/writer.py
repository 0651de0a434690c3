"""Films written picture by picture, with the sound beside them: nothing is held but what is being encoded."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import OutputError, UsageError
from visemes.guide.frames import frame_of
from visemes.guide.soundtrack import Soundtrack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from visemes.guide.planes import Layout, Planes
    from visemes.guide.soundtrack import Source

#: Kinds of films by the ending of their files: FFmpeg's container and the encoder of pictures. Matroska's loses nothing.
CONTAINERS: Final = {".mp4": ("mp4", "libx264"), ".mov": ("mov", "libx264"), ".mkv": ("matroska", "ffv1")}
#: The encoder of pictures that are transparent in places, and its format.
CLEAR: Final = ("prores_aw", "yuva444p10le")
#: How well and how fast pictures are encoded; the threads are said, because what H.264 makes depends on how many there are.
OPTIONS: Final = {
    "libx264": {"preset": "veryfast", "crf": "16", "threads": "4"},
    "ffv1": {"level": "3", "slices": "4", "slicecrc": "1"},
    "prores_aw": {},
}
#: Formats that H.264's encoder takes as they are; others are stored with a quarter of the colours.
TAKEN: Final = ("yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le")
#: RGB as lossless encoders take it.
PACKED: Final = {"gbrp": "bgr0", "gbrap": "bgra"}
#: FFmpeg's numbers of colour matrices, for small and large pictures that were RGB.
SMALL, LARGE, LINES = 6, 1, 720
#: Lengths of a tick that a container can count in.
FINEST: Final = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Look:
    """What a film says of its pictures. rate: of it, pictures a second. tick: of its clock, seconds. aspect: of a pixel.

    tags: colour matrix, range, primaries and curve as FFmpeg numbers them.
    """

    rate: Fraction
    tick: Fraction
    aspect: Fraction
    tags: tuple[int, int, int, int]


class Writer(AbstractContextManager["Writer"]):
    """A film being written. Raises OutputError when it cannot be encoded or written."""

    def __init__(self, path: Path, target: Path, look: Look, sound: Source | None) -> None:
        """path: where to write. target: what it is called in the end. sound: None for a silent film."""
        import av

        self._ending, self._look, self._sound = check_ending(target), look, sound
        self._target = target
        self._video: Any = None
        self._track: Soundtrack | None = None
        with _told(target):
            # bitexact: no random numbers and no versions in the file
            options = {"fflags": "+bitexact"}
            self._out: Any = av.open(f"file:{path}", "w", format=CONTAINERS[self._ending][0], options=options)

    def write(self, planes: Planes, ticks: int, duration: int) -> None:
        """The next picture. ticks: when it comes on show; duration: how long it stays, ticks, 0 where nobody knows."""
        with _told(self._target):
            if self._video is None:
                self._open(planes)
            frame = self._frame(planes)
            frame.pts, frame.time_base = ticks, self._look.tick
            if duration:
                frame.duration = duration
            self._out.mux(self._video.encode(frame))
            if self._track:
                self._track.play_until(float(ticks * self._look.tick))

    def finish(self, ticks: int) -> None:
        """All pictures are written; the last one is on show until then, and what is heard later is left out."""
        with _told(self._target):
            if self._track:
                self._track.finish(float(ticks * self._look.tick))
            if self._video is not None:
                self._out.mux(self._video.encode(None))
            self._out.close()

    def __exit__(self, *_: object) -> None:
        """Close the file, however it ended."""
        if self._track:
            self._track.close()
        self._out.close()

    def _open(self, planes: Planes) -> None:
        import av

        kind, encoder = CONTAINERS[self._ending]
        name = stored_as(planes.layout, encoder, planes.width, planes.height)
        if planes.layout.has_alpha and kind == "mov":
            encoder, name = CLEAR
        look = self._look
        video = self._out.add_stream(encoder, rate=look.rate, options=OPTIONS[encoder])
        video.width, video.height, video.pix_fmt = planes.width, planes.height, name
        context = video.codec_context
        context.time_base = look.tick
        context.flags |= av.codec.context.Flags.bitexact
        if look.aspect != 1:
            context.sample_aspect_ratio = look.aspect
        matrix, span, primaries, curve = look.tags
        if planes.layout.is_rgb and not name.startswith(("gbr", "bgr", "rgb")):
            matrix, span = (LARGE if planes.height >= LINES else SMALL), 1
        context.colorspace, context.color_range = matrix, span
        context.color_primaries, context.color_trc = primaries, curve
        self._tags = matrix, span
        self._video, self._name = video, name
        if self._sound:
            self._track = Soundtrack(self._out, self._sound, kind)

    def _frame(self, planes: Planes) -> Any:  # noqa: ANN401 - PyAV's type
        frame = frame_of(planes)
        if frame.format.name.replace("yuvj", "yuv") != self._name:
            frame = frame.reformat(format=self._name, dst_colorspace=self._tags[0], dst_color_range=self._tags[1])
        frame.colorspace, frame.color_range = self._tags
        return frame


def check_ending(target: Path) -> str:
    """The ending of a film's file. Raises UsageError for one that guides are not written as."""
    ending = target.suffix.lower()
    if ending not in CONTAINERS:
        raise UsageError(f"{target}: guides are written as {', '.join(CONTAINERS)}", f"name it like {target.stem}.mp4")
    return ending


def stored_as(layout: Layout, encoder: str, width: int, height: int) -> str:
    """The format in which an encoder gets pictures of a layout: their own where it takes it."""
    name = layout.name.replace("yuvj", "yuv")
    if encoder == "ffv1":
        return PACKED.get(name, name)
    if name in TAKEN:
        return name
    return "yuv444p" if width % 2 or height % 2 else "yuv420p"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what PyAV and the system raise into one line."""
    import av.error

    try:
        yield
    except (OSError, ValueError, av.error.FFmpegError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(path, f"the film cannot be written: {reason.lower()}") from None
