"""Two speakers in one sound: how well words are placed where voices overlap, and where they do not.

    python bench/voices.py FOLDER [--pairs N] [--seed N] [--only TEXT] [--fault]

FOLDER: sounds with a .json as tools/synthetic_speech.py writes it (exact times), or with a .txt; the times of those are the
aligner's own on the undamaged line. Lines of different voices (in .json, or names that differ in more than figures) are
laid over each other with known offsets: the second begins so many seconds before the first ends, at a level that differs by up
to 3 dB. "inside" falls between a third and two thirds of the first line's words, which makes three turns.

Printed for each overlap: errors of word starts inside and outside the overlap, by the aligner as it is, and by the aligner
without speakers in the transcript, as one after the other; words that are not placed at all count as a second off. And how often
an overlap is reported. With --fault each first line ends with a word nobody says: overlaps reported then, where there are
none, are inventions.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from visemes.align import aligner_named
from visemes.align.base import SpokenWord
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.timeline import OVERLAP, Timeline
from visemes.transcript import parse_transcript

RATE = 16_000
SOUNDS = (".wav", ".flac", ".mp3", ".opus")
OVERLAPS = (-0.4, 0.0, 0.3, 0.6, 1.2, 2.0)
LOST = 1.0


@dataclass(frozen=True)
class Line:
    """A recorded line: samples, words, and the (start, end) of each word in seconds."""

    voice: str
    samples: np.ndarray
    words: tuple[SpokenWord, ...]
    times: tuple[tuple[float, float], ...]

    def moved(self, seconds: float) -> tuple[tuple[float, float], ...]:
        """The times of the words so many seconds later."""
        return tuple((start + seconds, end + seconds) for start, end in self.times)


@dataclass(frozen=True)
class Scene:
    """Two lines laid over each other. times: of every word, in the order of the transcript. span: the overlap, or None."""

    sound: Sound
    words: tuple[SpokenWord, ...]
    times: tuple[tuple[float, float], ...]
    span: tuple[float, float] | None


def read(path: Path, speakers: dict[str, str]) -> Line | None:
    sound = read_sound(path)
    label = path.with_suffix(".json")
    voice = next((v for name, v in speakers.items() if path.stem.startswith(name)), path.stem.partition("_")[2])
    if label.exists() and "words" in (content := json.loads(label.read_text(encoding="utf-8"))) and "voice" in content:
        words, times = [], []
        for start, end, text in content["words"]:
            own = tuple(p for a, b, p in content["phones"] if start - 1e-4 <= (a + b) / 2 < end + 1e-4 and p != "SIL")
            words.append(SpokenWord(text, ((own,),)))
            times.append((start, end))
        return Line(voice, levelled(sound.samples), tuple(words), tuple(times))
    text = path.with_suffix(".txt")
    if not text.exists():
        return None
    spoken, _ = pronounce(parse_transcript(text.read_text(encoding="utf-8")), Lexicon())
    found = aligner_named("builtin").align(sound, spoken)
    if len(found.words) != len(spoken) or found.warnings:
        return None
    return Line(voice, levelled(sound.samples), spoken, tuple((w.start, w.end) for w in found.words))


def levelled(samples: np.ndarray) -> np.ndarray:
    return samples * (0.05 / np.sqrt(np.mean(samples**2)))


def laid(first: Line, second: Line, begin: float, rng: random.Random, cut: int | None = None) -> Scene:
    """A scene in which the second line's first word begins at `begin`; cut: after which word of the first the second is told."""
    offset = max(0.0, begin - second.times[0][0])
    gain = 10 ** (rng.uniform(-3, 3) / 20)
    place = round(offset * RATE)
    samples = np.zeros(max(len(first.samples), place + len(second.samples)), np.float32)
    samples[: len(first.samples)] += first.samples
    samples[place : place + len(second.samples)] += gain * second.samples
    samples += 1e-4 * np.random.default_rng(0).standard_normal(len(samples)).astype(np.float32)
    cut = len(first.words) if cut is None else cut
    theirs = [replace(w, speaker="BEN") for w in second.words]
    ours = [replace(w, speaker="ANNA") for w in first.words]
    later = second.moved(offset)
    start, end = max(first.times[0][0], later[0][0]), min(first.times[-1][1], later[-1][1])
    return Scene(
        Sound(samples, RATE, "scene"),
        (*ours[:cut], *theirs, *ours[cut:]),
        (*first.times[:cut], *later, *first.times[cut:]),
        (start, end) if end > start else None,
    )


