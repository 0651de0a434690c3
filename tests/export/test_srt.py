from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.export import export
from visemes.frames import FrameGrid
from visemes.line import Line
from visemes.timeline import Timeline, Word

CAPTION = re.compile(r"(\d+)\n(\d\d):(\d\d):(\d\d),(\d{3}) --> (\d\d):(\d\d):(\d\d),(\d{3})\n((?:.+\n)+)(?:\n|\Z)")


def read(content):
    """[(number, start ms, end ms, rows)] of a file that holds nothing but captions."""
    found = list(CAPTION.finditer(content))
    assert "".join(m[0] for m in found) == content
    times = [[int(n) for n in m.groups()[1:9]] for m in found]
    return [
        (
            int(m[1]),
            ((t[0] * 60 + t[1]) * 60 + t[2]) * 1000 + t[3],
            ((t[4] * 60 + t[5]) * 60 + t[6]) * 1000 + t[7],
            m[10].splitlines(),
        )
        for m, t in zip(found, times, strict=True)
    ]


def srt(words):
    timeline = Timeline(words[-1].end if words else 1.0, tuple(words))
    return export(Line("a", "m", "X", FrameGrid(Fraction(24)), timeline, (), (), ()), "srt").decode()


def said(text, start=0.0, pace=0.3, **extra):
    return [Word(start + n * pace, start + (n + 1) * pace, label, **extra) for n, label in enumerate(text.split())]


def test_one_phrase_one_caption():
    assert srt(said("she had your dark suit", 3661.5)) == "1\n01:01:01,500 --> 01:01:03,000\nshe had your dark suit\n"


def test_a_pause_or_another_speaker_ends_a_caption():
    words = [*said("well then", speaker="ANNA"), *said("no", 0.7, speaker="BEN"), *said("never", 2.0, speaker="BEN")]
    assert [(start, end, rows) for _, start, end, rows in read(srt(words))] == [
        (0, 600, ["ANNA: well then"]), (700, 1000, ["BEN: no"]), (2000, 2300, ["BEN: never"]),
    ]  # fmt: skip


def test_nothing_said_is_an_empty_file():
    assert srt([]) == ""


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(50, 900), st.text("abcdefgh'", min_size=1, max_size=20)), max_size=40))
def test_every_word_is_in_the_caption_of_its_time(steps):
    words, at = [], 0
    for gap, length, label in steps:
        words.append(Word((at + gap) / 1000, (at + gap + length) / 1000, label))
        at += gap + length
    captions = read(srt(words)) if words else []
    assert [number for number, *_ in captions] == list(range(1, len(captions) + 1))
    assert " ".join(" ".join(rows) for *_, rows in captions).split() == [word.label for word in words]
    assert all(len(rows) <= 2 and all(len(row) <= 42 for row in rows) for *_, rows in captions)
    left = list(words)
    for _, start, end, rows in captions:
        mine = [left.pop(0) for _ in " ".join(rows).split()]
        assert (start, end) == (round(mine[0].start * 1000), round(mine[-1].end * 1000))
        assert end - start <= 6000


@pytest.mark.parametrize(("seconds", "shown"), [(0.9996, "00:00:01,000"), (59.9999, "00:01:00,000"), (3599.9996, "01:00:00,000")])
def test_times_round_up_into_the_next_second(seconds, shown):
    assert f"\n{shown} -->" in srt([Word(seconds, seconds + 1, "a")])


def test_captions_of_people_who_speak_at_once_overlap():
    words = sorted([*said("well then", speaker="ANNA"), *said("no", 0.1, speaker="BEN")], key=lambda word: word.start)
    content = export(Line("a", "m", "r", FrameGrid(Fraction(24)), Timeline(3.0, tuple(words)), (), (), ()), "srt").decode()
    assert [block.splitlines()[2] for block in content.split("\n\n")] == ["ANNA: well then", "BEN: no"]
