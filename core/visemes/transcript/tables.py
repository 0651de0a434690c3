"""What English writes short and says long. Adding a line here touches no code."""

from __future__ import annotations

from typing import Final

#: Abbreviations, lower-case and without the final full stop, with every way to say them (the likeliest first).
ABBREVIATIONS: Final[dict[str, tuple[str, ...]]] = {
    "mr": ("mister",), "mrs": ("missus",), "ms": ("miz", "miss"), "messrs": ("messers",), "dr": ("doctor", "drive"),
    "prof": ("professor",), "st": ("saint", "street"), "sr": ("senior",), "jr": ("junior",), "mt": ("mount",), "vs": ("versus",),
    "etc": ("et cetera",), "e.g": ("for example", "e. g."), "i.e": ("that is", "i. e."), "ph.d": ("p. h. d.",), "ave": ("avenue",),
    "blvd": ("boulevard",), "rd": ("road",), "hwy": ("highway",), "sgt": ("sergeant",), "capt": ("captain",), "lt": ("lieutenant",),
    "cpl": ("corporal",), "cmdr": ("commander",), "dept": ("department",), "govt": ("government",), "approx": ("approximately",),
    "ltd": ("limited",), "bros": ("brothers",), "tel": ("telephone",), "a.k.a": ("a. k. a.", "also known as"), "aka": ("a. k. a.",),
    "asap": ("a. s. a. p.", "a sap"), "w/": ("with",), "w/o": ("without",), "b/c": ("because",), "c/o": ("care of",), "o'c": ("o'clock",),
}  # fmt: skip

#: Abbreviations that are words of their own without their full stop: "No. 5", "Sat. night".
DOTTED: Final[dict[str, tuple[str, ...]]] = {
    "gen": ("general",), "col": ("colonel",), "gov": ("governor",), "sen": ("senator",), "rep": ("representative",), "rev": ("reverend",),
    "hon": ("honorable",), "inc": ("incorporated", "ink"), "co": ("company",), "corp": ("corporation", "corp"), "est": ("established",),
    "fig": ("figure",), "vol": ("volume",), "pp": ("pages",), "min": ("minutes", "minimum"), "max": ("maximum", "max"), "hr": ("hour",),
    "hrs": ("hours",), "ft": ("fort", "feet"), "misc": ("miscellaneous",), "jan": ("january",), "feb": ("february",), "mar": ("march",),
    "apr": ("april",), "jun": ("june",), "jul": ("july",), "aug": ("august",), "sep": ("september",), "sept": ("september",),
    "oct": ("october",), "nov": ("november",), "dec": ("december",), "mon": ("monday",), "tue": ("tuesday",), "tues": ("tuesday",),
    "wed": ("wednesday",), "thu": ("thursday",), "thurs": ("thursday",), "fri": ("friday",), "sat": ("saturday",), "sun": ("sunday",),
}  # fmt: skip

#: Those of `DOTTED` that are also common words: only with a capital letter, and not as the last word of a sentence.
ALSO_WORDS: Final = frozenset({"co", "fig", "jan", "mar", "max", "min", "rep", "sat", "sun", "wed", "sen", "col", "gen"})

#: Only before a number.
NUMBERED: Final = {"no": "number", "nos": "numbers", "p": "page", "ch": "chapter", "vol": "volume", "fig": "figure"}

