"""What every recogniser takes and gives.

To add a recogniser: write one file in this folder with a class that has the attributes and the method of `Recogniser`,
and add one line to the registry in `visemes/recognize/__init__.py`. Import third-party packages when the class is made,
so that their absence is known before any work is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.timeline import Timeline
    from visemes.transcript import Transcript


class Recogniser(Protocol):
    """Finds out what is said."""

    name: str

    def recognize(
        self, sound: Sound, progress: Callable[[float], None] | None = None, resume: Path | None = None
    ) -> Transcript | Timeline:
        """The words of a sound, or its phones with their times; an empty Timeline with a warning if nothing is said.

        sound: 16 kHz mono. progress: called with 0..1 now and then. resume: beside this path work on a long sound is kept
        (`kept.py`), so that a killed run goes on from there; the caller removes it once the result is safe.
        """
        ...
