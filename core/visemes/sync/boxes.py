"""The mouth-box track that the Blender add-on writes: where the mouth is in every rendered frame. An untrusted file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import InputError, UsageError
from visemes.frames import parse_fps

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Bytes and boxes of the largest track that is read: ten hours at 60 frames a second.
LARGEST: Final = 400_000_000
MOST: Final = 2_200_000
VERSION: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class BoxTrack:
    """A box for each frame. fps: frames a second. boxes: (frames, 4), in pixels, NaN where none is seen."""

    fps: Fraction
    boxes: Floats
    width: int
    height: int

    def at(self, times: Floats) -> Floats:
        """The boxes at times (seconds after the first frame), (T, 4); NaN outside the track."""
        rows = np.rint(np.asarray(times) * float(self.fps)).astype(int)
        inside = (rows >= 0) & (rows < len(self.boxes))
        found = np.full((len(rows), 4), np.nan)
        found[inside] = self.boxes[rows[inside]]
        return found

    def scaled(self, width: int, height: int) -> BoxTrack:
        """The same for a film of another size."""
        across, down = width / self.width, height / self.height
        return BoxTrack(self.fps, self.boxes * (across, down, across, down), width, height)


def read_boxes(path: Path) -> BoxTrack:
    """A track from its file. Raises InputError for one that cannot be read or is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}: is too large for a track of mouth boxes", "write it anew from the add-on")
        found = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: is no JSON", "give the track that the add-on wrote") from None
    try:
        return _track(found)
    except (KeyError, TypeError, ValueError, UsageError) as error:
        raise InputError(f"{path}: is no track of mouth boxes ({error})", "give the track that the add-on wrote") from None


def is_track(found: Any) -> bool:  # noqa: ANN401 - whatever a file holds
    """Whether parsed JSON says that it is a track."""
    return isinstance(found, dict) and found.get("kind") == "mouth_boxes"


def _track(found: Any) -> BoxTrack:  # noqa: ANN401 - whatever a file holds
    if not is_track(found):
        raise ValueError("it does not say it is one")
    if int(found["schema_version"]) > VERSION:
        raise ValueError("it is of a newer version")
    width, height, rows = int(found["width"]), int(found["height"]), found["boxes"]
    if not (0 < width <= 65536 and 0 < height <= 65536) or not 0 < len(rows) <= MOST:
        raise ValueError("it has no picture or no frames")
    frames = [int(row["frame"]) for row in rows]
    first, last = min(frames), max(frames)
    if last - first >= MOST:
        raise ValueError("its frames lie too far apart")
    boxes = np.full((last - first + 1, 4), np.nan)
    for frame, row in zip(frames, rows, strict=True):
        if row["box"] is not None:
            box = np.array([float(value) for value in row["box"]])
            if box.shape != (4,) or not np.isfinite(box).all() or box[2] <= 0 or box[3] <= 0:
                raise ValueError(f"frame {frame} has no box of four numbers")
            boxes[frame - first] = box
    return BoxTrack(parse_fps(str(found["fps"])), boxes, width, height)
