"""What a film's watching comes to: the report, and why nothing is told where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.drift import Drift, drift_of, windows_of
from visemes.sync.marks import marks, seen_closures, seen_openness
from visemes.sync.mouth import around, voiced
from visemes.sync.mute import mute_test as measured_mute
from visemes.sync.offsets import SAME, Reading, read
from visemes.sync.reading import said
from visemes.sync.report import CONFIDENT, SMALLEST, Phrase, Report, Verdict, verdict_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.watch import Watched
    from visemes.timeline import Phone, Timeline, Word

    Bools = NDArray[np.bool_]
    #: The offset at every time of the film.
    Line = Callable[[float], float]

#: Seconds of voice there have to be.
VOICE: Final = 0.6
#: A phrase that is this far (seconds) from the rest of its film, and outside its own interval, is a mistake of its own.
LOCAL: Final = 0.06
#: Seconds of pause between phrases, and the shortest phrase that is read.
PAUSE: Final = 0.35
SHORTEST: Final = 0.6
#: Why a mouth that moves cannot be read, where nothing else explains it.
UNREADABLE: Final = (
    "what moves there cannot be read with this sound: another voice, a filmed face, a profile, or something in the way"
)


def report_of(
    watched: Watched,
    expert: Expert,
    source: str,
    sound_duration: float,
    timeline: Timeline | None = None,
    fps: Fraction | None = None,
    *,
    mute_test: bool = False,
    notes: Sequence[str] = (),
) -> Report:
    """The report of a film that was watched. timeline: of its sound. fps: as the file says."""
    on = voiced(watched.level)
    counts = around(on) & watched.present
    reading = _whole(watched, expert, counts)
    windows = list(windows_of(watched.evidence, counts, expert.offsets, expert.trust))
    drift = drift_of(windows, expert.offsets, fps)
    line = drift.at if drift else _always(reading.offset if reading else 0.0)
    frame = float(1 / fps) if fps and not watched.rhythm.is_variable else watched.rhythm.frame
    confidence = _confidence(reading, drift, windows)
    reason = _reason(watched, on, counts, confidence)
    told = bool(reading) and not reason
    phrases = tuple(_phrases(watched, expert, timeline, on, line, told=told))
    seen = seen_openness(watched, timeline, on, line) if told else None
    offset, low, high = _interval(reading, drift, watched, frame) if told else (None, None, None)
    offsets = [drift.at(0.0) + watched.base, drift.at(watched.duration) + watched.base] if drift and told else [offset or 0.0]
    verdict: Verdict = verdict_of(offsets) if told else "unreadable"
    if not told and watched.clap is not None:
        verdict, offset, low, high = verdict_of([watched.clap]), watched.clap, watched.clap - frame, watched.clap + frame / 2
    return Report(
        source=source, expert=expert.name, verdict=verdict, reason=reason, offset=offset, low=low, high=high, confidence=confidence,
        frame=frame, duration=watched.duration, sound_duration=sound_duration, is_variable=watched.rhythm.is_variable,
        clap=watched.clap, drift=_moved(drift, watched.base) if told else None, phrases=phrases,
        closures=seen_closures(timeline, seen, line, watched) if told else None,
        marks=tuple(sorted(marks(watched, on, seen, line, told=told), key=lambda mark: (mark.start, mark.what))),
        gaps=tuple(watched.rhythm.gaps()), repeats=tuple(watched.rhythm.repeats()), mouths=tuple(_mouths(watched)),
        mute=measured_mute(watched, expert, counts, line) if mute_test and told else None, notes=tuple(notes),
    )  # fmt: skip


def _always(offset: float) -> Line:
    return lambda _: offset


def _whole(watched: Watched, expert: Expert, counts: Bools) -> Reading | None:
    return read(watched.evidence[counts].astype(np.float32), expert.offsets, expert.trust) if counts.any() else None


def _confidence(reading: Reading | None, drift: Drift | None, windows: Sequence[Any]) -> float:
    """The chance that the offset is right; of one that drifts, the windows' mean."""
    if reading is None:
        return 0.0
    if drift is None:
        return reading.confidence
    near = [w.reading.confidence for w in windows if abs(w.reading.offset - drift.at(w.time)) < 2 * SAME]
    return max(reading.confidence, float(np.mean(near)) if near else 0.0)


