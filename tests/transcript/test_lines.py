"""Who speaks, and what is no speech."""

from __future__ import annotations

import pytest

from visemes.transcript import parse_transcript


def said(text: str) -> list[tuple[str, str]]:
    return [(token.speaker, token.text) for token in parse_transcript(text)]


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("ANNA: Hello there", "ANNA", "Hello there"),
        ("Anna: Hello", "Anna", "Hello"),
        ("Anna Smith: Hello", "Anna Smith", "Hello"),
        ("OLD MAN #2 (V.O.): Hello", "OLD MAN #2", "Hello"),
        ("DR. O'NEIL: Hello", "DR. O'NEIL", "Hello"),
        ("- ANNA: Hello", "ANNA", "Hello"),
        (">> Bob: Hello", "Bob", "Hello"),
        ("Élodie: Bonjour", "Élodie", "Bonjour"),
        ("Listen: now", "", "Listen now"),
        ("Note: this is it", "", "Note this is it"),
        ("LISTEN: NOW", "", "LISTEN NOW"),
        ("Here is the thing: no", "", "Here is the thing no"),
        ("he said: go", "", "he said go"),
        ("10:30 is late", "", "10:30 is late"),
        ("https://example.com is it", "", "https://example.com is it"),
        ("Well then Bob Smith Jones: hello", "", "Well then Bob Smith Jones hello"),
    ],
)
def test_labels(line, speaker, words):
    assert said(line) == [(speaker, word) for word in words.split()]


def test_fountains_mark_of_speech_at_the_same_time_belongs_to_the_label():
    assert said("ANNA: Stop!\nBEN ^: No\nCLEO (off) ^: Yes\nDAN^: Oh") == [
        ("ANNA", "Stop"),
        ("BEN", "No"),
        ("CLEO", "Yes"),
        ("DAN", "Oh"),
    ]


def test_a_speaker_goes_on_until_the_next_label():
    text = "Nobody yet\nANNA: One\ntwo\n\nBOB: Three\nANNA: four"
    assert said(text) == [
        ("", "Nobody"), ("", "yet"), ("ANNA", "One"), ("ANNA", "two"), ("BOB", "Three"), ("ANNA", "four"),
    ]  # fmt: skip
    transcript = parse_transcript(text)
    assert transcript.speakers == ("ANNA", "BOB")
    assert transcript.of("ANNA").text == "One two four"


def test_a_lead_in_that_comes_back_in_capitals_is_a_speaker():
    assert [s for s, _ in said("STEP: one\nANNA: hi\nSTEP: two")] == ["STEP", "ANNA", "STEP"]


@pytest.mark.parametrize(
    "remark",
    [
        "(laughs)",
        "[door slams]",
        "*sighs*",
        "(to Anna)",
        "(softly)",
        "(V.O.)",
        "(beat)",
        "{pause}",
        "(whispering, angry)",
        "[two\nlines]",
        "(...)",
    ],
)
def test_directions_are_not_spoken(remark):
    assert [word for _, word in said(f"Hello {remark} there")] == ["Hello", "there"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I (and I mean it) know", "I and I mean it know"),
        ("this is *really* big", "this is really big"),
        ("(this is spoken)", "this is spoken"),
        ("**bold** and _plain_", "bold and plain"),
        ("5 * 3 * 2", "5 3 2"),
    ],
)
def test_remarks_that_are_spoken_stay(text, words):
    assert " ".join(word for _, word in said(text)).replace("_", "") == words
