"""What every aligner takes and gives.

To add an aligner: write one file in this folder with a class that has the attributes and the method of `Aligner` and an
`ALIGNER` that describes it, and add one line to the registry in `visemes/align/__init__.py`. Import third-party packages
inside its methods; `lack` says what is missing without loading any of it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, runtime_checkable

from visemes.errors import UnknownNameError
from visemes.lexicon.spoken import Pronunciation, SpokenWord

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.timeline import Timeline

__all__ = ["Aligner", "AlignerKind", "BatchAligner", "Lack", "Pronunciation", "Settings", "SpokenWord", "Utterance"]

#: Told how far the work is, 0..1.
Told = Callable[[float], None]


class Utterance(NamedTuple):
    """A sound (16 kHz mono), its words in the order they are spoken, and their language as espeak-ng spells it ("" is English)."""

    sound: Sound
    words: Sequence[SpokenWord]
    language: str = ""


@runtime_checkable
class Aligner(Protocol):
    """Brings words and sound together."""

    name: ClassVar[str]

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Told | None = None,
        resume: Path | None = None,
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone.

        sound: 16 kHz mono. words: in the order they are spoken. progress: called with 0..1 now and then.
        resume: a file in which work on a long sound may be kept, so that a killed run goes on from there; the caller
        removes it once the result is safe. language: that of the words, as espeak-ng spells it; "" is English.
        Every line has an answer; what is doubtful in it is in the timeline's confidences, marks and warnings. What another
        program or model cannot do is an AlignerError.
        """
        ...


@runtime_checkable
class BatchAligner(Aligner, Protocol):
    """An aligner that does many lines in one run for little more than the price of one."""

    def prepared(self, lines: Iterable[Utterance], progress: Told | None = None) -> Aligner:
        """An aligner that has the answers to these lines ready; it aligns any other line when it is asked to."""
        ...


class Lack(NamedTuple):
    """What is missing, and the line that gets it."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person set for an aligner.

    values: by the names its kind knows. download: whether it may fetch models from the network.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    download: bool = False

    def get(self, name: str, default: str = "") -> str:
        """A value, or what holds without one."""
        return self.values.get(name, default)

    def only(self, names: Container[str]) -> Settings:
        """Those of them that have one of these names."""
        return Settings({name: value for name, value in self.values.items() if name in names}, self.download)


@dataclass(frozen=True, slots=True)
class AlignerKind:
    """An aligner people can choose.

    what: one line that says what it is. settings: the names of what can be set for it, with their meaning. make: makes one;
    raises InputError for a setting it cannot use. lack: what of it is missing on this machine, None when it can run; loads
    nothing. suits: whether it is the better choice for a language than the built-in one, with these settings, on this machine.
    batches: whether the aligners it makes are `BatchAligner`s.
    """

    name: str
    what: str
    settings: Mapping[str, str]
    make: Callable[[Settings], Aligner]
    lack: Callable[[Settings], Lack | None]
    suits: Callable[[str, Settings], bool]
    batches: bool = False

    def check(self, settings: Settings) -> None:
        """Raise UnknownNameError for a setting it does not know."""
        for name in settings.values:
            if name not in self.settings:
                raise UnknownNameError(f"setting of the aligner {self.name}", name, self.settings)
