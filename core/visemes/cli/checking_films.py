"""`visemes check` of films."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visemes.cli import options as opt
from visemes.cli.films import FOUND, UNREAD, Telling, check_place, check_targets, place_of
from visemes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from visemes.sync.base import Expert
    from visemes.sync.run import Checked, Request
    from visemes.timeline import Timeline

_FILMS = "Films"

Audio = Annotated[
    Path | None, typer.Option("--audio", metavar="FILE", help="The film's sound. Default: its own.", rich_help_panel=_FILMS)
]
Text = Annotated[
    str | None,
    typer.Option(
        "--text", metavar="WORDS", help="What is said, to be aligned: names phrases, finds closures.", rich_help_panel=_FILMS
    ),
]
Language = Annotated[str, typer.Option("--language", metavar="NAME", help="Of the words.", rich_help_panel=_FILMS)]
ExpertName = Annotated[
    str,
    typer.Option(
        "--expert", metavar="NAME", help="auto, rendered or baseline; of human faces syncnet or wav2lip.", rich_help_panel=_FILMS
    ),
]
Weights = Annotated[
    Path | None, typer.Option("--weights", metavar="FILE", help="Other weights for the expert.", rich_help_panel=_FILMS)
]
Strip = Annotated[
    Path | None,
    typer.Option("--strip", metavar="FILE", help="The worst moments as a picture: .png or .html.", rich_help_panel=_FILMS),
]
Fix = Annotated[
    Path | None,
    typer.Option("--fix", metavar="FILE.wav", help="Write the sound so that it is in sync.", rich_help_panel=_FILMS),
]
MuteTest = Annotated[bool, typer.Option("--mute-test", help="How much can be read from the picture alone?", rich_help_panel=_FILMS)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of a run, as they were given."""

    audio: Path | None
    text: str | None
    language: str
    timeline: Path | None
    fps: str | None
    roi: str | None
    boxes: Path | None
    expert: str
    weights: Path | None
    strip: Path | None
    fix: Path | None
    mute_test: bool = False


def check_films(paths: list[Path], wanted: Wanted, progress: opt.ProgressKind, *, as_json: bool) -> int:
    """Check films, tell what was found, write what was asked for. Returns the exit status --strict gives."""
    from visemes.cli.checking_faces import check_faces, is_for_faces
    from visemes.sync.experts import expert_named

    _check(paths, wanted)
    teller = Teller(progress, as_json=as_json)
    if is_for_faces(wanted.expert):
        check_faces(paths, wanted, teller)
        return teller.finish()
    expert = expert_named(wanted.expert, wanted.weights)
    for path in paths:
        timeline = _timeline(path, wanted, teller)
        checked = _one(path, wanted, timeline, expert, teller)
        _write(checked, wanted, timeline)
        teller.done(path, checked, wanted)
    return teller.finish()


def _check(paths: list[Path], wanted: Wanted) -> None:
    """Raise what is wrong with the options before any work is done."""
    single = {
        "--audio": wanted.audio,
        "--text": wanted.text,
        "--timeline": wanted.timeline,
        "--strip": wanted.strip,
        "--fix": wanted.fix,
    }
    for name, value in {**single, "--boxes": wanted.boxes}.items():
        if value is not None and len(paths) > 1:
            raise UsageError(f"{name} goes with one film", "check them one after the other")
    check_place(wanted.roi, wanted.boxes)
    if wanted.text and wanted.timeline:
        raise UsageError("--text and --timeline both say what is said", "give one of them")
    if wanted.strip and wanted.strip.suffix.lower() not in {".png", ".html"}:
        raise UsageError(f"--strip {wanted.strip}: is neither .png nor .html", "name it like worst.png")
    if wanted.fix and wanted.fix.suffix.lower() != ".wav":
        raise UsageError(f"--fix {wanted.fix}: sound is written as .wav", "name it like line.fixed.wav")
    check_targets((wanted.strip, wanted.fix), (*paths, wanted.audio, wanted.timeline, wanted.boxes))


def _one(path: Path, wanted: Wanted, timeline: "Timeline | None", expert: "Expert", teller: "Teller") -> "Checked":
    from visemes.sync.run import check_film

    return check_film(request_of(path, wanted, timeline), expert, teller.progress)


def request_of(path: Path, wanted: Wanted, timeline: "Timeline | None" = None) -> "Request":
    """What to check of a film."""
    from visemes.frames import parse_fps
    from visemes.sync.run import Request

    rate = parse_fps(wanted.fps) if wanted.fps else None
    return Request(path, wanted.audio, rate, place_of(wanted.roi, wanted.boxes), timeline, mute_test=wanted.mute_test)


def _timeline(path: Path, wanted: Wanted, teller: "Teller") -> "Timeline | None":
    """When what is said, as given or aligned."""
    if wanted.timeline:
        from visemes.imports import read_timeline

        return read_timeline(wanted.timeline)
    if not wanted.text:
        return None
    from visemes.jobs import Job
    from visemes.pipeline import align_job

    job = Job(wanted.audio or path, text=wanted.text, language=wanted.language)
    return align_job(job, teller.progress).timeline


def _write(checked: "Checked", wanted: Wanted, timeline: "Timeline | None") -> None:
    """The files that were asked for, all or none."""
    from visemes.files import write_all

    outputs: list[tuple[Path, bytes]] = []
    if wanted.strip:
        from visemes.sync.strip import strip

        outputs.append((wanted.strip, strip(checked, wanted.strip.suffix.lower(), timeline)))
    if wanted.fix:
        from visemes.sync.fix import fixed

        outputs.append((wanted.fix, fixed(wanted.audio or checked.film.path, checked.report)))
    write_all(outputs)


class Teller(Telling):
    """Tells what is going on and what was found: to people, or with ndjson to programs."""

    def __init__(self, progress: opt.ProgressKind, *, as_json: bool) -> None:
        super().__init__(progress)
        self._as_json = as_json
        self._documents: list[dict[str, Any]] = []
        self._status = 0

    def done(self, path: Path, checked: "Checked", wanted: Wanted) -> None:
        """A film is checked and its files are written."""
        from visemes.sync.told import lines

        report = checked.report
        is_found = bool(report.local or report.missed or report.drift)
        written = [target for target in (wanted.strip, wanted.fix) if target is not None]
        self.tell(path, report.document(), lines(report), is_found=is_found, written=written)

    def tell(
        self,
        path: Path,
        document: dict[str, Any],
        lines: "Iterable[str]",
        *,
        is_found: bool = False,
        written: "Iterable[Path]" = (),
    ) -> None:
        """What was found in a film: a document with its verdict and notes, and the same in words."""
        status = {"fail": FOUND, "unreadable": UNREAD}.get(document["verdict"], 0)
        self._status = max(self._status, status, FOUND if is_found else 0)
        outputs = [str(target) for target in written]
        if self.events:
            for note in document["notes"]:
                self.events.warning(note)
            self.events.result(sound=str(path), path=outputs[0] if outputs else None, outputs=outputs, report=document)
        elif self._as_json:
            self._documents.append(document)
        else:
            for text in (*lines, *(f"  written: {target}" for target in outputs)):
                typer.echo(text)

    def finish(self) -> int:
        """Tell what is told of all films together; the exit status --strict gives."""
        if self._as_json and not self.events:
            typer.echo(json.dumps({"schema_version": 1, "reports": self._documents}, indent=2))
        return self._status
