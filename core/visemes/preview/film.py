"""A line as a preview: which frames, what is on them, what is written below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from visemes.errors import UsageError
from visemes.preview.drawings import background_of, read_drawings
from visemes.preview.labels import labelled
from visemes.preview.mouth import kind_of, looks
from visemes.preview.stage import BACK, DrawingStage, HeadStage, MouthStage, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.preview.mouth import Kind
    from visemes.preview.stage import Stage

    Image = NDArray[np.uint8]

Show = Literal["head", "mouth"]

_SIZE: Final = re.compile(r"(\d+)\s*[x×]\s*(\d+)", re.IGNORECASE)  # noqa: RUF001 - people type either
#: Pixels of a picture's side.
SMALLEST, LARGEST = 64, 8192


@dataclass(frozen=True, slots=True)
class Look:
    """How a preview looks.

    size: width and height in pixels, even. show: what has the mouth. mouths: a folder of the user's own drawings instead.
    background: a colour, a picture's file, "none" for transparency, or empty for the usual one. labels: burn in what is said.
    kind: drawings or curves, None as the map is made for.
    """

    size: tuple[int, int] = (1280, 720)
    show: Show = "head"
    mouths: Path | None = None
    background: str = ""
    labels: bool = True
    kind: Kind | None = None


def parse_size(text: str) -> tuple[int, int]:
    """Width and height from `1280x720`. Raises UsageError."""
    match = _SIZE.fullmatch(text.strip())
    sides = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(SMALLEST <= side <= LARGEST and side % 2 == 0 for side in sides):
        raise UsageError(f"'{text}' is not a size of pictures", f"give even numbers from {SMALLEST} to {LARGEST}, like 1280x720")
    return sides


class Preview:
    """The frames of a line while its sound plays. Raises UsageError or MissingExtraError for drawings that cannot be used."""

    def __init__(self, line: Line, viseme_map: VisemeMap, look: Look) -> None:
        self._line, self._look = line, look
        self.frames = range(line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration) + 1)
        self._stage = self._staged(viseme_map)

    def _staged(self, viseme_map: VisemeMap) -> Stage:
        look, line = self._look, self._line
        back = background_of(look.background, *look.size) if look.background else None
        if look.mouths:
            drawings = read_drawings(look.mouths, self._shown(viseme_map), *look.size)
            return DrawingStage(line, drawings, plain(*look.size, BACK) if back is None else back)
        seen = looks(line, viseme_map, self.frames, look.kind or kind_of(line, viseme_map))
        if look.show == "mouth":
            return MouthStage(seen, self.frames.start, *look.size)
        return HeadStage(seen, self.frames.start, *look.size, back)

    def _shown(self, viseme_map: VisemeMap) -> list[str]:
        """The visemes that are on show at some time, in the map's order."""
        used = {self._line.drawing_at(frame) for frame in self.frames}
        return [name for name in viseme_map.visemes if name in used]

    def __len__(self) -> int:
        return len(self.frames)

    def __iter__(self) -> Iterator[Image]:
        for frame in self.frames:
            picture = self._stage.picture(frame)
            yield labelled(picture, self._line, frame) if self._look.labels else picture
