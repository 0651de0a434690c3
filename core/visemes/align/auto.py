"""The aligner that suits a line's language best among those that can run here.

That is the built-in one for English, which it was made for, and wherever nothing better is at hand; the timeline says
which one it was. Where another one was picked and fails, the built-in one takes over, with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final

from visemes.align.base import Aligner, AlignerKind, BatchAligner, Settings, Utterance
from visemes.errors import CancelledError, UnknownNameError, VisemesError
from visemes.languages import is_english

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from visemes.align.base import SpokenWord, Told
    from visemes.audio import Sound
    from visemes.timeline import Timeline

#: What does the work when nothing else does.
FALLBACK: Final = "builtin"


@dataclass
class AutoAligner:
    """See the module; `visemes.align.base.Aligner` documents the methods."""

    settings: Settings = field(default_factory=Settings)
    name: ClassVar[str] = "auto"
    _ready: dict[str, Aligner] = field(default_factory=dict)
    _failed: dict[str, VisemesError] = field(default_factory=dict)

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Told | None = None,
        resume: Path | None = None,
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone, by the aligner that suits the language."""
        name = choice(language, self.settings)
        problem = self._failed.get(name)
        if problem is None:
            try:
                return self._named(name).align(sound, words, progress, resume, language=language)
            except CancelledError:
                raise
            except VisemesError as error:
                if name == FALLBACK:
                    raise
                problem = error
        found = self._named(FALLBACK).align(sound, words, progress, resume, language=language)
        warning = f"aligned by {FALLBACK}, because {name} failed: {problem}"
        return replace(found, warnings=(warning, *found.warnings))

    def prepared(self, lines: Iterable[Utterance], progress: Told | None = None) -> Aligner:
        """The same with the lines done of each aligner that does many at once; one that fails is not asked again."""
        from visemes.align import ALIGNERS, kind_named

        batching = {name for name in ALIGNERS if (kind := kind_named(name)).batches and not kind.lack(self.settings)}
        groups: dict[str, list[Utterance]] = {}
        for line in lines if batching else ():
            name = choice(line.language, self.settings)
            if name in batching:
                groups.setdefault(name, []).append(line)
        for name, group in groups.items():
            self._prepare(name, group, progress)
        return self

    def _prepare(self, name: str, lines: Sequence[Utterance], progress: Told | None) -> None:
        aligner = self._named(name)
        try:
            if isinstance(aligner, BatchAligner):
                self._ready[name] = aligner.prepared(lines, progress)
        except CancelledError:
            raise
        except VisemesError as error:
            self._failed[name] = error

    def _named(self, name: str) -> Aligner:
        from visemes.align import aligner_named, kind_named

        if name not in self._ready:
            self._ready[name] = aligner_named(name, self.settings.only(kind_named(name).settings))
        return self._ready[name]


def choice(language: str, settings: Settings) -> str:
    """The name of the aligner for a language on this machine. language: as espeak-ng spells it, "" for English."""
    from visemes.align import ALIGNERS, kind_named

    if not language or is_english(language):  # nothing else is looked at, so nothing else is loaded
        return FALLBACK
    kinds = (kind_named(name) for name in ALIGNERS if name != FALLBACK)
    return next((kind.name for kind in kinds if kind.suits(language, settings) and not kind.lack(settings)), FALLBACK)


def all_settings() -> dict[str, str]:
    """What can be set for any of the aligners."""
    from visemes.align import ALIGNERS, kind_named

    return {key: meaning for name in ALIGNERS for key, meaning in kind_named(name).settings.items()}


@dataclass(frozen=True, slots=True)
class _AutoKind(AlignerKind):
    """Knows the settings of all the others."""

    def check(self, settings: Settings) -> None:
        """Raise UnknownNameError for a setting none of them knows."""
        for name in settings.values:
            if name not in (known := all_settings()):
                raise UnknownNameError("setting of an aligner", name, known)


ALIGNER: Final = _AutoKind(
    "auto",
    "whichever suits the language best here",
    {},
    AutoAligner,
    lambda _: None,
    lambda _language, _settings: False,
    batches=True,
)
