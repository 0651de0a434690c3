"""Put together the speech that the lip-sync expert is trained, validated and tested on.

    python tools/synthetic_speech.py SYNTHETIC --count 3300
    python tools/human_speech.py PACKAGES HUMAN
    python tools/sync_speech.py FOLDER --hours 6 --synthetic SYNTHETIC --human HUMAN

espeak-ng's lines are made here; flite's and festival's are read from SYNTHETIC, aligned recordings from HUMAN. Every line goes to
the split that families.toml says. Human training lines come a second time as another speaker, smaller or larger, because people
are few. FOLDER/index.json lists everything (docs/sync_training.md).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.train.families import families
from visemes.train.world.lines import espeak_lines
from visemes.train.world.segments import read_segments
from visemes.train.world.speech import read_entries, read_speech, write_speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.train.world.speech import Entry, Split, Spoken

#: Hours of espeak-ng for validation and for test.
HELD: Final[dict[Split, float]] = {"valid": 0.4, "test": 0.4}
#: Silence around synthetic lines, seconds at most.
AROUND: Final = 0.9
#: Sizes of the speakers that people become.
SMALLER, LARGER = (0.78, 0.92), (1.08, 1.2)


def synthesised(folders: list[Path]) -> Iterator[tuple[Spoken, Split]]:
    """Lines of flite and festival. A test or validation line whose words are also trained on is left out."""
    lines = [line for folder in folders for line in read_segments(folder)]
    splits = [families().split_of(line.engine, line.voice, line.language, line.text) for line in lines]
    trained = {line.text for line, split in zip(lines, splits, strict=True) if split == "train"}
    for line, split in zip(lines, splits, strict=True):
        if split == "train" or line.text not in trained:
            rng = random.Random(line.name)  # noqa: S311 (seeded on purpose)
            yield line.levelled().padded(rng.uniform(0, AROUND), rng.uniform(0, AROUND)), split


def people(folders: list[Path]) -> Iterator[tuple[Spoken, Split]]:
    """Aligned recordings, those for training twice."""
    for folder in folders:
        for entry, line in zip(read_entries(folder / "index.json"), read_speech(folder), strict=True):
            yield line, entry.split
            if entry.split == "train":
                yield other_speaker(line), "train"


def other_speaker(line: Spoken) -> Spoken:
    """The same line by somebody smaller or larger."""
    rng = random.Random(line.name)  # noqa: S311 (seeded on purpose)
    small = rng.random() < 0.6  # cartoons have more small voices than large ones
    size = rng.uniform(*(SMALLER if small else LARGER))
    suffix = "small" if small else "large"
    return replace(line.resized(size), name=f"{line.name}_{suffix}", voice=f"{line.voice}_{suffix}")


def everything(hours: float, seed: int, synthetic: list[Path], human: list[Path]) -> Iterator[tuple[Spoken, Split]]:
    """Every line and its split."""
    wanted: dict[Split, float] = {"train": hours, **HELD}
    for split, length in wanted.items():
        yield from ((line, split) for line in espeak_lines(length, seed, split))
    yield from synthesised(synthetic)
    yield from people(human)


def table(entries: list[Entry]) -> list[str]:
    """Hours and voices by split, kind and engine."""
    hours: Counter[tuple[str, str, str]] = Counter()
    voices: dict[tuple[str, str, str], set[str]] = {}
    for entry in entries:
        key = (entry.split, entry.kind, entry.engine)
        hours[key] += entry.seconds / 3600
        voices.setdefault(key, set()).add(f"{entry.voice} {entry.language}")
    return [f"{' '.join(key):32} {hours[key]:6.2f} h {len(voices[key]):5} voices" for key in sorted(hours)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hours", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--synthetic", type=Path, nargs="*", default=[])
    parser.add_argument("--human", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    entries = write_speech(options.folder, everything(options.hours, options.seed, options.synthetic, options.human))
    print("\n".join(table(entries)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
