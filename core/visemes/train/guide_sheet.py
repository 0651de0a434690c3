"""Repainted mouths side by side with the film and the truth, to be looked at."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.files import write
from visemes.train.guide_measure import repaint, true

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.guide.base import Generator
    from visemes.sync.expert import RenderedExpert
    from visemes.train.guide_pairs import Pair

#: Characters of a sheet, pictures of each, and how often a pixel is drawn.
CHARACTERS, PICTURES, ZOOM = 10, 8, 1
#: Pixels between characters.
GAP: Final = 4


def write_sheet(painters: Sequence[Generator], seer: RenderedExpert, pairs: Sequence[Pair], target: Path) -> None:
    """A PNG of up to ten characters, of as many families as there are; rows: the film, what each painter makes of it, the truth."""
    from PIL import Image

    held = io.BytesIO()
    Image.fromarray(sheet(painters, seer, spread_out(pairs))).save(held, "PNG")
    write(target, held.getvalue())


def spread_out(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of every family in turn."""
    families: dict[str, list[Pair]] = {}
    for pair in pairs:
        families.setdefault(pair.about["family"], []).append(pair)
    longest = max((len(some) for some in families.values()), default=0)
    return [some[i] for i in range(longest) for _, some in sorted(families.items()) if i < len(some)][:CHARACTERS]


def sheet(painters: Sequence[Generator], seer: RenderedExpert, pairs: Sequence[Pair]) -> NDArray[np.uint8]:
    """The pictures of a sheet as one, two characters beside each other."""
    blocks = [_block(painters, seer, pair) for pair in pairs]
    blocks += [np.full_like(blocks[0], 255)] * (len(blocks) % 2)
    halves = [np.concatenate(blocks[half::2], axis=0) for half in range(2)]
    return np.concatenate(halves, axis=1).repeat(ZOOM, axis=0).repeat(ZOOM, axis=1)


def _block(painters: Sequence[Generator], seer: RenderedExpert, pair: Pair) -> NDArray[np.uint8]:
    gaps = pair.want[pair.places, 1].astype(np.float32)
    order = np.argsort(gaps, kind="stable")
    chosen = np.sort(order[np.linspace(0, len(order) - 1, PICTURES).round().astype(int)])
    ways = (pair.frames, *(repaint(painter, seer, pair).frames for painter in painters), true(pair).frames)
    rows = [np.concatenate(list(frames[chosen]), axis=1) for frames in ways]
    return np.pad(np.concatenate(rows, axis=0), ((0, GAP), (0, GAP), (0, 0)), constant_values=255)
