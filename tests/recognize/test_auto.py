"""When words are believed: by made-up recognisers, and on speech of other languages."""

import pytest

from visemes.audio import Sound, read_sound
from visemes.recognize import auto, recognize
from visemes.recognize.auto import certainty, distance, unlikeness
from visemes.recognize.words import HeardPiece, HeardWord
from visemes.timeline import Phone, Timeline
from visemes.transcript import Transcript

RATE = 16_000


def piece(end, *words):
    return HeardPiece(round(end * RATE), tuple(HeardWord(text, p, tuple(phones)) for text, p, phones in words))


def sounds(*rows):
    return Timeline(10.0, phones=tuple(Phone(start, start + 0.1, label) for start, label in rows), aligner="phones")


@pytest.mark.parametrize(
    ("first", "second", "edits"), [("", "", 0), ("kitten", "sitting", 3), ("abc", "", 3), ("", "ab", 2), ("abcd", "acbd", 2)]
)
def test_edit_distance(first, second, edits):
    assert distance(first, second) == distance(second, first) == edits


def test_certainty_is_the_mean_probability_of_the_words():
    heard = [piece(1, ("a", 0.5, "a"), ("b", 0.9, "b")), piece(2), piece(3, ("c", 0.1, "c"))]
    assert certainty(heard) == pytest.approx(0.5)
    assert certainty([]) == 0


def test_phones_are_compared_piece_by_piece():
    heard = [piece(1, ("ab", 1, "ab")), piece(2, ("cd", 1, "cd"))]
    assert unlikeness(heard, sounds((0.0, "a"), (0.5, "b"), (1.0, "c"), (1.5, "d"))) == 0
    assert unlikeness(heard, sounds((0.0, "a"), (0.5, "x"), (1.0, "c"), (1.5, "d"))) == pytest.approx(1 / 4)
    shifted = sounds((1.0, "a"), (1.2, "b"), (1.4, "c"), (1.6, "d"))
    assert unlikeness(heard, shifted) == 1  # two missing and two too many, for four


@pytest.fixture
def told(monkeypatch):
    """Recognisers that answer as they are told."""
    answers = {}

    class Words:
        name = "words"

        def hear(self, sound, progress=None, resume=None):
            return answers["words"]

        def answer(self, sound, heard):
            return Transcript((), ("words",))

    class Phones:
        def recognize(self, sound, progress=None, resume=None):
            return answers["phones"]

    monkeypatch.setattr(auto, "WordRecogniser", Words)
    monkeypatch.setattr(auto, "PhoneRecogniser", Phones)
    return answers


@pytest.mark.parametrize(
    ("probability", "phones", "believed"), [(0.9, "xy", True), (0.2, "ab", True), (0.2, "xy", False), (0.34, "ay", True)]
)
def test_words_go_when_they_are_unsure_and_unlike_the_sounds(told, probability, phones, believed):
    told["words"] = [piece(1, ("ab", probability, "ab"))]
    told["phones"] = sounds((0.0, phones[0]), (0.5, phones[1]))
    found = recognize(Sound([0.0], RATE, "x"))
    if believed:
        assert found == Transcript((), ("words",))
    else:
        assert found.phones == told["phones"].phones
        assert len(found.warnings) == 1
        assert "recognised sounds instead" in found.warnings[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "believed"),
    [("common_voice_ja_24511055.mp3", False), ("russian.wav", False), ("libri_61.flac", True), ("austen_0880.wav", True)],
)
def test_speech_of_other_languages_and_of_english(shared_data, name, believed):
    pytest.importorskip("pocketsphinx")
    found = recognize(read_sound(shared_data / "speech" / name))
    assert isinstance(found, Transcript) == believed
    if not believed:
        assert found.phones
        assert "another language" in found.warnings[0]
