"""Alignment accuracy on hand-labelled speech.

    python bench/align.py CORPUS [--list] [--pink DB] [--babble DB] [--reverb SECONDS] [--speed X]

CORPUS: folders or files; every sound with a TIMIT .phn, a Praat .TextGrid (tier "phones") or a .json ({"text",
"phones": [[start, end, label], …]}) beside it counts. The words come from the .json, a .txt/.lab or the .wrd.

Hand labels and our phones are matched by an edit distance over broad classes and times, then the starts of matched
phones are compared. Closures and releases of stops count as one phone; pauses and glottal stops do not count.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from conditions import Conditions, add_options, conditions
from visemes.align import aligner_named
from visemes.audio import Sound, read_sound
from visemes.errors import VisemesError
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

SOUNDS = (".wav", ".flac", ".mp3", ".opus", ".m4a")
SILENT = {"", "_", "h#", "#h", "sil", "sp", "spn", "pau", "epi", "q", "?", "ʔ", "<p:>"}
TIMIT_RATE = 16_000
CLASSES = {
    "vowel": "aa ae ah ao aw ax ax-h axr ay eh er ey ih ix iy ow oy uh uw ux",
    "stop": "b d g p t k dx bcl dcl gcl pcl tcl kcl ɡ c db dh_release th_release pt kt ɾ",
    "affricate": "ch jh tʃ dʒ t_s t_S tS dZ",
    "fricative": "f v th dh s z sh zh hh hv h x θ ð ʃ ʒ S Z T D zs h\\",
    "nasal": "m n ng em en eng nx ŋ N J mm on om",
    "approximant": "l r w y j el ɹ ow_w r\\ lr",
}  # fmt: skip
CLASS_OF = {label: name for name, labels in CLASSES.items() for label in labels.split()}
VOWEL_LETTERS = set("aeiouyVIUEAOQ@{3619œɑæʌɔəɛɝɚɪʊɜɒɐø")
SKIP_COST = 0.6
SECONDS_PER_COST = 0.15


@dataclass(frozen=True)
class Onset:
    """A phone's start in seconds, and its broad class."""

    start: float
    label: str
    kind: str


@dataclass(frozen=True)
class Result:
    """Errors of one sound in ms (ours minus hand), and how many hand phones found no partner."""

    name: str
    errors: np.ndarray
    unmatched: int
    seconds: float
    speed: float


def kind_of(label: str) -> str:
    """The broad class of a label of any of the usual phone sets."""
    bare = re.sub(r"[012ː:ˈˌ]+$", "", label.strip())
    for candidate in (bare, bare.lower() if len(bare) > 1 else bare, bare[:1]):
        if candidate in CLASS_OF:
            return CLASS_OF[candidate]
    return "vowel" if bare[:1] in VOWEL_LETTERS else CLASS_OF.get(bare[:1].lower(), "other")


def hand_onsets(rows: list[tuple[float, float, str]]) -> list[Onset]:
    """Hand labels as phones: closures joined to releases, aspiration to its stop, pauses dropped."""
    result: list[Onset] = []
    previous = ""
    for start, _, label in rows:
        is_release = previous.endswith("cl") and label in (previous[0], {"tcl": "ch", "dcl": "jh"}.get(previous, ""))
        is_aspiration = label == "H" and kind_of(previous) in ("stop", "fricative")
        previous = label
        if label.lower() in SILENT or is_release or is_aspiration:
            continue
        result.append(Onset(start, label, kind_of(label)))
    return result


def match(hand: list[Onset], ours: list[Onset]) -> list[tuple[Onset, Onset]]:
    """Pairs of the cheapest alignment of two phone strings."""

    def cost(a: Onset, b: Onset) -> float:
        kinds = 0.0 if a.kind == b.kind else 2.0 if "vowel" in (a.kind, b.kind) else 0.7
        return kinds + min(1.0, abs(a.start - b.start) / SECONDS_PER_COST)

    table = np.zeros((len(hand) + 1, len(ours) + 1))
    table[:, 0] = SKIP_COST * np.arange(len(hand) + 1)
    table[0] = SKIP_COST * np.arange(len(ours) + 1)
    for i, a in enumerate(hand, 1):
        for j, b in enumerate(ours, 1):
            table[i, j] = min(table[i - 1, j - 1] + cost(a, b), table[i - 1, j] + SKIP_COST, table[i, j - 1] + SKIP_COST)
    pairs, i, j = [], len(hand), len(ours)
    while i and j:
        if table[i, j] == table[i - 1, j - 1] + cost(hand[i - 1], ours[j - 1]):
            pairs.append((hand[i - 1], ours[j - 1]))
            i, j = i - 1, j - 1
        elif table[i, j] == table[i - 1, j] + SKIP_COST:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def labels_of(sound: Path) -> list[tuple[float, float, str]] | None:
    """Hand-labelled phones beside a sound, in seconds."""
    if (path := sound.with_suffix(".json")).exists():
        return [tuple(row) for row in json.loads(path.read_text(encoding="utf-8"))["phones"]]
    for suffix in (".phn", ".PHN"):
        if (path := sound.with_suffix(suffix)).exists():
            rows = (line.split() for line in path.read_text().splitlines() if line.strip())
            return [(int(a) / TIMIT_RATE, int(b) / TIMIT_RATE, c) for a, b, c in rows]
    if (path := sound.with_suffix(".TextGrid")).exists():
        from visemes.imports import read_timeline

        return [(p.start, p.end, p.label) for p in read_timeline(path, float("inf")).phones]
    return None


