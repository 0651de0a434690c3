"""Do clauses that were read as text and cut at their words have the sounds that espeak-ng speaks? One line a language.

    python bench/clauses.py [--only TAG …]

Three sentences of each language are read into labels by `visemes.lexicon`, and spoken by espeak-ng, whose phoneme events name
what it really says. Both are compared by the edit distance of `visemes.lexicon.context`.
"""

from __future__ import annotations

import argparse

from visemes.languages import LANGUAGES, is_english
from visemes.lexicon import Lexicon, pronounce
from visemes.lexicon.context import bare, costs
from visemes.lexicon.segments import segments
from visemes.train.world.espeak import Voice, speaker
from visemes.train.world.sentences import sentences
from visemes.transcript import parse_transcript

SENTENCES = {tag: lines[:3] for tag, lines in sentences().items()}


def spoken(text: str, tag: str) -> tuple[str, ...]:
    """The labels of espeak-ng's phoneme events."""
    return bare(segments("_".join(name for _, name in speaker().say(text, Voice(tag)).phones if name), tag))


def read(text: str, tag: str) -> tuple[str, ...]:
    """The labels of every word's first way to be said."""
    words, _ = pronounce(parse_transcript(text, tag), Lexicon(language=tag))
    return bare(tuple(label for word in words for part in word.parts for label in part[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[tag for tag in SENTENCES if tag in LANGUAGES and not is_english(tag)])
    everywhere = []
    for tag in parser.parse_args().only:
        pairs = [(read(text, tag), spoken(text, tag)) for text in SENTENCES[tag]]
        sounds, away = sum(len(theirs) for _, theirs in pairs), sum(costs(ours, theirs)[-1] for ours, theirs in pairs)
        everywhere.append((sounds, away))
        print(f"{tag:20} {sounds:4} sounds, distance {away / sounds:.3f} a sound")
    sounds, away = (sum(column) for column in zip(*everywhere, strict=True))
    print(f"{len(everywhere)} languages, {sounds} sounds: {away / sounds:.4f} a sound")


if __name__ == "__main__":
    main()
