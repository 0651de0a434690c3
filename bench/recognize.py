"""Lines without a transcript: how much of the time the mouth has the shape it has with one.

    python bench/recognize.py SOUND… [--no-rhubarb]

SOUND: recordings with a .txt beside them. Agreement is the share of the time, in steps of a millisecond, in which a recogniser
leads to the same Rhubarb shape as our aligner does with the transcript. Rhubarb's own recognisers are measured where `rhubarb`
is on PATH. Its rules of animation differ from ours whatever is said, as its row with the transcript shows; "itself" is the
fairer figure for it: agreement of each program without a transcript with the same program with one.
The last lines show how well the confidence of recognised phones holds.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from visemes.audio import Sound, read_sound
from visemes.cues import cues_for
from visemes.errors import MissingExtraError
from visemes.lexicon import Lexicon, pronounce
from visemes.maps import load_map
from visemes.pipeline import align
from visemes.recognize import recognize
from visemes.timeline import Timeline
from visemes.transcript import read_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS_PER_SECOND = 1000
BINS = 5


@dataclass(frozen=True)
class Recording:
    """A sound, its file, and the timeline that its transcript gives."""

    path: Path
    sound: Sound
    right: Timeline

    @classmethod
    def of(cls, path: Path) -> Recording:
        """Read and align a sound with a .txt beside it."""
        sound = read_sound(path)
        return cls(path, sound, align(sound, read_transcript(path.with_suffix(".txt"))))


def sampled(rows: list[tuple[float, float, str]], duration: float) -> np.ndarray:
    """The shape shown in every millisecond; X where nothing is."""
    shown = np.full(round(duration * STEPS_PER_SECOND), "X", "U8")
    for start, end, shape in rows:
        shown[round(start * STEPS_PER_SECOND) : round(end * STEPS_PER_SECOND)] = shape
    return shown


def shapes(timeline: Timeline) -> np.ndarray:
    cues = cues_for(timeline, load_map("rhubarb"))
    return sampled([(cue.start, cue.end, cue.label) for cue in cues], timeline.duration)


def ours(recording: Recording, how: str) -> Timeline:
    found = recognize(recording.sound, how)
    return found if isinstance(found, Timeline) else align(recording.sound, found)


def rhubarb(recording: Recording, *options: str) -> np.ndarray:
    """What Rhubarb shows, on one thread."""
    command = ["rhubarb", "-q", "-f", "tsv", "--threads", "1", *options, str(recording.path)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times, names = zip(*(line.split("\t") for line in output.splitlines()), strict=True)
    starts = [float(t) for t in times]
    ends = [*starts[1:], recording.sound.duration]
    return sampled(list(zip(starts, ends, names, strict=True)), recording.sound.duration)


def rhubarb_told(recording: Recording) -> np.ndarray:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(recording.path.with_suffix(".txt").read_text(encoding="utf-8"))
        file.flush()
        return rhubarb(recording, "-d", file.name)


def measure(
    name: str, recordings: list[Recording], shown: Callable[[Recording], np.ndarray], itself: list[np.ndarray]
) -> list[np.ndarray]:
    """One row, and what was shown: agreement with our aligner and with `itself`, seconds a second of sound, start-up included."""
    begin = time.perf_counter()
    found = [shown(recording) for recording in recordings]
    took = time.perf_counter() - begin
    right = [shapes(recording.right) for recording in recordings]
    each = [same(ours, theirs) for ours, theirs in zip(found, right, strict=True)]
    own = same(np.concatenate(found), np.concatenate(itself or found))
    total = same(np.concatenate(found), np.concatenate(right))
    seconds = sum(recording.sound.duration for recording in recordings)
    print(f"{name:28} {total:5.1f} %  {min(each):5.1f} … {max(each):5.1f}  {own:5.1f} %  {took / seconds:5.2f} s/s", flush=True)
    return found


def same(first: np.ndarray, second: np.ndarray) -> float:
    """Percent of the time."""
    return 100 * float((first == second).mean())


def reliability(recordings: list[Recording]) -> None:
    """Confidence of phones against how often they are the transcript's phone at their middle."""
    pairs = []
    for recording in recordings:
        for phone in ours(recording, "phones").phones:
            right = recording.right.phone_at(phone.middle)
            pairs.append((phone.confidence, right is not None and right.label == phone.label))
    table = np.array(sorted(pairs), float)
    for part in np.array_split(table, BINS):
        print(f"phones with confidence {part[0, 0]:.2f} … {part[-1, 0]:.2f}: {100 * part[:, 1].mean():3.0f} % right")


@cache
def words_are_there() -> bool:
    try:
        recognize(Sound(np.zeros(1, np.float32), 16_000), "words")
    except MissingExtraError as missing:
        print(missing)
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sounds", nargs="+", type=Path)
    parser.add_argument("--no-rhubarb", action="store_true")
    options = parser.parse_args()
    pronounce(read_transcript(options.sounds[0].with_suffix(".txt")), Lexicon())  # load what everybody needs
    recordings = [Recording.of(path) for path in options.sounds]
    print(f"{len(recordings)} recordings, {sum(r.sound.duration for r in recordings):.1f} s")
    print(f"{'':28} {'agreement':>7} {'worst … best':>15} {'itself':>7} {'time':>9}")
    right = [shapes(recording.right) for recording in recordings]
    if words_are_there():
        measure("visemes --recognize words", recordings, lambda r: shapes(ours(r, "words")), right)
    measure("visemes --recognize phones", recordings, lambda r: shapes(ours(r, "phones")), right)
    if not options.no_rhubarb and shutil.which("rhubarb"):
        told = measure("rhubarb with transcript", recordings, rhubarb_told, [])
        measure("rhubarb", recordings, rhubarb, told)
        measure("rhubarb -r phonetic", recordings, lambda r: rhubarb(r, "-r", "phonetic"), told)
    reliability(recordings)


if __name__ == "__main__":
    main()
