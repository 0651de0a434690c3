"""Scripts without spaces."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.transcript import parse_transcript, unspaced
from visemes.transcript.unspaced import divided, kana, unread_kanji


@pytest.fixture
def without_libraries(monkeypatch):
    for name in ("budoux", "pykakasi"):
        monkeypatch.setitem(sys.modules, name, None)
    for cached in (unspaced._parser, unspaced._kakasi):
        cached.cache_clear()
    yield
    for cached in (unspaced._parser, unspaced._kakasi):
        cached.cache_clear()


@given(
    st.text(alphabet="あいカー漢字私は東へกขเแကကျ်ខ្មរລາວab12", max_size=20),
    st.sampled_from(["ja", "cmn", "th", "my", "km", "lo", "ru"]),
)
def test_the_words_are_the_text(text, language):
    words = list(divided(text, language))
    assert "".join(word for word, _ in words) == text
    assert all(word and reading for word, reading in words)


def test_phrases_of_japanese_and_chinese():
    pytest.importorskip("budoux")
    assert [word for word, _ in divided("電柱に電球がともっていた", "ja")] == ["電柱に", "電球が", "ともっていた"]
    assert [word for word, _ in divided("我不知道", "cmn")] == ["我", "不", "知道"]
    assert [word for word, _ in divided("แมวของฉัน", "th")] == ["แมว", "ของ", "ฉัน"]


def test_syllables_of_burmese_khmer_and_lao():
    assert [word for word, _ in divided("မင်္ဂလာပါ", "my")] == ["မင်္ဂ", "လာ", "ပါ"]
    assert [word for word, _ in divided("ខ្ញុំមិន", "km")] == ["ខ្ញុំ", "មិ", "ន"]
    assert [word for word, _ in divided("ສະບາຍດີ", "lo")] == ["ສະ", "ບາຍ", "ດີ"]


def test_kanji_in_kana():
    pytest.importorskip("pykakasi")
    assert kana("電柱に") == "でんちゅうに"
    assert kana("学生です") == "がくせいです"
    assert kana("テレビ") == "テレビ"
    assert not unread_kanji("電柱")


def test_particles_are_said_wa_and_e():
    readings = dict(divided("わたしは、", "ja"))
    assert readings["わたしは" if "わたしは" in readings else "わたしは、"].startswith("わたしわ")
    assert list(divided("は", "ja")) == [("は", "は")]
    assert dict(divided("ごはん", "ja")) == {"ごはん": "ごはん"}


def test_without_libraries_runs_and_characters_are_words(without_libraries):
    assert [word for word, _ in divided("私はテレビを見た", "ja")] == ["私", "は", "テレビ", "を", "見", "た"]
    assert [word for word, _ in divided("你好", "cmn")] == ["你", "好"]
    assert [word for word, _ in divided("แมวของฉัน", "th")] == ["แมวของฉัน"]


def test_kanji_without_a_reader_are_told_once(without_libraries):
    transcript = parse_transcript("電柱に電球が", "ja")
    assert [warning for warning in transcript.warnings if "visemes[ja]" in warning] == list(transcript.warnings)
    assert len(transcript.warnings) == 1
    assert parse_transcript("でんちゅうに", "ja").warnings == ()
    assert parse_transcript("电灯", "cmn").warnings == ()
