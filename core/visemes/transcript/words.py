"""From text to words: what is written in one piece, and every way to say it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.transcript.figures import figures
from visemes.transcript.numbers import Readings, Words, roman, say
from visemes.transcript.tables import (
    ABBREVIATIONS,
    ADDRESS_SIGNS,
    ALSO_WORDS,
    CLIPPED_HEADS,
    CLIPPED_TAILS,
    CURRENCIES,
    DOTTED,
    NAMES,
    NUMBERED,
    SIGNS,
    SOUNDS,
    UNITS,
    WORDS_AFTER_NUMBERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONEY: Final = "".join(CURRENCIES)
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+[\w/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:[a-z0-9-]{2,}\.)+(?:com|org|net|edu|gov|io|tv|co\.uk|de|fr|ai|app|dev)\b(?:/[\w./-]*\w)?",
    re.IGNORECASE,
)
_PIECE: Final = re.compile(
    rf"{_ADDRESS.pattern}|[{_MONEY}]\d[\d,]*(?:\.\d+)?\s(?:hundred|thousand|million|billion|trillion)\b|(?:[^\s\u2014\u2015\u2026\u2013.-]|-(?!-)|\.(?!\.)|(?<=\d)\u2013(?=\d))+",
    re.IGNORECASE,
)
_INNER_STOP: Final = re.compile(r"(?<=[^\W\d_])[,;:!?\")\]]+(?=[^\W\d_])|(?<=\w)[!?;]+(?=\w)|(?<=[A-Za-z][a-z])\.(?=[A-Z][a-z])")

#: What may belong to a word at its ends; everything else there is punctuation.
_HEAD: Final = re.compile(rf"^[^\w{_MONEY}'#@.+\-&%=°\u00d7\u00f7]+")
_TAIL: Final = re.compile(r"[^\w'%°+#./&=@\u00d7\u00f7-]+$")
_LETTERS_DOTTED: Final = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?('s)?|(?:[^\W\d_]\.)+[^\W\d_]('s)?")
_INITIALS: Final = re.compile(r"([A-Z]{2,})('?s)?")
_ROMAN: Final = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
_RUNS: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")
_STRAIGHT: Final = str.maketrans("\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4\u201c\u201d\u2212", "'''''''\"\"-")
#: Raised figures: powers are said, footnotes are not; soft hyphens are nothing.
_SMALL_FIGURES: Final = str.maketrans({"\u00ad": "", "²": " squared", "³": " cubed"} | dict.fromkeys("¹⁰⁴⁵⁶⁷⁸⁹", " "))
_OPEN_VOWELS: Final = frozenset("aeiou")
_VOWELS: Final = _OPEN_VOWELS | {"y"}


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a piece of text: its neighbours, whether small letters are in use, the language."""

    before: str = ""
    after: str = ""
    mixed_case: bool = True
    language: str = "en-us"


@dataclass(frozen=True, slots=True)
class Said:
    """A word as spelled with its readings. initials: see `visemes.transcript.Token`."""

    text: str
    readings: Readings
    initials: bool = False


def words(text: str, language: str = "en-us", *, mixed_case: bool = True) -> Iterator[Said]:
    """The words of a text in order. mixed_case: whether the whole transcript uses small letters too."""
    pieces = [word for piece in split(text) if (word := trimmed(piece))]
    around = pairwise(["", *pieces, ""])
    for (before, piece), after in zip(around, [*pieces[1:], ""], strict=False):
        if said := read(piece, Context(before, after, mixed_case, language)):
            yield said


def split(text: str) -> Iterator[str]:
    """The pieces between spaces, dashes and ellipses; commas and such inside a piece divide it too."""
    for match in _PIECE.finditer(without_symbols(text)):
        if _ADDRESS.fullmatch(match[0].rstrip(".,;:!?)'\"")):
            yield match[0]
        else:
            yield from _INNER_STOP.sub(" ", match[0]).split(" ") if match[0][0] not in _MONEY else (match[0],)


def without_symbols(text: str) -> str:
    """The text without emoji, notes, invisible characters and soft hyphens."""
    text = unicodedata.normalize("NFC", text).translate(_SMALL_FIGURES)
    kept = (
        char if unicodedata.category(char) not in ("So", "Sk", "Cs", "Co", "Cn", "Cc") or char in "°^\u0060\u00b4\n\t" else " "
        for char in text
    )
    return re.sub("[\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff]", "", "".join(kept))


