"""How well phones are found inside words whose times are given.

    python bench/given.py FOLDER [--only NAME] [--off MILLISECONDS]

FOLDER: sounds with a .json ({"text", "phones": [[start, end, label], …]}) of hand labels beside each. A word's own time is that
of the hand-labelled phones it is made of. Once our aligner gets no times, once the words' own, and once words whose ends are
each moved at random by up to --off milliseconds (50), as rough as those of speech recognisers. Phones that the labellers heard
otherwise than our dictionary has them are not counted; how many is told.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from visemes.align.builtin import BuiltinAligner
from visemes.align.given import completed
from visemes.audio import read_sound
from visemes.compare import Statistics, compare
from visemes.imports.tiers import Row, timeline_of
from visemes.lexicon import Lexicon, pronounce
from visemes.timeline import Timeline, Word
from visemes.transcript import parse_transcript

LEAST = 0.03


def measured(path: Path, off: float, rng: np.random.Generator) -> dict[str, tuple]:
    """For each way: pairs of phones, pairs of words, hand labels without a partner."""
    told = json.loads(path.read_text(encoding="utf-8"))
    sound = read_sound(path.with_suffix(".wav"))
    labels = timeline_of(path.name, sound.duration, [], [Row(*phone, i) for i, phone in enumerate(told["phones"], 1)])
    spoken, _ = pronounce(parse_transcript(told["text"]), Lexicon())
    alone = BuiltinAligner().align(sound, spoken)
    words = hand_words(labels, alone)
    rough = Timeline(sound.duration, moved(words, off, rng, sound.duration))
    ways = {
        "no times given": alone,
        "words by hand": completed(Timeline(sound.duration, words, aligner="given"), sound, "en-us"),
        "rough words, as given": rough,
        "rough words": completed(rough, sound, "en-us", rough=True),
    }
    found = {name: compare(replace(labels, words=words), timeline) for name, timeline in ways.items()}
    return {name: (c.phones, c.words, len(c.only_first)) for name, c in found.items()}


def hand_words(labels: Timeline, aligned: Timeline) -> tuple[Word, ...]:
    """The aligned words at the times of the hand-labelled phones they are made of."""
    partner = {pair.second.start: pair.first for pair in compare(labels, aligned).phones}
    words: list[Word] = []
    for word in aligned.words:
        own = [partner[p.start] for p in aligned.phones_in(word) if p.start in partner]
        start = max(own[0].start, words[-1].end if words else 0.0) if own else 0.0
        if own and start < own[-1].end:
            words.append(Word(start, own[-1].end, word.label))
    return tuple(words)


def moved(words: tuple[Word, ...], off: float, rng: np.random.Generator, duration: float) -> tuple[Word, ...]:
    """The words with both ends moved at random by up to `off` seconds, still in order."""
    result: list[Word] = []
    for word in words:
        start = max(result[-1].end if result else 0.0, word.start + rng.uniform(-off, off))
        end = min(max(start + LEAST, word.end + rng.uniform(-off, off)), duration)
        if start < end:
            result.append(Word(start, end, word.label))
    return tuple(result)


def main() -> None:
    """Print one row for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--off", type=float, default=50.0)
    options = parser.parse_args()
    rng = np.random.default_rng(0)
    rows: dict[str, list[tuple]] = {}
    for path in sorted(options.folder.glob("*.json")):
        if options.only in path.name:
            for name, row in measured(path, options.off / 1000, rng).items():
                rows.setdefault(name, []).append(row)
    print(f"{'':24}{'phones':>8}{'mean':>8}{'median':>8}{'≤ 20 ms':>9}{'words':>8}{'mean':>8}{'left out':>10}")
    for name, found in rows.items():
        phones, words = (Statistics.of([pair for row in found for pair in row[i]]) for i in (0, 1))
        cells = [""] * 4
        if phones:
            mean, middle = (f"{seconds * 1000:.1f}" for seconds in (phones.mean_absolute, phones.median_absolute))
            cells = [str(phones.count), mean, middle, f"{phones.within[1]:.1%}"]
        cells += [str(words.count), f"{words.mean_absolute * 1000:.1f}"] if words else ["", ""]
        cells += [str(sum(row[2] for row in found)) if phones else ""]
        print(f"{name:24}" + "".join(f"{cell:>{width}}" for cell, width in zip(cells, (8, 8, 8, 9, 8, 8, 10), strict=True)))


if __name__ == "__main__":
    main()
