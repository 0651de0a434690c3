"""From text in another language than English to words: spaces, punctuation and figures of every script."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from visemes.transcript.numbers import say
from visemes.transcript.unspaced import divided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.transcript.numbers import Readings, Words

#: Signs of money and measure that are said with the figures beside them.
_MONEY: Final = "$€£¥₹₽₩₺₴₪฿₫"
_UNITS: Final = _MONEY + "%٪‰°"

#: Signs inside words: apostrophes, hyphens, the Catalan dot, Hebrew geresh and gershayim, joiners.
_JOINTS: Final = "'\u2019\u02bc\u2010\u2011\u00b7\u05f3\u05f4\u200c\u200d-"

#: Words and figures in a text whose letters and vowel signs were replaced by "a" and whose digits by "0" (see `shape`).
_PIECE: Final = re.compile(
    rf"(?P<figures>(?<![a0])[-+\u2212]?[{_MONEY}]?\s?0+(?:[.,:\u066b\u066c\u00a0\u202f]0+)*(?:\s?[{_UNITS}])?(?![a0]))"
    rf"|(?P<word>'?[a0]+(?:[{_JOINTS}][a0]+)*'?)"
)
_PLAIN_NUMBER: Final = re.compile(r"\d{1,12}")
_HYPHENS: Final = re.compile("[-\u2010\u2011]")

#: What may stand between words without ending a clause: spaces, quotes, brackets, hyphens, dots in the middle.
_BINDING: Final = frozenset(" \t\n\u00a0\u202f\u3000\"'\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a「」『』()[]·・_*/-")


#: Language → what is written short, in small letters → what is said for it.
_ABBREVIATIONS: Final[dict[str, dict[str, str]]] = {
    language: {short.lower(): long for short, long in rows.items()}
    for language, rows in tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text(encoding="utf-8")).items()
}


class Piece(NamedTuple):
    """A word as spelled, what is spoken for it, other ways to say it, and whether a clause ends behind it."""

    text: str
    spoken: Words
    others: Readings = ()
    ends: bool = False


def pieces(text: str, language: str, *, mixed_case: bool = True) -> Iterator[Piece]:
    """The words of a text in order. mixed_case: whether small letters are in use too, so that capitals mean something."""
    clean = without_symbols(text)
    found = [*_PIECE.finditer(_joined(clean, language))]
    for number, match in enumerate(found):
        following = found[number + 1].start() if number + 1 < len(found) else len(clean)
        ends = not _BINDING.issuperset(clean[match.end() : following])
        written = clean[match.start() : match.end()].strip()
        if long := _ABBREVIATIONS.get(_base(language), {}).get(written.lower()):
            yield Piece(written, tuple(long.split()), (), ends)
            continue
        if match["figures"]:
            yield Piece(written, *_figures(written, language), ends)
            continue
        words = [*divided(written, language)]
        for place, (word, reading) in enumerate(words, 1):
            said = reading if mixed_case else reading.lower()
            yield Piece(word, tuple(part for part in _HYPHENS.split(said) if part), (), ends and place == len(words))


def _base(language: str) -> str:
    return language.partition("-")[0]


@cache
def _short_forms(language: str) -> re.Pattern[str] | None:
    """What finds the abbreviations of a language in a text."""
    known = sorted(_ABBREVIATIONS.get(_base(language), ()), key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE) if known else None


def _joined(text: str, language: str) -> str:
    """The text's `shape` with every abbreviation as one word, points and all."""
    short, whole = _short_forms(language), shape(text)
    for match in short.finditer(text) if short else ():
        whole = whole[: match.start()] + "a" * len(match[0]) + whole[match.end() :]
    return whole


def shape(text: str) -> str:
    """The text with "a" for every letter and vowel sign and "0" for every digit of any script, character by character."""
    return "".join(_shape(char) for char in text)


def _shape(char: str) -> str:
    category = unicodedata.category(char)
    return "0" if category == "Nd" else "a" if category[0] in "LM" else char


def _figures(written: str, language: str) -> tuple[Words, Readings]:
    """Figures as num2words says them or else espeak-ng, which reads them as they are written."""
    plain = unicodedata.normalize("NFKC", written).replace(" ", "")
    if not _PLAIN_NUMBER.fullmatch(plain):
        return (plain,), ()
    try:
        said = say(int(plain), language=_num2words_name(language))
    except Exception:  # noqa: BLE001 - num2words' languages fail in many ways; espeak-ng reads figures too
        return (plain,), ()
    return (said, ((plain,),)) if said else ((plain,), ())


def _num2words_name(language: str) -> str:
    """What num2words calls a language; what it calls something else is none of its."""
    names = {"pt-br": "pt_BR", "nb": "no", "fr-be": "fr_BE", "fr-ch": "fr_CH", "an": "-", "th": "-", "ja": "-"}
    return names.get(language, language.partition("-")[0])


def without_symbols(text: str) -> str:
    """The text in composed letters, without emoji, notes and invisible signs; joiners inside words stay."""
    return "".join(
        " " if unicodedata.category(char) in {"So", "Cs", "Cn", "Cc", "Co"} and char != "°" else char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) != "Cf" or char in "\u200c\u200d"
    )
