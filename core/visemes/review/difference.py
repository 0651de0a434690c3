"""What changed between two versions of a line, in frames, for a person who looks at the second one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.line import Line
    from visemes.timeline import Word

What = Literal["word", "drawing", "curve"]

#: A word that moved by less than this share of a frame has not moved to the eye.
SEEN_FRAMES: Final = 0.5
#: Nor has a curve that changed by less than this weight.
SEEN_WEIGHT: Final = 0.02


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. seconds: where to look. what: of which kind. text: the change in words."""

    seconds: float
    what: What
    text: str

    def as_row(self) -> dict[str, Any]:
        """As plain data."""
        return {"seconds": round(self.seconds, 6), "what": self.what, "text": self.text}


def differences(new: Line, old: Line) -> tuple[Difference, ...]:
    """What changed from the old version to the new one, in the order of time; drawings are compared at the new frame rate."""
    found = [*_words(new, old), *_drawings(new, old), *_curves(new, old)]
    return tuple(sorted(found, key=lambda difference: (difference.seconds, difference.what, difference.text)))


def _words(new: Line, old: Line) -> Iterator[Difference]:
    before, now = old.timeline.words, new.timeline.words
    matcher = SequenceMatcher(None, [w.label.lower() for w in before], [w.label.lower() for w in now], autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield from _moved(zip(before[i:j], now[k:m], strict=True), float(new.grid.fps))
            continue
        was, is_now = _quoted(before[i:j]), _quoted(now[k:m])
        where = now[k].start if k < m else before[i].start
        yield Difference(
            where, "word", f"{was} became {is_now}" if was and is_now else f"{is_now} is new" if is_now else f"{was} is gone"
        )


def _moved(pairs: Iterator[tuple[Word, Word]] | zip[tuple[Word, Word]], fps: float) -> Iterator[Difference]:
    for was, now in pairs:
        start, end = (now.start - was.start) * fps, (now.end - was.end) * fps
        parts = [f"{edge} {shift:+.1f} frames" for edge, shift in (("starts", start), ("ends", end)) if abs(shift) >= SEEN_FRAMES]
        if parts:
            yield Difference(now.start, "word", f"“{now.label}” {', '.join(parts)}")


def _quoted(words: tuple[Word, ...]) -> str:
    return f"“{' '.join(word.label for word in words)}”" if words else ""


def _drawings(new: Line, old: Line) -> Iterator[Difference]:
    """Runs of frames on which another drawing is shown."""
    frames = range(new.grid.shown_at(0), new.grid.last_frame(max(new.timeline.duration, old.timeline.duration)) + 1)
    shown = [(frame, old.drawing_at(old.grid.shown_at(new.grid.seconds_at(frame))), new.drawing_at(frame)) for frame in frames]
    for (was, now), run in groupby(shown, key=lambda item: item[1:]):
        numbers = [frame for frame, _, _ in run]
        if was != now:
            span = f"frame {numbers[0]}" if len(numbers) == 1 else f"frames {numbers[0]} to {numbers[-1]}"
            yield Difference(max(0.0, float(new.grid.seconds_at(numbers[0]))), "drawing", f"{span}: {was} became {now}")


def _curves(new: Line, old: Line) -> Iterator[Difference]:
    """The largest change of each shape that both versions have, and shapes only one of them has."""
    before, now = ({curve.shape: curve for curve in line.curves} for line in (old, new))
    for shape in dict.fromkeys((*now, *before)):
        if shape not in before or shape not in now:
            yield Difference(0.0, "curve", f"{shape} is {'new' if shape in now else 'gone'}")
            continue
        frames = range(new.grid.shown_at(0), new.grid.last_frame(new.timeline.duration) + 1)
        changes = [
            (now[shape].value_at(frame) - before[shape].value_at(old.grid.frame_at(new.grid.seconds_at(frame))), frame)
            for frame in frames
        ]
        change, frame = max(changes, key=lambda pair: abs(pair[0]), default=(0.0, 0))
        if abs(change) >= SEEN_WEIGHT:
            yield Difference(max(0.0, float(new.grid.seconds_at(frame))), "curve", f"{shape} {change:+.2f} at frame {frame}")
