"""Which figures are an amount, a year, money, a time …: one table of forms, the first that fits wins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from visemes.transcript import numbers
from visemes.transcript.tables import CURRENCIES, MAGNITUDES, UNITS, VULGAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from visemes.transcript.numbers import Readings

_MONEY: Final = "".join(CURRENCIES)
_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+"
_UNIT: Final = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))

Match = re.Match[str]


def _all(before: tuple[str, ...], readings: Readings, after: tuple[str, ...] = ()) -> Readings:
    """Every reading with the same words around it."""
    return tuple((*before, *reading, *after) for reading in readings)


def _plain(m: Match) -> Readings:
    text = m["number"]
    whole, _, fraction = text.partition(".")
    return numbers.decimal(whole, fraction) if fraction else numbers.integer(text)


def _signed(m: Match) -> Readings:
    return _all(({"-": "minus", "+": "plus"}[m["sign"]],), numbers.amount(m["number"]))


def _money(m: Match) -> Readings:
    return _all(("minus",) if m["minus"] else (), numbers.money(m["sign"], m["number"], m["magnitude"] or ""))


def _with_unit(m: Match) -> Readings:
    """5km; a single letter may also be its name: 4K, 5G."""
    one, several = UNITS[m["unit"].lower()]
    sign = ({"-": "minus", "+": "plus"}[m["sign"]],) if m["sign"] else ()
    unit = tuple((one if m["number"] == "1" else several).split())
    measured = _all(sign, numbers.amount(m["number"]), unit)
    if len(m["unit"]) > 1 or not m["unit"].isalpha():
        return measured
    named = _all(sign, numbers.amount(m["number"])[:1], (f"{m['unit'].lower()}.",))
    return numbers.distinct(*((*named, *measured) if m["unit"].isupper() else (*measured, *named)))


def _range(m: Match) -> Readings:
    low, high = ((numbers.amount if "." in m[side] else numbers.integer)(m[side])[0] for side in ("low", "high"))
    unit = tuple(UNITS[m["unit"].lower()][1].split()) if m["unit"] else ()
    return ((*low, "to", *high, *unit), (*low, *high, *unit))


def _time(m: Match) -> Readings:
    half = tuple(f"{letter}." for letter in (m["half"] or "").lower() if letter.isalpha())
    readings = numbers.clock(m["hour"], m["minute"])
    if m["second"]:
        readings = _all((), readings, numbers.cardinal(int(m["second"])))
    exact = tuple(r for r in readings if r[-1] not in ("o'clock", "hundred"))
    return _all((), exact, half) if half and exact else _all((), readings, half)


def _feet(m: Match) -> Readings:
    feet, inches = numbers.cardinal(int(m["feet"])), numbers.cardinal(int(m["inch"]))
    unit = "foot" if m["feet"] == "1" else "feet"
    return ((*feet, unit, *inches), (*feet, *inches), (*feet, unit, *inches, "inches"), (*feet, "foot", *inches))


def _mixed_fraction(m: Match) -> Readings:
    top, bottom = VULGAR[m["part"]].split("/")
    whole = (*numbers.cardinal(int(m["whole"])), "and") if m["whole"] else ()
    name = tuple(reading for reading in numbers.fraction(top, bottom) if "slash" not in reading)
    return numbers.distinct(*_all(whole, (("a", *name[0][1:]), *name[:1]) if whole and top == "1" else name))


def _version(m: Match) -> Readings:
    first, *rest = (numbers.cardinal(int(part)) for part in m["parts"].split("."))
    plain = tuple((*first, *(word for part in rest for word in (joint, *part))) for joint in ("point", "dot"))
    return numbers.distinct(*_all(("version",), plain), *_all(("v.",), plain)) if m["v"] else plain


def _decade(m: Match) -> Readings:
    return (numbers.plural_years(m["figures"]),)


def _several(m: Match) -> Readings:
    """747s are aeroplanes before they are seconds."""
    planes = numbers.integer(m["number"])
    return (*((*reading[:-1], f"{reading[-1]}'s") for reading in planes[::-1]), (*planes[0], "seconds"))


def _day(m: Match) -> Readings:
    first, second = (numbers.integer(m[name])[0] for name in ("first", "second"))
    return ((*first, *second, *numbers.integer(m["year"])[0]), (*first, "slash", *second, "slash", *numbers.integer(m["year"])[0]))


#: Form of the whole piece and how it is said.
FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[Match], Readings]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), say)
    for pattern, say in (
        (rf"(?P<minus>-?)(?P<sign>[{_MONEY}])(?P<number>{_NUMBER})(?:\s?(?P<magnitude>{'|'.join(MAGNITUDES)}))?", _money),
        (r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?P<half>[ap]\.?m\.?)?", _time),
        (r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)", lambda m: numbers.date(m["year"], m["month"], m["day"])),
        (r"(?P<first>\d\d?)[/.](?P<second>\d\d?)[/.](?P<year>\d{4}|\d\d)", _day),
        (r"(?P<n>\d[\d,]*)(?:st|nd|rd|th)", lambda m: numbers.ordinal(m["n"])),
        (r"'?(?P<figures>\d{3}0|[1-9]0)'?s", _decade),
        (r"'(?P<figures>\d\d)", lambda m: (numbers.two_figures(m["figures"]),)),
        (r"(?P<feet>\d+)'(?P<inch>\d+)(?:\"|'')?", _feet),
        (r"(?P<top>\d+)/(?P<bottom>\d+)", lambda m: numbers.fraction(m["top"], m["bottom"])),
        (rf"(?P<whole>\d*)(?P<part>[{''.join(VULGAR)}])", _mixed_fraction),
        (r"(?:\+?\d+-)?(?:\d{3}-)?\d{3}-\d{4}", lambda m: (numbers.telephone(m[0].split("-")),)),
        (rf"(?P<low>{_NUMBER})[-\u2013](?P<high>{_NUMBER})(?P<unit>{_UNIT})?", _range),
        (r"(?P<v>v)?(?P<parts>\d+(?:\.\d+){2,})", _version),
        (r"(?P<v>v)(?P<parts>\d+(?:\.\d+)*)", _version),
        (r"(?P<number>\d{2,3})s", _several),
        (rf"(?P<sign>[-+]?)(?P<number>{_NUMBER})(?P<unit>{_UNIT})\.?", _with_unit),
        (rf"(?P<sign>[-+])(?P<number>{_NUMBER})", _signed),
        (rf"(?P<number>{_NUMBER})\.?", _plain),
        (rf"(?P<number>{_NUMBER})\+", lambda m: _all((), numbers.amount(m["number"]), ("plus",))),
        (rf"#(?P<number>{_NUMBER})", lambda m: _all(("number",), numbers.amount(m["number"]))),
    )
)  # fmt: skip


def figures(piece: str) -> Readings:
    """Every way to say a piece with figures in it; empty when it has none or has a form nobody agreed on."""
    if not any(char.isdecimal() or char in VULGAR for char in piece) or not piece.isprintable():
        return ()
    for pattern, say in FORMS:
        if match := pattern.fullmatch(piece):
            return say(match)
    if piece.endswith("'s") and (base := figures(piece[:-2])):
        return tuple((*reading[:-1], f"{reading[-1]}'s") for reading in base)
    return ()
