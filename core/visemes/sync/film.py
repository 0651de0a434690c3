"""Films as a viewer sees them: grey pictures with the times they come on show, whatever the file is.

Any size, rate and rotation, variable rates by their presentation times, folders and numbered pictures. Second 0 is the first
picture, and a stream's first time stamp is its time: edit lists and the delays of encoders are the container's and are kept.
Pictures go by one at a time, made no larger than an expert needs.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import FilmError, UsageError
from visemes.sync.base import RATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

#: Pictures are made smaller until they have at most this many pixels and none of their sides is longer than this.
LARGEST_AREA: Final = 230_400
LARGEST_SIDE: Final = 640
#: A region that is looked at is taken this much larger than it was given.
AROUND: Final = 2.5
#: Endings of pictures that make up a folder.
PICTURES: Final = (".png", ".jpg", ".jpeg", ".exr", ".tif", ".tiff", ".bmp", ".tga", ".dpx", ".webp")
#: A picture is shown before its time only if it comes within this many seconds: half a frame of 12 a second.
AHEAD: Final = Fraction(1, 24)
#: Most pixels a side: what is larger is no film anybody renders.
IMPOSSIBLE: Final = 32768

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One picture. time: seconds after the first. grey: (height, width), at the film's working size."""

    time: float
    grey: Grey


@dataclass(slots=True)
class Film:
    """A film to be read once, from its start.

    path: the file, folder or pattern. width, height: of what a viewer sees, pixels. fps: pictures a second as the file says, None
    where it does not. scale: working pixels over the viewer's. left, top: where the working picture begins, in the viewer's
    pixels. damaged: pieces that could not be decoded so far. declared: seconds the file says it lasts, 0 when it does not
    say. is_coloured: whether its pictures are red, green and blue instead of grey.
    """

    path: Path
    width: int
    height: int
    fps: Fraction | None
    scale: float
    left: int = 0
    top: int = 0
    declared: float = 0.0
    damaged: int = 0
    region: tuple[int, int, int, int] | None = None
    is_coloured: bool = False
    sequence: tuple[tuple[int, Path], ...] = field(default=(), repr=False)

    def pictures(self) -> Iterator[Picture]:
        """Every picture, in the order of their times. Raises FilmError when there is none."""
        for time, frame in self.frames():
            yield Picture(time, _grey(frame, self))

    def frames(self) -> Iterator[tuple[float, Any]]:
        """The same as they were decoded, PyAV's frames, each with its time (seconds after the first)."""
        shown = False
        for timed in _sequence(self) if self.sequence else _stream(self):
            shown = True
            yield timed
        if not shown:
            raise FilmError(self.path, "has a picture track without a single picture", "render it again")

    def inside(self, box: Box) -> Box:
        """A box of the viewer's pixels in those of the working picture."""
        x, y, width, height = box
        return (x - self.left) * self.scale, (y - self.top) * self.scale, width * self.scale, height * self.scale

    def outside(self, box: Box) -> Box:
        """A box of working pixels in the viewer's."""
        x, y, width, height = (value / self.scale for value in box)
        return x + self.left, y + self.top, width, height


def open_film(path: Path, fps: Fraction | None = None, region: Box | None = None) -> Film:
    """A film, its size known and nothing decoded but its first picture.

    path: a video file, a folder of pictures, or a pattern such as `frames.%04d.png` or `frames.####.png`. fps: of numbered
    pictures. region: x, y, width and height of the only part that matters (the viewer's pixels); what is around it is kept too.
    Raises FilmError for what is no film, UsageError for pictures without a rate or a region outside the picture.
    """
    sequence = _numbered(path)
    if sequence and fps is None:
        raise UsageError(f"{path}: numbered pictures have no rate of their own", "give it with --fps, such as --fps 24")
    film = _probed(path, sequence, fps)
    if region is None:
        return film
    return _cut_to(film, region)


def in_colour(film: Film, region: Box, scale: float) -> Film:
    """The same film with pictures in red, green and blue, shape (height, width, 3), of a region alone.

    region: x, y, width, height in the viewer's pixels, as far as it is in the picture. scale: working pixels over the viewer's.
    """
    x, y, width, height = region
    left, top = min(max(0, int(x)), film.width - 1), min(max(0, int(y)), film.height - 1)
    right, bottom = min(film.width, int(x + width) + 1), min(film.height, int(y + height) + 1)
    part = left, top, max(right, left + 1), max(bottom, top + 1)
    return replace(film, region=part, left=left, top=top, scale=scale, is_coloured=True)


