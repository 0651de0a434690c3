"""Words placed by a network that hears letters (wav2vec 2.0 and its kin), phones by our own model within them.

The network says what every 20 ms spell; the best path through it that spells the line gives each word a rough place, in any
language the network knows. Letters are no phones and their peaks no boundaries, so the built-in aligner's search then
finds the phones, with every word kept near its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np

from visemes.align.base import AlignerKind, Lack, Settings
from visemes.align.ctc_path import letter_path
from visemes.align.letters import missing_letters, spelt
from visemes.align.listeners import HOP, heard, is_torchaudio, listener_named
from visemes.align.regroup import with_room
from visemes.align.within import Placed, phones_within
from visemes.errors import AlignerError, UsageError
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord, Told
    from visemes.align.letters import Spelt, Vocabulary
    from visemes.align.listeners import Listener
    from visemes.audio import Sound

    Floats = NDArray[np.float32]

#: Seconds by which a word may begin before its first letter is heard, or end after its last one.
SLACK: Final = 0.2

#: Seconds of the middle of a frame after its beginning.
MIDDLE: Final = 0.0125

#: Frames that are searched at once (a minute), where in them they are cut, and the most letters that are said in one.
WINDOW: Final = 3000
EARLIEST, LATEST = 0.4, 0.8
FASTEST: Final = 0.5

#: The share of a line's words that have to be spelt.
ENOUGH: Final = 0.5

#: Mean log probability of a line's letters below which the network hears something else (1 in 20; a right line has about 1 in 1.2).
STRANGE: Final = -3.0

SETTINGS: Final = {"model": "a folder with a wav2vec 2.0 or HuBERT model, or a name of torchaudio such as MMS_FA"}


@dataclass
class CtcAligner:
    """See the module; `visemes.align.base` documents the method."""

    settings: Settings = field(default_factory=Settings)
    name: ClassVar[str] = "ctc"
    _listener: Listener | None = None
    _language: str = ""

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Told | None = None,
        resume: Path | None = None,  # noqa: ARG002 - the network is asked anew
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone."""
        report = progress or (lambda _: None)
        report(0.0)
        listener = self._ready(language)
        label = f"ctc:{listener.name}"
        if sound.is_silent or not words:
            return Timeline(sound.duration, language=language, aligner=label)
        letters = [spelt(word, listener.vocabulary) for word in words]
        warnings = _check(letters, listener)
        frames = heard(listener, sound.samples)
        report(0.7)
        spans = [_span(place) for place in placed(frames, letters, listener.vocabulary)]
        worths = iter([s[2] for s in spans if s is not None])
        given = [s[:2] if s else None for s in spans]
        rooms = with_room(sound.duration, words, given)
        places = [
            Placed(room.word, room.start, room.end, next(worths) if own else None)
            for room, own in zip(rooms, given, strict=True)
            if room.start is not None and room.end is not None
        ]
        found = phones_within(sound, sorted_out(places, sound.duration), slack=SLACK, language=language)
        report(1.0)
        return replace(found, aligner=label, warnings=(*warnings, *_doubts(spans, listener), *found.warnings))

    def _ready(self, language: str) -> Listener:
        if self._listener is None or self._language not in {"", language}:
            if not self.settings.get("model"):
                raise UsageError("ctc: no model was named", "--aligner-set model=FOLDER, or model=MMS_FA for torchaudio's")
            self._listener = listener_named(self.settings.get("model"), download=self.settings.download, language=language)
            self._language = language
        return self._listener


def _check(words: Sequence[Spelt], listener: Listener) -> tuple[str, ...]:
    """A warning for letters the vocabulary lacks. Raises AlignerError when it lacks so many that it is for another language."""
    missing = missing_letters(words)
    if not missing:
        return ()
    listed = " ".join(missing[:12])
    if sum(bool(word.indices) for word in words) < ENOUGH * len(words):
        hint = "is the model for this language? torchaudio's MMS_FA spells every language in Latin letters"
        raise AlignerError("ctc", f"the vocabulary of {listener.name} has no letters for: {listed}", hint)
    return (f"the vocabulary of {listener.name} has no letters for {listed}: they were passed over",)


def _doubts(spans: Sequence[tuple[float, float, float] | None], listener: Listener) -> tuple[str, ...]:
    worths = [np.log(max(s[2], 1e-12)) for s in spans if s is not None]
    if worths and float(np.mean(worths)) < STRANGE:
        return (
            f"{listener.name} hears something else than these words: is it a model of this language, and the transcript right?",
        )
    return ()