def _reason(watched: Watched, on: Bools, counts: Bools, confidence: float) -> str:
    """Why nothing can be told, "" where it can."""
    there = watched.present
    width = float(np.median(watched.boxes[there, 2])) if there.any() else 0.0
    reasons = (
        (on.sum() < VOICE * RATE, "there is no voice in the sound"),
        (not there.any(), "nothing in the picture moves with the voice: no mouth was found"),
        (counts.sum() < VOICE * RATE, "no mouth is in the picture while somebody speaks"),
        (confidence >= CONFIDENT, ""),
        (width < SMALLEST, f"the mouth is only {width:.0f} pixels wide"),
        (counts.sum() < 2 * RATE, f"{counts.sum() / RATE:.1f} s of speech are too short to be sure"),
    )
    return next((reason for applies, reason in reasons if applies), UNREADABLE)


def _interval(reading: Reading | None, drift: Drift | None, watched: Watched, frame: float) -> tuple[float, float, float]:
    """Offset, low and high with what the sound was moved by; nothing is known finer than a quarter of a frame."""
    offset, low, high = (reading.offset, reading.low, reading.high) if reading else (0.0, 0.0, 0.0)
    if drift:
        ends = (drift.at(0.0), drift.at(watched.duration))
        offset, low, high = drift.at(watched.duration / 2), min(ends), max(ends)
    return offset + watched.base, min(low, offset - frame / 4) + watched.base, max(high, offset + frame / 4) + watched.base


def _moved(drift: Drift | None, base: float) -> Drift | None:
    return Drift(drift.start + base, drift.slope, drift.low, drift.high, drift.made, drift.played) if drift else None


def _phrases(
    watched: Watched,
    expert: Expert,
    timeline: Timeline | None,
    on: Bools,
    line: Line,
    *,
    told: bool,
) -> Iterator[Phrase]:
    """Every phrase with its own offset."""
    for start, end, text, speaker in _said(watched, timeline, on):
        middle = (start + end) / 2
        usual = line(middle)
        first, last = (int(np.clip(round((t + usual) * RATE), 0, len(watched.present))) for t in (start - 0.1, end + 0.1))
        there = watched.present[first:last]
        read_ = told and end - start >= SHORTEST and there.any()
        found = read(watched.evidence[first:last][there].astype(np.float32), expert.offsets, expert.trust) if read_ else None
        base = watched.base
        if found is None or found.confidence < CONFIDENT:
            yield Phrase(start - base, end - base, text, speaker, None, None, None, found.confidence if found else 0.0, local=False)
            continue
        local = abs(found.offset - usual) > LOCAL and not found.low - SAME / 2 <= usual <= found.high + SAME / 2
        values = (found.offset + base, found.low + base, found.high + base)
        yield Phrase(start - base, end - base, text, speaker, *values, found.confidence, local)


def _said(watched: Watched, timeline: Timeline | None, on: Bools) -> Iterator[tuple[float, float, str, str]]:
    """Start and end (of the sound as it was looked at), words and speaker of every phrase."""
    if timeline is None or not (timeline.words or timeline.phones):
        yield from ((part.start / RATE, part.stop / RATE, "", "") for part in said(on))
        return
    spoken: Sequence[Word | Phone] = timeline.words or timeline.phones
    first = 0
    for i, word in enumerate(spoken):
        after = spoken[i + 1] if i + 1 < len(spoken) else None
        if after and after.start - word.end <= PAUSE and after.speaker == word.speaker:
            continue
        text = " ".join(w.label for w in spoken[first : i + 1]) if timeline.words else ""
        yield spoken[first].start + watched.base, word.end + watched.base, text, word.speaker
        first = i + 1


def _mouths(watched: Watched) -> Iterator[tuple[int, float, float, float, float]]:
    """Where the mouths of every shot mostly are, in the viewer's pixels."""
    for shot in np.unique(watched.shots).tolist():
        for who in np.unique(watched.who[watched.shots == shot]).tolist():
            rows = (watched.shots == shot) & (watched.who == who) & watched.present
            if rows.any():
                x, y, width, height = (round(float(value), 1) for value in np.median(watched.boxes[rows], axis=0))
                yield shot, x, y, width, height
