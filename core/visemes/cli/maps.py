"""`visemes maps`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli.failure import ReportedError, as_text
from visemes.cli.tables import print_table
from visemes.errors import OutputError

if TYPE_CHECKING:
    from visemes.maps import Viseme, VisemeMap

app = typer.Typer(help="Viseme maps: the sets of mouth shapes.")

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped set or a file of your own.")]


@app.command("list")
def list_maps() -> None:
    """Every shipped set."""
    from visemes.maps import load_map, map_names

    maps = [load_map(name) for name in map_names()]
    rows = [[m.name, m.style, str(len(m.visemes)), str(len(m.shapes)), m.title] for m in maps]
    print_table(["name", "for", "visemes", "shapes", "title"], rows)


@app.command()
def show(name: Name) -> None:
    """One set: its visemes, the phones that show them, the shapes they move."""
    from visemes.maps import load_map

    viseme_map = load_map(name)
    typer.echo(
        f"{viseme_map.name}: {viseme_map.title}\n{viseme_map.description}\nsource: {viseme_map.source}\nrest: {viseme_map.rest}\n"
    )
    phones = _phones_by_viseme(viseme_map)
    rows = [
        [v.name, _kind(v), f"{v.opening:.2f}", f"{v.width:+.2f}", " ".join(phones.get(v.name, ())), _shapes(v)]
        for v in viseme_map.visemes.values()
    ]
    print_table(["viseme", "kind", "opening", "width", "phones", "shapes"], rows)


def _kind(viseme: "Viseme") -> str:
    return "closure" if viseme.closure else "contact" if viseme.contact else ""


def _shapes(viseme: "Viseme") -> str:
    return " ".join(f"{name} {weight:g}" for name, weight in viseme.shapes.items())


def _phones_by_viseme(viseme_map: "VisemeMap") -> dict[str, list[str]]:
    """The phones of English by the viseme they are seen as; diphthongs stand under each of theirs."""
    from visemes.phones import CONSONANTS, VOWELS

    found: dict[str, list[str]] = {}
    for phone in (*VOWELS.values(), *CONSONANTS.values()):
        for viseme, _ in viseme_map.for_phone(phone):
            found.setdefault(viseme, []).append(phone)
    return found


@app.command()
def validate(files: Annotated[list[str], typer.Argument(metavar="FILE...")]) -> None:
    """Look for mistakes in map files; every one is told with its key and what was expected."""
    from visemes.maps import map_mistakes

    bad = False
    for file in files:
        mistakes = map_mistakes(file)
        for mistake in mistakes:
            typer.echo(as_text(mistake).rstrip("\n"), err=True)
        typer.echo(f"{file}: {_count(len(mistakes))}", err=bool(mistakes))
        bad = bad or bool(mistakes)
    if bad:
        raise ReportedError(5)


def _count(mistakes: int) -> str:
    return "good" if not mistakes else f"{mistakes} mistake{'s' if mistakes > 1 else ''}"


@app.command()
def schema() -> None:
    """The JSON Schema of a map file."""
    from visemes.maps import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and _.")],
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FILE|-", help="Default: NAME.toml here.")] = None,
) -> None:
    """A commented map file to start a set of your own from."""
    from visemes.files import STDOUT, write
    from visemes.maps import new_map_text

    text = new_map_text(name)
    target = output or f"{name}.toml"
    if target != STDOUT and Path(target).exists():
        raise OutputError(target, "exists already", "choose another name with -o")
    write(target, text.encode("utf-8"))
    if target != STDOUT:
        typer.echo(f"{target}: edit it, then run 'visemes maps validate {target}'", err=True)
