"""Sound and words to a phone timeline. The registry of aligners; `base` says how to add one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from visemes.align.base import Settings
from visemes.errors import UnknownNameError

if TYPE_CHECKING:
    from visemes.align.base import Aligner, AlignerKind

#: Name → the module that describes it as `ALIGNER`, best first. Modules are imported when asked for.
ALIGNERS: Final = {
    "builtin": "visemes.align.builtin",
    "mfa": "visemes.align.mfa",
    "ctc": "visemes.align.ctc",
}

#: Whichever suits a line's language best on this machine.
AUTO: Final = "auto"

#: Every value `--aligner` takes.
CHOICES: Final = (AUTO, *ALIGNERS)


def kind_named(name: str) -> AlignerKind:
    """What an aligner is and what can be set for it, whether or not it can run here. Raises UnknownNameError."""
    if name not in CHOICES:
        raise UnknownNameError("aligner", name, CHOICES)
    found: AlignerKind = import_module(ALIGNERS.get(name, "visemes.align.auto")).ALIGNER
    return found


def aligner_named(name: str, settings: Settings | None = None) -> Aligner:
    """A ready aligner.

    Raises UnknownNameError for a name or setting that does not exist, MissingProgramError or MissingExtraError for what is not
    installed.
    """
    kind = kind_named(name)
    kind.check(settings or Settings())
    return kind.make(settings or Settings())
