"""The experts there are, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError, UsageError
from visemes.sync.baseline import Baseline
from visemes.sync.expert import SHIPPED, load_expert

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.sync.base import Expert

#: Names of experts for rendered characters; auto is the best of them.
NAMES: Final = ("auto", "rendered", "baseline")


def expert_named(name: str, weights: Path | None = None) -> Expert:
    """An expert. weights: a file, None for the shipped ones. Raises UnknownNameError, UsageError, WeightsError."""
    if name not in NAMES:
        from visemes.sync.public import KINDS

        raise UnknownNameError("expert", name, [*NAMES, *KINDS])
    if name == "baseline":
        if weights:
            raise UsageError("the baseline has no weights", "leave --weights out")
        return Baseline()
    return load_expert(weights or SHIPPED)
