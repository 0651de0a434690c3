"""What a film's watching comes to: one offset or an honest "cannot tell", and everything an animator can act on.

Limits: EBU R37 lets sound be 40 ms early and 60 ms late where a programme leaves the house; ITU-R BT.1359-1 takes 90 ms early and
185 ms late for the most that viewers accept, and 45 and 125 ms for what they notice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from visemes.motion.events import events_of
from visemes.sync.base import RATE
from visemes.sync.drift import Drift, drift_of, windows_of
from visemes.sync.looks import CLOSED, OPEN, Closure, closures, openness, still
from visemes.sync.mouth import voiced
from visemes.sync.offsets import CONFIDENT, SAME, Reading, read
from visemes.sync.reading import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.watch import Watched
    from visemes.timeline import Phone, Timeline, Word

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    #: The offset at every time of the film.
    Line = Callable[[float], float]

Verdict = Literal["pass", "warn", "fail", "unreadable"]

#: Seconds sound may be early and late: inside passes (EBU R37), outside the second pair fails (ITU-R BT.1359-1).
EARLY: Final = (0.040, 0.090)
LATE: Final = (0.060, 0.185)
#: Seconds of voice there have to be, and the width of a mouth in the viewer's pixels.
VOICE: Final = 0.6
SMALLEST: Final = 10.0
#: A phrase that is this far (seconds) from the rest of its film, and outside its own interval, is a mistake of its own.
LOCAL: Final = 0.06
#: Seconds of pause between phrases, and the shortest phrase that is read.
PAUSE: Final = 0.35
SHORTEST: Final = 0.6
#: Seconds a mouth or a picture may stand still while somebody speaks.
STANDS: Final = 0.6
#: Silence longer than this (seconds) is expected to show a closed mouth, but for TRIM at either end.
SILENCE, TRIM = 0.5, 0.2
#: Why a mouth that moves cannot be read, where nothing else explains it.
UNREADABLE: Final = (
    "what moves there cannot be read with this sound: another voice, a filmed face, a profile, or something in the way"
)
#: Seconds of the windows of the mute test.
MUTE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is said without a pause. start, end: of its sound, seconds. offset, low, high: seconds, None where it cannot be read.

    local: whether it is out of step with the rest of the film.
    """

    start: float
    end: float
    text: str
    speaker: str
    offset: float | None
    low: float | None
    high: float | None
    confidence: float
    local: bool


@dataclass(frozen=True, slots=True)
class MuteTest:
    """How much of the speech can be read from the picture. placed: share of windows put within a frame of where they belong.

    chance: what guessing would place. bits: what a window tells about where it belongs, of `most`.
    """

    windows: int
    placed: float
    chance: float
    bits: float
    most: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of film to look at. start, end: seconds of film. what: as `visemes.sync.told.MARKS` has it."""

    start: float
    end: float
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one film. Times are seconds, offsets positive where the sound is early.

    reason: why nothing is told, "" where an offset is. frame: seconds a frame is on show. clap: the offset a clap at the head
    tells. mouths: widths and places of the mouths that were found, by shot. notes: what a person should know besides.
    """

    source: str
    expert: str
    verdict: Verdict
    reason: str
    offset: float | None
    low: float | None
    high: float | None
    confidence: float
    frame: float
    duration: float
    sound_duration: float
    is_variable: bool
    clap: float | None
    drift: Drift | None
    phrases: tuple[Phrase, ...]
    closures: tuple[Closure, ...] | None
    marks: tuple[Mark, ...]
    gaps: tuple[tuple[float, int], ...]
    repeats: tuple[float, ...]
    mouths: tuple[tuple[int, float, float, float, float], ...]
    mute: MuteTest | None
    notes: tuple[str, ...]

    @property
    def local(self) -> tuple[Phrase, ...]:
        """Phrases that are out of step with the rest."""
        return tuple(phrase for phrase in self.phrases if phrase.local)

    @property
    def missed(self) -> tuple[Closure, ...]:
        """Closures no frame shows."""
        return tuple(closure for closure in self.closures or () if closure.frame is None)

    @property
    def frames(self) -> float | None:
        """The offset in the film's own frames."""
        return None if self.offset is None else self.offset / self.frame

    def document(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        found = asdict(self)
        found["mouths"] = [dict(zip(("shot", "x", "y", "width", "height"), row, strict=True)) for row in self.mouths]
        found["gaps"] = [{"time": time, "frames": frames} for time, frames in self.gaps]
        if self.drift:
            found["drift"]["ms_per_minute"] = self.drift.per_minute
        found = _rounded(found)
        ms = None if self.offset is None else round(self.offset * 1000, 1)
        frames = None if self.frames is None else round(self.frames, 2)
        return {"schema_version": 1, "kind": "film", "offset_ms": ms, "offset_frames": frames, **found}


def _rounded(value: Any) -> Any:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, 6) + 0.0 if isinstance(value, float) else value


