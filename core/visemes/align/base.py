"""What every aligner takes and gives.

To add an aligner: write one file in this folder with a class that has the attributes and the method of `Aligner`,
and add one line to the registry in `visemes/align/__init__.py`. Import third-party packages inside its methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from visemes.lexicon.spoken import Pronunciation, SpokenWord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.timeline import Timeline

__all__ = ["Aligner", "Pronunciation", "SpokenWord"]


class Aligner(Protocol):
    """Brings words and sound together."""

    name: ClassVar[str]

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Callable[[float], None] | None = None,
        resume: Path | None = None,
    ) -> Timeline:
        """Times for every word and phone.

        sound: 16 kHz mono. words: in the order they are spoken. progress: called with 0..1 now and then.
        resume: a file in which work on a long sound may be kept, so that a killed run goes on from there; the caller
        removes it once the result is safe.
        Every line has an answer; what is doubtful in it is in the timeline's confidences, marks and warnings.
        """
        ...
