"""Whole transcripts to what an aligner listens for."""

from __future__ import annotations

import pytest

from visemes.lexicon import Lexicon, SpokenWord, pronounce
from visemes.lexicon.dictionary import without_stress
from visemes.lexicon.lexicon import MOST_VARIANTS
from visemes.transcript import parse_transcript, read_transcript, tables


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon()


def spoken(text: str, lexicon: Lexicon) -> tuple[SpokenWord, ...]:
    return pronounce(parse_transcript(text), lexicon)[0]


def heard(word: SpokenWord) -> set[str]:
    """Every way to say a word of one part."""
    (variants,) = word.parts
    return {" ".join(without_stress(variant)) for variant in variants}


def test_parts_and_variants(lexicon):
    the, disposed = spoken("the ill-disposed", lexicon)
    assert the == SpokenWord("the", ((("DH", "AH0"), ("DH", "IY0")),), spoken=("the",))
    assert disposed.spoken == ("ill", "disposed")
    assert [" ".join(part[0]) for part in disposed.parts] == ["IH1 L", "D IH0 S P OW1 Z D"]


def test_speakers_are_kept(lexicon):
    assert [word.speaker for word in spoken("ANNA: hi\nBOB: hello", lexicon)] == ["ANNA", "BOB"]


def test_what_the_dictionary_has_whole_stays_whole(lexicon):
    assert heard(spoken("uh-huh", lexicon)[0]) == {"AH HH AH"}
    assert len(spoken("co-op", lexicon)[0].parts) == 1


def test_readings_become_variants_of_one_part(lexicon):
    (year,) = spoken("1984", lexicon)
    assert {"N AY N T IY N EY T IY F AO R", "W AH N TH AW Z AH N D N AY N HH AH N D R AH D EY T IY F AO R"} <= heard(year)
    (digits,) = spoken("555-1204", lexicon)
    assert len(digits.parts) == 7
    assert {" ".join(without_stress(v)) for v in digits.parts[5]} == {"Z IH R OW", "OW"}


def test_initials(lexicon):
    fbi, osha, xqz, us, stop, cds = (
        spoken("the FBI or OSHA and XQZ to US or STOP my CDs", lexicon)[1::2][:5] + spoken("my CDs", lexicon)[1:]
    )
    assert heard(fbi) == {"EH F B IY AY"}
    assert "OW SH AH" in heard(osha)
    assert "EH K S K Y UW Z IY" in heard(xqz)
    assert heard(us) == {"AH S", "Y UW EH S"}
    assert heard(stop) == {"S T AA P"}
    assert "S IY D IY Z" in heard(cds)


def test_a_user_dictionary_wins_over_initials(tmp_path):
    (tmp_path / "d").write_text("US  AH1 S AH0\nXQZ  EH1 K S\n")
    us, xqz = spoken("to US and XQZ", Lexicon(tmp_path / "d"))[1::2]
    assert heard(us) == {"AH S AH"}
    assert heard(xqz) == {"EH K S"}


def test_warnings_name_the_guessed_words(lexicon):
    words, warnings = pronounce(parse_transcript("Hello Zorblax, meet zorblax and kwyjibo."), lexicon)
    assert len(words) == 6
    assert ["'zorblax'" in w or "'kwyjibo'" in w for w in warnings] == [True, True]
    assert "Z AO1 R B L AE0 K S" in warnings[0]
    assert "\n" not in "".join(warnings)


def test_a_foreign_transcript_is_suspected(lexicon):
    _, warnings = pronounce(parse_transcript("blorgzu vamjik nalestu jogomi mjestu"), lexicon)
    assert "is the language right?" in warnings[0]
    assert len(warnings) == 6


def test_initials_that_are_spelled_out_need_no_warning(lexicon):
    assert pronounce(parse_transcript("the XQZ is here"), lexicon)[1] == ()


def test_variants_stay_few(lexicon):
    for word in spoken("$1,234.56 and 5500 or 123,456 at 10:00 and 1½ 'n' 200-300 km", lexicon):
        for part in word.parts:
            assert 1 <= len(part) <= MOST_VARIANTS


def test_the_tables_need_no_guessing(lexicon):
    """Every word we put into somebody's mouth is in the dictionary."""
    lists = (tables.ABBREVIATIONS, tables.DOTTED, tables.UNITS, tables.CURRENCIES, tables.DENOMINATORS)
    words = {word for table in lists for phrases in table.values() for phrase in phrases for word in phrase.split()}
    single = (tables.NUMBERED, tables.HUNDREDTHS, tables.MAGNITUDES, tables.SIGNS, tables.ADDRESS_SIGNS, tables.NAMES)
    words |= {word for table in single for phrase in table.values() for word in phrase.split()}
    words |= {*tables.MONTHS, *tables.SOUNDS, *tables.CLIPPED_HEADS, *tables.CLIPPED_TAILS}
    words |= {f"{letter}." for letter in "abcdefghijklmnopqrstuvwxyz"} | {f"{letter}.'s" for letter in "abcdefghijklmnopqrstuvwxyz"}
    assert [word for word in sorted(words) if not lexicon.known(word)] == []


def test_real_transcripts(shared_data, lexicon):
    english = [
        p for p in (shared_data / "speech").glob("*.txt") if not p.stem.startswith(("russian", "spanish", "common_voice_ja"))
    ]
    assert len(english) > 10
    for path in english:
        words, warnings = pronounce(read_transcript(path), lexicon)
        assert words
        assert warnings == ()
