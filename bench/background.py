"""Is music, noise or a crowd under speech found, and measured?

    python bench/background.py FOLDER [FOLDER …]

Every sound with a transcript (.txt, or .json with "text") beside it is aligned as it is, and with pink noise, six other
talkers and music (conditions.py) at several levels under it. Printed are in how many a background is reported, and at how many
decibels under the speech. Noise is laid under the whole sound, pauses included; what is reported is how far it is under the
speech itself.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from conditions import Conditions
from visemes.align import aligner_named
from visemes.align.background import backgrounds
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

SOUNDS = (".wav", ".flac", ".mp3", ".opus")
LEVELS = (20.0, 15.0, 10.0, 5.0)


def text_of(path: Path) -> str | None:
    if (label := path.with_suffix(".json")).exists():
        return json.loads(label.read_text(encoding="utf-8")).get("text")
    return words.read_text(encoding="utf-8") if (words := path.with_suffix(".txt")).exists() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--longest", type=float, default=15.0, help="seconds; longer sounds are only measured as they are")
    options = parser.parse_args()
    paths = [p for folder in options.folders for p in sorted(folder.iterdir()) if p.suffix in SOUNDS]
    lines = [
        (read_sound(p), pronounce(parse_transcript(text), Lexicon())[0]) for p in paths if (text := text_of(p)) and text.isascii()
    ]
    aligner = aligner_named("builtin")

    def measured(samples: np.ndarray, number: int) -> float | None:
        sound, words = lines[number]
        found = backgrounds(samples, aligner.align(Sound(samples, sound.rate, sound.name), words).phones)
        return min((b.decibels for b in found), default=None)

    for number, (sound, _) in enumerate(lines):
        if (level := measured(sound.samples, number)) is not None:
            print(f"as recorded: {sound.name} {level:.1f} dB")
    print(f"as recorded: {len(lines)} lines", flush=True)
    short = [n for n, (sound, _) in enumerate(lines) if sound.duration <= options.longest]
    for kind in ("pink", "babble", "music"):
        for level in LEVELS:
            found = []
            for number in short:
                others = [sound.samples for n, (sound, _) in enumerate(lines) if n != number]
                found.append(measured(Conditions(**{kind: level}).applied(lines[number][0].samples, others), number))
            told = [f for f in found if f is not None]
            middle = f"{np.median(told):.1f} dB" if told else "-"
            print(f"{kind:7} {level:4.0f} dB: reported in {len(told)} of {len(found)}, median {middle}", flush=True)


if __name__ == "__main__":
    main()
