"""Fast speech: accuracy by speed, and whether any phone is merged away.

    python bench/fast.py FOLDER [FOLDER …] [--speeds 1 1.5 2 2.5]

Every English sound with words beside it (.txt, or .json with "text" and hand-labelled "phones") is compressed in time (FFmpeg's
atempo, which keeps the pitch) and aligned. Errors are of phone onsets against hand labels, where there are any. Lasting phones are
counted, and how long the shortest are; a phone that is merged away would be missing or last no time at all.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from align import Onset, hand_onsets, kind_of, match
from conditions import faster
from visemes.align import aligner_named
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

SOUNDS = (".wav", ".flac", ".mp3", ".opus")


def line(path: Path) -> tuple[str, list[Onset]] | None:
    """Words, and hand-labelled onsets if there are any."""
    if (label := path.with_suffix(".json")).exists():
        content = json.loads(label.read_text(encoding="utf-8"))
        return content["text"], hand_onsets([tuple(row) for row in content["phones"]])
    words = path.with_suffix(".txt")
    return (words.read_text(encoding="utf-8"), []) if words.exists() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--only", default="", help="only sounds whose names contain one of these, with commas between")
    parser.add_argument("--speeds", nargs="+", type=float, default=[1.0, 1.5, 2.0, 2.5])
    options = parser.parse_args()
    paths = [p for f in options.folders for p in sorted(f.iterdir()) if p.suffix in SOUNDS]
    lines = [
        (p, found) for p in paths if any(o in p.name for o in options.only.split(",")) and (found := line(p)) and found[0].isascii()
    ]
    for speed in options.speeds:
        errors, lengths, lost, words = [], [], 0, 0
        for path, (text, hand) in lines:
            sound = read_sound(path)
            samples = faster(sound.samples, speed) if speed != 1 else sound.samples
            spoken, _ = pronounce(parse_transcript(text), Lexicon())
            found = aligner_named("builtin").align(Sound(samples.astype(np.float32), sound.rate, sound.name), spoken)
            lost, words = lost + len(spoken) - len(found.words), words + len(spoken)
            lengths += [phone.duration for phone in found.phones]
            theirs = [Onset(o.start / speed, o.label, o.kind) for o in hand]
            ours = [Onset(p.start, p.label, kind_of(p.label)) for p in found.phones]
            errors += [abs(b.start - a.start) for a, b in match(theirs, ours)]
        ms, length = 1000 * np.array(errors or [np.nan]), 1000 * np.array(lengths)
        print(
            f"{speed:g} x: {1000 / length.mean():4.1f} phones/s, mean {ms.mean():.1f}, median {np.median(ms):.1f} ms, "
            f"<= 10/20/50 ms {100 * np.mean(ms <= 10):.1f}/{100 * np.mean(ms <= 20):.1f}/{100 * np.mean(ms <= 50):.1f} %; "
            f"{len(length)} phones, shortest {length.min():.1f} ms, under 12 ms {np.sum(length < 12)}; "
            f"{lost} of {words} words not heard",
            flush=True,
        )


if __name__ == "__main__":
    main()
