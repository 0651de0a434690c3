"""Read the folders that synthetic_speech.py makes, for the tools that learn from them."""

from __future__ import annotations

import json
import wave
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align.base import SpokenWord
from visemes.align.classes import CLASS_OF, SILENCE
from visemes.align.search import Stretch, best_segments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

RATE: Final = 16000

#: How the names of English voices begin. Aligners err differently with the accents of the others.
NATIVE: Final = ("flite_", "festival_")

#: Below the loudest speech by this much a pause cannot be told from a closure (dB).
AUDIBLE: Final = -40.0

#: Phones whose closure is silent: after a pause they begin when they are heard, as labellers have it.
CLOSED: Final = ("voiceless stop", "voiced stop", "affricate")


@dataclass(frozen=True)
class SpokenLine:
    """One synthetic sentence.

    samples: 16 kHz mono. phones: ARPABET or SIL. boundaries: seconds, the starts of all phones but the first.
    aligned: the built-in aligner's boundaries, not a number where it had none in the same place.
    """

    name: str
    voice: str
    samples: NDArray[np.float32]
    phones: tuple[str, ...]
    boundaries: NDArray[np.float64]
    aligned: NDArray[np.float64]


def read_wave(path: Path) -> NDArray[np.float32]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768


def level(samples: NDArray[np.float32], window: int = 80, hop: int = 16) -> NDArray[np.float64]:
    """Energy of 5 ms windows around every millisecond, dB."""
    padded = np.pad(samples.astype(np.float64) ** 2, window // 2)
    total = np.concatenate([[0.0], np.cumsum(padded)])
    at = np.arange(0, len(samples), hop)
    return 10 * np.log10((total[at + window] - total[at]) / window + 1e-12)


def heard(phones: Sequence[str], boundaries: NDArray[np.float64], samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Boundaries with stops after a pause moved from the start of their silent closure to their first sound."""
    loudness = level(samples)
    audible = loudness > np.percentile(loudness, 98) + AUDIBLE
    moved = boundaries.copy()
    ends = [*boundaries[1:], len(samples) / RATE]
    for i, (left, right) in enumerate(pairwise(phones)):
        if left == SILENCE and CLASS_OF[right] in CLOSED:
            start, end = int(boundaries[i] * 1000), int(ends[i] * 1000)
            first = np.flatnonzero(audible[start:end])
            if len(first):
                moved[i] = max(boundaries[i], (start + first[0] - 2) / 1000)
    return moved


def spoken_words(phones: list[list[object]], words: list[list[object]]) -> list[SpokenWord]:
    """The sentence as the aligner wants it, with exactly the phones that were spoken."""
    spoken = []
    for start, end, text in words:
        own = tuple(str(p) for a, b, p in phones if start - 1e-4 <= (a + b) / 2 < end + 1e-4 and p != SILENCE)
        spoken.append(SpokenWord(str(text), ((own,),)))
    return spoken


def align(samples: NDArray[np.float32], words: list[SpokenWord], phones: Sequence[str]) -> NDArray[np.float64]:
    """The aligner's boundaries in the places of `phones`; not a number where a pause is missing or too much."""
    path = best_segments(Stretch.of(samples, words), words)
    aligned = np.full(len(phones) - 1, np.nan)
    found = [s for s in path if s.slot.phone != SILENCE]
    expected = [i for i, p in enumerate(phones) if p != SILENCE]
    if [phones[i] for i in expected] != [s.slot.phone for s in found]:
        return aligned
    for (before, segment), place in zip(pairwise([None, *found]), expected, strict=True):
        at = path.index(segment)
        paused = at > 0 and path[at - 1].slot.phone == SILENCE
        if place > 0 and paused == (phones[place - 1] == SILENCE):
            aligned[place - 1] = segment.start
            if paused and before is not None:
                aligned[place - 2] = path[at - 1].start
    if path[-1].slot.phone == phones[-1] == SILENCE:
        aligned[-1] = path[-1].start
    return aligned


def read_line(path: Path) -> SpokenLine:
    """A line from its JSON file; the aligner's boundaries are kept beside it once they are known."""
    content = json.loads(path.read_text())
    samples = read_wave(path.with_suffix(".wav"))
    phones = tuple(label for _, _, label in content["phones"])
    exact = np.array([start for start, _, _ in content["phones"][1:]])
    aligned = align(samples, spoken_words(content["phones"], content["words"]), phones)
    return SpokenLine(path.stem, content["voice"], samples, phones, heard(phones, exact, samples), aligned)


def read_lines(folder: Path, limit: int | None = None) -> Iterator[SpokenLine]:
    """Every line of a folder, in the order of names."""
    paths = sorted(folder.glob("*.json"))[:limit]
    with ProcessPoolExecutor(2) as pool:
        yield from pool.map(read_line, paths, chunksize=8)
