"""What commands share that show sounds or finished lines: their sources, and export's options about a sound and its motion."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from visemes.cli import options as opt
from visemes.cli.export import export
from visemes.errors import UsageError
from visemes.jobs import Job

#: What `export` can be told about the sound and its motion; what it makes of it is its own.
_RESULTS: Final = {"sounds", "each_speaker", "outputs", "formats", "sheet", "report", "progress", "quiet"}
_SHARED: Final = {name: option for name, option in inspect.signature(export).parameters.items() if name not in _RESULTS}
_SLIDERS: Final = ("strength", "jaw", "lips", "smoothing", "exaggeration", "lead", "minimum_hold", "shot")

Sources = Annotated[
    list[str],
    typer.Argument(metavar="SOUND|LINE.JSON...", help="Audio or video files, or lines that export made.", show_default=False),
]
SoundFile = Annotated[
    Path | None,
    typer.Option(
        "--sound", metavar="FILE", help="The sound of a finished line. Default: the one beside it.", rich_help_panel="Results"
    ),
]


def like_export(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all of export's options about a sound and its motion, handed to it as one `job`."""

    def with_options(context: typer.Context, **given: Any) -> None:
        _check_lines(given["sources"], [name for name in _SHARED if name != "viseme_map" and _is_given(context, name)])
        command(job=_job({name: given.pop(name) for name in _SHARED if name != "self_train"}), **given)

    own = {name: option for name, option in inspect.signature(command).parameters.items() if name != "job"}
    first, rest = own.pop("sources"), own
    shared = {name: option for name, option in _SHARED.items() if name not in rest}
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    options = [context, first, *shared.values(), *rest.values()]
    signature = inspect.Signature([option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in options])
    vars(with_options).update(__signature__=signature)
    with_options.__annotations__ = {option.name: option.annotation for option in options}
    with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
    return with_options


def _is_given(context: typer.Context, name: str) -> bool:
    """Whether an option was typed rather than left at its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def _check_lines(sources: list[str], changed: list[str]) -> None:
    """Raise UsageError for finished lines that are to be made differently."""
    line = next((source for source in sources if is_line(Path(source))), None)
    if line and changed:
        option = changed[0].replace("_", "-")
        raise UsageError(
            f"{Path(line).name}: is a finished line, {option} cannot change it", "export it anew, or give its sound instead"
        )


def _job(given: dict[str, Any]) -> Job:
    """Options as a job; but for the sliders and the map they have the names of its fields."""
    named = {name: given.pop(name) for name in _SLIDERS}
    sliders, settings = opt.slider_values(named, given.pop("sliders")), opt.aligner_values(given.pop("aligner_settings"))
    heard = opt.recognizer_values(given.pop("recognize_settings"))
    return Job(Path(), sliders=sliders, map=given.pop("viseme_map"), aligner_settings=settings, recognize_settings=heard, **given)


def source_paths(job: Job, sources: list[str], sound: Path | None) -> list[Path]:
    """The files that are meant. sound: as given with --sound. Raises UsageError for what does not go together."""
    paths = opt.sound_paths(sources)
    if sound and (len(paths) > 1 or not is_line(paths[0])):
        raise UsageError("--sound goes with one finished line", "leave it out: sounds bring their own")
    job.grid()
    return paths


def is_line(path: Path) -> bool:
    """Whether a source is a finished line rather than a sound."""
    return path.suffix.lower() == ".json"
