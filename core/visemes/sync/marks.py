"""What there is to look at in a film besides its offset: closures, and stretches in which something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.motion.events import events_of
from visemes.sync.base import RATE, stretches
from visemes.sync.looks import OPEN, Closure, closures, openness, still
from visemes.sync.mouth import around
from visemes.sync.report import Mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from visemes.sync.watch import Watched
    from visemes.timeline import Timeline

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    #: The offset at every time of the film.
    Line = Callable[[float], float]

#: Seconds a mouth or a picture may stand still while somebody speaks.
STANDS: Final = 0.6
#: Silence longer than this (seconds) is expected to show a closed mouth, but for TRIM at either end.
SILENCE, TRIM = 0.5, 0.2


def seen_openness(watched: Watched, timeline: Timeline | None, on: Bools, line: Line) -> Floats | None:
    """How open the mouth is in every frame; None where that cannot be told."""
    events = [event for event in events_of(timeline) if event.kind == "closure"] if timeline else []
    shown = [(event.start + watched.base + line(event.start), event.end + watched.base + line(event.end)) for event in events]
    quiet = _quiet(on, 0.12) & watched.present
    return openness(watched.looks, quiet, on & watched.present, shown)


def _quiet(on: Bools, trim: float) -> Bools:
    """Frames well inside pauses."""
    return ~around(on, trim)


def seen_closures(
    timeline: Timeline | None,
    seen: Floats | None,
    line: Line,
    watched: Watched,
) -> tuple[Closure, ...] | None:
    """What is seen of each closure of a timeline, None where that cannot be told. seen: as `seen_openness` has it."""
    if timeline is None or seen is None:
        return None
    events = [event for event in events_of(timeline) if event.kind == "closure"]
    found: list[Closure] = []
    for event in events:
        word = timeline.word_at(event.middle)
        found += closures([event], [word.label if word else ""], seen, watched.base + line(event.start))
    return tuple(found)


def marks(
    watched: Watched,
    on: Bools,
    seen: Floats | None,
    line: Line,
    *,
    told: bool,
) -> Iterator[Mark]:
    """Stretches to look at."""
    frozen = [Mark(a, b, "frozen picture") for a, b in watched.rhythm.stands(STANDS) if _voice_share(on, a, b) > 0.5]
    yield from frozen
    if not told:
        return
    for first, last in still(watched.looks, watched.present, watched.shots, STANDS):
        start, end = first / RATE, last / RATE
        heard = _voice_share(on, start - line(start), end - line(end))
        if heard > 0.7 and not any(mark.start < end and mark.end > start for mark in frozen):
            yield Mark(start, end, "still mouth")
    for first, last in stretches(~watched.present & on):
        if (last - first) / RATE > STANDS:
            yield Mark(first / RATE, last / RATE, "no mouth")
    if seen is not None:
        for first, last in stretches(_quiet(on, TRIM) & watched.present & (seen > OPEN)):
            if (last - first) / RATE > SILENCE / 2:
                yield Mark(first / RATE, last / RATE, "open in silence")


def _voice_share(on: Bools, start: float, end: float) -> float:
    part = on[max(0, round(start * RATE)) : max(0, round(end * RATE))]
    return float(part.mean()) if len(part) else 0.0
