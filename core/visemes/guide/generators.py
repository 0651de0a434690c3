"""The generators there are, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from visemes.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from visemes.guide.base import Generator

#: The weights of our own network, where they come with visemes.
SHIPPED: Final = Path(__file__).parent / "data" / "painter.safetensors"


class Source(NamedTuple):
    """Where a generator comes from: a module, what makes it there, and what to do for weights, None where it has none."""

    module: str
    maker: str
    advice: str | None = None


#: What makes a generator; those with weights are made from their file.
SOURCES: Final = {
    "film": Source("visemes.guide.own", "OwnMouths"),
    "split": Source("visemes.guide.split", "SplitMouth"),
    "rendered": Source(
        "visemes.guide.unet", "load_painter", "train them with 'visemes train guide' and give them with --weights FILE, or leave "
        "--generator out",
    ),
    "wav2lip": Source("visemes.guide.wav2lip", "load_wav2lip", "give the file its authors published with --weights"),
}  # fmt: skip
#: Our network.
RENDERED: Final = "rendered"


def generator_named(name: str = "", weights: Path | None = None, *, still: bool = False) -> Generator:
    """A generator.

    name: empty for our network where its weights are, else for the film's own mouths, or, of a still, its lips parted. weights: a
    file, None for those that come with visemes.

    Raises UnknownNameError, UsageError where weights are missing or have no use, WeightsError, MissingExtraError.
    """
    name = name or (RENDERED if weights or SHIPPED.is_file() else "split" if still else "film")
    if name not in SOURCES:
        raise UnknownNameError("generator", name, list(SOURCES))
    source = SOURCES[name]
    path = weights or (SHIPPED if name == RENDERED and SHIPPED.is_file() else None)
    if source.advice is None and path:
        raise UsageError(f"--generator {name} has no weights", "leave --weights out, or name the generator they are for")
    if source.advice is not None and path is None:
        raise UsageError(f"the weights of {name} do not come with visemes", source.advice)
    make = getattr(import_module(source.module), source.maker)
    return cast("Generator", make(path) if path else make())
