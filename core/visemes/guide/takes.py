"""What is repainted: a film's pictures one by one as they are stored, or a still that stands for as long as its line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from visemes.guide.frames import planes_of
from visemes.guide.writer import Look
from visemes.sync.film import PICTURES, open_film, picture_stream, quarters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from visemes.guide.planes import Planes
    from visemes.sync.film import Film

#: Pictures a second where a file does not say, and of a still.
RATE: Final = Fraction(25)
#: FFmpeg's number for tags that nobody has set.
UNKNOWN: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """A picture. number: from 0. time: seconds after the first. ticks: the same on the film's own clock. duration: ticks, or 0."""

    number: int
    time: float
    ticks: int
    duration: int
    planes: Planes


@dataclass(slots=True)
class Take:
    """A film or still to be read, as often as needed.

    film: as the check sees it. tick: of its clock, seconds. look: what its file says of its pictures. stills: how many pictures a
    still becomes, 0 for a film.
    """

    film: Film
    tick: Fraction
    look: Look
    stills: int = 0

    @property
    def rate(self) -> Fraction:
        """Pictures a second."""
        return self.look.rate

    @property
    def origin(self) -> float:
        """The file's own time of the first picture, seconds; what its sound is counted from too."""
        return 0.0 if self.stills or self.film.sequence else float(_first_ticks(self.film) * self.tick)

    def shots(self) -> Iterator[Shot]:
        """Every picture, in the order of their times. Raises FilmError."""
        if self.stills:
            _, frame = next(iter(self.film.frames()))
            planes = planes_of(frame)
            yield from (Shot(i, float(i / self.rate), i, 1, planes) for i in range(self.stills))
            return
        first = 0
        for number, (time, frame) in enumerate(self.film.frames()):
            own = None if self.film.sequence else frame.pts
            if number == 0:
                first = own or 0
            ticks = round(time / self.tick) + first if own is None else own
            yield Shot(number, time, ticks, 0 if self.film.sequence else int(frame.duration or 0), planes_of(frame))

    def stretch(self, planes: Planes) -> tuple[float, float]:
        """Stored pixels over the viewer's, across and down."""
        return planes.width / self.film.width, planes.height / self.film.height


def is_still(path: Path) -> bool:
    """Whether a path is one picture rather than a film or many."""
    return path.is_file() and path.suffix.lower() in PICTURES


def open_take(path: Path, fps: Fraction | None = None, seconds: float = 0.0) -> Take:
    """A film, numbered pictures, or a still that is on show for so many seconds.

    fps: of numbered pictures and of the film that a still becomes. Raises FilmError or UsageError.
    """
    film = open_film(path, fps)
    if is_still(path):
        rate = fps or RATE
        look = Look(rate, 1 / rate, Fraction(1), (UNKNOWN, 0, UNKNOWN, UNKNOWN))
        return Take(film, 1 / rate, look, max(1, -int(-seconds * rate // 1)))
    rate = (film.fps or RATE).limit_denominator(100_000)
    if film.sequence:
        return Take(film, 1 / rate, Look(rate, 1 / rate, Fraction(1), (UNKNOWN, 0, UNKNOWN, UNKNOWN)))
    return _probed(film, rate)


def _probed(film: Film, rate: Fraction) -> Take:
    import av

    with av.open(f"file:{film.path}", metadata_errors="ignore") as container:
        stream = picture_stream(container, film.path)
        tick = Fraction(stream.time_base or Fraction(1, 90_000))
        aspect = Fraction(stream.sample_aspect_ratio or 1)
    _, frame = next(iter(film.frames()))
    aspect = 1 / aspect if quarters(frame) % 2 else aspect
    return Take(film, tick, Look(rate, tick, aspect, _tags(frame)))


def _first_ticks(film: Film) -> int:
    _, frame = next(iter(film.frames()))
    return int(frame.pts or 0)


def _tags(frame: Any) -> tuple[int, int, int, int]:  # noqa: ANN401 - PyAV's type
    return int(frame.colorspace), int(frame.color_range), int(frame.color_primaries), int(frame.color_trc)
