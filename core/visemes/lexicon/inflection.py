"""Endings English adds to words it knows: a new possessive or past tense needs no guessing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from visemes.lexicon.spoken import Pronunciation

SIBILANTS: Final = frozenset({"S", "Z", "SH", "ZH", "CH", "JH"})
VOICELESS: Final = frozenset({"P", "T", "K", "F", "TH"}) | {"S", "SH", "CH"}
VOWEL_LETTERS: Final = "aeiouy"

#: Before a single consonant these leave no room for a silent e: coated is not from "coate".
_TWO_VOWELS: Final = re.compile("[aeou][aeiou][^aeiouyvszc]$")

#: The shortest stem worth believing in: "xs" is not the plural of "x".
SHORTEST_STEM: Final = 3


def plural(stem: Pronunciation) -> Pronunciation:
    """The stem with -s: cats, dogs, horses."""
    if stem[-1] in SIBILANTS:
        return (*stem, "AH0", "Z")
    return (*stem, "S" if stem[-1] in VOICELESS else "Z")


def past(stem: Pronunciation) -> Pronunciation:
    """The stem with -ed: needed, walked, played."""
    if stem[-1] in ("T", "D"):
        return (*stem, "AH0", "D")
    return (*stem, "T" if stem[-1] in VOICELESS else "D")


def adverb(stem: Pronunciation) -> Pronunciation:
    """The stem with -ly: kindly, really, basically."""
    if stem[-3:] == ("K", "AH0", "L"):
        return (*stem[:-2], "L", "IY0")
    return (*stem, "IY0") if stem[-1] == "L" else (*stem, "L", "IY0")


def contracted(phone: str) -> Callable[[Pronunciation], Pronunciation]:
    """A rule for 'll and 've: they'll, but Pat'll."""
    return lambda stem: (*stem, phone) if stem[-1][-1].isdigit() else (*stem, "AH0", phone)


def adding(*phones: str) -> Callable[[Pronunciation], Pronunciation]:
    """A rule that adds the same phones to every stem."""
    return lambda stem: (*stem, *phones)


#: Ending, what it adds, and whether the stem's spelling changes before it (hop → hopping, bake → baking, try → tries).
ENDINGS: Final[tuple[tuple[str, Callable[[Pronunciation], Pronunciation], bool], ...]] = (
    ("n't", adding("AH0", "N", "T"), False),
    ("'ll", contracted("L"), False),
    ("'ve", contracted("V"), False),
    ("'re", adding("ER0"), False),
    ("'d", past, False),
    ("'s", plural, False),
    ("ing", adding("IH0", "NG"), True),
    ("ed", past, True),
    ("s", plural, False),
    ("es", plural, True),
    ("ness", adding("N", "AH0", "S"), True),
    ("less", adding("L", "AH0", "S"), False),
    ("ly", adverb, False),
    ("ally", adverb, False),
)


def inflected(word: str, lookup: Callable[[str], tuple[Pronunciation, ...]]) -> tuple[Pronunciation, ...]:
    """Pronunciations of a word made of one that `lookup` knows and an ending; empty when it is none."""
    for ending, add, respells in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (1 if "'" in ending else SHORTEST_STEM):
            for stem in _stems(word.removesuffix(ending), ending, respells=respells):
                if variants := lookup(stem):
                    return tuple(map(add, variants))
    return ()


def _stems(cut: str, ending: str, *, respells: bool) -> Iterator[str]:
    """What may have been written before the ending was added, likeliest first."""
    if respells and cut.endswith("i"):
        yield cut[:-1] + "y"
    if ending == "es":
        if cut.endswith(("s", "x", "z", "ch", "sh", "o")):
            yield cut
        return
    if respells and ending != "ness":
        if _TWO_VOWELS.search(cut):
            yield cut
        if cut[-1] not in VOWEL_LETTERS and cut[-1] == cut[-2]:
            yield cut[:-1]
        yield cut + "e"
    yield cut


def without_h(word: str, lookup: Callable[[str], tuple[Pronunciation, ...]]) -> tuple[Pronunciation, ...]:
    """Pronunciations of a word whose apostrophe stands for a dropped h: 'ello, 'ouse; empty for any other."""
    whole = lookup("h" + word[1:]) if word.startswith("'") else ()
    return tuple(variant[1:] for variant in whole if variant[0] == "HH")


def without_g(word: str, lookup: Callable[[str], tuple[Pronunciation, ...]]) -> tuple[Pronunciation, ...]:
    """Pronunciations of -in' from those of -ing: goin', singin'; empty for any other word."""
    whole = lookup(word[:-1] + "g") if word.endswith("in'") else ()
    return tuple((*variant[:-1], "N") for variant in whole if variant[-1] == "NG")
