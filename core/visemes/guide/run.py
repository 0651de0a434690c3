"""`visemes guide`, from a render and a line to the guide: find the mouth, choose references, paint, put back, write."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import FilmError, UsageError
from visemes.files import check_target, making
from visemes.guide.base import BEFORE, SOUND_RATE
from visemes.guide.finding import find
from visemes.guide.match import Matcher
from visemes.guide.mouths import Mouths, Run
from visemes.guide.references import Chooser
from visemes.guide.show import burnt, shown
from visemes.guide.square import cut, paste
from visemes.guide.states import line_states
from visemes.guide.writer import Writer, check_ending
from visemes.sync.watch import Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.audio import Sound
    from visemes.guide.base import Generator, References, Seer
    from visemes.guide.planes import Planes
    from visemes.guide.show import Kind
    from visemes.guide.soundtrack import Source
    from visemes.guide.square import Pasted, Square
    from visemes.guide.takes import Shot, Take
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.sync.base import Expert
    from visemes.sync.watch import Watched

    Pictures = NDArray[np.uint8]
    Floats = NDArray[np.float32]

#: Bytes of pictures that lie in memory while they are painted, and how many these are at most and at least.
HELD: Final = 96_000_000
MOST, LEAST = 96, 2
#: Seconds of pictures on either side that are painted along with them.
BESIDE: Final = 0.16
#: Seconds of sound after its last picture that a generator is given.
AFTER: Final = 0.5
#: Pixels of a film that may become one of what is painted: what moves is not looked at as closely as a still, and time counts.
SOFTER: Final = 2
#: Mouths that are listed for people.
LISTED: Final = 8
#: Film and line whose lengths differ by more than this (seconds) are told.
LENGTHS: Final = 0.5

NO_MOUTH: Final = "no mouth that moves with the voice was found in it"
ONE_MOUTH: Final = "take --generator split, which parts the lips of one picture"
SAY_WHERE: Final = "say where the mouth is: --roi x,y,width,height, or --boxes with the add-on's track"


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What to repaint.

    take: the film or still. sound: what is heard in the guide, at SOUND_RATE. own: the film's own sound, by which its mouth is
    found; None where it has none. source: the file that the guide's sound is taken from, None for a silent guide. line: what the
    mouth does, with curves for `viseme_map`. where: the mouth, as far as it is known. kind, labels: how the guide is shown.
    """

    take: Take
    sound: Sound
    own: Sound | None
    source: Source | None
    line: Line
    viseme_map: VisemeMap
    where: Where = field(default_factory=Where)
    kind: Kind = "plain"
    labels: bool = False


