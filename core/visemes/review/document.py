"""What the review page is told of one line, as plain data."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.audio.encode import opus
from visemes.export.json import line_document
from visemes.preview.mouth import Look, kind_of, looks
from visemes.preview.strands import strands_of
from visemes.review.difference import differences

if TYPE_CHECKING:
    from visemes.audio import Sound
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.preview.mouth import Kind

#: Samples a second of a sound that is to be listened to.
LISTENING: Final = 48000

#: Points of the waveform: a second, and at most in all (a line of an hour is looked at from afar).
POINTS_A_SECOND, MOST_POINTS = 200, 120_000

#: A word less sure than this is worth a look; the page counts and lists them.
DOUBTED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One line of a page.

    name: its title there. sound: at a rate that `visemes.audio.encode.opus` takes, None for a page that stays silent. old: an
    earlier version to compare with.
    """

    name: str
    line: Line
    viseme_map: VisemeMap
    sound: Sound | None = None
    old: Line | None = None


def summary(reviewed: Reviewed) -> dict[str, Any]:
    """What the list of lines shows."""
    timeline = reviewed.line.timeline
    return {
        "name": reviewed.name,
        "text": " ".join(word.label for word in timeline.words),
        "duration": float(timeline.duration),
        "doubts": doubts(reviewed.line),
    }


def doubts(line: Line) -> int:
    """How many words and marks of a line are worth a look."""
    unsure = sum(word.confidence is not None and word.confidence < DOUBTED for word in line.timeline.words)
    return unsure + len(line.timeline.marks)


def line_data(reviewed: Reviewed) -> dict[str, Any]:
    """Everything the page shows of a line but its sound: the line as in the format `json`, and what is drawn of it.

    strands: the curves that move, left and right in one row. looks: for each frame from `first_frame` on, the gap between the
    lips, their width and whether the lower one is at the teeth, for drawings and (where there are any) curves. chart: the same
    for each viseme. peaks: loudest sample of each of `len(peaks)` equal parts of the sound, a byte each in base64.
    """
    line, viseme_map = reviewed.line, reviewed.viseme_map
    frames = range(line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration) + 1)
    kinds: tuple[Kind, ...] = ("drawings", "curves") if line.curves else ("drawings",)
    return {
        **line_document(line),
        "name": reviewed.name,
        "kind": kind_of(line, viseme_map),
        "map_title": viseme_map.title,
        "first_frame": frames.start,
        "last_frame": frames[-1],
        "strands": [
            {"label": strand.label, "channel": strand.channel, "shapes": [curve.shape for curve in strand.curves]}
            for strand in strands_of(line.curves, np.array(frames, dtype=np.float64))
        ],
        "looks": {kind: [_look(look) for look in looks(line, viseme_map, frames, kind)] for kind in kinds},
        "chart": [
            {"viseme": name, "look": _look(Look(v.opening, v.width, v.contact)), "description": v.description}
            for name, v in viseme_map.visemes.items()
        ],
        "peaks": peaks(reviewed.sound),
        "doubted": DOUBTED,
        "old": line_document(reviewed.old) if reviewed.old else None,
        "differences": [difference.as_row() for difference in differences(line, reviewed.old)] if reviewed.old else [],
    }


def _look(look: Look) -> list[float | int]:
    return [round(float(look.gap), 3), round(float(look.width), 3), int(look.contact)]


def peaks(sound: Sound | None) -> str:
    """The waveform for the page; empty without a sound."""
    if sound is None or not len(sound.samples):
        return ""
    count = min(max(1, round(sound.duration * POINTS_A_SECOND)), MOST_POINTS, len(sound.samples))
    starts = np.arange(count) * len(sound.samples) // count
    loudest = np.maximum.reduceat(np.abs(sound.samples), starts)
    return b64encode(np.rint(np.clip(loudest, 0, 1) * 255).astype(np.uint8).tobytes()).decode()


def sound_text(sound: Sound | None) -> str:
    """The sound as base64 of Ogg Opus; empty without one. Raises OutputError."""
    return b64encode(opus(sound)).decode() if sound is not None and len(sound.samples) else ""
