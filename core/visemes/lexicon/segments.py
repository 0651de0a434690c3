# ruff: noqa: RUF001, RUF002 - IPA letters look like others; that is their nature
"""From what espeak-ng writes to labels: one a segment, real IPA, with stress and length and without tones and flags.

`data/espeak.toml` lists what it writes that is no IPA. Affricates and vowels that glide into one another are one segment.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from visemes.phones import LETTERS, parse, plain
from visemes.phones.inventory import TIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.lexicon.spoken import Pronunciation

_TABLES: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data" / "espeak.toml").read_text(encoding="utf-8"))
_REPAIRS: Final[dict[str, str]] = _TABLES["anywhere"]
_REPAIR: Final = re.compile("|".join(map(re.escape, sorted(_REPAIRS, key=len, reverse=True))))
#: Languages in which a vowel ɜ after another vowel is the third tone.
_TONAL: Final = frozenset(_TABLES["tones"]["languages"].split())

#: Marks of another language's words: (en), (fr).
_FLAG: Final = re.compile(r"\([A-Za-z0-9-]+\)")
_DIGITS: Final = re.compile(r"[0-9¹²³⁴⁵⁶⁷⁸⁹⁰˥˦˧˨˩↓↑↗↘|‖]+")
_STRESS: Final = "ˈˌ"
_LONG: Final = "ː"

#: Marks that belong to the letter after them.
_BEFORE: Final = frozenset("ᵐⁿᵑ")


def groups(raw: str, language: str) -> tuple[Pronunciation, ...]:
    """The segments of espeak-ng's text, a tuple for each group it writes without a space; groups without a sound are left out."""
    pieces = (segments(group, language) for group in _FLAG.sub("_", raw).split())
    return tuple(piece for piece in pieces if piece)


@lru_cache(maxsize=16384)
def segments(group: str, language: str) -> Pronunciation:
    """The labels of one group: `m_a_t_ˈɛ_ɾ_j_a` as m a t ˈɛ ɾ j a."""
    labels: list[str] = []
    own, stress = _own(language), ""
    for item in group.split("_"):
        mark = next((char for char in item if char in _STRESS), "")
        stress = mark or stress
        for label in labels_of(item.strip(_STRESS).replace("ˈ", "").replace("ˌ", ""), tonal=language in _TONAL):
            if _is_mark(label):
                labels[-1:] = [last + label for last in labels[-1:]]
                continue
            peak = _is_peak(label)
            label = own.get(label, label)
            labels.append(stress + label if peak else label)
            stress = "" if peak else stress
    return _in_a_row(tuple(labels), language)


@cache
def _own(language: str) -> dict[str, str]:
    """Labels of a language, whatever its accent, that mean another sound."""
    base = language.partition("-")[0]
    found: dict[str, str] = _TABLES["languages"].get(_TABLES["same"].get(base, base), {})
    return found


def _in_a_row(labels: Pronunciation, language: str) -> Pronunciation:
    """The labels with those replaced that only mean something together."""
    text = f" {' '.join(labels)} "
    for row, instead in _TABLES["rows"].get(language, ()):
        text = text.replace(f" {row} ", f" {instead} ").replace(f" ˈ{row} ", f" ˈ{instead} ")
    return tuple(text.split())


def _is_mark(label: str) -> bool:
    """Whether something is no sound by itself: a lone ʲ or ʰ."""
    return not plain(label)


def _is_peak(label: str) -> bool:
    """Whether a label may carry stress: vowels and syllabic consonants."""
    sounds = parse(label)
    return bool(sounds) and (sounds[0].is_vowel or "\u0329" in unicodedata.normalize("NFD", label))


def labels_of(item: str, *, tonal: bool = False) -> Iterator[str]:
    """The labels of one of espeak-ng's items, almost always one: `aɪ`, `tʃ`, `aː`; `ʔe` are two."""
    repaired = _REPAIR.sub(lambda found: _REPAIRS[found[0]], _DIGITS.sub("", unicodedata.normalize("NFD", item)))
    repaired = unicodedata.normalize("NFC", repaired)
    if tonal and len(plain(repaired)) > 1 and repaired.endswith("ɜ"):
        repaired = repaired.removesuffix("ɜ")
    label = ""
    for cluster in _merged(list(_clusters(repaired))):
        if label and not _belong(label, cluster):
            yield label
            label = ""
        label += cluster
    if label:
        yield label


def _clusters(text: str) -> Iterator[str]:
    """Each letter with its marks."""
    cluster, joined = "", False
    for char in text:
        is_letter = char in LETTERS or unicodedata.normalize("NFD", char)[0] in LETTERS or char in _BEFORE
        if is_letter and cluster and not joined and plain(cluster):
            yield cluster
            cluster = ""
        if is_letter or cluster or char not in TIES:
            cluster += char if is_letter or unicodedata.category(char) in {"Mn", "Lm", "Sk"} or char == _LONG else ""
        joined = char in TIES
    if cluster:
        yield cluster


def _merged(clusters: list[str]) -> Iterator[str]:
    """Without doubles: `aa` and `aːaː` are a long a, `rr` is a long r."""
    last = ""
    for cluster in clusters:
        if last and cluster.rstrip(_LONG) == last.rstrip(_LONG):
            last = last.rstrip(_LONG) + _LONG
            continue
        if last:
            yield last
        last = cluster
    if last:
        yield last


def _belong(label: str, cluster: str) -> bool:
    """Whether two clusters of one item are one segment: gliding vowels, affricates, nothing else."""
    if not plain(label) or not plain(cluster):
        return True
    before, after = parse(label)[-1], parse(cluster)[0]
    if before.is_vowel and after.is_vowel:
        return True
    return before.manner in {"stop", "ejective"} and "fricative" in after.manner and after.place != "glottal"
