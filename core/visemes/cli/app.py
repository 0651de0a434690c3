"""The tree of commands. Each command's function lives in a module beside this one."""

from collections.abc import Sequence
from typing import Annotated, Literal

import typer
from typer.core import TyperGroup

from visemes.cli import (
    bundling,
    checking,
    comparing,
    dubbing,
    export,
    guiding,
    info,
    maps,
    reviewing,
    revising,
    rigs,
    serving,
    showing,
    training_guide,
)
from visemes.errors import CancelledError


def _version(wanted: bool) -> None:
    if wanted:
        from visemes import __version__

        typer.echo(f"visemes {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)] = False,
) -> None:
    """Dialogue audio in, a talking mouth out."""


class _Root(TyperGroup):
    """The program, which tells Ctrl-C from an ordinary end."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # the same class under two names
        """Run the command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise CancelledError from None


def _build(*, rich: bool) -> typer.Typer:
    """The commands. rich: whether help is drawn with rich, which takes a tenth of a second to load."""
    mode: Literal["rich"] | None = "rich" if rich else None
    app = typer.Typer(name="visemes", cls=_Root, add_completion=False, callback=_root, rich_markup_mode=mode)
    app.command()(export.export)
    app.command()(export.align)
    app.command()(checking.check)
    app.command()(guiding.guide)
    app.command()(comparing.compare)
    app.command()(showing.plot)
    app.command()(showing.preview)
    app.command()(reviewing.review)
    app.command()(revising.apply)
    app.command()(revising.retake)
    app.command()(dubbing.dub)
    app.add_typer(maps.app, name="maps")
    app.add_typer(rigs.app, name="rig")
    app.add_typer(training_guide.app, name="train")
    app.command()(info.formats)
    app.command()(info.languages)
    app.command()(info.doctor)
    app.command()(serving.serve)
    app.command()(bundling.bundle)
    return app


def invoke(arguments: Sequence[str]) -> int:
    """Run a command line. Returns the status of a command that ended well; raises what went wrong."""
    names_a_command = bool(arguments) and not arguments[0].startswith("-")
    command = typer.main.get_command(_build(rich=names_a_command))
    status = command.main(list(arguments) or ["--help"], prog_name="visemes", standalone_mode=False)
    return status if isinstance(status, int) else 0
