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
    """Where a generator comes from: a module, and what makes it there, from a file of weights where it takes one.

    advice: what to do where weights are missing, None where none are taken. shipped: those that come with visemes.
    """

    module: str
    maker: str
    advice: str | None = None
    shipped: Path | None = None


#: What makes a generator.
SOURCES: Final = {
    "film": Source("visemes.guide.own", "OwnMouths"),
    "split": Source("visemes.guide.split", "SplitMouth"),
    "rendered": Source("visemes.guide.unet", "load_painter", "give others with --weights", SHIPPED),
    "wav2lip": Source("visemes.guide.wav2lip", "load_wav2lip", "give the file its authors published with --weights"),
}  # fmt: skip
#: Our network.
RENDERED: Final = "rendered"


def generator_named(name: str = "", weights: Path | None = None, *, still: bool = False) -> Generator:
    """A generator.

    name: empty for our network where weights are given, else for the film's own mouths, or, of a still, its lips parted. weights:
    a file, None for those that come with visemes.

    Raises UnknownNameError, UsageError where weights are missing or have no use, WeightsError, MissingExtraError.
    """
    name = name or (RENDERED if weights else "split" if still else "film")
    if name not in SOURCES:
        raise UnknownNameError("generator", name, list(SOURCES))
    source = SOURCES[name]
    path = weights or source.shipped
    if source.advice is None and path:
        raise UsageError(f"--generator {name} has no weights", "leave --weights out, or name the generator they are for")
    if source.advice is not None and path is None:
        raise UsageError(f"the weights of {name} do not come with visemes", source.advice)
    make = getattr(import_module(source.module), source.maker)
    return cast("Generator", make(path) if path else make())