def words_of(sound: Path) -> str:
    """The transcript beside a sound."""
    if (path := sound.with_suffix(".json")).exists():
        return json.loads(path.read_text(encoding="utf-8"))["text"]
    for suffix in (".txt", ".TXT", ".lab"):
        if (path := sound.with_suffix(suffix)).exists():
            return re.sub(r"^\s*\d+ \d+ ", "", path.read_text(encoding="utf-8"))
    for suffix in (".wrd", ".WRD"):
        if (path := sound.with_suffix(suffix)).exists():
            return " ".join(line.split()[2] for line in path.read_text().splitlines() if line.strip())
    raise SystemExit(f"{sound}: no transcript beside it")


def measure(sound_path: Path, aligner_name: str, harder: Conditions, others: list[np.ndarray]) -> Result:
    """Align one sound and compare."""
    rows = [(a / harder.speed, b / harder.speed, label) for a, b, label in labels_of(sound_path) or []]
    sound = read_sound(sound_path)
    sound = Sound(harder.applied(sound.samples, others), sound.rate, sound.name)
    words, _ = pronounce(parse_transcript(words_of(sound_path)), Lexicon())
    begin = time.perf_counter()
    timeline = aligner_named(aligner_name).align(sound, words)
    took = time.perf_counter() - begin
    hand = hand_onsets(rows)
    pairs = match(hand, [Onset(p.start, p.label, kind_of(p.label)) for p in timeline.phones])
    errors = np.array([1000 * (ours.start - theirs.start) for theirs, ours in pairs])
    return Result(sound_path.name, errors, len(hand) - len(pairs), sound.duration, sound.duration / took)


HEADING = f"{'':28} phones    MAE median   bias   <=10   <=20   <=25   <=50 unmatched"


def row(name: str, errors: np.ndarray, unmatched: int) -> str:
    """One line of the table."""
    distance = np.abs(errors)
    shares = " ".join(f"{100 * np.mean(distance <= limit):6.1f}" for limit in (10, 20, 25, 50))
    middle = f"{distance.mean():6.1f} {np.median(distance):6.1f} {np.median(errors):+6.1f}"
    return f"{name:28.28} {len(errors):6} {middle} {shares} {unmatched:6}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="+", type=Path)
    parser.add_argument("--aligner", default="builtin")
    parser.add_argument("--only", default="", help="only sounds whose name contains this")
    parser.add_argument("--list", action="store_true", help="a line for each sound, worst last")
    add_options(parser)
    options = parser.parse_args()
    found = [p for c in options.corpus for p in (sorted(c.rglob("*")) if c.is_dir() else [c])]
    sounds = [p for p in found if p.suffix.lower() in SOUNDS and options.only in p.name and labels_of(p)]
    others = [read_sound(sound).samples for sound in sounds] if options.babble is not None else []
    results, failures = [], []
    for sound in sounds:
        try:
            results.append(
                measure(
                    sound, options.aligner, conditions(options), [o for o, s in zip(others, sounds, strict=False) if s != sound]
                )
            )
        except VisemesError as error:
            failures.append(f"{sound}: {error}")
    if not results:
        sys.exit("no hand-labelled sound found" if not failures else "\n".join(failures))
    print(HEADING)
    if options.list:
        for result in sorted(results, key=lambda r: np.abs(r.errors).mean()):
            print(row(result.name, result.errors, result.unmatched))
    print(row(f"all {len(results)} sounds", np.concatenate([r.errors for r in results]), sum(r.unmatched for r in results)))
    print(f"failures: {len(failures)}   speed: {np.median([r.speed for r in results]):.0f} x real time (median)")
    for failure in failures:
        print(failure)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
