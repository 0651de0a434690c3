"""How a guide is shown: alone, beside the film it was made from, or over it; with what is said burnt in below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np

from visemes.guide.frames import beside
from visemes.preview.labels import labelled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.guide.planes import Planes
    from visemes.guide.square import Pasted
    from visemes.line import Line

Kind = Literal["plain", "side-by-side", "overlay"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

#: How much of the guide is seen over the film, and the colour of the line around it.
OVER: Final = 0.5
LINE: Final = (255, 210, 60)


def shown(film: Planes, pasted: Pasted | None, kind: Kind) -> Planes:
    """A picture of the guide. film: as it was. pasted: what changes, None where no mouth is repainted."""
    if kind == "overlay":
        return _over(film, pasted)
    guide = film if pasted is None else film.changed(pasted.box, pasted.change, pasted.seen > 0)
    return beside(film, guide) if kind == "side-by-side" else guide


def _over(film: Planes, pasted: Pasted | None) -> Planes:
    """Both mouths at once, with a line around the part that is repainted."""
    if pasted is None:
        return film
    change = OVER * pasted.change
    inside = pasted.seen >= OVER
    rim = inside & ~_all_around(inside)
    change[rim] = np.array(LINE, np.float32) - film.colours(pasted.box)[rim]
    return film.changed(pasted.box, change, (pasted.seen > 0) | rim)


def _all_around(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels whose neighbours above, below and beside are inside too."""
    padded = np.pad(inside, 1)
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def burnt(picture: Planes, line: Line, frame: int) -> Planes:
    """The picture with a strip below that says which frame it is and what is said on it."""
    strip = labelled(np.zeros((picture.height, picture.width, 3), np.uint8), line, frame)
    top = int(np.argmax(strip.any(axis=(1, 2))))
    box = picture.even((0, top, picture.width, picture.height))
    return picture.painted(box, strip[box[1] : box[3]])
