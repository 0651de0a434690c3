"""Does doubt mean something? Transcripts are damaged on purpose; what the aligner reports is compared with the damage.

    python bench/doubt.py FOLDER [FOLDER …] [--noise DB] [--babble DB] [--repeat N | --every] [--seed N] [--list]

Every English sound with a transcript (.txt, or .json with "text") beside it is a line. Each line is aligned as it is,
then `--repeat` times with each of: a wrong word, a missing word, an extra word; then with the transcript of another line,
and joined to its neighbour with the two transcripts in the wrong order. Printed are

- how much of the damage is found: the word, its neighbour, or a mark beside it is reported;
- how many words of right transcripts are reported, read lines and spontaneous ones (--spontaneous) apart;
- how far the words around the damage moved from where the right transcript puts them;
- of the words said with some confidence, the share that are right (said there, by the right transcript's alignment);
  and the expected calibration error: how far stated confidence and observed share are apart on average;
- with --bursts: what happens when a cough (noise), a breath (fainter noise), an "um" (a hum), or a word's own sound once more
  (a repeat) comes between two words.

With --every each word of each line is replaced, left out and doubled once, in place of --repeat random ones.

Words are numbered in place of their texts, so that they can be told apart in what the aligner reports.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from visemes.align import aligner_named
from visemes.align.base import SpokenWord
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.lexicon.dictionary import english
from visemes.transcript import parse_transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from visemes.timeline import Timeline, Word

SOUNDS = (".wav", ".flac", ".mp3", ".opus", ".m4a")
COMMON = """the a and to of in it is you that he was for on are with his they at be this have from or one had by word but not
what all were we when your can said there use an each which she do how their if will up other about out many then them
these so some her would make like him into time has look two more write go see number no way could people my than first
water been call who oil its now find long down day did get come made may part"""
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.98, 1.01)
NEAR = 0.02  # seconds
Words = tuple[SpokenWord, ...]


@dataclass(frozen=True)
class Line:
    """A sound and what is said in it."""

    name: str
    sound: Sound
    words: Words


@dataclass(frozen=True)
class Damaged:
    """A line with a transcript that is not quite right.

    origin: for each word given to the aligner its index in the right transcript, -1 if nobody says it. place: index of
    the damage in the given words: what is reported about words place - 1 … place + beyond counts as found.
    """

    line: Line
    words: Words
    origin: tuple[int, ...]
    place: int = 0
    beyond: int = 1


@dataclass(frozen=True)
class Outcome:
    """What the aligner made of it.

    words: by index in the given transcript. reported: such indices. gaps: words after which sound is reported that no word
    explains, -1 before the first.
    """

    words: dict[int, Word]
    reported: frozenset[int]
    gaps: frozenset[int]
    timeline: Timeline


@dataclass
class Tally:
    """Counts for the tables."""

    found: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    stated: list[tuple[float, bool]] = field(default_factory=list)


def lines_of(folders: Sequence[Path]) -> Iterator[Line]:
    """The English lines of some folders; of several sounds of one transcript the first."""
    used: set[Path] = set()
    for path in (p for folder in folders for p in sorted(folder.iterdir()) if p.suffix in SOUNDS):
        source = transcript_of(path)
        if source is None or source in used:
            continue
        text = json.loads(source.read_text()).get("text", "") if source.suffix == ".json" else source.read_text()
        if text.strip() and text.isascii():
            used.add(source)
            words, _ = pronounce(parse_transcript(text), Lexicon())
            yield Line(path.stem, read_sound(path), words)


def transcript_of(sound: Path) -> Path | None:
    """The file with a sound's words: the longest name that the sound's name starts with."""
    for suffix in (".txt", ".json"):
        if (own := sound.with_suffix(suffix)).exists():
            return own
    beside = (p for p in sound.parent.glob("*.txt") if sound.stem.startswith(p.stem))
    return max(beside, key=lambda p: len(p.stem), default=None)


@cache
def vocabulary() -> list[str]:
    """Ordinary words of the dictionary."""
    words = (line.split("\t")[0] for line in english().block.decode().splitlines())
    return [w for w in dict.fromkeys(words) if w.isalpha() and 2 <= len(w) <= 9]


def any_word(rng: random.Random, unlike: SpokenWord) -> SpokenWord:
    """A word that sounds different; half of the time a common one."""
    while True:
        word = rng.choice(COMMON.split() if rng.random() < 0.5 else vocabulary())
        spoken = SpokenWord(word, (Lexicon().lookup(word),))
        if not {bare(v) for v in spoken.parts[0]} & {bare(v) for part in unlike.parts for v in part}:
            return spoken


def bare(variant: Sequence[str]) -> str:
    """A pronunciation without stress."""
    return " ".join(p.rstrip("012") for p in variant)


def wrong(line: Line, rng: random.Random, place: int | None = None) -> Damaged:
    """One word replaced; place: which, else any."""
    i, origin = any_place(line, rng, place), list(range(len(line.words)))
    origin[i] = -1
    new = any_word(rng, line.words[i])
    return Damaged(line, (*line.words[:i], new, *line.words[i + 1 :]), tuple(origin), i)


def missing(line: Line, rng: random.Random, place: int | None = None) -> Damaged:
    """One word left out."""
    i, count = any_place(line, rng, place), len(line.words)
    return Damaged(line, (*line.words[:i], *line.words[i + 1 :]), (*range(i), *range(i + 1, count)), i, beyond=0)


def extra(line: Line, rng: random.Random, place: int | None = None) -> Damaged:
    """One word that nobody says."""
    i, count = any_place(line, rng, place), len(line.words)
    new = any_word(rng, line.words[i])
    return Damaged(line, (*line.words[:i], new, *line.words[i:]), (*range(i), -1, *range(i, count)), i)


def any_place(line: Line, rng: random.Random, place: int | None) -> int:
    """A place in a line: the one that is wanted, or a random one."""
    return rng.randrange(len(line.words)) if place is None else place


DAMAGES: dict[str, Callable[[Line, random.Random, int | None], Damaged]] = {"wrong": wrong, "missing": missing, "extra": extra}


def joined(first: Line, second: Line) -> Damaged:
    """Two lines in a row with their transcripts in the wrong order."""
    sound = replace(first.sound, samples=np.concatenate([first.sound.samples, second.sound.samples]))
    line = Line(f"{first.name}+{second.name}", sound, first.words + second.words)
    cut, count = len(first.words), len(line.words)
    return Damaged(line, second.words + first.words, (*range(cut, count), *range(cut)))


def aligned(sound: Sound, words: Words) -> Outcome:
    """Align; what is reported is taken from the timeline alone."""
    numbered = tuple(replace(word, text=str(i)) for i, word in enumerate(words))
    timeline = aligner_named("builtin").align(sound, numbered)
    placed = {int(w.label): w for w in timeline.words}
    reported = {i for i in range(len(words)) if i not in placed}
    gaps = set()
    for mark in timeline.marks:
        if mark.label == "different":
            reported |= {i for i, w in placed.items() if mark.contains(w.middle)}
        else:
            gaps.add(max((i for i, w in placed.items() if w.start <= mark.middle), default=-1))
    if any("transcript does not" in warning for warning in timeline.warnings):
        reported = set(range(len(words)))
    return Outcome(placed, frozenset(reported), frozenset(gaps), timeline)


def is_found(damaged: Damaged, outcome: Outcome) -> bool:
    """Whether a person is led to the damage."""
    near = range(damaged.place - 1, damaged.place + damaged.beyond + 1)
    return bool(outcome.reported & set(near) or outcome.gaps & {damaged.place - 1, damaged.place})


def judge(kind: str, damaged: Damaged, outcome: Outcome, right: Outcome, tally: Tally) -> None:
    """Count what one damaged line shows."""
    tally.stated += stated(damaged.origin, outcome, right)
    if kind not in DAMAGES:
        return
    tally.found[kind].append(is_found(damaged, outcome))
    last = damaged.place + (kind != "missing")
    for index, edge in ((damaged.place - 1, "end"), (damaged.place - 1, "start"), (last, "start"), (last, "end")):
        origin = damaged.origin[index] if 0 <= index < len(damaged.origin) else -1
        touches = (index < damaged.place) == (edge == "end")
        if index in outcome.words and origin in right.words and not touches:
            moved = getattr(outcome.words[index], edge) - getattr(right.words[origin], edge)
            tally.moved[kind].append(abs(moved))
        if index in outcome.words and origin in right.words and touches:
            moved = getattr(outcome.words[index], edge) - getattr(right.words[origin], edge)
            tally.moved[f"{kind}, side of the damage"].append(abs(moved))


def stated(origin: Sequence[int], outcome: Outcome, right: Outcome) -> Iterator[tuple[float, bool]]:
    """Confidence of each placed word, and whether it is right."""
    for index, word in outcome.words.items():
        place = right.words.get(origin[index])
        yield word.confidence or 0.0, place is not None and overlap(word, place) > 0.5


def overlap(a: Word, b: Word) -> float:
    """The common share of two intervals' union."""
    return max(0.0, min(a.end, b.end) - max(a.start, b.start)) / (max(a.end, b.end) - min(a.start, b.start))