def _cut_to(film: Film, region: Box) -> Film:
    """The same film with only what is around a region, in more detail."""
    x, y, width, height = region
    if width < 2 or height < 2 or x >= film.width or y >= film.height or x + width <= 0 or y + height <= 0:
        raise UsageError(
            f"--roi {x:g},{y:g},{width:g},{height:g} is outside the picture", f"it is {film.width} x {film.height} pixels"
        )
    side = max(width, height) * AROUND
    left, top = max(0, int(x + width / 2 - side / 2)), max(0, int(y + height / 2 - side / 2))
    right, bottom = min(film.width, int(x + width / 2 + side / 2) + 1), min(film.height, int(y + height / 2 + side / 2) + 1)
    return replace(film, region=(left, top, right, bottom), left=left, top=top, scale=_scale(right - left, bottom - top))


def _scale(width: int, height: int) -> float:
    return min(1.0, LARGEST_SIDE / max(width, height), math.sqrt(LARGEST_AREA / (width * height)))


def _numbered(path: Path) -> tuple[tuple[int, Path], ...]:
    """The pictures of a folder or pattern with their numbers, in order; none for anything else."""
    folder, wanted = path.parent, ""
    if path.is_dir():
        folder, wanted = path, r"(?P<stem>.*?)(?P<number>\d+)(?P<ending>\.\w+)"
    elif match := re.search(r"%0?(\d*)d|#+", path.name):
        digits = match[1] or "1" if match[0].startswith("%") else str(len(match[0]))
        wanted = (
            f"(?P<stem>{re.escape(path.name[: match.start()])})(?P<number>\\d{{{int(digits)},}})"
            f"(?P<ending>{re.escape(path.name[match.end() :])})"
        )
    if not wanted or path.is_file():
        return ()
    if not folder.is_dir():
        raise FilmError(path, "there is no such folder", "check the path")
    found = [(m, entry) for entry in sorted(folder.iterdir()) if (m := re.fullmatch(wanted, entry.name)) and _is_picture(entry)]
    if not found:
        raise FilmError(path, "there are no numbered pictures there", "they are called like frames.0001.png")
    series = {(m["stem"], m["ending"]) for m, _ in found}
    if len(series) > 1:
        names = ", ".join(sorted(f"{stem}%0d{ending}" for stem, ending in series)[:4])
        raise FilmError(path, f"holds {len(series)} series of pictures", f"name one of them: {names}")
    return tuple(sorted((int(m["number"]), entry) for m, entry in found))


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURES and path.is_file()


def _probed(path: Path, sequence: tuple[tuple[int, Path], ...], fps: Fraction | None) -> Film:
    import av

    source = sequence[0][1] if sequence else path
    check_file(source)
    try:
        with av.open(f"file:{source}", metadata_errors="ignore") as container:
            stream = picture_stream(container, source)
            first = next(_decoded(container, stream, None), None)
            if first is None:
                raise FilmError(path, "not a single picture of it can be decoded", "is it damaged? Try to play it")
            width, height = _shown_size(first, stream)
            rate = fps if sequence else stream.average_rate or stream.guessed_rate
            last = stream.duration * stream.time_base if stream.duration and stream.time_base else 0
    except (av.FFmpegError, OSError) as problem:
        raise FilmError(path, _problem(problem), "is it really a video file? Try to play it") from None
    if max(width, height) > IMPOSSIBLE:
        raise FilmError(path, f"is {width} x {height} pixels large", f"render it with at most {IMPOSSIBLE} on a side")
    return Film(path, width, height, rate, _scale(width, height), declared=float(last), sequence=sequence)


def check_file(path: Path) -> None:
    """Raise the FilmError of a file that is not there or holds nothing."""
    try:
        size = path.stat().st_size
    except OSError as problem:
        missing = isinstance(problem, FileNotFoundError)
        raise FilmError(
            path, "there is no such file" if missing else f"cannot be read: {problem.strerror}", "check the path"
        ) from None
    if not size and path.is_file():
        raise FilmError(path, "is empty (0 bytes)", "render it again")


