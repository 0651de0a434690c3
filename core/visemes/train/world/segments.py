"""Lines of synthesisers that name English phones in ARPABET, as `tools/synthetic_speech.py` writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from visemes.audio import read_sound
from visemes.errors import InputError
from visemes.imports.source import read_text
from visemes.phones import arpabet_to_ipa
from visemes.timeline import Phone, Timeline, Word
from visemes.train.world.speech import Spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SILENCE: Final = "SIL"
LANGUAGE: Final = "en-us"


def timeline_of(
    phones: Iterable[tuple[float, float, str]], words: Iterable[tuple[float, float, str]], duration: float, engine: str
) -> Timeline:
    """A timeline from (start, end, ARPABET) and (start, end, word); silences and what lasts no microsecond are left out."""
    spoken = []
    for start, end, label in phones:
        if label != SILENCE and min(end, duration) - start > 1e-6:
            ipa, stress = arpabet_to_ipa(label)
            spoken.append(Phone(start, min(end, duration), ipa, stress=stress))
    said = tuple(Word(start, min(end, duration), word) for start, end, word in words if min(end, duration) - start > 1e-6)
    return Timeline(duration, said, tuple(spoken), LANGUAGE, engine).tidy()


def engine_and_voice(name: str) -> tuple[str, str]:
    """("flite", "slt") for "flite_slt"; a voice without an engine's name is festival's."""
    engine, _, voice = name.partition("_")
    return (engine, voice) if engine in {"flite", "festival"} else ("festival", name)


def read_segments(folder: Path) -> Iterator[Spoken]:
    """Every line of a folder that `tools/synthetic_speech.py` made. Raises InputError for what is none of its files."""
    for path in sorted(folder.glob("*.json")):
        try:
            row: dict[str, Any] = json.loads(read_text(path))
            engine, voice = engine_and_voice(str(row["voice"]))
            sound = read_sound(path.with_suffix(".wav"))
            timeline = timeline_of(row["phones"], row["words"], sound.duration, engine)
            text = row["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path.name}: not written by tools/synthetic_speech.py", "make the folder anew") from error
        yield Spoken(path.stem, voice, engine, LANGUAGE, text, sound.samples, timeline)