def trimmed(piece: str) -> str:
    """The piece without the punctuation around it."""
    plain = piece.translate(_STRAIGHT)
    head, tail = _HEAD.match(plain), _TAIL.search(plain)
    start, end = head.end() if head else 0, tail.start() if tail else len(plain)
    while start < end and _idle_head(plain[start:end]):
        start += 1
    while start < end and _idle_tail(plain[start:end]):
        end -= 1
    return piece[start:end]


def _idle_head(word: str) -> bool:
    """Whether the first character is punctuation after all."""
    first, rest = word[0], word[1:]
    if not any(char.isalnum() for char in rest):
        return not (first.isalnum() or first in SIGNS) or first in "+=@"[: 3 * bool(rest)]
    if first == "'":
        return not (
            word.rstrip(".,!?").lower() in CLIPPED_HEADS or rest[:1].isdecimal() or word.lower() == "'n'" or _dropped_h(word)
        )
    if first in ".-+":
        return not (rest[0].isdecimal() or (rest[0] in _MONEY + "." and first == "-") or word.lower() in NAMES)
    return not (first.isalnum() or first in _MONEY or (first in "#@" and rest[0].isalnum()))


def _dropped_h(word: str) -> bool:
    """'ello, 'ouse: an apostrophe before a vowel without one at the end."""
    return len(word) > 2 and word[1].lower() in _VOWELS and not word.endswith("'") and word[1].islower()


def _idle_tail(word: str) -> bool:
    """Whether the last character is punctuation after all."""
    last, rest, lower = word[-1], word[:-1], word.lower()
    if last.isalnum() or last in "%°" or lower in SIGNS or lower in NAMES or lower == "w/":
        return not (last.isalnum() or rest or lower in SIGNS)
    if last == "'":
        return not (rest.lower().endswith(("s", "in")) or lower in CLIPPED_TAILS or lower == "'n'") or word.startswith("'s")
    if last == ".":
        return not keeps_stop(lower)
    if last == "-":
        return not _stutter(lower)
    return last != "+" or not rest[-1:].isdecimal()


def keeps_stop(word: str) -> bool:
    """Whether a final full stop belongs to the word: abbreviations and dotted letters."""
    key = word.removesuffix(".")
    return key in ABBREVIATIONS or key in DOTTED or key in NUMBERED or bool(_LETTERS_DOTTED.fullmatch(word))


def _stutter(word: str) -> bool:
    return len(word) in (2, 3) and word[:-1].isalpha() and not _OPEN_VOWELS & set(word)


def read(piece: str, context: Context) -> Said | None:
    """A trimmed piece with its readings; None when nothing of it is spoken."""
    plain = piece.translate(_STRAIGHT)
    text = piece if "." in piece[:-1] else piece.rstrip(".")
    if not any(char.isalnum() for char in plain):
        sign = SIGNS.get(plain)
        return Said(piece, (tuple(sign.split()),)) if sign and context.language.startswith("en") else None
    if not context.language.startswith("en"):
        return Said(text, (_foreign(plain, context.language),))
    if readings := _special(plain, context):
        return Said(text, readings)
    plain = plain.rstrip(".")
    if match := _INITIALS.fullmatch(plain):
        return _capitals(text, match, context)
    return Said(text, (compound(plain, context),))


def _foreign(plain: str, language: str) -> Words:
    """A word of another language; figures as num2words says them there, or left to espeak-ng."""
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        try:
            return say(plain.replace(",", "."), language=language.partition("-")[0])
        except NotImplementedError:
            return (plain,)
    return tuple(part.lower() for part in re.split(r"[-/]", plain.rstrip(".")) if part) or (plain.lower(),)


def _special(plain: str, context: Context) -> Readings:
    """Readings of everything that is not spelled as it is said; empty for ordinary words."""
    lower = plain.lower()
    if lower in NAMES:
        return (tuple(NAMES[lower].split()),)
    if _ADDRESS.fullmatch(plain):
        return (tuple(_address(lower)),)
    return _abbreviation(plain, context) or figures(plain) or _letters(plain) or _numeral(plain, context) or _tag(plain)


def _abbreviation(plain: str, context: Context) -> Readings:
    key = plain.lower().removesuffix(".")
    dotted = plain.endswith(".")
    if unit := _unit(key, context.before):
        return unit
    if dotted and key in NUMBERED and context.after[:1].isdecimal():
        return ((NUMBERED[key],),)
    if key in ABBREVIATIONS:
        readings = tuple(tuple(phrase.split()) for phrase in _in_order(key, context))
        return readings if dotted or not key.isalpha() else (*readings, (key,))
    spelled_name = key not in ALSO_WORDS or (plain[0].isupper() and bool(context.after))
    return tuple(tuple(phrase.split()) for phrase in DOTTED[key]) if dotted and key in DOTTED and spelled_name else ()


