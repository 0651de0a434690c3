"""What people write and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import TranscriptError
from visemes.transcript import parse_transcript


def readings(text: str, language: str = "en-us") -> list[tuple[str, list[str]]]:
    return [(t.text, [" ".join(r) for r in t.readings]) for t in parse_transcript(text, language)]


def first(text: str, language: str = "en-us") -> str:
    return " ".join(word for token in parse_transcript(text, language) for word in token.spoken)


def spelled(text: str) -> list[str]:
    return [token.text for token in parse_transcript(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello, world!", ["Hello", "world"]),
        ("“Don’t!” she said — ‘no’…", ["Don’t", "she", "said", "no"]),
        ("He was not an ill-disposed young man.", ["He", "was", "not", "an", "ill-disposed", "young", "man"]),
        ("wait--what...now–then", ["wait", "what", "now", "then"]),
        ("yes,no;maybe", ["yes", "no", "maybe"]),
        ("the end.Next", ["the", "end", "Next"]),
        ("rock 'n' roll", ["rock", "'n'", "roll"]),
        ("'quoted words'", ["quoted", "words'"]),
        ("get 'em, 'cause it's runnin'", ["get", "'em", "'cause", "it's", "runnin'"]),
        ("😀 hi 👋🏽 there ♪ la la ♪ ™", ["hi", "there", "la", "la"]),
        ("co\u00adoperate zero\u200bwidth", ["cooperate", "zerowidth"]),
        ("»Guten Tag«, ¿qué? ¡sí!", ["Guten", "Tag", "qué", "sí"]),
        ("(well) [door] {pause} <i>hi</i>", ["well", "hi"]),
        ("... ?! -- and , . ;", ["and"]),
    ],
)
def test_spelling_without_punctuation(text, expected):
    assert spelled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", "seven"),
        ("42", "forty two"),
        ("1984", "nineteen eighty four"),
        ("1905", "nineteen 0 five"),
        ("1900", "nineteen hundred"),
        ("2000", "two thousand"),
        ("2005", "two thousand five"),
        ("2010", "twenty ten"),
        ("1,984", "one thousand nine hundred eighty four"),
        ("1,000,000", "one million"),
        ("007", "0 0 seven"),
        ("3.14", "three point one four"),
        (".5", "point five"),
        ("0.05", "zero point 0 five"),
        ("-5", "minus five"),
        ("3rd", "third"),
        ("21st", "twenty first"),
        ("1980s", "nineteen eighties"),
        ("'80s", "eighties"),
        ("1900s", "nineteen hundreds"),
        ("'84", "eighty four"),
        ("50%", "fifty percent"),
        ("m²", "m squared"),
        ("so¹", "so"),
        ("$5", "five dollars"),
        ("$1", "one dollar"),
        ("$5.50", "five dollars and fifty cents"),
        ("$0.99", "ninety nine cents"),
        ("£3.01", "three pounds and one penny"),
        ("€20", "twenty euros"),
        ("$1.5 million", "one point five million dollars"),
        ("$20k", "twenty thousand dollars"),
        ("10:30", "ten thirty"),
        ("10:05", "ten 0 five"),
        ("10:00", "ten o'clock"),
        ("14:00", "fourteen hundred"),
        ("9:05pm", "nine 0 five p. m."),
        ("5 p.m.", "five p. m."),
        ("1/2", "one half"),
        ("3/4", "three quarters"),
        ("1½", "one and a half"),
        ("24/7", "twenty four seven"),
        ("2kg", "two kilograms"),
        ("1 km", "one kilometer"),
        ("5 km", "five kilometers"),
        ("-5°C", "minus five degrees celsius"),
        ("60 mph", "sixty miles an hour"),
        ("10-20", "ten to twenty"),
        ("20–30%", "twenty to thirty percent"),
        ("6'2\"", "six feet two"),
        ("555-1234", "five five five one two three four"),
        ("800-555-1234", "eight 0 0 five five five one two three four"),
        ("2024-05-06", "may sixth twenty twenty four"),
        ("5/6/2024", "five six twenty twenty four"),
        ("v1.2.3", "version one point two point three"),
        ("#5", "number five"),
        ("100+", "one hundred plus"),
        ("101", "one hundred one"),
        ("4K", "four k."),
        ("R2D2", "r. two d. two"),
        ("MP3s", "m. p. three's"),
        ("1984's", "nineteen eighty four's"),
        ("3 in a row", "three in a row"),
        ("123456789", "one two three four five six seven eight nine"),
        ("twenty-one", "twenty one"),
        ("1st-class", "first class"),
        ("x2", "x. two"),
    ],
)
def test_figures(text, expected):
    assert first(text) == expected


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("1984", "one thousand nine hundred eighty four"),
        ("2010", "two thousand ten"),
        ("101", "one hundred and one"),
        ("101", "one 0 one"),
        ("911", "nine one one"),
        ("747s", "seven forty seven's"),
        ("5500", "fifty five hundred"),
        ("$5.50", "five fifty"),
        ("$5.50", "five dollars fifty"),
        ("007", "double oh seven"),
        ("10:00", "ten"),
        ("1/2", "half"),
        ("3-2", "three two"),
        ("4K", "four thousand"),
        ("e.g.", "e. g."),
        ("St.", "street"),
    ],
)
def test_other_readings_stay_possible(text, other):
    (_, (_, *others)) = readings(text)[0]
    assert other in others


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. and Mrs. Jones", "mister and missus jones"),
        ("Dr. Smith", "doctor smith"),
        ("on Mulholland Dr. today", "on mulholland drive today"),
        ("St. James St. is near", "saint james street is near"),
        ("No. 5 said no. No!", "number five said no no"),
        ("etc.", "et cetera"),
        ("vs", "versus"),
        ("U.S. troops", "u. s. troops"),
        ("F.B.I.'s", "f. b. i.'s"),
        ("Ph.D.", "p. h. d."),
        ("On Sat. we sat.", "on saturday we sat"),
        ("5 ft. tall", "five feet tall"),
        ("Henry VIII", "henry eight"),
        ("AT&T & co", "a. t. and t. and co"),
        ("C++ and C#", "c. plus plus and c. sharp"),
        ("and/or", "and or"),
        ("w/o", "without"),
        ("@anna #ThrowbackThursday", "at anna hashtag throwback thursday"),
        ("https://www.example.com/news", "example dot com slash news"),
        ("bob.smith@mail.co.uk,", "bob dot smith at mail dot co dot uk"),
        ("W-w-wait, b-but th-that", "w- w- wait b- but th- that"),
        ("I-I know", "i i know"),
        ("X-ray", "x ray"),
        ("Mr.Smith", "mister smith"),
        ("7:30-8:15", "seven thirty eight fifteen"),
        ("COVID-19", "covid nineteen"),
        ("2 + 2 = 4", "two plus two equals four"),
    ],
)
def test_abbreviations_and_signs(text, expected):
    assert first(text) == expected


def test_abbreviations_keep_their_stops_where_there_are_several():
    assert spelled("The U.S. and Ph.D. Smith vs. Dr. No.") == ["The", "U.S.", "and", "Ph.D.", "Smith", "vs", "Dr", "No"]


def test_initials_in_mixed_text():
    by_text = {t.text: t for t in parse_transcript("He's at NASA, the FBI or NPCs' OK")}
    assert by_text["FBI"].initials
    assert by_text["FBI"].others == (("f.", "b.", "i."),)
    assert by_text["NPCs'"].initials is False or by_text["NPCs'"].spoken
    assert not by_text["He's"].initials


def test_capitals_throughout_mean_nothing():
    tokens = parse_transcript("HE BEGAN A CONFUSED COMPLAINT AGAINST THE FBI HMM")
    assert not any(token.initials for token in tokens)
    assert first("STOP IT NOW") == "stop it now"


def test_capitals_without_a_vowel_are_initials_anyway():
    assert [t.initials for t in parse_transcript("THE XQZT SHH")] == [False, True, False]


def test_ranges_of_decimals():
    assert first("1.5-2.5") == "one point five to two point five"
    assert first(".0-0") == "point 0 to zero"


def test_other_languages():
    assert first("Ich habe 21 Äpfel-Bäume.", "de") == "Ich habe einundzwanzig Äpfel Bäume"
    assert first("¿Qué 3?", "es") == "Qué tres"
    assert first("бедняга ребят", "ru") == "бедняга ребят"
    assert first("きょうは", "ja") == "きょうわ"
    assert first("x 12 y", "xx") == "x 12 y"


@pytest.mark.parametrize("text", ["", "  \n", "...", "[music]", "(laughs)", "😀", "ANNA:", "♪ ♪", "-", "<i></i>"])
def test_nothing_spoken_is_an_error(text):
    with pytest.raises(TranscriptError, match="nothing in it is spoken") as caught:
        parse_transcript(text)
    assert caught.value.hint


@given(st.text(max_size=60))
def test_any_text_is_words_or_one_clear_error(text):
    try:
        transcript = parse_transcript(text)
    except TranscriptError:
        return
    for token in transcript:
        assert token.text
        assert any(char.isalnum() for char in token.text) or token.text in "&+=%@×÷°"
        for reading in token.readings:
            assert reading
            for word in reading:
                assert word
                assert not any(char.isspace() for char in word)


@given(st.text(alphabet="0123456789.,:/-$%'°kmAPst ", min_size=1, max_size=14))
def test_any_figures_are_said(text):
    try:
        transcript = parse_transcript(text)
    except TranscriptError:
        return
    assert all(reading for token in transcript for reading in token.readings)


@given(st.integers(0, 999_999))
def test_amounts_say_their_value(number):
    """Counts the words back into a number."""
    (token,) = parse_transcript(f"{number:,}")
    assert value(token.spoken) == number


def value(spoken: tuple[str, ...]) -> int:
    from num2words import num2words

    ones = [num2words(n) for n in range(20)]
    tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    total = part = 0
    for word in spoken:
        if word in ones:
            part += ones.index(word)
        elif word in tens:
            part += 10 * tens.index(word)
        elif word == "hundred":
            part *= 100
        else:
            assert word == "thousand"
            total, part = part * 1000, 0
    return total + part
