"""From text in another language than English to words: spaces, punctuation and figures of every script."""

from __future__ import annotations

import re
import unicodedata
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


class Piece(NamedTuple):
    """A word as spelled, what is spoken for it, other ways to say it, and whether a clause ends behind it."""

    text: str
    spoken: Words
    others: Readings = ()
    ends: bool = False


def pieces(text: str, language: str, *, mixed_case: bool = True) -> Iterator[Piece]:
    """The words of a text in order. mixed_case: whether small letters are in use too, so that capitals mean something."""
    clean = without_symbols(text)
    found = [*_PIECE.finditer(shape(clean))]
    for number, match in enumerate(found):
        following = found[number + 1].start() if number + 1 < len(found) else len(clean)
        ends = not _BINDING.issuperset(clean[match.end() : following])
        written = clean[match.start() : match.end()].strip()
        if match["figures"]:
            yield Piece(written, *_figures(written, language), ends)
            continue
        words = [*divided(written, language)]
        for place, (word, reading) in enumerate(words, 1):
            said = reading if mixed_case else reading.lower()
            yield Piece(word, tuple(part for part in _HYPHENS.split(said) if part), (), ends and place == len(words))


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
