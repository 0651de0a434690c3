"""What a line's keys or drawings make the mouth do, as a track."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from visemes.guide.tracks import Track
from visemes.preview.mouth import kind_of, looks

if TYPE_CHECKING:
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.preview.mouth import Kind


def track_of(line: Line, viseme_map: VisemeMap, source: str, kind: Kind | None = None) -> Track:
    """The mouth of a line, a row a frame, second 0 where its sound starts. kind: None as the map is made for."""
    frames = range(line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration) + 1)
    seen = looks(line, viseme_map, frames, kind or kind_of(line, viseme_map))
    gap = np.array([look.gap for look in seen])
    times = np.array([float(line.grid.seconds_at(frame)) for frame in frames])
    return Track(source, line.grid.fps, times, gap, np.array([look.width for look in seen]), gap, gap, np.ones(len(gap), bool))
