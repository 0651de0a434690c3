"""A rig's mouth beside its guide's: one offset, a few numbers, and the moments an animator should look at, the worst first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from visemes.errors import UsageError
from visemes.guide.differences import CLOSED, Difference, around, differences, runs
from visemes.guide.seeing import is_sure
from visemes.guide.together import match, size_of
from visemes.guide.touch import plain, told
from visemes.guide.tracks import FEWEST
from visemes.phones import is_closure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from visemes.guide.together import Matched
    from visemes.guide.touch import Keys, Touch
    from visemes.guide.tracks import Track
    from visemes.timeline import Timeline

if TYPE_CHECKING:
    Bools = NDArray[np.bool_]

Verdict = Literal["same", "differs", "unreadable"]

#: Mouths that go together less than this (correlation at the best offset) are not of one line, or one is misread.
LIKE: Final = 0.6
#: One character opens noticeably less or more than this beside the other, all along.
SIZES: Final = (0.93, 1.075)
#: Phones this many seconds around a moment are named with it.
NEAR: Final = 0.02


@dataclass(frozen=True, slots=True)
class Moment:
    """A difference, with what a person needs to find and mend it.

    first, last: numbers of the rig's frames. start, end: seconds of the rig's film. rig, guide: openings seen where they differ
    most, shares of the range. phones, word: what is said. touches: what to do, by shapes where keys are known. advice: in words.
    """

    difference: Difference
    first: int
    last: int
    start: float
    end: float
    rig: float
    guide: float
    phones: str
    word: str
    touches: tuple[Touch, ...]
    advice: str

    def document(self) -> dict[str, Any]:
        """As plain data."""
        one = self.difference
        return {
            "kind": one.kind, "first": self.first, "last": self.last, "start": round(self.start, 4), "end": round(self.end, 4),
            "late_frames": one.frames, "size": round(one.size, 3), "weight": round(one.weight, 3), "rig": round(self.rig, 3),
            "guide": round(self.guide, 3), "phones": self.phones, "word": self.word,
            "touch": [touch.document() for touch in self.touches], "advice": self.advice,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What was found.

    reason: why nothing can be told, "" where something is. shift: seconds by which the rig is later all along; removed: seconds
    of it taken out before comparing. likeness: correlation of the openings. apart: mean difference, a share of the range. size: how
    wide the rig opens beside the guide. closures: of the guide, those of them seen in the rig, and of the rig alone. matched:
    the tracks, frame by frame, None where nothing is told.
    """

    rig: Track
    guide: Track
    reason: str = ""
    start_frame: int = 1
    shift: float = 0.0
    removed: float = 0.0
    likeness: float = 0.0
    apart: float = 0.0
    size: float = 1.0
    closures: tuple[int, int, int] = (0, 0, 0)
    moments: tuple[Moment, ...] = ()
    matched: Matched | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_other_size(self) -> bool:
        """Whether one character opens noticeably less or more than it should, all along."""
        return self.matched is not None and self.matched.alike and not SIZES[0] <= self.size <= SIZES[1]

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        if self.reason:
            return "unreadable"
        return "differs" if self.moments or self.is_other_size else "same"

    @property
    def shift_frames(self) -> float:
        """The offset in frames of the rig."""
        return self.shift * float(self.rig.fps)

    def document(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        return {
            "schema_version": 1, "kind": "comparison", "rig": self.rig.source, "guide": self.guide.source, "verdict": self.verdict,
            "reason": self.reason, "fps": str(self.rig.fps), "start_frame": self.start_frame,
            "frames_compared": int(self.matched.both.sum()) if self.matched else 0, "shift_ms": round(1000 * self.shift, 1),
            "shift_frames": round(self.shift_frames, 2), "removed_ms": round(1000 * self.removed, 1),
            "correlation": round(self.likeness, 4), "mean_difference": round(self.apart, 4), "size": round(self.size, 3),
            "is_other_size": self.is_other_size, "same_character": bool(self.matched and self.matched.alike),
            "closures": dict(zip(("guide", "seen_in_rig", "rig_alone"), self.closures, strict=True)),
            "moments": [moment.document() for moment in self.moments], "frames": list(self.rows()), "notes": list(self.notes),
        }  # fmt: skip

    def rows(self) -> Iterator[dict[str, Any]]:
        """Frame by frame: what is seen of both, shares of the range; frames on which one is not seen are left out."""
        found = self.matched
        if found is None:
            return
        for n in np.flatnonzero(found.both).tolist():
            rig, guide = float(found.rig[n]) / found.unit, float(found.guide[n]) / found.unit
            yield {
                "frame": self.start_frame + n, "time": round(float(found.times[n]), 4), "rig": round(rig, 3),
                "guide": round(guide, 3), "difference": round(rig - guide, 3),
            }  # fmt: skip


def compare(
    rig: Track,
    guide: Track,
    *,
    timeline: Timeline | None = None,
    keys: Keys | None = None,
    keep_shift: bool = False,
    start_frame: int = 1,
) -> Comparison:
    """Compare.

    timeline: what is said; second 0 is the rig's first frame, with keys for a guide their sound's start. keys: what the rig was
    rendered from. keep_shift: leave an offset in. start_frame: number of the rig's first frame.
    """
    told = Comparison(
        rig, guide, start_frame=start_frame, notes=tuple(f"{t.source}: {note}" for t in (rig, guide) for note in t.notes)
    )
    problem = next((f"{track.source}: {track.problem}" for track in (rig, guide) if track.problem), "")
    if problem:
        return replace(told, reason=problem)
    matched = match(rig, guide)
    if reason := _unlike(rig, guide, matched):
        return replace(told, reason=reason, shift=matched.shift, likeness=matched.likeness)
    if keep_shift:
        matched = match(rig, guide, keep_shift=True)
        if matched.both.sum() < FEWEST:
            raise UsageError("without moving them, the two hardly meet in time", "leave --no-shift out")
    found = differences(matched)
    late = 0.0 if guide.is_film else matched.removed  # words and keys that are the guide's are in its time
    both = matched.both
    return replace(
        told, shift=matched.shift, removed=matched.removed, likeness=matched.likeness,
        size=size_of(matched, _without(matched, found)), matched=matched,
        apart=float(np.abs(matched.rig - matched.guide)[both].mean()) / matched.unit, closures=_closures(matched, found),
        moments=tuple(_moment(one, matched, timeline, keys, start_frame, late) for one in found),
    )  # fmt: skip


def _without(matched: Matched, found: list[Difference]) -> Bools:
    """The frames that no moment is about."""
    rest = matched.both.copy()
    for one in found:
        rest[one.first : one.last + 1] = False
    return rest


def _unlike(rig: Track, guide: Track, matched: Matched) -> str:
    """Why the two cannot be compared, "" where they can."""
    if matched.both.sum() < FEWEST:
        return "the two have too few frames in common"
    if matched.likeness >= LIKE:
        return ""
    unsure = [track.source for track in (rig, guide) if not is_sure(track)]
    if unsure:
        return f"{' and '.join(unsure)}: what moves there cannot be read with its sound"
    return f"the two mouths do not do the same (correlation {matched.likeness:.2f}): is it the same line?"


def _closures(matched: Matched, found: list[Difference]) -> tuple[int, int, int]:
    """Closures of the guide, how many of them the rig shows, and closures of the rig alone."""
    closed = runs((matched.guide <= CLOSED) & matched.both)
    least, _ = around(matched.rig, matched.reach)
    missing = sum(one.kind == "closure missing" for one in found)
    seen = sum(bool(least[first : last + 1].min() <= CLOSED) for first, last in closed)
    return len(closed), max(0, min(seen, len(closed) - missing)), sum(one.kind == "closure added" for one in found)


def _moment(
    one: Difference, matched: Matched, timeline: Timeline | None, keys: Keys | None, start_frame: int, late: float
) -> Moment:
    rows = np.arange(one.first, one.last + 1)
    is_width = one.kind in {"too wide", "too round"}
    rig, guide = (matched.rig_width, matched.guide_width) if is_width else (matched.rig, matched.guide)
    worst = one.first + int(np.abs(rig[rows] - guide[rows]).argmax())
    change = float(guide[worst] - rig[worst])
    frames = (start_frame + one.first, start_frame + one.last)
    start, end = float(matched.times[one.first]), float(matched.times[one.last]) + matched.frame
    wanted = (float(matched.guide[worst]), float(matched.guide_width[worst]))
    touches = tuple(keys.touches(one, frames, matched.times[rows] - late, change, wanted)) if keys else ()
    advice = told(touches) or plain(one, frames, change, matched.unit)
    scale = 1.0 if is_width else matched.unit
    return Moment(
        one,
        *frames,
        start,
        end,
        float(rig[worst]) / scale,
        float(guide[worst]) / scale,
        *_said(timeline, start - late, end - late, closes=one.kind.startswith("closure")),
        touches,
        advice,
    )


def _said(timeline: Timeline | None, start: float, end: float, *, closes: bool) -> tuple[str, str]:
    """Phones and words during a moment; of a closure those that close the lips, where there are any."""
    if timeline is None:
        return "", ""
    phones = [phone for phone in timeline.phones if phone.end > start + NEAR and phone.start < end - NEAR]
    meant = [phone for phone in phones if is_closure(phone.label)] if closes else []
    if meant:
        phones, start, end = meant, meant[0].start - NEAR, meant[-1].end + NEAR
    words = [word.label for word in timeline.words if word.end > start + NEAR and word.start < end - NEAR]
    return " ".join(phone.label for phone in phones), " ".join(words)