def errors(scene: Scene, *, labelled: bool) -> tuple[list[float], list[float], Timeline]:
    """Word starts off by so many seconds: inside the overlap, outside, and the timeline."""
    words = [replace(w, text=str(i), speaker=w.speaker if labelled else "") for i, w in enumerate(scene.words)]
    timeline = aligner_named("builtin").align(scene.sound, words)
    found = {int(w.label): w.start for w in timeline.words}
    inside, outside = [], []
    for index, (start, end) in enumerate(scene.times):
        own = inside if scene.span and start < scene.span[1] and end > scene.span[0] else outside
        own.append(abs(found[index] - start) if index in found else LOST)
    return inside, outside, timeline


def row(name: str, values: list[float]) -> str:
    if not values:
        return f"{name}: no words"
    ms = 1000 * np.array(values)
    return (
        f"{name}: {len(ms):4} words, mean {ms.mean():6.1f}, median {np.median(ms):5.1f} ms, "
        f"<= 50 ms {100 * np.mean(ms <= 50):5.1f} %, <= 100 ms {100 * np.mean(ms <= 100):5.1f} %, lost {np.sum(ms == 1000 * LOST)}"
    )


def scenes(lines: list[Line], how: float | None, options: argparse.Namespace) -> list[Scene]:
    rng = random.Random(options.seed)  # noqa: S311 (seeded on purpose)
    made = []
    while len(made) < options.pairs:
        first, second = rng.sample(lines, 2)
        if first.voice == second.voice:
            continue
        if how is None:
            if len(first.words) < 6 or second.times[-1][1] - second.times[0][0] > 2.5:
                continue
            cut = len(first.words) // 3
            made.append(laid(first, second, first.times[cut][0] + 0.1, rng, cut + 1))
        else:
            made.append(laid(first, second, first.times[-1][1] - how, rng))
    if options.fault:
        extra, _ = pronounce(parse_transcript("umbrella"), Lexicon())
        made = [with_fault(scene, replace(extra[0], speaker="ANNA")) for scene in made]
    return made


def with_fault(scene: Scene, extra: SpokenWord) -> Scene:
    place = next(i for i, w in enumerate(scene.words) if w.speaker == "BEN")
    nowhere = (scene.times[place - 1][1],) * 2
    return replace(
        scene,
        words=(*scene.words[:place], extra, *scene.words[place:]),
        times=(*scene.times[:place], nowhere, *scene.times[place:]),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only sounds whose names contain one of these, with commas between")
    parser.add_argument("--limit", type=int, default=300, help="lines that are read")
    parser.add_argument("--fault", action="store_true")
    options = parser.parse_args()
    paths = [
        p for p in sorted(options.folder.iterdir()) if p.suffix in SOUNDS and any(o in p.name for o in options.only.split(","))
    ]
    groups = {
        path.stem.rstrip("0123456789_"): path.stem.rstrip("0123456789_") for path in paths if not path.with_suffix(".json").exists()
    }
    lines = [line for path in paths[: options.limit] if (line := read(path, groups))]
    print(f"{len(lines)} lines, {len({line.voice for line in lines})} voices, {options.pairs} scenes for each overlap")
    for how in (*OVERLAPS, None):
        told = {labelled: ([], [], []) for labelled in (True, False)}
        for scene in scenes(lines, how, options):
            for labelled in (True, False):
                inside, outside, timeline = errors(scene, labelled=labelled)
                told[labelled][0].extend(inside)
                told[labelled][1].extend(outside)
                told[labelled][2].append(any(m.label == OVERLAP for m in timeline.marks))
        print(
            f"overlap {'inside' if how is None else f'{how:.1f} s'}: reported in {sum(told[True][2])} of {options.pairs}",
            flush=True,
        )
        for labelled, name in ((True, "with speakers"), (False, "without      ")):
            print("   ", row(f"{name} inside ", told[labelled][0]))
            print("   ", row(f"{name} outside", told[labelled][1]), flush=True)


if __name__ == "__main__":
    main()
