"""`visemes guide`."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from visemes.cli import comparing_films as compared
from visemes.cli import options as opt
from visemes.cli.failure import ReportedError
from visemes.cli.films import Boxes, Roi, Telling, check_place, check_targets, place_of, use_one_thread
from visemes.errors import InputError, UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from fractions import Fraction

    from visemes.audio import Sound
    from visemes.guide.base import Generator
    from visemes.guide.run import Guided, Request
    from visemes.guide.takes import Take
    from visemes.line import Line
    from visemes.maps import VisemeMap

_LOOK = "The guide"
_WHERE = "The mouth"

Target = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Where to: .mp4, .mov, .mkv (without loss).", rich_help_panel=_LOOK),
]
Audio = Annotated[
    Path | None,
    typer.Option("--audio", metavar="FILE", help="The line. Default: the film's own sound.", rich_help_panel="What is said"),
]
GeneratorName = Annotated[
    str,
    typer.Option(
        "--generator",
        metavar="NAME",
        help="film: mouths of the film itself (default); split: lips parted, the jaw lowered (default of a still); "
        "rendered: our network; wav2lip: for human faces, with --weights.",
        rich_help_panel=_LOOK,
    ),
]
Weights = Annotated[Path | None, typer.Option("--weights", metavar="FILE", help="The generator's weights.", rich_help_panel=_LOOK)]
Layout = Annotated[
    Literal["plain", "side-by-side", "overlay"],
    typer.Option("--layout", help="The guide alone, beside the film, or over it.", rich_help_panel=_LOOK),
]
Labels = Annotated[bool, typer.Option("--labels/--no-labels", help="Burn in frame, time, phone and word.", rich_help_panel=_LOOK)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The options that say what to repaint."""

    film: Path
    audio: Path | None
    job: Job
    fps: str | None
    roi: str | None
    boxes: Path | None
    layout: Literal["plain", "side-by-side", "overlay"]
    labels: bool


def guide(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILM|PICTURE...",
            help="A render, a folder of pictures, frames.%04d.png, or a still; two to --compare.",
            show_default=False,
        ),
    ],
    output: Target = None,
    audio: Audio = None,
    text: opt.Text = None,
    transcript: opt.Transcript = None,
    timeline: opt.TimelineFile = None,
    language: opt.LanguageName = Job.language,
    style: opt.StyleName = Job.style,
    step: opt.Step = Job.step,
    fps: Annotated[str | None, typer.Option("--fps", metavar="RATE", help="Of numbered pictures, or of a still's film.")] = None,
    roi: Roi = None,
    boxes: Boxes = None,
    generator: GeneratorName = "",
    weights: Weights = None,
    layout: Layout = "plain",
    labels: Labels = False,
    compare: compared.Compare = False,
    keys: compared.KeysFile = None,
    rig: compared.Rig = None,
    guide_roi: compared.GuideRoi = None,
    start_frame: compared.StartFrame = None,
    no_shift: compared.NoShift = False,
    strip: compared.Strip = None,
    markers: compared.Markers = None,
    every: compared.EveryMoment = False,
    strict: compared.Strict = False,
    as_json: compared.AsJson = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """Repaint a render's mouth to its dialogue: a guide for the animation. Or compare a rig's film with one.

    visemes guide render.mp4 --audio line.wav --text "Hello there" -o guide.mp4

    visemes guide portrait.png --audio line.wav --roi 210,330,90,40 -o guide.mp4

    visemes guide --compare rig.mp4 guide.mp4 --keys line.json --strip compare.png --markers markers.py
    """
    use_one_thread()
    comparison = compared.Wanted(
        audio, timeline, fps, roi, guide_roi, boxes, keys, rig, start_frame, strip, markers,
        no_shift=no_shift, every=every, as_json=as_json,
    )  # fmt: skip
    if compare:
        _compare(files, comparison, progress, strict=strict)
        return
    compared.refuse(comparison, strict=strict)
    from visemes.guide.generators import generator_named
    from visemes.guide.takes import is_still

    film = _one(files)
    job = Job(
        audio or film,
        text=text,
        transcript=transcript,
        timeline=timeline,
        language=language,
        style=style,
        step=step,
        map="arkit52",
        dense=True,
    )
    wanted = _Wanted(film, audio, job, fps, roi, boxes, layout, labels)
    target = output or film.with_name(f"{film.stem.split('%')[0].rstrip('._') or film.name}.guide.mp4")
    _check(wanted, target)
    painter = generator_named(generator, weights, still=is_still(film))
    teller = _Teller(progress, quiet=quiet)
    request = _request(wanted, teller)
    teller.done(film, target, _made(request, painter, target, teller), request.line)


