"""Phones of any language in the ears of an English acoustic model.

Every IPA label is heard as a *likeness*: for each of a phone's three states a mixture of states of English phones, any
of which may fit. A vowel that English lacks is a mixture of its neighbours, an affricate a stop that ends as a
fricative, a diphthong two targets in sequence, a nasal vowel a vowel that ends as a nasal may. Length, gemination and
stress are not heard: the sound itself says how long a phone lasts, and expecting more of long ones made no difference.

data/likenesses.json lists the English phones that sound most like each IPA letter, the nearest first; a letter that is not
listed takes the list of the listed letter nearest to it in articulation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.align.acoustic import SILENCE
from visemes.phones import LETTERS, parse, untied
from visemes.phones.features import distance

if TYPE_CHECKING:
    from visemes.phones import Features

TABLE: Final = Path(__file__).parent / "data" / "likenesses.json"

#: One state of an English phone: (ARPABET without stress or SIL, 0 … 2).
EnglishState = tuple[str, int]

#: What an unreadable label is heard as: any vowel in the middle of the mouth.
UNREADABLE: Final = "ə"

#: Nasals that a nasal vowel may end as.
NASALS: Final = ("N", "NG")


@dataclass(frozen=True, slots=True)
class Likeness:
    """What to listen for.

    phone: the nearest English phone, the one its neighbours are told of. states: for each of three states in order the
    English states that may fit.
    """

    phone: str
    states: tuple[tuple[EnglishState, ...], ...]


@cache
def table() -> dict[str, tuple[str, ...]]:
    """IPA letters, and a few phones of several letters → English phones that sound like them, the nearest first."""
    stored = json.loads(TABLE.read_text(encoding="utf-8"))
    return {letter: tuple(listed.split()) for kind in stored.values() for letter, listed in kind.items()}


@lru_cache(maxsize=4096)
def likeness(label: str) -> Likeness:
    """What to listen for where an IPA label stands; never fails."""
    bare = untied(label)
    sounds = parse(bare) or parse(UNREADABLE)
    whole = table().get("".join(s.letter for s in sounds))
    targets = [whole] if whole else [english_for(sound) for sound in sounds]
    states = spread(targets)
    if sounds[-1].is_vowel and sounds[-1].nasal:
        states = (*states[:2], (*states[2], *((n, 0) for n in NASALS)))
    return Likeness(nearest(targets), states)


def english_for(sound: Features) -> tuple[str, ...]:
    """The English phones that sound like one letter with its marks, the nearest first."""
    listed = table()
    if sound.letter in listed:
        return listed[sound.letter]
    return listed[min((c for c in LETTERS if c in listed), key=lambda c: (distance(LETTERS[c], sound), c))]


def nearest(targets: list[tuple[str, ...]]) -> str:
    """The English phone that stands for a sequence of targets: the first that is not silence."""
    return next(phone for target in targets for phone in target if phone != SILENCE)


def spread(targets: list[tuple[str, ...]]) -> tuple[tuple[EnglishState, ...], ...]:
    """Targets in sequence laid over three states."""
    if len(targets) == 1:
        return tuple(tuple((phone, state) for phone in targets[0]) for state in range(3))
    first, last = targets[0], targets[-1]
    middle = tuple((phone, 1) for target in targets[1:-1] for phone in target)
    return (
        tuple((phone, 1) for phone in first),
        middle or (*((phone, 2) for phone in first), *((phone, 0) for phone in last)),
        tuple((phone, 1) for phone in last),
    )
