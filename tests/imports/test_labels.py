from __future__ import annotations

import pytest

from visemes.imports.labels import are_phones, is_silent, read_label, spelling_of
from visemes.imports.tiers import Row, respelt, timeline_of
from visemes.phones import CONSONANTS, VOWELS, arpabet_to_ipa
from visemes.timeline import Phone, Timeline

BOBBY = ["B", "AA1", "B", "IY0", "R", "IH1", "PT", "DH", "AH0", "L", "EH1", "JH", "ER0"]


@pytest.mark.parametrize("label", ["", " ", "sil", "SIL", "sp", "spn", "pau", "h#", "<eps>", "<unk>", "[noise]", "(laughs)"])
def test_silence(label):
    assert is_silent(label)


@pytest.mark.parametrize("phone", [*CONSONANTS, *(f"{vowel}{stress}" for vowel in VOWELS for stress in "012")])
def test_every_arpabet_phone_in_an_arpabet_tier(phone):
    assert read_label(phone, spelling_of(BOBBY)).phones == (arpabet_to_ipa(phone),)
    assert not read_label(phone.lower(), "arpabet").is_guess


@pytest.mark.parametrize("phone", ["aɪ", "aɪə", "tʃ", "t͡s", "tʰ", "ᵐb", "kp", "ɑ̃ː", "ɔːɹ", "əl", "n̩", "ǃ", "ɝ", "p"])
def test_phones_of_ipa(phone):
    assert read_label(phone, "ipa").phones == ((phone, None),)


@pytest.mark.parametrize("label", ["the", "hello", "at", "foo", "pat", "h3ll0", "."])
def test_words_are_no_phones(label):
    assert not are_phones([label, "p", "ɑ"])


def test_one_slip_changes_no_tier():
    assert spelling_of(BOBBY) == "arpabet"
    assert read_label("PT", "arpabet") == ((("p", None), ("t", None)), True)
    assert read_label("XYZ", "arpabet") is None
    assert read_label("foo", "arpabet") is None


def test_a_slip_is_read_and_reported():
    rows = [Row(n, n + 1.0, label, n + 1) for n, label in enumerate(BOBBY)]
    timeline = timeline_of("bobby", 0.0, (), rows)
    assert "".join(phone.label for phone in timeline.phones) == "bɑbiɹɪptðəlɛdʒɚ"
    assert [(p.start, p.end) for p in timeline.phones[6:8]] == [(6.0, 6.5), (6.5, 7.0)]
    assert timeline.warnings == ("bobby: unusual phones were read as their nearest: 'PT' as p t",)


def test_our_own_timelines_are_left_alone():
    phones = tuple(Phone(n, n + 1, label, 0.5, stress=n % 3) for n, label in enumerate(["tʃw", "aɪ", "ɝ", "t", "d"]))
    timeline = Timeline(9.0, (), phones, "en-us", "builtin", ("a",))
    assert respelt(timeline, "a") == timeline


def test_a_phone_has_one_stress_digit_at_the_most():
    """Two are no ARPABET, whatever else they are: such labels once ended the program."""
    assert spelling_of(["AY00", "S000"]) != "arpabet"
    assert read_label("AY1", "arpabet").phones == (("aɪ", 1),)