def _problem(problem: Exception) -> str:
    return "cannot be read: permission denied" if isinstance(problem, PermissionError) else "is no film that can be decoded"


def picture_stream(container: Any, path: Path) -> Any:  # noqa: ANN401 - PyAV's types differ from release to release
    """The film's picture track; cover pictures of music are none. Raises FilmError when there is none."""
    import av

    cover = av.stream.Disposition.attached_pic
    stream = next((s for s in container.streams.video if not s.disposition & cover), None)
    if stream is None:
        raise FilmError(path, "has no picture track", "a film or numbered pictures are needed; sound goes with --audio")
    return stream


def _decoded(container: Any, stream: Any, film: Film | None) -> Iterator[Any]:  # noqa: ANN401 - PyAV's types
    """The frames of a stream as far as they can be read; damaged packets are counted and left out."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return
        try:
            yield from packet.decode()
        except av.FFmpegError:
            if film is not None:
                film.damaged += 1


def _shown_size(frame: Any, stream: Any) -> tuple[int, int]:  # noqa: ANN401 - PyAV's types
    """Width and height a viewer sees, with square pixels, the right way up."""
    shape = stream.sample_aspect_ratio or 1
    width, height = max(1, round(frame.width * shape)), frame.height
    return (height, width) if quarters(frame) % 2 else (width, height)


def quarters(frame: Any) -> int:  # noqa: ANN401 - PyAV's types
    """How many quarter turns against the clock bring a picture upright."""
    return round((getattr(frame, "rotation", 0) or 0) / 90) % 4


def _stream(film: Film) -> Iterator[tuple[float, Any]]:
    import av

    with av.open(f"file:{film.path}", metadata_errors="ignore") as container:
        stream = picture_stream(container, film.path)
        stream.thread_type = "AUTO"
        base = stream.time_base or Fraction(1, 90000)
        step = float(1 / film.fps) if film.fps else 1 / RATE
        origin, last = None, -step
        for frame in _decoded(container, stream, film):
            origin = frame.pts if origin is None else origin
            time = last + step if frame.pts is None or origin is None else float((frame.pts - origin) * base)
            if time <= last:  # a clock that stands or runs back shows nothing new
                continue
            last = time
            yield time, frame


def _sequence(film: Film) -> Iterator[tuple[float, Any]]:
    import av

    first = film.sequence[0][0]
    for number, path in film.sequence:
        try:
            with av.open(f"file:{path}", metadata_errors="ignore") as container:
                frame = next(_decoded(container, container.streams.video[0], film), None)
        except (av.FFmpegError, OSError, IndexError):
            frame = None
        if frame is None:
            film.damaged += 1
            continue
        yield float((number - first) / (film.fps or 1)), frame


def _grey(frame: Any, film: Film) -> Grey:  # noqa: ANN401 - PyAV's types
    """A decoded frame at the film's working size, upright; with its colours where the film has them."""
    turns = quarters(frame)
    width, height = max(1, round(film.width * film.scale)), max(1, round(film.height * film.scale))
    wide, high = (height, width) if turns % 2 else (width, height)
    kind = "rgb24" if film.is_coloured else "gray"
    grey: Grey = frame.reformat(width=wide, height=high, format=kind, interpolation="AREA").to_ndarray()
    grey = np.rot90(grey, turns)
    if film.region:
        left, top, right, bottom = (round(edge * film.scale) for edge in film.region)
        grey = grey[top:bottom, left:right]
    return np.ascontiguousarray(grey)


def at_rate(pictures: Iterable[Picture], rate: int = RATE) -> Iterator[Grey]:
    """The picture nearest to every 1 / rate second, from 0 until the last one has been on show as long as the one before it.

    A picture is never taken more than AHEAD before its time: over a gap the one before it stays on show.
    """
    number, before, gap = 0, None, 1 / rate
    for picture in pictures:
        while before is not None and (time := number / rate) < picture.time:
            ahead = picture.time - time
            yield picture.grey if ahead < time - before.time and ahead <= AHEAD else before.grey
            number += 1
        gap = picture.time - before.time if before is not None else gap
        before = picture
    while before is not None and number / rate < before.time + max(gap, 1e-3) - 1e-6:
        yield before.grey
        number += 1
