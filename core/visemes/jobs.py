"""One job: a sound, what is said in it, how it should move, and where the results go.

The command line and `visemes serve` both fill in a `Job`; `visemes.pipeline` does it. Nothing here reads a file's content.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import UsageError
from visemes.files import STDOUT, check_target
from visemes.frames import FrameGrid, parse_fps

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Endings of a transcript beside its sound, best first.
TRANSCRIPTS: Final = (".txt", ".lab", ".srt", ".vtt")

#: Sliders that are times.
TIMES: Final = frozenset({"lead", "minimum_hold"})

_SPAN: Final = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:/\d+)?)\s*(ms|s|f|)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Output:
    """One result. target: a path or `-`. format: a name of `visemes.export`. speaker: whose words; empty for the job's."""

    target: str
    format: str
    speaker: str = ""


@dataclass(frozen=True)
class Job:
    """What to do with one sound; every default is the command line's.

    text or transcript (a file) or timeline (a file with times): what is said; none of them: a transcript beside the sound,
    else what is recognised. recognize: how, a name of `visemes.recognize`, whatever lies beside the sound. dictionary: a file
    of pronunciations that win over the shipped ones. speaker: move the mouth only for the words of this one, as the
    transcript names them (`ANNA: …`). language: of the words, any name `visemes.languages` knows, "auto" to tell it from the
    words. map: name or file of a viseme map. fps, step, start_frame, offset: the frame grid. offset: time added to every key:
    `0.5`, `40ms`, `2f` (frames). style: a preset's name. sliders: its values to change, by name. dense: a key on every frame
    instead of few. draft: a fast rough pass. sub_frames: keys on parts of a frame too. aligner: a name of `visemes.align`,
    "auto" for whichever suits the language here. aligner_settings: what is set for it, by name. recognize_settings: the same
    for `recognize`. download: whether an aligner or recogniser may fetch models from the network. adapt_voice: fit the built-in
    aligner to the voice first. start, end: only this stretch of the sound (seconds) is looked at; all times and frames are
    counted from its start. end: None for the sound's own. whole: the words are those of the whole sound, so all of it is
    aligned and the stretch taken out.
    """

    sound: Path
    text: str | None = None
    transcript: Path | None = None
    timeline: Path | None = None
    dictionary: Path | None = None
    map: str = "rhubarb"
    fps: str = "24"
    step: int = 1
    start_frame: int = 1
    offset: str = "0"
    style: str = "realistic"
    sliders: Mapping[str, str | float] = field(default_factory=dict)
    dense: bool = False
    draft: bool = False
    speaker: str = ""
    language: str = "auto"
    recognize: str = ""
    sub_frames: bool = False
    aligner: str = "auto"
    aligner_settings: Mapping[str, str] = field(default_factory=dict)
    download: bool = False
    recognize_settings: Mapping[str, str] = field(default_factory=dict)
    adapt_voice: bool = False
    start: float = 0.0
    end: float | None = None
    whole: bool = False
    outputs: tuple[Output, ...] = ()

    def __post_init__(self) -> None:
        given = [name for name in ("text", "transcript", "timeline", "recognize") if getattr(self, name)]
        if len(given) > 1:
            raise UsageError(f"both {given[0]} and {given[1]} were given", "give one of them")
        if self.start < 0 or (self.end is not None and self.end <= self.start):
            raise UsageError(
                f"a stretch from {self.start:g} s to {self.end} s is none", "give a start of 0 or more and a later end"
            )

    def grid(self) -> FrameGrid:
        """The frame grid. Raises UsageError for values no film has."""
        rate = parse_fps(self.fps)
        return FrameGrid(rate, self.start_frame, self.step, parse_span(self.offset, rate))

    def sliders_at(self, rate: Fraction) -> dict[str, str | float]:
        """The sliders with those that are times in seconds. Raises UsageError."""
        return {name: float(parse_span(value, rate)) if name in TIMES else number(value) for name, value in self.sliders.items()}

    def transcript_file(self) -> Path | None:
        """The transcript to read: the one given, else one beside the sound, else None."""
        beside = (self.sound.with_suffix(ending) for ending in TRANSCRIPTS)
        return self.transcript or next((path for path in beside if path.is_file() and path != self.sound), None)

    def partial(self) -> Path | None:
        """Where work on a long sound is kept until its first result is written; None when no result is a file."""
        first = next((output.target for output in self.outputs if output.target != STDOUT), None)
        return Path(f"{first}.partial") if first else None

    def inputs(self) -> tuple[Path, ...]:
        """Every file the job reads, so far as it was named."""
        named = (self.sound, self.transcript_file(), self.timeline, self.dictionary, Path(self.map))
        return tuple(path for path in named if path is not None and path.is_file())

    def check_outputs(self) -> None:
        """Raise the UsageError or OutputError that writing would end with, before any work is done."""
        own = {os.path.realpath(path): path for path in self.inputs()}
        for output in self.outputs:
            if output.target != STDOUT and (source := own.get(os.path.realpath(output.target))):
                raise UsageError(f"{output.target}: would overwrite an input, {source.name}", "choose another name with -o")
            check_target(output.target)


def parse_span(text: str | float, rate: Fraction) -> Fraction:
    """Exact seconds from `0.25`, `-0.1s`, `40ms` or `2f` (frames at the rate). Raises UsageError."""
    match = _SPAN.fullmatch(str(text))
    if not match or match[1].endswith("/0"):
        raise UsageError(f"'{text}' is not a time", "give seconds (0.04), milliseconds (40ms) or frames (1f)")
    value = Fraction(match[1])
    return {"f": value / rate, "ms": value / 1000}.get(match[2].lower(), value)


def number(value: str | float) -> str | float:
    """A slider's value as a number where it is one; the style says which values it takes."""
    try:
        found = float(value)
    except ValueError:
        return value
    return int(found) if found.is_integer() else found
