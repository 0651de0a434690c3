"""Words of other languages: spaces, punctuation and figures of every script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from visemes.languages import LANGUAGES, is_english
from visemes.transcript import parse_transcript
from visemes.transcript.foreign import pieces, shape


def texts(text: str, language: str) -> list[str]:
    return [piece.text for piece in pieces(text, language)]


def said(text: str, language: str) -> list[str]:
    return [" ".join(piece.spoken) for piece in pieces(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr-fr", "« L\u2019ami » d'aujourd'hui\u00a0! Où est-ce\u202f?", ["L\u2019ami", "d'aujourd'hui", "Où", "est-ce"]),
        ("es", "¿Qué tal, José? ¡Adiós!", ["Qué", "tal", "José", "Adiós"]),
        ("de", "\u201eGuten Tag\u201c \u2013 sagte Äpfel-Bäume\u2026", ["Guten", "Tag", "sagte", "Äpfel-Bäume"]),
        ("ca", "col·legi, l'amic", ["col·legi", "l'amic"]),
        ("hi", "सुप्रभात, आज आप कैसे हैं।", ["सुप्रभात", "आज", "आप", "कैसे", "हैं"]),
        ("ar", "كيف حالك؟ نعم، شكرا؛", ["كيف", "حالك", "نعم", "شكرا"]),
        ("fa", "نمی\u200cدانم کجاست؟", ["نمی\u200cدانم", "کجاست"]),
        ("he", "צה\u05f4ל: שָׁלוֹם!", ["צה\u05f4ל", "שָׁלוֹם"]),
        ("el", "Τι κάνεις; Καλά·", ["Τι", "κάνεις", "Καλά"]),
        ("am", "ሰላም፣ ዓለም።", ["ሰላም", "ዓለም"]),
        ("hy", "Բարև՛ ձեզ։", ["Բարև", "ձեզ"]),
        ("ko", "안녕하세요, 세계!", ["안녕하세요", "세계"]),
        ("vi", "Chào buổi sáng.", ["Chào", "buổi", "sáng"]),
        ("it", "un po' d'acqua", ["un", "po'", "d'acqua"]),
        ("qu", "\u201cp\u2019unchay\u201d", ["p\u2019unchay"]),
        ("my", "မသိဘူး။", ["မ", "သိ", "ဘူး"]),
        ("cmn", "'中国' l'中国", ["中国", "l'", "中国"]),
    ],
)
def test_words_without_what_stands_around_them(language, text, words):
    assert texts(text, language) == words


def test_decomposed_letters_are_composed():
    assert texts(unicodedata.normalize("NFD", "où êtes-vous"), "fr-fr") == ["où", "êtes-vous"]


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("de", "21 Äpfel", ["einundzwanzig", "Äpfel"]), ("es", "3 gatos", ["tres", "gatos"]), ("fr-fr", "1,5 km", ["1,5", "km"]),
        ("de", "50 % und 5,50 €", ["50%", "und", "5,50€"]), ("xx", "12 a", ["12", "a"]),
        ("fr-fr", "$5 et 10:30", ["$5", "et", "10:30"]),
        ("de", "E-Mail", ["E Mail"]), ("pt-br", "2", ["dois"]), ("nb", "7", ["syv"]), ("ja", "2020えん", ["2020", "えん"]),
        ("hi", "१२", ["१२"]), ("de", "Mr. $5 kg", ["Mr", "$5", "kg"]), ("fr-fr", "R2D2", ["R2D2"]),
    ],
)  # fmt: skip
def test_what_is_spoken(language, text, spoken):
    assert said(text, language) == spoken


def test_figures_may_also_be_read_as_they_are_written():
    (piece,) = pieces("1984", "fr-fr")
    assert piece.others == (("1984",),)


def test_clauses_end_at_punctuation_but_not_at_quotes_hyphens_and_spaces():
    ends = {piece.text: piece.ends for piece in pieces("Oui, les « amis » du roi. Voilà", "fr-fr")}
    assert ends == {"Oui": True, "les": False, "amis": False, "du": False, "roi": True, "Voilà": False}
    assert [piece.ends for piece in pieces("你好，世界。", "cmn")][-1] is True


def test_english_rules_do_not_fire_elsewhere():
    tokens = parse_transcript("Der Dr. Mai sagt FBI: 5 km, 3rd St. 10:30 $5", "de")
    assert [token.initials for token in tokens] == [False] * len(tokens)
    spoken = " ".join(word for token in tokens for reading in token.readings for word in reading)
    assert not {"doctor", "kilometers", "third", "street", "dollars", "ten"} & set(spoken.split())


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("de", "Dr. Mai, z. B. am See usw.", "Doktor Mai zum Beispiel am See und so weiter"),
        ("de", "Das ist Dr.", "Das ist Doktor"),
        ("ru", "кот, и т.д.", "кот и так далее"),
        ("sv", "t.ex. nu", "till exempel nu"),
        ("it", "la Sig.ra Bianchi", "la signora Bianchi"),
        ("fr-fr", "M. Dupont", "M Dupont"),  # espeak-ng knows it
        ("de", "Nr. 5 Strand", "Nummer fünf Strand"),
        ("de", "abzw. Frau", "abzw Frau"),
    ],
)
def test_short_forms(language, text, spoken):
    assert " ".join(said(text, language)) == spoken


def test_capitals_throughout_are_read_small():
    assert said("GUTEN MORGEN", "de") == ["GUTEN", "MORGEN"]
    assert [t.spoken for t in parse_transcript("GUTEN MORGEN", "de")] == [("guten",), ("morgen",)]
    assert [t.text for t in parse_transcript("GUTEN MORGEN", "de")] == ["GUTEN", "MORGEN"]


def test_directions_of_other_languages():
    assert [t.text for t in parse_transcript("（笑）そう", "ja")] == ["そう"]
    assert [t.text for t in parse_transcript("(lacht) Ja *seufzt* nein (laughs)", "de")] == ["Ja", "nein"]
    assert [t.text for t in parse_transcript("Il est (dans la rue) là", "fr-fr")] == ["Il", "est", "dans", "la", "rue", "là"]
    assert "gatos" in [t.text for t in parse_transcript("Los dos (los gatos) duermen", "es")]
    assert [t.text for t in parse_transcript("(V.O.) Hola [puerta] a todos", "es")] == ["Hola", "a", "todos"]


def test_speakers_with_wide_colons():
    tokens = parse_transcript("太郎\uff1aはい\n花子\uff1aいいえ", "ja")
    assert {token.speaker for token in tokens} == {"太郎", "花子"}


def test_words_of_another_script_are_said_in_another_language():
    by_text = {token.text: token.language for token in parse_transcript("Она сказала hello, 田中さん!", "ru")}
    assert by_text["сказала"] == ""
    assert by_text["hello"] == "en-us"
    assert {by_text[text] for text in by_text if text[0] in "田さ"} <= {"ja", "cmn"}
    english = {token.text: token.language for token in parse_transcript("She said Привет to ΣΤΕΦΑΝΟΣ")}
    assert english == {"She": "", "said": "", "Привет": "ru", "to": "", "ΣΤΕΦΑΝΟΣ": "el"}


@example("'\U00030000", "af")
@example("\U00030000'", "ja")
@given(st.text(max_size=40), st.sampled_from([tag for tag in LANGUAGES if not is_english(tag)]))
def test_any_text_gives_words_in_the_order_they_are_written(text, language):
    clean = unicodedata.normalize("NFC", text)
    place = 0
    for piece in pieces(text, language):
        assert piece.text
        assert any(char.isalnum() for char in piece.text) or unicodedata.category(piece.text[0]) in {"Mn", "Mc", "Me"}
        assert piece.spoken
        assert all(word and not any(map(str.isspace, word)) for reading in (piece.spoken, *piece.others) for word in reading)
        assert place <= len(clean)


@given(st.text(max_size=30))
def test_the_shape_has_the_text_s_length(text):
    assert len(shape(text)) == len(text)
    for char, kind in zip(text, shape(text), strict=True):
        category = unicodedata.category(char)
        assert kind == ("0" if category == "Nd" else "a" if category[0] in "LM" else char)