def pink(count: int, seed: int) -> np.ndarray:
    """Noise that falls by 3 dB an octave."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), count)


def babble(count: int, seed: int, lines: Sequence[Line], voices: int = 8) -> np.ndarray:
    """Several people talking."""
    rng = np.random.default_rng(seed)
    result = np.zeros(count)
    for line in rng.choice(np.array([*lines, None], dtype=object)[:-1], voices):
        samples = np.resize(line.sound.samples, count + len(line.sound.samples))
        start = rng.integers(len(line.sound.samples))
        result += samples[start : start + count] / (samples.std() + 1e-9)
    return result


def mixed(line: Line, noise: np.ndarray, decibels: float) -> Line:
    """A line with noise so far below it."""
    speech = line.sound.samples.astype(np.float64)
    level = np.sqrt(np.mean(speech**2) / np.mean(noise**2)) * 10 ** (-decibels / 20)
    loud = speech + noise * level
    return replace(line, sound=replace(line.sound, samples=(loud / max(1.0, np.abs(loud).max())).astype(np.float32)))


def burst(line: Line, kind: str, rng: np.random.Generator) -> np.ndarray:
    """Half a second that is no word: "cough" (two strokes of noise), "breath" (noise that swells and fades) or "um" (a hum)."""
    rate, loud = line.sound.rate, np.percentile(np.abs(line.sound.samples), 95)
    t = np.arange(int(0.4 * rate)) / rate
    if kind == "cough":
        noise = np.convolve(rng.standard_normal(len(t)), [1.0, 0.6, 0.3], "same")
        shape = np.exp(-t / 0.05) + 0.6 * np.exp(-np.maximum(t - 0.2, 0) / 0.04) * (t > 0.2)
        return (loud * noise * shape).astype(np.float32)
    if kind == "breath":
        return (0.1 * loud * rng.standard_normal(len(t)) * np.sin(np.pi * t / 0.4)).astype(np.float32)
    pitch = 110 * 2 * np.pi * np.cumsum(1 + 0.02 * np.sin(2 * np.pi * 4 * t)) / rate
    voice = sum(g / (1 + ((110 * n - f) / 90) ** 2) * np.sin(n * pitch) for n in range(1, 30) for f, g in ((620, 1), (1200, 0.4)))
    return (loud * voice / np.abs(voice).max() * np.sin(np.pi * np.minimum(t, 0.4) / 0.4) ** 0.5).astype(np.float32)


def report_bursts(lines: Sequence[Line], rights: dict[str, Outcome], seed: int) -> None:
    """Insert a burst between two words of each line, with 50 ms of near silence around it."""
    rng = np.random.default_rng(seed)
    for kind in ("cough", "breath", "um", "repeat"):
        moved: list[float] = []
        marks: dict[str, int] = defaultdict(int)
        false = total = 0
        for line in lines:
            right = rights[line.name]
            if len(right.words) < 4:
                continue
            order = sorted(right.words)
            at = int(rng.integers(1, len(order) - 1))
            cut = right.words[order[at]].start
            position = round(cut * line.sound.rate)
            hush = np.zeros(round(0.05 * line.sound.rate), np.float32)
            end = round(right.words[order[at]].end * line.sound.rate)
            odd = line.sound.samples[position:end] if kind == "repeat" else burst(line, kind, rng)
            inside = np.concatenate([hush, odd, hush])
            samples = np.concatenate([line.sound.samples[:position], inside, line.sound.samples[position:]])
            outcome = aligned(replace(line.sound, samples=samples), line.words)
            shift = len(inside) / line.sound.rate
            for index, word in outcome.words.items():
                if index in right.words:
                    late = shift if right.words[index].start >= cut else 0.0
                    moved.append(abs(word.start - late - right.words[index].start))
            hits = [m.label for m in outcome.timeline.marks if m.start < cut + shift and m.end > cut]
            marks[hits[0] if hits else "no mark"] += 1
            false += len(outcome.reported - right.reported)
            total += len(line.words)
        print(f"{kind}: marks {dict(sorted(marks.items()))}; {false} of {total} words reported; starts moved {movement(moved)}")


def movement(moved: Sequence[float]) -> str:
    """A median and a share, for the tables."""
    m = np.array(moved or [0.0])
    return f"median {1000 * np.median(m):.1f} ms, {100 * np.mean(m < NEAR):.1f} % < 20 ms, {100 * np.mean(m < 0.05):.1f} % < 50 ms"


def report_right(lines: Sequence[Line], rights: dict[str, Outcome], spontaneous: str, *, listed: bool) -> None:
    """False flags on right transcripts."""
    for name, wanted in (("read", False), ("spontaneous", True)):
        group = [line for line in lines if fnmatch(line.name, spontaneous) == wanted]
        if not group:
            continue
        words = sum(len(line.words) for line in group)
        flags = sum(len(rights[line.name].reported) for line in group)
        gaps = sum(len(rights[line.name].gaps) for line in group)
        print(f"{name}: {flags} of {words} right words reported ({100 * flags / words:.1f} %), {gaps} marks between words")
    for line in lines if listed else ():
        outcome = rights[line.name]
        flagged = [f"{line.words[i].text}{'' if i in outcome.words else '-'}" for i in sorted(outcome.reported)]
        gaps = [line.words[i].text if i >= 0 else "^" for i in sorted(outcome.gaps)]
        if flagged or gaps:
            print(f"  {line.name}: {' '.join(flagged)}{' | sound after: ' if gaps else ''}{' '.join(gaps)}")


def report_stated(stated: Sequence[tuple[float, bool]]) -> None:
    """The reliability table."""
    confidence, right = np.array([c for c, _ in stated]), np.array([r for _, r in stated])
    print(f"{'confidence':>12} {'words':>6} {'stated':>7} {'right':>7}")
    gap = 0.0
    for low, high in pairwise(BINS):
        inside = (confidence >= low) & (confidence < high)
        if inside.any():
            gap += abs(confidence[inside].sum() - right[inside].sum())
            print(f"{low:5.2f} – {min(high, 1):4.2f} {inside.sum():6} {confidence[inside].mean():7.3f} {right[inside].mean():7.3f}")
    logs = np.log(np.clip(np.where(right, confidence, 1 - confidence), 1e-4, 1))
    print(f"expected calibration error {gap / len(right):.3f}; log loss {-logs.mean():.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="+", type=Path)
    parser.add_argument("--noise", type=float, metavar="DB", help="pink noise so far below the speech")
    parser.add_argument("--babble", type=float, metavar="DB", help="other people so far below the speech")
    parser.add_argument("--repeat", type=int, default=4)
    parser.add_argument("--every", action="store_true", help="every word once instead of random ones")
    parser.add_argument("--longest", type=float, default=12.0, help="seconds; longer lines are only aligned as they are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spontaneous", default="*_corpus*", help="names of lines that are not read")
    parser.add_argument("--bursts", action="store_true", help="insert coughs and hums, too")
    parser.add_argument("--list", action="store_true", help="the reported words of right transcripts, and damage not found")
    options = parser.parse_args()
    lines = list(lines_of(options.folder))
    if not lines:
        sys.exit("no English line with a transcript found")
    run(lines, options)


def run(lines: list[Line], options: argparse.Namespace) -> None:
    """All of it, printed."""
    lines = noisy(lines, options)
    rights = {line.name: aligned(line.sound, line.words) for line in lines}
    report_right(lines, rights, options.spontaneous, listed=options.list)
    tally = Tally()
    for line in lines:
        tally.stated += stated(range(len(line.words)), rights[line.name], rights[line.name])
    short = [line for line in lines if line.sound.duration <= options.longest and len(line.words) > 1]
    for line in short:
        single(line, rights[line.name], options, tally)
    whole(short, tally)
    for kind, found in tally.found.items():
        print(f"{kind:10} found {100 * np.mean(found):5.1f} % of {len(found)}")
    for kind, moved in tally.moved.items():
        print(f"{kind}: edges of the neighbours moved {movement(moved)}")
    report_stated(tally.stated)
    if options.bursts:
        report_bursts(short, rights, options.seed)


def noisy(lines: list[Line], options: argparse.Namespace) -> list[Line]:
    """The lines with the noise that was asked for."""
    seeds = [options.seed + zlib.crc32(line.name.encode()) for line in lines]
    if options.noise is not None:
        lines = [mixed(x, pink(len(x.sound.samples), s), options.noise) for x, s in zip(lines, seeds, strict=True)]
    if options.babble is not None:
        lines = [mixed(x, babble(len(x.sound.samples), s, lines), options.babble) for x, s in zip(lines, seeds, strict=True)]
    return lines


def single(line: Line, right: Outcome, options: argparse.Namespace, tally: Tally) -> None:
    """A line with one thing wrong in its transcript, several times."""
    for number, (kind, damage) in enumerate(DAMAGES.items()):
        rng = random.Random(options.seed * 1000 + number + zlib.crc32(line.name.encode()))  # noqa: S311 - no secret
        for place in range(len(line.words)) if options.every else [None] * options.repeat:
            damaged = damage(line, rng, place)
            judge(kind, damaged, aligned(line.sound, damaged.words), right, tally)
            if options.list and not tally.found[kind][-1]:
                near = " ".join(w.text for w in damaged.words[max(0, damaged.place - 2) : damaged.place + 3])
                print(f"  not found: {kind} in {line.name}, … {near} …")


def whole(lines: Sequence[Line], tally: Tally) -> None:
    """Transcripts of other lines, and neighbours in the wrong order."""
    said_so = 0
    pairs = [(a, b) for a, b in zip(lines, [*lines[1:], *lines[:1]], strict=True) if min(len(a.words), len(b.words)) >= 3]
    for line, other in pairs:
        outcome = aligned(line.sound, other.words)
        said_so += any("transcript does not" in w for w in outcome.timeline.warnings)
        tally.found["words of a wrong transcript"] += [i in outcome.reported for i in range(len(other.words))]
        tally.stated += [(w.confidence or 0.0, False) for w in outcome.words.values()]
    print(f"wrong transcripts recognised as such: {said_so} of {len(pairs)}")
    for first, second in pairs:
        damaged = joined(first, second)
        right = aligned(damaged.line.sound, damaged.line.words)
        outcome = aligned(damaged.line.sound, damaged.words)
        ours = list(stated(damaged.origin, outcome, right))
        tally.stated += ours
        unmoved = sum(r for _, r in ours)
        tally.found["swapped lines"].append(bool(outcome.reported or outcome.gaps))
        tally.found["swapped lines: misplaced words"] += [
            i in outcome.reported
            for i in range(len(damaged.words))
            if i not in outcome.words
            or damaged.origin[i] not in right.words
            or overlap(outcome.words[i], right.words[damaged.origin[i]]) <= 0.5
        ]
        tally.found["swapped lines: words still in their place"].append(unmoved >= min(len(first.words), len(second.words)) / 2)


if __name__ == "__main__":
    main()
