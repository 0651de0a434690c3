"""`visemes formats`, `visemes languages` and `visemes doctor`."""

import json
from typing import Annotated

import typer

from visemes.cli.failure import ReportedError
from visemes.cli.tables import print_table

AsJson = Annotated[bool, typer.Option("--json", help="As JSON, for programs.")]


def formats(as_json: AsJson = False) -> None:
    """Every output format."""
    from visemes.export import EXPORTERS

    if as_json:
        rows = [
            {"name": e.name, "extensions": e.extensions, "lossless": e.lossless, "description": e.description}
            for e in EXPORTERS.values()
        ]
        typer.echo(json.dumps({"schema_version": 1, "formats": rows}, indent=2))
        return
    print_table(["-f", "endings", "what it holds"], [[e.name, " ".join(e.extensions), e.description] for e in EXPORTERS.values()])


def languages(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this one: a tag, another code or a name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every language words may be in: its tag for --language, its name, and the aligner 'auto' picks for it here."""
    from visemes.align.auto import choice
    from visemes.align.base import Settings
    from visemes.languages import LANGUAGES, language_named

    wanted = [LANGUAGES[language_named(name)]] if name else LANGUAGES.values()
    rows = [
        {"tag": one.tag, "name": one.name, "scripts": one.scripts, "aligner": choice(one.tag, Settings()), "also": one.also}
        for one in wanted
    ]
    if as_json:
        typer.echo(json.dumps({"schema_version": 1, "languages": rows}, indent=2, ensure_ascii=False))
        return
    print_table(["--language", "name", "aligner"], [[str(row[key]) for key in ("tag", "name", "aligner")] for row in rows])


def doctor(as_json: AsJson = False) -> None:
    """What is installed, what is missing, and how to get it. Exit status 8 when something needed is missing."""
    from visemes.doctor import examine

    findings = examine()
    if as_json:
        typer.echo(json.dumps({"schema_version": 1, "findings": [finding.as_dict() for finding in findings]}, indent=2))
    else:
        print_table(["", "what", "", "how to get it"], [[_sign(f.ok, f.needed), f.name, f.detail, f.remedy] for f in findings])
    if any(finding.needed and not finding.ok for finding in findings):
        raise ReportedError(8)


def _sign(ok: bool, needed: bool) -> str:
    return "ok" if ok else "MISSING" if needed else "-"
