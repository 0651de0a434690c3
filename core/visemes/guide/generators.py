"""The generators there are, by name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError, UsageError

if TYPE_CHECKING:
    from visemes.guide.base import Generator

#: The weights of our own generator, where they come with visemes.
SHIPPED: Final = Path(__file__).parent / "data" / "painter.safetensors"
#: Generator → the module and the function in it that makes it from a file of weights.
LOADERS: Final = {
    "rendered": ("visemes.guide.unet", "load_painter"),
    "wav2lip": ("visemes.guide.wav2lip", "load_wav2lip"),
}
#: Our network, and the one that needs none.
RENDERED: Final = "rendered"
FILM: Final = "film"


def generator_named(name: str = "", weights: Path | None = None) -> Generator:
    """A generator.

    name: empty for our network where its weights are, else for the film's own mouths. weights: a file, None for those that come
    with visemes.

    Raises UnknownNameError, UsageError where weights are missing or have no use, WeightsError, MissingExtraError.
    """
    name = name or (RENDERED if weights or SHIPPED.is_file() else FILM)
    if name == FILM:
        return _own(weights)
    if name not in LOADERS:
        raise UnknownNameError("generator", name, [FILM, *LOADERS])
    path = weights or (SHIPPED if name == RENDERED else None)
    if path is None:
        raise UsageError(f"the weights of {name} do not come with visemes", "give the file its authors published with --weights")
    if weights is None and not path.is_file():
        raise UsageError(
            "no weights of the generator for rendered characters are here",
            "train them with 'visemes train guide' and give them with --weights FILE, or take --generator wav2lip for human faces",
        )
    module, function = LOADERS[name]
    generator: Generator = getattr(import_module(module), function)(path)
    return generator


def _own(weights: Path | None) -> Generator:
    from visemes.guide.own import OwnMouths

    if weights:
        raise UsageError(f"--generator {FILM} has no weights", "leave --weights out, or name the generator they are for")
    return OwnMouths()
