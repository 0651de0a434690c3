"""HTK's labels, master label files, and Audacity's."""

from __future__ import annotations

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline

PHONES = "0 1000000 sil\n1000000 1800000 hh\n1800000 4000000 ay -12.5\n4000000 5000000 sil\n"
WITH_WORDS = (
    "0 1000000 sil\n1000000 1800000 hh -3.5 HI\n1800000 4000000 ay -12.5\n4000000 4500000 dh -1.0 THE\n4500000 5000000 ax\n"
)
MASTER = '#!MLF!#\n"*/line.rec"\n' + WITH_WORDS + ".\n"
TRIPHONES = "0 1000000 sil\n1000000 1800000 sil-hh+ay\n1800000 4000000 hh-ay+sil\n"


def read(tmp_path, text, name="a.lab"):
    (tmp_path / name).write_text(text)
    return read_timeline(tmp_path / name)


def test_a_hundred_nanoseconds_are_the_unit(tmp_path):
    found = read(tmp_path, PHONES)
    assert [(p.label, p.start, p.end) for p in found.phones] == [("h", 0.1, 0.18), ("aɪ", 0.18, 0.4)]
    assert found.words == ()


@pytest.mark.parametrize("text", [WITH_WORDS, MASTER])
def test_words_beside_their_first_phone(tmp_path, text):
    found = read(tmp_path, text, "a.mlf")
    assert [(w.label, w.start, w.end) for w in found.words] == [("HI", 0.1, 0.4), ("THE", 0.4, 0.5)]
    assert [p.label for p in found.phones] == ["h", "aɪ", "ð", "ə"]


def test_triphones(tmp_path):
    assert [p.label for p in read(tmp_path, TRIPHONES).phones] == ["h", "aɪ"]


def test_words_alone(tmp_path):
    found = read(tmp_path, "0 5000000 hello\n5000000 9000000 there\n")
    assert [(w.label, w.start, w.end) for w in found.words] == [("hello", 0.0, 0.5), ("there", 0.5, 0.9)]
    assert found.phones == ()


def test_audacitys_labels_are_in_seconds(tmp_path):
    found = read(tmp_path, "0.100000\t0.250000\tp\n0.250000\t0.500000\tɑ\n", "a.txt")
    assert [(p.label, p.start, p.end) for p in found.phones] == [("p", 0.1, 0.25), ("ɑ", 0.25, 0.5)]
    found = read(tmp_path, "0.1\t0.9\tgood morning\n", "a.txt")
    assert [w.label for w in found.words] == ["good morning"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PHONES + "later\n", "a.lab:5: expected 'start end label'"),
        (MASTER + '"*/other.rec"\n0 1 a\n.\n', "a.lab: holds 2 recordings"),
        ("2000000 1000000 hh\n", "a.lab:1: 'hh' goes from 0.200 s to 0.100 s"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(TimelineError) as caught:
        read(tmp_path, text)
    assert message in caught.value.message