def _compare(files: list[Path], wanted: compared.Wanted, progress: opt.ProgressKind, *, strict: bool) -> None:
    status = compared.compare_films(files, wanted, progress)
    if strict and status:
        raise ReportedError(status)


def _one(files: list[Path]) -> Path:
    if len(files) != 1:
        raise UsageError("a guide is made of one film", "make them one after the other")
    return files[0]


def _check(wanted: _Wanted, target: Path) -> None:
    """Raise what is wrong with the options before any work is done."""
    from visemes.guide.writer import check_ending
    from visemes.pipeline import check_language

    check_place(wanted.roi, wanted.boxes)
    check_ending(target)
    check_language(wanted.job)
    check_targets((target,), (wanted.film, wanted.audio, wanted.job.timeline, wanted.job.transcript, wanted.boxes))


def _request(wanted: _Wanted, teller: "_Teller") -> "Request":
    """Read everything that a guide is made of."""
    from visemes.audio import read_sound
    from visemes.frames import parse_fps
    from visemes.guide.base import SOUND_RATE
    from visemes.guide.run import Request
    from visemes.guide.soundtrack import Source
    from visemes.guide.takes import is_still, open_take

    rate = parse_fps(wanted.fps) if wanted.fps else None
    still = is_still(wanted.film)
    if still and wanted.audio is None:
        raise UsageError(f"{wanted.film.name}: a still has no sound", "give what it says with --audio line.wav")
    sound = read_sound(wanted.audio, SOUND_RATE) if wanted.audio else None
    take = open_take(wanted.film, rate, sound.duration if sound else 0.0)
    own = None if still else _own_sound(wanted.film, needed=sound is None)
    heard = sound or own
    if heard is None:  # what `_own_sound` raised
        raise UsageError(f"{wanted.film.name}: has no sound", "give it with --audio")
    line, viseme_map = _line(wanted.job, take, teller)
    source = Source(wanted.audio, take.origin) if wanted.audio else Source(wanted.film)
    return Request(
        take, heard, own, source, line, viseme_map, place_of(wanted.roi, wanted.boxes), wanted.layout, labels=wanted.labels,
    )  # fmt: skip


def _own_sound(film: Path, *, needed: bool) -> "Sound | None":
    """The sound of a film. Raises AudioError where it is needed and not there."""
    from visemes.errors import AudioError
    from visemes.sync.run import Request, sound_of

    try:
        return sound_of(Request(film))
    except AudioError:
        if needed:
            raise
        return None


def _line(job: Job, take: "Take", teller: "_Teller") -> "tuple[Line, VisemeMap]":
    """What the mouth does: the curves of a line that was exported for the map, else those that are made now."""
    from visemes.guide.states import MAP
    from visemes.maps import load_map
    from visemes.pipeline import line_of

    job = replace(job, fps=_rate(take.rate))
    given = _exported(job.timeline)
    viseme_map = load_map(MAP)
    if given is not None and given.viseme_map == MAP and given.curves:
        return given, viseme_map
    return line_of(job, teller.progress)[0], viseme_map


def _rate(rate: "Fraction") -> str:
    """A film's rate as far as a line may have it: the keys of others are made at the nearest that may."""
    from visemes.frames import FASTEST, SLOWEST

    return str(min(max(rate, SLOWEST), FASTEST))


def _exported(path: Path | None) -> "Line | None":
    """A line with curves from our own JSON; None for other timings."""
    from visemes.imports.json import read_line

    if path is None or path.suffix.lower() != ".json":
        return None
    try:
        return read_line(path)
    except InputError:
        return None


def _made(request: "Request", generator: "Generator", target: Path, teller: "_Teller") -> "Guided":
    from visemes.guide.run import make_guide
    from visemes.sync.expert import load_expert

    expert = load_expert()
    return make_guide(request, generator, expert, expert, target, teller.progress)


class _Teller(Telling):
    """Tells what is going on: to people on stderr, or with ndjson to programs."""

    def __init__(self, progress: opt.ProgressKind, *, quiet: bool) -> None:
        super().__init__(progress, quiet=quiet)
        self._quiet = quiet

    def done(self, film: Path, target: Path, guided: "Guided", line: "Line") -> None:
        """A guide is written."""
        notes = (*line.warnings, *guided.notes)
        if self.events:
            for note in notes:
                self.events.warning(note)
            self.events.result(sound=str(film), path=str(target), outputs=[str(target)], report=guided.document())
        elif not self._quiet:
            for text in guided.lines():
                typer.echo(text)
            for note in notes:
                typer.echo(f"  note: {note}")
            typer.echo(f"  written: {target}")