def verdict_of(offsets: Sequence[float]) -> Verdict:
    """The verdict on offsets, seconds: that of the worst."""
    if all(-LATE[0] <= offset <= EARLY[0] for offset in offsets):
        return "pass"
    return "warn" if all(-LATE[1] <= offset <= EARLY[1] for offset in offsets) else "fail"


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
    counts = _around(on) & watched.present
    clap = _clap(watched)
    reading = _whole(watched, expert, counts)
    windows = list(windows_of(watched.evidence, counts, expert.offsets, expert.trust))
    drift = drift_of(windows, expert.offsets, fps)
    line = drift.at if drift else _always(reading.offset if reading else 0.0)
    frame = float(1 / fps) if fps and not watched.rhythm.is_variable else watched.rhythm.frame
    confidence = _confidence(reading, drift, windows)
    reason = _reason(watched, on, counts, confidence)
    told = bool(reading) and not reason
    phrases = tuple(_phrases(watched, expert, timeline, on, line, told=told))
    seen = _openness(watched, timeline, on, line) if told else None
    offset, low, high = _interval(reading, drift, watched, frame) if told else (None, None, None)
    offsets = [drift.at(0.0) + watched.base, drift.at(watched.duration) + watched.base] if drift and told else [offset or 0.0]
    verdict: Verdict = verdict_of(offsets) if told else "unreadable"
    if not told and clap is not None:
        verdict, offset, low, high = verdict_of([clap]), clap, clap - frame, clap + frame / 2
    return Report(
        source=source, expert=expert.name, verdict=verdict, reason=reason, offset=offset, low=low, high=high, confidence=confidence,
        frame=frame, duration=watched.duration, sound_duration=sound_duration, is_variable=watched.rhythm.is_variable, clap=clap,
        drift=_moved(drift, watched.base) if told else None, phrases=phrases,
        closures=_closures(timeline, seen, line, watched) if told else None,
        marks=tuple(sorted(_marks(watched, on, seen, line, told=told), key=lambda mark: (mark.start, mark.what))),
        gaps=tuple(watched.rhythm.gaps()), repeats=tuple(watched.rhythm.repeats()), mouths=tuple(_mouths(watched)),
        mute=_mute(watched, expert, counts, line) if mute_test and told else None, notes=tuple(notes),
    )  # fmt: skip


def _always(offset: float) -> Line:
    return lambda _: offset


def _around(on: Bools, seconds: float = 0.4) -> Bools:
    """Frames near a voice: what is heard may be seen a little earlier or later."""
    reach = round(seconds * RATE)
    near: Bools = np.convolve(on, np.ones(2 * reach + 1), "same") > 0 if len(on) else on
    return near[: len(on)] if len(near) >= len(on) else np.pad(near, (0, len(on) - len(near)))


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


def _clap(watched: Watched) -> float | None:
    return watched.clap


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