def _unit(key: str, before: str) -> Readings:
    """A unit after a number: 5 km, 10 am."""
    if key not in UNITS or key in WORDS_AFTER_NUMBERS - {"am"} or not before[-1:].isdecimal():
        return ()
    unit = tuple(UNITS[key][before != "1"].split())
    return (unit, (key,)) if key == "am" else (unit,)


def _in_order(key: str, context: Context) -> tuple[str, ...]:
    """St. and Dr. before a name are saint and doctor, after one street and drive; the other stays possible."""
    phrases = ABBREVIATIONS[key]
    after_name = context.before[:1].isupper() and not context.after[:1].isupper()
    return phrases[::-1] if key in ("st", "dr") and after_name else phrases


def _letters(plain: str) -> Readings:
    """U.S. and F.B.I.'s as their letters."""
    if not _LETTERS_DOTTED.fullmatch(plain):
        return ()
    base = plain.removesuffix("'s")
    names = [f"{letter.lower()}." for letter in base if letter.isalpha()]
    return ((*names[:-1], names[-1] + plain[len(base) :]),)


def _numeral(plain: str, context: Context) -> Readings:
    """Henry VIII, Chapter IV."""
    return roman(plain) if context.mixed_case and context.before and _ROMAN.fullmatch(plain) else ()


def _tag(plain: str) -> Readings:
    """#hashtags and @names."""
    if plain[0] not in "#@" or len(plain) < 2:
        return ()
    parts = [part.lower() for part in re.findall(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+", plain[1:])]
    return (("hashtag" if plain[0] == "#" else "at", *(word for part in parts for word in _run(part))),)


def _address(address: str) -> Iterator[str]:
    """A web or mail address as a person says it: example dot com slash news."""
    bare = re.sub(r"^https?://", "", address).removeprefix("www.").rstrip("/")
    for part in re.findall(r"[^\W_]+|[./@:#+_-]", bare):
        yield from ADDRESS_SIGNS.get(part, "").split() or (word for run in _RUNS.findall(part) for word in _run(run))


def _run(run: str) -> Words:
    """A run of letters or figures inside something longer."""
    return figures(run)[0] if run.isdecimal() else (run.lower(),)


def _capitals(text: str, match: re.Match[str], context: Context) -> Said:
    """A word in capitals: maybe initials where small letters are in use, or when nobody could say it."""
    word, ending = match[1].lower(), match[2] or ""
    spelled_out = (context.mixed_case or not _VOWELS & set(word)) and word not in SOUNDS
    names = [f"{letter}." for letter in word]
    letters = (*names[:-1], names[-1] + ("'s" if ending else ""))
    return Said(text, ((word + ending,), *((letters,) if spelled_out else ())), initials=spelled_out)


def compound(plain: str, context: Context) -> Words:
    """The words of something with hyphens, slashes, ampersands or figures in it."""
    stutters = bool(re.match(r"([^\W\d_]{1,2}-)+[^\W\d_]", plain)) and _is_stutter(plain.split("-"))
    parts = [part for part in re.split(rf"([&+])|[^\w'&+%°.:{_MONEY}]+|_", plain) if part]
    spoken: list[str] = []
    for part in parts:
        last = part is parts[-1]
        spoken += (f"{part.lower()}-",) if stutters and not last else _part(part, context)
    return tuple(spoken)


def _is_stutter(parts: list[str]) -> bool:
    """W-w-wait: every part is the beginning of the last one and has no vowel."""
    return all(parts[-1].lower().startswith(part.lower()) and not _OPEN_VOWELS & set(part.lower()) for part in parts[:-1])


def _part(part: str, context: Context) -> Words:
    if part in "&+":
        return (SIGNS[part],)
    if (readings := figures(part)) and any(char.isdecimal() for char in part):
        return readings[0]
    if _INITIALS.fullmatch(part) and context.mixed_case and not any(char.isdecimal() for char in part) and len(part) == 1:
        return (f"{part.lower()}.",)
    return _mixed(part) if any(char.isdecimal() for char in part) else (part.lower(),)


def _mixed(part: str) -> Words:
    """Letters and figures together: R2D2, MP3, 747s. Short runs of letters are said by their names."""
    base = part.removesuffix("s") if re.search(r"\ds$", part) else part
    said = [word for run in _RUNS.findall(base) for word in _named(run)]
    return tuple(said) if base == part else (*said[:-1], f"{said[-1]}'s")


def _named(run: str) -> Words:
    if run.isdecimal() or len(run) > 3 or (run.islower() and len(run) > 1):
        return _run(run)
    return tuple(f"{letter.lower()}." for letter in run if letter.isalpha())
