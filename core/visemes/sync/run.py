"""`visemes check` of a film, from files to a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from visemes.audio import read_sound
from visemes.errors import AudioError
from visemes.sync.base import SOUND_RATE
from visemes.sync.film import PICTURES, check_file, open_film
from visemes.sync.judge import report_of
from visemes.sync.watch import Watched, Where, watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.sync.base import Expert
    from visemes.sync.film import Film
    from visemes.sync.report import Report
    from visemes.timeline import Timeline

#: What files of keys end with, and films; what has another ending is told by whether it is text.
KEYS: Final = (".json", ".tsv", ".xml", ".dat", ".csv", ".txt")
FILMS: Final = (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".mxf", ".ts", ".wmv", ".flv", ".ogv", ".gif")
#: Sound and picture whose lengths differ by more than this (seconds) are told.
LENGTHS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Request:
    """What to check. film: a video, a folder or a pattern of pictures. audio: its sound, None for its own. fps: of pictures."""

    film: Path
    audio: Path | None = None
    fps: Fraction | None = None
    where: Where = field(default_factory=Where)
    timeline: Timeline | None = None
    mute_test: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A report and what it was made from."""

    report: Report
    watched: Watched
    sound: Sound
    film: Film


def is_film(path: Path) -> bool:
    """Whether a path that `visemes check` is given means a film rather than keys."""
    ending = path.suffix.lower()
    if ending in KEYS:
        return False
    if ending in FILMS or path.is_dir() or "%0" in path.name or "#" in path.name or "%d" in path.name or ending in PICTURES:
        return True
    return path.is_file() and not _is_text(path)


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1024)
    return b"\0" not in head


def check_film(request: Request, expert: Expert, progress: Callable[[str, float], None] = lambda *_: None) -> Checked:
    """The report of a film. Raises FilmError, AudioError or UsageError for what cannot be checked."""
    progress("read", 0.0)
    film = open_film(request.film, request.fps, request.where.region)
    sound = sound_of(request)
    progress("read", 1.0)
    where = request.where
    if where.track:
        where = Where(track=where.track.scaled(film.width, film.height))
    progress("watch", 0.0)
    watched = watch(film, sound.samples, expert, where, request.timeline, lambda value: progress("watch", value))
    progress("watch", 1.0)
    report = report_of(
        watched, expert, request.film.name, sound.duration, request.timeline, film.fps, mute_test=request.mute_test,
        notes=_notes(film, watched, sound),
    )  # fmt: skip
    return Checked(report, watched, sound, film)


def sound_of(request: Request) -> Sound:
    """The sound that belongs to the film. Raises AudioError when there is none."""
    if request.audio is not None:
        return read_sound(request.audio, SOUND_RATE)
    if not request.film.is_file():
        raise AudioError(request.film, "numbered pictures have no sound", "give it with --audio line.wav")
    check_file(request.film)
    try:
        return read_sound(request.film, SOUND_RATE)
    except AudioError as error:
        raise AudioError(request.film, error.problem, "give its sound with --audio line.wav") from None


def _notes(film: Film, watched: Watched, sound: Sound) -> list[str]:
    notes = [*sound.warnings, *watched.damage]
    if film.declared and watched.duration < 0.9 * film.declared - 0.2:
        notes.append(f"the picture breaks off: {watched.duration:.2f} s of {film.declared:.2f} s could be read")
    difference = sound.duration - watched.duration
    if abs(difference) > LENGTHS:
        longer, shorter = ("sound", "picture") if difference > 0 else ("picture", "sound")
        notes.append(f"the {longer} is {abs(difference):.2f} s longer than the {shorter}; only what they share was checked")
    if sound.is_silent:
        notes.append("the sound is silent")
    return notes