#: Units: how to say one, and several.
UNITS: Final[dict[str, tuple[str, str]]] = {
    "mm": ("millimeter", "millimeters"), "cm": ("centimeter", "centimeters"), "m": ("meter", "meters"), "km": ("kilometer", "kilometers"),
    "in": ("inch", "inches"), "ft": ("foot", "feet"), "yd": ("yard", "yards"), "mi": ("mile", "miles"), "g": ("gram", "grams"),
    "mg": ("milligram", "milligrams"), "kg": ("kilogram", "kilograms"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"), "ml": ("milliliter", "milliliters"), "l": ("liter", "liters"), "s": ("second", "seconds"),
    "sec": ("second", "seconds"), "secs": ("second", "seconds"), "ms": ("millisecond", "milliseconds"), "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"), "h": ("hour", "hours"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"), "mph": ("mile an hour", "miles an hour"),
    "km/h": ("kilometer an hour", "kilometers an hour"), "kph": ("kilometer an hour", "kilometers an hour"), "hz": ("hertz", "hertz"),
    "khz": ("kilohertz", "kilohertz"), "mhz": ("megahertz", "megahertz"), "ghz": ("gigahertz", "gigahertz"), "kb": ("kilobyte", "kilobytes"),
    "mb": ("megabyte", "megabytes"), "gb": ("gigabyte", "gigabytes"), "tb": ("terabyte", "terabytes"), "w": ("watt", "watts"),
    "kw": ("kilowatt", "kilowatts"), "v": ("volt", "volts"), "db": ("decibel", "decibels"), "fps": ("frame a second", "frames a second"),
    "°": ("degree", "degrees"), "°c": ("degree celsius", "degrees celsius"), "°f": ("degree fahrenheit", "degrees fahrenheit"),
    "%": ("percent", "percent"), "x": ("times", "times"), "k": ("thousand", "thousand"), "bn": ("billion", "billion"), "p": ("p.", "p."),
    "am": ("a. m.", "a. m."), "pm": ("p. m.", "p. m."), "a.m": ("a. m.", "a. m."), "p.m": ("p. m.", "p. m."),
}  # fmt: skip

#: Units that are words of their own when a space stands between them and the number: "3 in a row", "5 a day", "7 am I late".
WORDS_AFTER_NUMBERS: Final = frozenset({"in", "am", "x", "k", "m", "g", "l", "s", "h", "w", "v", "p"})

#: Currency signs: one, several, and the hundredth part.
CURRENCIES: Final[dict[str, tuple[str, str, str]]] = {
    "$": ("dollar", "dollars", "cent"), "£": ("pound", "pounds", "penny"), "€": ("euro", "euros", "cent"),
    "¥": ("yen", "yen", ""), "₹": ("rupee", "rupees", "paisa"), "₽": ("ruble", "rubles", "kopeck"), "₩": ("won", "won", ""),
}  # fmt: skip

#: Plurals that are not made with -s.
HUNDREDTHS: Final = {"penny": "pence", "paisa": "paise"}

#: After an amount: "$1.5 million", "£20k".
MAGNITUDES: Final = {
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
    "k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion",
}  # fmt: skip

#: Signs that are said when they stand alone or between words.
SIGNS: Final = {"&": "and", "+": "plus", "=": "equals", "%": "percent", "@": "at", "×": "times", "÷": "divided by", "°": "degrees"}

#: Signs in web and mail addresses.
ADDRESS_SIGNS: Final = {".": "dot", "/": "slash", "@": "at", "-": "dash", "_": "underscore", ":": "colon", "#": "hash", "+": "plus"}

#: Names with signs in them.
NAMES: Final = {"c++": "c. plus plus", "c#": "c. sharp", "f#": "f. sharp", ".net": "dot net", "at&t": "a. t. and t.", "o.k": "okay"}

#: Fractions: denominator, one and several.
DENOMINATORS: Final = {2: ("half", "halves"), 3: ("third", "thirds"), 4: ("quarter", "quarters"), 5: ("fifth", "fifths"), 8: ("eighth", "eighths"),
                       10: ("tenth", "tenths")}  # fmt: skip

#: Single characters for fractions.
VULGAR: Final = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}

MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip

#: Words that begin with an apostrophe of their own, and those that end with one.
CLIPPED_HEADS: Final = frozenset(
    "'em 'cause 'cos 'cuz 'til 'till 'tis 'twas 'twere 'twill 'n 'bout 'round 'nother 'nuff 'fore 'neath 'gainst 'tude 'kay 'd 'll 're 's 've 'm".split()
)
CLIPPED_TAILS: Final = frozenset("o' ol' th' an' wi' lil' li'l' mo' po' jus' mus' tha' fo' yo' don' n'".split())

#: Words before a colon at the start of a line that are no speaker: "Listen: now".
LEAD_INS: Final = frozenset(
    "answer attention careful caution conclusion correction danger example exactly fact finally first fourth funny guess hear hello here hey hint hurry "
    "imagine important last lesson lets listen look meaning namely next no note now ok okay one plus please postscript problem promise proof "
    "ps question quote ready reason remember repeat result right rule rules second see so solution step stop story summary that then third this "
    "three tip today tomorrow translation true truth two update wait warning well what which why yes you".split()
)

#: Words that make a bracketed or starred remark a stage direction, besides verbs in -s and -ing and adverbs in -ly.
DIRECTIONS: Final = frozenset(
    "aside beat cont'd contd continued continuous cut exit exeunt fade inaudible intercut laugh laughter music no noise o.c o.s off offscreen off-screen on "
    "pause pre-lap quiet sad silence sfx sigh sniff sob sotto static unintelligible v.o vo voice voiceover whisper angry afraid happy long short".split()
)

#: Words in -s, -ing and -ly that begin ordinary remarks.
NOT_DIRECTIONS: Final = frozenset(
    "as this is was has does his hers its us yes perhaps always sometimes besides unless whereas nothing something anything everything during thing things "
    "only really probably especially mainly mostly usually actually finally family early likely lovely finally apparently thus ours yours theirs".split()
)

#: Sounds without a vowel letter; in capitals they are still sounds, not initials.
SOUNDS: Final = frozenset("brr brrr grr grrr hm hmm hmmm hmph mm mmm mmhm pff pfft psst pst sh shh shhh tsk zz zzz".split())
