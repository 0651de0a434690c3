"""What is found in one film: one offset or an honest "cannot tell", and everything an animator can act on.

Limits: EBU R37 lets sound be 40 ms early and 60 ms late where a programme leaves the house; ITU-R BT.1359-1 takes 90 ms early and
185 ms late for the most that viewers accept, and 45 and 125 ms for what they notice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.sync.drift import Drift
    from visemes.sync.looks import Closure

Verdict = Literal["pass", "warn", "fail", "unreadable"]

#: Seconds sound may be early and late: inside passes (EBU R37), outside the second pair fails (ITU-R BT.1359-1).
EARLY: Final = (0.040, 0.090)
LATE: Final = (0.060, 0.185)
#: An offset is told from this confidence on; a phrase's too.
CONFIDENT: Final = 0.6
#: Width of a mouth in the viewer's pixels under which it is too small to read.
SMALLEST: Final = 10.0


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
