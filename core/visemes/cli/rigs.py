"""`visemes rig`."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli.tables import print_table
from visemes.errors import RigError

if TYPE_CHECKING:
    from visemes.rigs import Guess

app = typer.Typer(help="Rigs: which of a character's controls make which shape.")

File = Annotated[str, typer.Argument(metavar="FILE", help="A rig profile, .json or .toml.")]


@app.command()
def guess(
    names: Annotated[
        str, typer.Option("--names", metavar="FILE|-", help="The rig's shape keys or controls, one a line; '-' reads stdin.")
    ],
    viseme_map: Annotated[str | None, typer.Option("--map", "-m", metavar="NAME", help="Ask for this set only.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE|-", help="Write the rig profile there.")] = None,
) -> None:
    """The set that fits a rig's names best, with a confidence, and the profile to use it."""
    from visemes.files import check_target, write
    from visemes.rigs import guess as best
    from visemes.rigs import profile_text

    if output:
        check_target(output)
    found = best(_names(names), viseme_map)
    _print_guess(found, to_stderr=output == "-")
    if output:
        write(output, profile_text(found.profile).encode("utf-8"))


def _names(source: str) -> list[str]:
    if source == "-":
        return sys.stdin.read().splitlines()
    from visemes.transcript.encoding import decode

    try:
        return decode(Path(source).read_bytes()).splitlines()
    except OSError as error:
        raise RigError(f"{source}: {(error.strerror or str(error)).lower()}", "give a text file with one name a line") from error


def _print_guess(found: "Guess", *, to_stderr: bool) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    stream.write(f"{found.profile.viseme_map}, by the names of '{found.preset}', confidence {found.confidence:.0%}\n\n")
    rows = [
        [shape, target.name, f"{target.weight:g}", f"{target.minimum:g} … {target.maximum:g}"]
        for shape, targets in found.profile.targets.items()
        for target in targets
    ]
    print_table(["shape", "target", "weight", "range"], rows, stream)
    for title, names in (("missing", found.missing), ("unused names", found.unmatched)):
        if names:
            stream.write(f"\n{title}: {', '.join(names)}\n")
    if found.others:
        stream.write(f"\nalso possible: {', '.join(f'{name} ({confidence:.0%})' for name, confidence in found.others)}\n")


@app.command()
def validate(file: File) -> None:
    """Look for mistakes in a rig profile."""
    from visemes.rigs import load_profile

    profile = load_profile(file)
    typer.echo(f"{file}: good, {len(profile.targets)} shapes of {profile.viseme_map}")


@app.command()
def schema() -> None:
    """The JSON Schema of a rig profile."""
    from visemes.rigs import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
