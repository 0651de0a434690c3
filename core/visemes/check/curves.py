"""Does the mouth do what the sounds need? Checks of finished keys against the phones; numpy only.

The same events as the solver's (`visemes.motion.events`) are looked for in what is seen, whoever made the keys: this engine,
another tool, or a person. Tolerances: EBU R37 (picture up to 60 ms early, 40 ms late passes) and ITU-R BT.1359 (to 125 and
90 ms a warning, beyond it the event counts as missed).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from visemes.check.shown import CLOSED, Shown, seen_drawings, seen_weights
from visemes.keys.placement import Exposures
from visemes.motion.events import events_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.line import Curve, Line
    from visemes.maps import VisemeMap
    from visemes.motion.events import Event
    from visemes.timeline import Timeline

Verdict = Literal["pass", "warn", "fail"]
#: Seconds by which the picture may be early and late: passes, then is a warning.
EARLY: Final = (0.060, 0.125)
LATE: Final = (0.040, 0.090)
#: Silences longer than this (seconds) must show a closed mouth, but for TRIM at either end.
SILENCE, TRIM = 0.35, 0.20
#: A drawing between two equal ones that is shown no longer than this (seconds) flickers.
FLICKER: Final = 0.06
#: Curves are sampled this often (Hz) for their jerk: the fastest frame rate there is.
JERK_RATE: Final = 240
#: More keys than this for each curve and second of speech are a burden to edit.
MANY_KEYS: Final = 8.0


@dataclass(frozen=True, slots=True)
class EventCheck:
    """One event and the frame that shows it, None when none does.

    late: seconds from the event to that frame: negative before it, positive after it, 0 inside. frames: how many in a row show it.
    """

    kind: str
    phones: str
    word: str
    start: float
    end: float
    frame: int | None
    late: float
    frames: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one line.

    source: the sound or file. kind: "drawings" or "curves". open_silence: share of exposures in long silences that show an
    open mouth. jerk: RMS third derivative of the lip gap (gap a second cubed); None for drawings. keys_per_second: per curve
    that moves and second of speech. flicker: frames of drawings that flash up. outside: shapes whose curve leaves its range.
    """

    source: str
    kind: str
    events: tuple[EventCheck, ...]
    open_silence: float
    jerk: float | None
    keys_per_second: float | None
    flicker: tuple[int, ...]
    outside: tuple[str, ...]

    @property
    def missed(self) -> tuple[EventCheck, ...]:
        """Events that no frame shows."""
        return tuple(event for event in self.events if event.verdict == "fail")

    @property
    def verdict(self) -> Verdict:
        """The line's: what a viewer notices fails it, what an editor notices is a warning."""
        if any(e.kind == "closure" for e in self.missed) or self.open_silence > 0 or self.outside:
            return "fail"
        many = self.keys_per_second is not None and self.keys_per_second > MANY_KEYS
        return "warn" if self.flicker or many or any(e.verdict != "pass" for e in self.events) else "pass"

    def document(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {"schema_version": 1, "verdict": self.verdict, **asdict(self)}

    def lines(self) -> Iterator[str]:
        """The report for a person: a heading, then one line for everything that is not as it should be."""
        met = len(self.events) - len(self.missed)
        yield f"{self.source} ({self.kind}): {self.verdict}, {met} of {len(self.events)} closures and contacts seen"
        for event in self.events:
            if event.verdict != "pass":
                yield f"  {_sentence(event)}"
        if self.open_silence:
            yield f"  the mouth stands open in {self.open_silence:.1%} of the long silences"
        yield from (f"  a drawing flickers at frame {frame}" for frame in self.flicker)
        yield from (f"  {shape} leaves its range" for shape in self.outside)
        if self.jerk is not None and self.keys_per_second is not None:
            yield f"  {self.keys_per_second:.1f} keys a second for each curve, jerk {self.jerk:.0f}"


def _sentence(event: EventCheck) -> str:
    does = "close" if event.kind == "closure" else "touch the teeth"
    where = f"for '{event.phones}'{f' of {event.word!r}' if event.word else ''} at {event.start:.2f} s"
    if event.frame is None:
        return f"the mouth does not {does} {where}"
    when = f"{abs(event.late) * 1000:.0f} ms {'late' if event.late > 0 else 'early'}"
    return f"the mouth is {when} to {does} {where}, frame {event.frame}"


def check_line(line: Line, viseme_map: VisemeMap, kind: str = "") -> Report:
    """The report of one of our lines.

    kind: "drawings" or "curves"; left out, curves for maps made for curves, drawings for the others.
    """
    kind = kind or ("curves" if viseme_map.style == "3d" and line.curves else "drawings")
    exposures = Exposures(line.grid, line.timeline.duration)
    times = [exposures.time(i) for i in range(len(exposures.frames))]
    if kind == "drawings":
        seen = seen_drawings(exposures.frames, times, [line.drawing_at(frame) for frame in exposures.frames], viseme_map)
    else:
        weights = {curve.shape: np.array([curve.value_at(frame) for frame in exposures.frames]) for curve in line.curves}
        seen = seen_weights(exposures.frames, times, weights, viseme_map)
    return check_seen(seen, line.timeline, viseme_map, line.sound, line.curves if kind == "curves" else ())


def check_seen(seen: Shown, timeline: Timeline, viseme_map: VisemeMap, source: str = "", curves: Sequence[Curve] = ()) -> Report:
    """The report of anything that is seen. curves: with keys, where there are any."""
    events = [event for event in events_of(timeline) if event.kind == "closure" or viseme_map.contacts]
    return Report(
        source,
        seen.kind,
        tuple(_checked(event, seen, timeline) for event in events),
        open_in_silence(seen, timeline),
        None if seen.kind == "drawings" else rms_third(seen.gap, seen.spacing),
        keys_per_second(curves, timeline) if curves else None,
        tuple(_flicker(seen, viseme_map)),
        tuple(curve.shape for curve in curves if _leaves_range(curve, viseme_map)),
    )


def _checked(event: Event, seen: Shown, timeline: Timeline) -> EventCheck:
    shows = seen.closed if event.kind == "closure" else seen.touching
    late = np.maximum(0.0, seen.times - event.end) - np.maximum(0.0, event.start - seen.times)
    near = np.flatnonzero(shows & (late >= -EARLY[1] - 1e-9) & (late <= LATE[1] + 1e-9))
    word = timeline.word_at((event.start + event.end) / 2)
    about = (event.kind, event.label, word.label if word else "", event.start, event.end)
    if not len(near):
        return EventCheck(*about, None, 0.0, 0, "fail")
    best = int(near[np.abs(late[near]).argmin()])
    passes = -EARLY[0] - 1e-9 <= late[best] <= EARLY[0] + 1e-9 if event.kind == "contact" else -EARLY[0] <= late[best] <= LATE[0]
    return EventCheck(*about, int(seen.frames[best]), round(float(late[best]), 4), _run(shows, best), "pass" if passes else "warn")


def _run(shows: NDArray[np.bool_], index: int) -> int:
    """Exposures in a row around an index."""
    first = last = index
    while first > 0 and shows[first - 1]:
        first -= 1
    while last < len(shows) - 1 and shows[last + 1]:
        last += 1
    return last - first + 1


def open_in_silence(seen: Shown, timeline: Timeline) -> float:
    """Share of the exposures well inside long silences at which the mouth stands open."""
    quiet = np.zeros(len(seen.times), dtype=bool)
    for start, end in timeline.pauses():
        if end - start > SILENCE:
            quiet |= (seen.times >= start + TRIM) & (seen.times <= end - TRIM)
    return float((seen.gap[quiet] > CLOSED).mean()) if quiet.any() else 0.0


def rms_third(values: NDArray[np.float64], spacing: float) -> float:
    """RMS third derivative of samples `spacing` seconds apart."""
    third = np.diff(values, 3) / spacing**3
    return float(np.sqrt(np.mean(third**2))) if len(third) else 0.0


def jerk(curve: Curve, fps: float) -> float:
    """RMS third derivative of a curve as hosts evaluate it, weight a second cubed."""
    first, last = float(curve.keys[0].frame), float(curve.keys[-1].frame)
    count = max(4, round((last - first) / fps * JERK_RATE))
    values = np.array([curve.value_at(frame) for frame in np.linspace(first, last, count)])
    return rms_third(values, (last - first) / fps / (count - 1)) if last > first else 0.0


def keys_per_second(curves: Sequence[Curve], timeline: Timeline) -> float:
    """Keys of each curve that moves for each second of speech, mean over the curves."""
    speech = sum(phone.duration for phone in timeline.phones)
    moving = [len(curve.keys) for curve in curves if len({key.value for key in curve.keys}) > 1]
    return sum(moving) / len(moving) / speech if moving and speech else 0.0


def _flicker(seen: Shown, viseme_map: VisemeMap) -> Iterator[int]:
    """Frames at which a drawing flashes up between two equal ones; closures and contacts may."""
    wanted = viseme_map.closures | viseme_map.contacts
    starts = [i for i in range(len(seen.labels)) if i == 0 or seen.labels[i] != seen.labels[i - 1]]
    for a, b, c in zip(starts, starts[1:], starts[2:], strict=False):
        brief = (c - b) * seen.spacing <= FLICKER
        if brief and seen.labels[a] == seen.labels[c] and not {seen.labels[a], seen.labels[b]} & wanted:
            yield int(seen.frames[b])


def _leaves_range(curve: Curve, viseme_map: VisemeMap) -> bool:
    shape = viseme_map.shapes.get(curve.shape)
    if shape is None or not curve.keys:
        return False
    first, last = float(curve.keys[0].frame), float(curve.keys[-1].frame)
    values = [curve.value_at(frame) for frame in np.linspace(first, last, max(2, 4 * round(last - first) + 1))]
    return min(values) < shape.minimum - 1e-4 or max(values) > shape.maximum + 1e-4