def _span(place: tuple[int, int, float] | None) -> tuple[float, float, float] | None:
    """The seconds of a word's frames, and how sure the network is of its letters (0..1)."""
    if place is None:
        return None
    first, last, score = place
    return max(0.0, first * HOP / 16000 + MIDDLE - HOP / 32000), last * HOP / 16000 + MIDDLE - HOP / 32000, float(np.exp(score))


def sorted_out(places: Sequence[Placed], duration: float) -> list[Placed]:
    """The places in order, none before the one before it or outside the sound; words without any time left get a moment."""
    result: list[Placed] = []
    for place in places:
        start = max(place.start, result[-1].end if result else 0.0)
        end = min(max(place.end, start + 0.01), duration)
        if start < end:
            result.append(place._replace(start=start, end=end))
    return result


def placed(frames: Floats, words: Sequence[Spelt], vocabulary: Vocabulary) -> list[tuple[int, int, float] | None]:
    """First frame, frame after the last and mean log probability of each word; None for one that nothing spells.

    Long sounds are searched a minute at a time; each search begins in the longest pause of the one before.
    """
    result: list[tuple[int, int, float] | None] = []
    start = 0
    while len(result) < len(words):
        rest = words[len(result) :]
        is_last = len(frames) - start <= 2 * WINDOW
        if not is_last:
            rest = rest[: _fitting(rest, WINDOW)]
        part = frames[start:] if is_last else frames[start : start + WINDOW]
        found = _words_in(part, rest, vocabulary, open_end=not is_last)
        cut, count = (len(part), len(found)) if is_last else _cut(found)
        result += [None if f is None else (f[0] + start, f[1] + start, f[2]) for f in found[:count]]
        start += cut
        if is_last:
            break
    return result + [None] * (len(words) - len(result))


def _fitting(words: Sequence[Spelt], frames: int) -> int:
    """How many words can be said in some frames at the most."""
    ends = np.cumsum([len(word.indices) + 1 for word in words])
    return max(1, int(np.searchsorted(ends, frames * FASTEST)))


def _words_in(
    frames: Floats, words: Sequence[Spelt], vocabulary: Vocabulary, *, open_end: bool
) -> list[tuple[int, int, float] | None]:
    """The words of a part of the sound; with an open end only those that are said in it."""
    letters: list[int] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        if letters and word.indices and vocabulary.between is not None:
            letters.append(vocabulary.between)
            owners.append(-1)
        letters += word.indices
        owners += [number] * len(word.indices)
    path = letter_path(frames, letters, vocabulary.blank, open_end=open_end)
    said = max((owner for owner in owners[: len(path)]), default=-1) + 1
    if open_end and len(path) < len(letters) and said and owners[len(path)] == said - 1:
        said -= 1  # its last letters are still to come
    result: list[tuple[int, int, float] | None] = [None] * (said if open_end else len(words))
    for number in range(len(result)):
        own = [i for i, owner in enumerate(owners[: len(path)]) if owner == number]
        if own:
            result[number] = int(path.first[own[0]]), int(path.last[own[-1]]), float(path.score[own].mean())
    return result


def _cut(found: Sequence[tuple[int, int, float] | None]) -> tuple[int, int]:
    """Where the next search begins, in frames, and how many words lie before: in the longest pause around its middle."""
    low, high = round(EARLIEST * WINDOW), round(LATEST * WINDOW)
    pauses = []
    for number, (before, after) in enumerate(zip(found, [*found[1:], None], strict=False)):
        if before is not None:
            begin, end = before[1], after[0] if after else WINDOW
            middle = min((begin + min(end, high)) // 2, high)
            if begin <= high and middle >= low:
                pauses.append((min(end, high) - begin, middle, number + 1))
    if pauses:
        _, middle, count = max(pauses)
        return max(1, middle), count
    inside = [n for n, f in enumerate(found) if f is not None and f[1] <= high]
    return (high, inside[-1] + 1) if inside else (low, 0)


def lack(settings: Settings) -> Lack | None:
    """What is missing to run the model that is named; a folder needs nothing."""
    model = settings.get("model")
    if not model:
        return Lack("a model", "name one: --aligner-set model=FOLDER, or model=MMS_FA with pip install torchaudio")
    if is_torchaudio(model) and not (util.find_spec("torch") and util.find_spec("torchaudio")):
        return Lack("torchaudio", "pip install torchaudio")
    return None


def suits(language: str, settings: Settings) -> bool:
    """Whether a model that is here was named and the language is not English, which our own aligner was made for."""
    model = settings.get("model")
    is_here = is_torchaudio(model) or (Path(model).expanduser() / "vocab.json").is_file()
    return bool(model) and is_here and bool(language) and not language.startswith("en")


ALIGNER: Final = AlignerKind("ctc", "networks that hear letters, such as wav2vec 2.0", SETTINGS, CtcAligner, lack, suits)
