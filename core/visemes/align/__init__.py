"""Sound and words to a phone timeline. The registry of aligners; `base` says how to add one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError

if TYPE_CHECKING:
    from visemes.align.base import Aligner

#: Name → where its class lives. Modules are imported when asked for: an aligner may need heavy packages.
ALIGNERS: Final = {
    "builtin": ("visemes.align.builtin", "BuiltinAligner"),
}


def aligner_named(name: str) -> Aligner:
    """A ready aligner. Raises UnknownNameError, or MissingExtraError when its packages are not installed."""
    if name not in ALIGNERS:
        raise UnknownNameError("aligner", name, ALIGNERS)
    module, attribute = ALIGNERS[name]
    aligner: Aligner = getattr(import_module(module), attribute)()
    return aligner