@dataclass(frozen=True, slots=True)
class Guided:
    """What was done: pictures of the film, those with a repainted mouth, the runs of mouths, and what a person should know."""

    pictures: int
    repainted: int
    runs: tuple[Run, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """For people, a heading first."""
        yield f"{self.repainted} of {self.pictures} frames repainted"
        for run in self.runs[:LISTED]:
            x, y, width, height = (round(value) for value in run.mouth)
            yield f"  from {float(run.times[0]):.2f} s: the mouth at {x},{y},{width},{height}"
        if len(self.runs) > LISTED:
            yield f"  and {len(self.runs) - LISTED} more"

    def document(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "schema_version": 1,
            "kind": "guide",
            "frames": self.pictures,
            "repainted": self.repainted,
            "mouths": [
                {
                    "shot": run.shot,
                    "mouth": run.who,
                    "start": round(float(run.times[0]), 3),
                    "box": [round(value, 1) for value in run.mouth],
                }
                for run in self.runs
            ],
            "notes": list(self.notes),
        }


def make_guide(
    request: Request,
    generator: Generator,
    finder: Expert,
    seer: Seer | None,
    target: Path,
    progress: Callable[[str, float], None] = lambda *_: None,
) -> Guided:
    """Write a guide. finder: tells which of the things that move is a mouth. seer: tells which mouths are closed, see `Chooser`.

    Raises FilmError, UsageError, OutputError; nothing is left at the target then.
    """
    check_ending(target)
    check_target(target)
    if request.take.stills and not generator.from_one:
        raise UsageError(f"{request.take.film.path.name}: a still shows one mouth only", ONE_MOUTH)
    mouths, notes = find_mouths(request, finder, progress)
    generator = generator.fitted(max(run.width for run in mouths.runs) / (1 if request.take.stills else SOFTER))
    references = choose(request.take, mouths, generator, seer, progress)
    lacks = tuple(_lacks(request, mouths, references, generator))
    count = repainted = ticks = 0
    progress("paint", 0.0)
    with making(target) as path, Writer(path, target, request.take.look, request.source) as writer:
        for shot, pasted in painted(request, mouths, references, generator):
            picture = shown(shot.planes, pasted, request.kind)
            if request.labels:
                picture = burnt(picture, request.line, _frame(request.line, shot.time))
            writer.write(picture, shot.ticks, shot.duration)
            count, repainted = count + 1, repainted + (pasted is not None)
            ticks = shot.ticks + (shot.duration or round(1 / request.take.rate / request.take.tick))
            progress("paint", min(0.99, count / max(1, len(mouths.of))))
        writer.finish(ticks)
    progress("paint", 1.0)
    return Guided(count, repainted, mouths.runs, (*notes, *lacks))


def find_mouths(request: Request, finder: Expert, progress: Callable[[str, float], None]) -> tuple[Mouths, tuple[str, ...]]:
    """The mouths of a film and what a person should know. Raises FilmError where there is none, UsageError for a still without."""
    take, where = request.take, request.where
    if take.stills:
        return Mouths((still_run(take, where),), np.zeros(take.stills, np.int32)), ()
    film = take.film
    progress("find the mouth", 0.0)
    heard = request.own if request.own is not None and not request.own.is_silent else request.sound
    fps = film.fps if film.sequence else None
    _, watched, mouths = find(film.path, fps, heard.samples, finder, where, lambda value: progress("find the mouth", value))
    progress("find the mouth", 1.0)
    if not mouths.runs:
        raise FilmError(film.path, NO_MOUTH, SAY_WHERE)
    return mouths, tuple(_notes(request, mouths, watched))


def still_run(take: Take, where: Where) -> Run:
    """Where the mouth of a still is. Raises UsageError where nobody says so or it is outside."""
    if where.track is not None:
        first = where.track.scaled(take.film.width, take.film.height).boxes[0]
        where = Where(region=tuple(first.tolist()) if np.isfinite(first).all() else None)
    if where.region is None:
        raise UsageError(f"{take.film.path.name}: a still does not show where its mouth is", "say it with --roi x,y,width,height")
    x, y, width, height = where.region
    if not (0 <= x + width / 2 < take.film.width and 0 <= y + height / 2 < take.film.height):
        raise UsageError(
            f"--roi {x:g},{y:g},{width:g},{height:g} is outside the picture",
            f"it is {take.film.width} x {take.film.height} pixels",
        )
    return Run(0, 0, where.region, np.zeros(1), np.array([[x + width / 2, y + height / 2]]))


def _notes(request: Request, mouths: Mouths, watched: Watched) -> Iterator[str]:
    yield from watched.damage
    without = int((mouths.of < 0).sum())
    if without:
        yield f"{without} of {len(mouths.of)} frames show no mouth that speaks; they stay as they are"
    shots = {run.shot for run in mouths.runs}
    if len(shots) > 1:
        yield f"{len(shots)} shots were found; each is repainted by itself"
    if len({(run.shot, run.who) for run in mouths.runs}) > len(shots):
        yield "more than one mouth speaks; the one that speaks is repainted"
    difference = request.sound.duration - watched.duration
    if abs(difference) > LENGTHS:
        longer, shorter = ("sound", "picture") if difference > 0 else ("picture", "sound")
        after = "the guide ends with the picture" if difference > 0 else "the mouth rests after the sound"
        yield f"the {longer} is {abs(difference):.2f} s longer than the {shorter}; {after}"


def _lacks(request: Request, mouths: Mouths, references: Sequence[References], generator: Generator) -> Iterator[str]:
    """What a generator cannot show of the line; said once, whatever the number of shots."""
    said = dict.fromkeys(
        note
        for run, known in zip(mouths.runs, references, strict=True)
        for note in generator.lacks(known, line_states(request.line, request.viseme_map, run.times))
    )
    yield from said


def choose(
    take: Take, mouths: Mouths, generator: Generator, seer: Seer | None, progress: Callable[[str, float], None]
) -> tuple[References, ...]:
    """The references of every run."""
    progress("choose references", 0.0)
    choosers: list[Chooser | None] = [None] * len(mouths.runs)
    chosen: list[References] = []
    for shot in take.shots():
        number = mouths.at(shot.number)
        if number < 0:
            continue
        chooser = choosers[number] = choosers[number] or Chooser(mouths.runs[number], generator, take.stretch(shot.planes))
        chooser.look(shot.planes, shot.time)
        while len(chosen) < number:
            chosen.append(_done(choosers, len(chosen), seer, chosen))
        progress("choose references", min(0.99, shot.number / len(mouths.of)))
        if take.stills:
            break
    while len(chosen) < len(mouths.runs):
        chosen.append(_done(choosers, len(chosen), seer, chosen))
    progress("choose references", 1.0)
    return tuple(chosen)


def _done(choosers: list[Chooser | None], number: int, seer: Seer | None, before: Sequence[References]) -> References:
    """The references of a run that was seen to its end; it is forgotten. One that no picture was of has those before it."""
    chooser, choosers[number] = choosers[number], None
    return chooser.chosen(seer) if chooser is not None else before[-1]


def painted(
    request: Request, mouths: Mouths, references: Sequence[References], generator: Generator
) -> Iterator[tuple[Shot, Pasted | None]]:
    """Every picture, and what changes in it; None where no mouth is."""
    for number, shots in groupby(request.take.shots(), lambda shot: mouths.at(shot.number)):
        if number < 0:
            yield from ((shot, None) for shot in shots)
        else:
            yield from _Painter(request, mouths.runs[number], references[number], generator).painted(shots)


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """A picture, and the square that is repainted cut out of it."""

    shot: Shot
    square: Square
    before: Pictures


class _Painter:
    """Paints one run, as many pictures at once as may be held, with some before and after so that no seam is seen."""

    def __init__(self, request: Request, run: Run, references: References, generator: Generator) -> None:
        self._request, self._run, self._references, self._generator = request, run, references, generator
        self._matcher = Matcher(generator.hidden)
        self._beside = max(1, round(BESIDE * float(request.take.rate)))

    def painted(self, shots: Iterable[Shot]) -> Iterator[tuple[Shot, Pasted]]:
        """Every picture with what changes in it."""
        before: list[tuple[float, Pictures]] = []
        held: list[_Cut] = []
        for shot in shots:
            held.append(self._cut(shot))
            most = _most(shot.planes)
            if len(held) >= most + self._beside:
                yield from self._piece(before, held[:most], held[most:])
                before = [(one.shot.time, one.before) for one in held[:most]][-self._beside :]
                held = held[most:]
        yield from self._piece(before, held, [])

    def _cut(self, shot: Shot) -> _Cut:
        square = self._run.square(shot.time, self._generator, self._request.take.stretch(shot.planes))
        return _Cut(shot, square, cut(shot.planes, square, self._generator.side))

    def _piece(self, before: list[tuple[float, Pictures]], cuts: list[_Cut], after: list[_Cut]) -> Iterator[tuple[Shot, Pasted]]:
        """A few pictures, painted together with those beside them."""
        seen = [*before, *((one.shot.time, one.before) for one in (*cuts, *after))]
        times = np.array([time for time, _ in seen])
        request, rate = self._request, float(self._request.take.rate)
        states = line_states(request.line, request.viseme_map, _held(request.line, times))
        sound = heard(request.sound, float(times[0]), float(times[-1]))
        made = self._generator.paint(np.stack([picture for _, picture in seen]), self._references, states, sound, rate)
        for one, new in zip(cuts, made[len(before) :], strict=False):
            matched = self._matcher.matched(new, one.before, 1 / rate)
            yield one.shot, paste(one.shot.planes, one.square, matched, one.before, self._generator.hidden)


def _most(planes: Planes) -> int:
    size = sum(plane.nbytes for plane in planes.planes)
    return max(LEAST, min(MOST, HELD // size))


def _held(line: Line, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Times at which the mouth is drawn that is on show at some times: on twos every second frame."""
    if line.grid.step == 1:
        return times
    grid = line.grid
    return np.array([float(grid.seconds_at(grid.exposed(grid.shown_at(float(time))))) for time in times])


def heard(sound: Sound, first: float, last: float) -> Floats:
    """The sound from BEFORE a picture until AFTER another; silence where there is none."""
    start, end = round((first - BEFORE) * SOUND_RATE), round((last + AFTER) * SOUND_RATE)
    samples = np.zeros(end - start, np.float32)
    low, high = max(start, 0), min(end, len(sound.samples))
    if high > low:
        samples[low - start : high - start] = sound.samples[low:high]
    return samples


def _frame(line: Line, time: float) -> int:
    return line.grid.shown_at(time)
