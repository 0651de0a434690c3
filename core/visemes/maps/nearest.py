# ruff: noqa: RUF003 - IPA letters look like others; that is their nature
"""Which viseme of a map a phone is seen as, when the map does not say: articulatory features decide.

Rules that no distance may overrule: a bilabial stop, nasal, implosive, click … is a closure; a labiodental is a contact; a
rounded vowel is a rounded shape; a vowel is never shown as a consonant. Inside those, the nearest listed phone wins.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from visemes.phones import LETTERS, Features, distance, is_silence, parse, plain, untied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from visemes.maps.model import Viseme, VisemeMap

    Rule = Callable[[Features, Viseme], bool]

Targets = tuple[tuple[str, float], ...]

#: Time shares of phones that have several targets, by their number: a diphthong dwells on its first (60/40).
SHARES: Final = {1: (1.0,), 2: (0.6, 0.4), 3: (0.4, 0.3, 0.3)}
#: A sound this rounded is seen by its lips.
ROUNDED: Final = 0.6
#: Sounds made at the lips may be shown by the lip against the teeth (ɸ β ʋ).
LABIAL: Final = frozenset({"bilabial", "labiodental"})


def targets_for(phone: str, table: VisemeMap) -> Targets:
    """See `VisemeMap.for_phone`."""
    listed = _listed(phone, table)
    if listed:
        return listed
    sounds = () if is_silence(phone) else parse(phone) or parse(phone.lower())
    if not sounds:
        return ((table.rest, 1.0),)
    names = [name for unit in _units(sounds) for name in _unit_visemes(unit, table)]
    return _shared([name for name, _ in groupby(names)])


def _listed(phone: str, table: VisemeMap) -> Targets | None:
    """The map's own line for a phone, as spelled or without its marks; marks that round or shift the lips count."""
    whole = untied(phone)
    if whole in table.phones:
        return table.phones[whole]
    marked = any(sound.labialized or sound.place != LETTERS[sound.letter].place for sound in parse(phone))
    return None if marked else table.phones.get(plain(phone))


def _shared(names: list[str]) -> Targets:
    shares = SHARES.get(len(names)) or (1 / len(names),) * len(names)
    return tuple(zip(names, shares, strict=True))


def _units(sounds: tuple[Features, ...]) -> Iterator[tuple[Features, ...]]:
    """Groups of sounds that are seen as one: affricates, sounds under a tie bar; everything else alone."""
    unit: tuple[Features, ...] = ()
    for sound in sounds:
        if unit and (sound.tied or _is_affricate(unit[-1], sound)):
            unit += (sound,)
        else:
            yield from (unit,) if unit else ()
            unit = (sound,)
    yield unit


def _is_affricate(first: Features, second: Features) -> bool:
    return first.manner in {"stop", "ejective"} and "fricative" in second.manner and not first.is_closure


def _unit_visemes(unit: tuple[Features, ...], table: VisemeMap) -> list[str]:
    """The visemes of one group: lips that must close or touch come first, then what the sound is known by."""
    if len(unit) == 1:
        return _sound_visemes(unit[0], table)
    if all(sound.is_vowel for sound in unit):
        return [name for sound in unit for name in _sound_visemes(sound, table)]
    listed = table.phones.get("".join(sound.letter for sound in unit))
    if listed and not any(sound.labialized for sound in unit):
        return [name for name, _ in listed]
    closures = [name for sound in unit if sound.is_closure for name in _sound_visemes(sound, table)]
    if closures and unit[-1].manner in {"stop", "nasal", "ejective"}:
        return closures
    return closures + _sound_visemes(unit[-1], table)


def _sound_visemes(sound: Features, table: VisemeMap) -> list[str]:
    """The visemes of one sound; a labialised consonant is seen as a w unless its own lips or teeth matter."""
    if not sound.labialized or sound.is_vowel:
        return [_nearest(sound, table)]
    own = _nearest(replace(sound, labialized=False, rounding=LETTERS[sound.letter].rounding), table)
    glide = _nearest(LETTERS["w"], table)
    shown = sound.is_closure or sound.is_contact or sound.sibilant
    return [own] if own in _rounded(table) else [own, glide] if shown else [glide]


@lru_cache(maxsize=64)
def _singles(table: VisemeMap) -> list[tuple[Features, str]]:
    """The listed phones that are one sound, each with the viseme it begins with."""
    return [(parse(phone)[0], targets[0][0]) for phone, targets in table.phones.items() if len(parse(phone)) == 1]


@lru_cache(maxsize=4096)
def _nearest(sound: Features, table: VisemeMap) -> str:
    """The viseme of the listed phone that is least different, among those the rules allow."""
    exact = table.phones.get(sound.letter)
    if exact and sound == LETTERS[sound.letter]:
        return exact[0][0]
    choices = _singles(table)
    for allowed in _rules(sound, table):
        choices = [(other, name) for other, name in choices if allowed(other, table.visemes[name])] or choices
    return min(choices, key=lambda choice: distance(sound, choice[0]))[1]


def _rules(sound: Features, table: VisemeMap) -> list[Rule]:
    """What the shape of a sound must be, most important first; a rule that leaves nothing is dropped."""
    if sound.is_closure:
        return [lambda _, viseme: viseme.closure]
    if sound.is_contact:
        return [lambda _, viseme: viseme.contact, lambda _, viseme: not viseme.closure]
    free: Rule = lambda _, viseme: not viseme.closure  # noqa: E731 - a list of rules reads best as lambdas
    if sound.is_vowel:
        rules = [lambda other, _: other.is_vowel, free]
    else:
        rules = [free] if sound.place in LABIAL else [free, lambda _, viseme: not viseme.contact]
        rules.append(lambda other, _: not other.is_vowel)
    rounded = _rounded(table)
    return [*rules, lambda _, viseme: viseme.name in rounded] if sound.rounding >= ROUNDED else rules


@lru_cache(maxsize=64)
def _rounded(table: VisemeMap) -> frozenset[str]:
    return frozenset(name for name, viseme in table.visemes.items() if viseme.width < 0)