def _openness(watched: Watched, timeline: Timeline | None, on: Bools, line: Line) -> Floats | None:
    """How open the mouth is in every frame; None where that cannot be told."""
    events = [event for event in events_of(timeline) if event.kind == "closure"] if timeline else []
    shown = [(event.start + watched.base + line(event.start), event.end + watched.base + line(event.end)) for event in events]
    quiet = _quiet(on, 0.12) & watched.present
    return openness(watched.looks, quiet, on & watched.present, shown)


def _quiet(on: Bools, trim: float) -> Bools:
    """Frames well inside pauses."""
    return ~_around(on, trim)


def _closures(
    timeline: Timeline | None,
    seen: Floats | None,
    line: Line,
    watched: Watched,
) -> tuple[Closure, ...] | None:
    if timeline is None or seen is None:
        return None
    events = [event for event in events_of(timeline) if event.kind == "closure"]
    found: list[Closure] = []
    for event in events:
        word = timeline.word_at(event.middle)
        found += closures([event], [word.label if word else ""], seen, watched.base + line(event.start))
    return tuple(found)


def _marks(
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
    for first, last in _runs(~watched.present & on):
        if (last - first) / RATE > STANDS:
            yield Mark(first / RATE, last / RATE, "no mouth")
    if seen is not None:
        for first, last in _runs(_quiet(on, TRIM) & watched.present & (seen > OPEN)):
            if (last - first) / RATE > SILENCE / 2:
                yield Mark(first / RATE, last / RATE, "open in silence")


def _voice_share(on: Bools, start: float, end: float) -> float:
    part = on[max(0, round(start * RATE)) : max(0, round(end * RATE))]
    return float(part.mean()) if len(part) else 0.0


def _runs(flags: Bools) -> Iterator[tuple[int, int]]:
    """First index and the one after the last of every stretch that is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _mouths(watched: Watched) -> Iterator[tuple[int, float, float, float, float]]:
    """Where the mouths of every shot mostly are, in the viewer's pixels."""
    for shot in np.unique(watched.shots).tolist():
        for who in np.unique(watched.who[watched.shots == shot]).tolist():
            rows = (watched.shots == shot) & (watched.who == who) & watched.present
            if rows.any():
                x, y, width, height = (round(float(value), 1) for value in np.median(watched.boxes[rows], axis=0))
                yield shot, x, y, width, height


def _mute(watched: Watched, expert: Expert, counts: Bools, line: Line) -> MuteTest:
    """The mute test over windows that do not overlap."""
    length, offsets = round(MUTE * RATE), expert.offsets
    placed: list[bool] = []
    bits: list[float] = []
    for first in range(0, len(counts) - length + 1, length):
        if counts[first : first + length].mean() < 0.5:
            continue
        evidence = watched.evidence[first : first + length].astype(np.float32)
        found = read(evidence, offsets, expert.trust)
        wanted = line((first + length / 2) / RATE)
        placed.append(abs(found.offset - wanted) <= SAME + 1e-9)
        bits.append(_bits(evidence, expert, wanted))
    wide = float(offsets[-1] - offsets[0])
    places = round(wide / SAME) + 1
    return MuteTest(
        len(placed), float(np.mean(placed)) if placed else 0.0, min(1.0, 3 / places), float(np.mean(bits)) if bits else 0.0,
        float(np.log2(places)),
    )  # fmt: skip


def _bits(evidence: NDArray[np.float32], expert: Expert, wanted: float) -> float:
    """What a window tells about where it belongs: log2 of how much likelier it makes the right frame than guessing does."""
    total = evidence.sum(axis=0, dtype=np.float64) * expert.trust.scale / len(evidence) ** expert.trust.power
    chance = np.exp(total - total.max())
    chance /= chance.sum()
    near = np.abs(expert.offsets - wanted) <= SAME / 2 + 1e-9
    places = round(float(expert.offsets[-1] - expert.offsets[0]) / SAME) + 1
    return float(np.log2(max(1e-3, float(chance[near].sum())) * places))


def seen_closed(value: float) -> bool:
    """Whether a mouth this open counts as closed."""
    return value <= CLOSED
