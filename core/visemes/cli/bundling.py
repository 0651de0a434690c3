"""`visemes bundle`."""

from pathlib import Path
from typing import Annotated

import typer

from visemes.cli.options import Quiet

Folder = Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where to.", show_default=False)]
Platforms = Annotated[
    list[str] | None,
    typer.Option(
        "--platform",
        metavar="NAME",
        help="linux, linux-arm, macos, macos-intel or windows; may be repeated. Default: this machine's.",
    ),
]
Pythons = Annotated[
    list[str] | None,
    typer.Option("--python", metavar="VERSION", help="Such as 3.11; may be repeated. Default: this one's."),
]
Newest = Annotated[bool, typer.Option("--newest", help="The newest versions instead of those installed here.")]
Extras = Annotated[
    list[str] | None,
    typer.Option("--extra", metavar="NAME", help="An optional part too, such as ja, plot or neural; may be repeated."),
]


def bundle(
    folder: Folder,
    platforms: Platforms = None,
    pythons: Pythons = None,
    extras: Extras = None,
    newest: Newest = False,
    quiet: Quiet = False,
) -> None:
    """The engine and all it needs as a folder of wheels, to set up machines without a network.

    visemes bundle -o wheels/ --platform windows --python 3.11 --python 3.13
    """
    from visemes.bundle import Target, bundle

    targets = [Target(platform, python) for platform in platforms or [""] for python in pythons or [""]]
    wheels = bundle(folder, targets, lambda said: None if quiet else typer.echo(said, err=True), newest=newest, extras=extras or ())
    if not quiet:
        size = sum(path.stat().st_size for path in wheels) / 1e6
        typer.echo(f"{len(wheels)} wheels, {size:.0f} MB: pip install --no-index --find-links {folder} visemes")
