"""What the aligner told of words that a person has seen to since."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: How the aligner's line about words begins, and one thing it lists (`visemes.align.doubt.word_warnings`).
HEAD: Final = "check these words: "
_ITEM: Final = re.compile(r"(.+?) at (\d+\.\d\d) s(?:, |$)")

#: Times in that line are rounded to this (seconds).
ROUNDED: Final = 0.005


def still_told(warnings: Sequence[str], stretches: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """The warnings without what they say of stretches that have been aligned anew."""
    return tuple(_told(warnings, stretches)) if stretches else tuple(warnings)


def _told(warnings: Sequence[str], stretches: Sequence[tuple[float, float]]) -> Iterator[str]:
    for warning in warnings:
        if not warning.startswith(HEAD):
            yield warning
            continue
        items = [(match[1], float(match[2])) for match in _ITEM.finditer(warning.removeprefix(HEAD))]
        kept = [
            f"{what} at {seconds:.2f} s"
            for what, seconds in items
            if not any(start - ROUNDED <= seconds <= end + ROUNDED for start, end in stretches)
        ]
        if kept:
            yield HEAD + ", ".join(kept)
