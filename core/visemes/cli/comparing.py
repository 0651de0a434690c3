"""`visemes compare`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visemes.cli.tables import print_table

if TYPE_CHECKING:
    from visemes.compare import Comparison, Statistics

First = Annotated[Path, typer.Argument(metavar="FIRST", help="A timeline in any format --timeline reads.", show_default=False)]
Second = Annotated[Path, typer.Argument(metavar="SECOND", help="Another one of the same sound.", show_default=False)]

#: Phones and words that are listed by name.
LISTED = 8


def compare(
    first: First,
    second: Second,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """How far apart two timelines of one sound are: boundaries of phones and words, and what only one of them has.

    visemes compare line.TextGrid line.json
    """
    from visemes.compare import compare as compared
    from visemes.imports import read_timeline

    found = compared(read_timeline(first), read_timeline(second))
    if as_json:
        typer.echo(json.dumps({"schema_version": 1, "first": str(first), "second": str(second), **found.document()}, indent=2))
        return
    _print(found)


def _print(found: "Comparison") -> None:
    from visemes.compare import LIMITS, Statistics

    limits = [f"≤ {round(limit * 1000)} ms" for limit in LIMITS]
    rows = [("words", Statistics.of(found.words)), ("phones", Statistics.of(found.phones)), *found.by_class().items()]
    table = [_row(f"  {name}" if i > 1 else name, statistics) for i, (name, statistics) in enumerate(rows) if statistics]
    print_table(["beginnings of", "number", "mean", "median", *limits, "second is later by"], table)
    for title, labels in (
        ("called differently", [f"{p.first.label} {p.second.label} ({p.first.start:.2f} s)" for p in found.relabelled]),
        ("phones in the first only", [f"{p.label} ({p.start:.2f} s)" for p in found.only_first]),
        ("phones in the second only", [f"{p.label} ({p.start:.2f} s)" for p in found.only_second]),
        ("words in the first only", [f"{w.label} ({w.start:.2f} s)" for w in found.words_only_first]),
        ("words in the second only", [f"{w.label} ({w.start:.2f} s)" for w in found.words_only_second]),
        ("furthest apart", [f"{p.first.label} {p.difference * 1000:+.0f} ms ({p.first.start:.2f} s)" for p in found.largest()]),
    ):
        if labels:
            more = f" and {len(labels) - LISTED} more" if len(labels) > LISTED else ""
            typer.echo(f"{title}: {', '.join(labels[:LISTED])}{more}")


def _row(name: str, found: "Statistics") -> list[str]:
    shares = [f"{share:.1%}" for share in found.within]
    return [name, str(found.count), _ms(found.mean_absolute), _ms(found.median_absolute), *shares, f"{found.mean * 1000:+.1f} ms"]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
