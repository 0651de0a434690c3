"""Figures as people say them, with num2words; every function gives all readings, the likeliest first.

English readings are American ("one hundred one") with the British ones ("one hundred and one") behind them.
"""

from __future__ import annotations

from typing import Final

from visemes.transcript.tables import CURRENCIES, DENOMINATORS, HUNDREDTHS, MAGNITUDES, MONTHS

Words = tuple[str, ...]
Readings = tuple[Words, ...]

#: Four figures in this range are a year before they are an amount.
YEARS: Final = range(1100, 2100)

#: More figures than this in a row are read one by one.
LONGEST_AMOUNT: Final = 6

_DIGITS: Final = ("0", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def say(number: int | str, to: str = "cardinal", language: str = "en") -> Words:
    """What num2words says, as single words. Raises NotImplementedError for a language it does not speak."""
    from num2words import num2words

    text: str = num2words(number, to=to, lang=language)
    return tuple(text.replace("-", " ").replace(",", " ").split())


def cardinal(number: int) -> Words:
    """An amount in American English."""
    return tuple(word for word in say(number) if word != "and")


def distinct(*readings: Words) -> Readings:
    """The readings that are not empty, each once."""
    return tuple(dict.fromkeys(reading for reading in readings if reading))


def digits(figures: str) -> Words:
    """Figures one by one; "0" stands for zero or oh."""
    return tuple(_DIGITS[int(figure)] for figure in figures if figure.isdecimal())


def two_figures(figures: str) -> Words:
    """The end of a year or a time: 84 as eighty four, 05 as oh five."""
    return digits(figures) if figures[0] == "0" else cardinal(int(figures))


def integer(figures: str) -> Readings:
    """A whole number without signs: an amount, a year, a telephone or room number."""
    plain = figures.replace(",", "")
    number = int(plain)
    if len(plain) > 1 and plain[0] == "0":
        return distinct(digits(plain), ("double", "oh", *digits(plain[2:])) if plain[:2] == "00" and len(plain) == 3 else ())
    if len(plain) > LONGEST_AMOUNT and plain == figures:
        return (digits(plain),)
    if len(figures) == 4 and number in YEARS:
        return distinct(*year(number), cardinal(number))
    return distinct(cardinal(number), say(number), _in_hundreds(number), digits(plain) if len(plain) == 3 else ())


def _in_hundreds(number: int) -> Words:
    """101 as one oh one, 550 as five fifty, 5500 as fifty-five hundred; empty for other numbers."""
    high, low = divmod(number, 100)
    if 0 < high < 10 and low:
        return (*cardinal(high), *two_figures(f"{low:02}"))
    return (*cardinal(high), "hundred") if 10 < high < 100 and not low and high % 10 else ()


def year(number: int) -> Readings:
    """1984 as nineteen eighty-four, 1905 as nineteen oh five, 2010 as twenty ten or two thousand ten."""
    high, low = divmod(number, 100)
    if not low:
        return ((*cardinal(high), "hundred"),) if high % 10 else (cardinal(number),)
    pair = (*cardinal(high), *two_figures(f"{low:02}"))
    return (cardinal(number), say(number), pair) if 2000 <= number < 2010 else (pair,)


def plural_years(figures: str) -> Words:
    """1980s as nineteen eighties, 80s as eighties, 1900s as nineteen hundreds."""
    number = int(figures)
    words = year(number)[0] if len(figures) == 4 else cardinal(number)
    last = words[-1]
    return (*words[:-1], last[:-1] + "ies" if last.endswith("y") else last + ("es" if last.endswith("x") else "s"))


def ordinal(figures: str) -> Readings:
    """3rd as third, 21st as twenty-first."""
    words = say(int(figures.replace(",", "")), to="ordinal")
    return distinct(tuple(word for word in words if word != "and"), words)


def decimal(whole: str, fraction: str) -> Readings:
    """3.14 as three point one four, .5 as point five."""
    tail = ("point", *digits(fraction))
    if not whole:
        return (tail,)
    head = integer(whole)[-1] if len(whole) == 4 else cardinal(int(whole.replace(",", "")))
    return distinct((*head, *tail), tail if int(whole.replace(",", "")) == 0 else ())


def amount(text: str) -> Readings:
    """A number with or without thousands separators and decimals; four figures are no year here."""
    whole, _, fraction = text.partition(".")
    if fraction:
        return decimal(whole, fraction)
    number = int(whole.replace(",", ""))
    return distinct(cardinal(number), say(number))


def money(sign: str, text: str, magnitude: str = "") -> Readings:
    """$5.50 as five dollars and fifty cents, five dollars fifty or five fifty; $1.5m as one point five million dollars."""
    one, several, hundredth = CURRENCIES[sign]
    whole, _, fraction = text.partition(".")
    if magnitude:
        return tuple((*reading, MAGNITUDES[magnitude.lower()], several) for reading in amount(text))
    if len(fraction) != 2 or not hundredth:
        return tuple((*reading, one if text == "1" else several) for reading in amount(text))
    units = (*cardinal(int(whole.replace(",", "") or 0)), one if whole == "1" else several)
    cents = cardinal(int(fraction))
    coin = hundredth if int(fraction) == 1 else HUNDREDTHS.get(hundredth, hundredth + "s")
    if not int(fraction):
        return (units,)
    if not whole.strip("0"):
        return ((*cents, coin),)
    return distinct((*units, "and", *cents, coin), (*units[:-1], *cents), (*units, *cents), (*units, *cents, coin))


def clock(hours: str, minutes: str) -> Readings:
    """10:30 as ten thirty, 10:05 as ten oh five, 10:00 as ten o'clock or ten."""
    hour = cardinal(int(hours))
    if not int(minutes):
        return ((*hour, "o'clock"), hour, (*hour, "hundred")) if int(hours) < 13 else ((*hour, "hundred"), (*hour, "o'clock"))
    return ((*hour, *two_figures(minutes)),)


def fraction(top: str, bottom: str) -> Readings:
    """1/2 as one half or a half, 3/4 as three quarters; anything else as its numbers, with or without a slash."""
    above, below = int(top), int(bottom)
    plain = (*cardinal(above), *cardinal(below))
    slash = (*cardinal(above), "slash", *cardinal(below))
    if below not in DENOMINATORS or above >= below:
        return (plain, slash, (*cardinal(above), "over", *cardinal(below)))
    name = DENOMINATORS[below][above != 1]
    short = (("a" if below != 2 else "half", *((name,) if below != 2 else ())),) if above == 1 else ()
    return distinct((*cardinal(above), name), *short, slash)


def date(year_figures: str, month: str, day: str) -> Readings:
    """2024-05-06 as May sixth twenty twenty-four, or as its numbers."""
    figures = (*integer(year_figures)[0], *integer(month)[0], *integer(day)[0])
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return (figures,)
    return ((MONTHS[int(month) - 1], *ordinal(str(int(day)))[0], *integer(year_figures)[0]), figures)


def telephone(groups: list[str]) -> Words:
    """Groups of figures one figure after the other."""
    return tuple(word for group in groups for word in digits(group))


def roman(numeral: str) -> Readings:
    """VIII as the eighth or eight, or as its letters."""
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in numeral]
    following = [*values[1:], 0]
    number = sum(-value if value < later else value for value, later in zip(values, following, strict=True))
    letters = tuple(f"{letter.lower()}." for letter in numeral)
    return (cardinal(number), ("the", *ordinal(str(number))[0]), letters)
