"""Learn what a word's evidence is worth: the constants of `visemes.align.doubt.confidence`.

    python tools/synthetic_speech.py FOLDER --count 1400 --seed 1
    python tools/fit_confidence.py FOLDER

Every sentence of the synthetic speech is aligned with its right transcript and with three damaged ones (a wrong, a
missing, an extra word, made as in bench/doubt.py), every fourth with the words of another sentence, too. Clean
synthesisers fit the acoustic model better than people do, so each sentence is first cut to a random band, given a random
echo, and mixed with pink noise; the alignment is the package's own. Printed are

- CONFIDENCE_SLOPE and CONFIDENCE_MIDDLE: logistic regression of "this word is said here" on the strength of its
  evidence; words that the search doubts count with their evidence in the place that is left for them. Without those the
  curve would trust weak evidence far too much on human speech;
- for information, how many of the words that the search doubts are right all the same (DOUBTED caps their confidence
  below one half: who is told to check a word should not be told that it is probably right).

The prior is that of the damage: about one word in twelve is wrong. Same folder and seed, same constants.
"""

from __future__ import annotations

import argparse
import random
import sys
import zlib
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.signal import butter, fftconvolve, sosfilt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))
from doubt import DAMAGES, Line, lines_of, mixed, pink
from visemes.align import graph, hear
from visemes.align.builtin import search
from visemes.align.search import Stretch, best_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.align.base import SpokenWord

#: How often a sentence is cut to a band, echoes, and has noise behind it; the rest stays as it is.
BAND, ECHO, NOISE = 0.4, 0.35, 0.75

#: Every so many sentences one is aligned with another's words, too.
OTHERS = 4

#: Keeps the two constants finite where strength separates right from wrong completely.
SHRINK = 1e-4


def roughened(line: Line, seed: int) -> Line:
    """A sentence as a poor recording has it."""
    rng = np.random.default_rng(seed)
    samples, rate = line.sound.samples.astype(np.float64), line.sound.rate
    if rng.random() < BAND:
        edges = [rng.uniform(80, 350), rng.uniform(2800, 7000)]
        samples = sosfilt(butter(2, edges, "bandpass", fs=rate, output="sos"), samples)
    if rng.random() < ECHO:
        length = int(rate * rng.uniform(0.15, 0.5))  # to a thousandth
        echo = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length) * rng.uniform(0.02, 0.08)
        echo[0] = 1.0
        samples = fftconvolve(samples, echo)[: len(samples)]
    samples /= max(1.0, np.abs(samples).max())
    rough = replace(line, sound=replace(line.sound, samples=samples.astype(np.float32)))
    return mixed(rough, pink(len(samples), seed), rng.uniform(5, 35)) if rng.random() < NOISE else rough


def evidence(line: Line, words: tuple[SpokenWord, ...]) -> Iterator[tuple[int, float, bool]]:
    """Index, strength and whether the search doubts it, of every word the search keeps."""
    numbered = tuple(replace(word, text=str(i)) for i, word in enumerate(words))
    stretch = Stretch.of(line.sound.samples, numbered)
    segments, told, _ = search(stretch, numbered)
    said, frame = told.said(), 0
    for place, group in groupby(segments, key=lambda s: s.slot.word):
        own, first = list(group), frame
        frame += sum(s.frames for s in own)
        is_doubted = place in told.fillings or any(s.slot.spelling == graph.INSTEAD for s in own)
        if place in said and is_doubted:
            own = [s for s in best_segments(stretch.cut(first, frame), [said[place]]) if s.slot.word != graph.NO_WORD]
        if place in said:
            yield int(said[place].text), hear.strength(own, stretch.step), is_doubted


def rows(lines: list[Line], seed: int) -> Iterator[tuple[float, bool, bool]]:
    """Strength, whether the search doubts it, whether it is right: of every word of every transcript."""
    for number, clean in enumerate(lines):
        key = seed * 1000 + zlib.crc32(clean.name.encode())
        line, rng = roughened(clean, key), random.Random(key)  # noqa: S311 - no secret
        given = [(line.words, tuple(range(len(line.words))))]
        given += [(d.words, d.origin) for d in (damage(line, rng) for damage in DAMAGES.values())]
        if number % OTHERS == 0:
            other = lines[number - 1].words
            given.append((other, (-1,) * len(other)))
        for words, origin in given:
            for index, strength, is_doubted in evidence(line, words):
                yield strength, is_doubted, origin[index] >= 0
        print(f"\r{number + 1} of {len(lines)} sentences", end="", file=sys.stderr)
    print(file=sys.stderr)


def fit(strength: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and middle of the logistic curve of greatest likelihood."""

    def loss(parameters: np.ndarray) -> float:
        logits = parameters[0] * strength + parameters[1]
        return float(np.logaddexp(0, np.where(right, -logits, logits)).mean() + SHRINK * parameters[0] ** 2)

    slope, offset = minimize(loss, np.array([0.2, 5.0])).x
    return float(slope), float(-offset / slope)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sentences", type=int, default=200, help="spread evenly over the folder")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    lines = list(lines_of([options.folder]))
    if not lines:
        sys.exit(f"{options.folder}: no synthetic speech found")
    lines = lines[:: max(1, len(lines) // options.sentences)][: options.sentences]
    strength, doubted, right = (np.array(column) for column in zip(*rows(lines, options.seed), strict=True))
    slope, middle = fit(strength, right)
    print(f"CONFIDENCE_SLOPE: Final = {slope:.3f}\nCONFIDENCE_MIDDLE: Final = {middle:.1f}")
    for name, words in (("kept", right[~doubted]), ("doubted", right[doubted])):
        print(f"{len(words)} words {name}, {words.mean():.3f} of them right")


if __name__ == "__main__":
    main()
