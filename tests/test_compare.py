"""Two timelines side by side: with shifts that are known, and labels that are not the same."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.compare import LIMITS, Statistics, class_of, compare
from visemes.export import timeline_json
from visemes.timeline import Phone, Timeline, Word

LABELS = ["h", "ə", "l", "oʊ", "w", "ɝ", "l", "d", "p", "ɑ", "tʃ", "m", "ɛ", "n"]


def timeline(labels=LABELS, start=1.0, step=0.08, *, words=True, shift=None):
    """Phones of 80 ms one after the other, two to a word; shift: seconds by which each boundary is later."""
    edges = [start + i * step + (shift[i] if shift is not None else 0.0) for i in range(len(labels) + 1)]
    phones = tuple(Phone(a, b, label) for a, b, label in zip(edges, edges[1:], labels, strict=False))
    spoken = tuple(Word(phones[i].start, phones[i + 1].end, f"w{i}") for i in range(0, len(phones) - 1, 2)) if words else ()
    return Timeline(60.0, spoken, phones)


def test_the_same_twice_is_no_difference():
    found = compare(timeline(), timeline())
    assert Statistics.of(found.phones) == Statistics(len(LABELS), 0.0, 0.0, 0.0, (1.0, 1.0, 1.0))
    assert (found.only_first, found.only_second, found.relabelled, found.words_only_first) == ((), (), (), ())


@given(st.lists(st.integers(-35, 35), min_size=len(LABELS) + 1, max_size=len(LABELS) + 1), st.booleans())
def test_shifts_are_found_as_they_were_made(milliseconds, words):
    """Each boundary moved by whole milliseconds of its own; what comes out is numpy's arithmetic on them."""
    moved = compare(timeline(words=words), timeline(shift=np.array(milliseconds) / 1000, words=words))
    found = Statistics.of(moved.phones)
    sizes = np.abs(milliseconds[:-1])
    assert len(moved.phones) == len(LABELS)
    assert found.mean_absolute * 1000 == pytest.approx(sizes.mean())
    assert found.median_absolute * 1000 == pytest.approx(np.median(sizes))
    assert found.mean * 1000 == pytest.approx(np.mean(milliseconds[:-1]))
    assert found.within == pytest.approx([np.mean(sizes <= limit * 1000) for limit in LIMITS])


@pytest.mark.parametrize("late", [-0.7, 0.03, 2.5])
def test_a_timeline_that_is_late_as_a_whole_is_paired_by_its_words(late):
    found = compare(timeline(), timeline(start=1.0 + late))
    statistics = Statistics.of(found.phones)
    assert statistics.count == len(LABELS)
    assert statistics.mean == pytest.approx(late)


def test_what_only_one_has_is_left_alone():
    fewer = [label for i, label in enumerate(LABELS) if i != 3]
    edges = timeline()
    second = replace(edges, phones=tuple(p for i, p in enumerate(edges.phones) if i != 3))
    found = compare(timeline(), second)
    assert [p.label for p in found.only_first] == ["oʊ"]
    assert found.only_second == ()
    assert len(found.phones) == len(fewer)
    assert [p.label for p in compare(second, timeline()).only_second] == ["oʊ"]


def test_other_labels_for_the_same_sound_are_paired_and_told():
    labels = [{"ɝ": "ə", "d": "t"}.get(label, label) for label in LABELS]
    found = compare(timeline(), timeline(labels))
    assert [(p.first.label, p.second.label) for p in found.relabelled] == [("ɝ", "ə"), ("d", "t")]
    assert not found.only_first


def test_marks_of_length_and_voice_are_no_other_label():
    assert compare(timeline(["t", "a"]), timeline(["tʰ", "aː"])).relabelled == ()


def test_a_vowel_is_no_stop():
    found = compare(timeline(["p", "a", "k"], words=False), timeline(["p", "t", "k"], words=False))
    assert (found.only_first, found.only_second) != ((), ()) or found.relabelled
    assert {(p.first.label, p.second.label) for p in found.phones} >= {("p", "p"), ("k", "k")}


def test_words_are_paired_by_spelling():
    first = Timeline(9.0, (Word(1, 2, "Hello,"), Word(2, 3, "there"), Word(3, 4, "you")))
    second = Timeline(9.0, (Word(1.1, 2, "hello"), Word(3.3, 4, "You!"), Word(5, 6, "again")))
    found = compare(first, second)
    assert [(p.first.label, round(p.difference, 3)) for p in found.words] == [("Hello,", 0.1), ("you", 0.3)]
    assert [w.label for w in found.words_only_first] == ["there"]
    assert [w.label for w in found.words_only_second] == ["again"]


def test_an_hour_with_long_pauses_is_paired():
    rng = np.random.default_rng(4)
    starts = np.cumsum(rng.uniform(0.05, 0.15, 20000) + (rng.random(20000) < 0.01) * 8)
    labels = rng.choice(LABELS, 20000)
    first = Timeline(5000.0, (), tuple(Phone(s, s + 0.05, str(x)) for s, x in zip(starts, labels, strict=True)))
    moves = rng.uniform(-0.02, 0.02, 20000)
    second = Timeline(5000.0, (), tuple(Phone(s + m, s + m + 0.01, str(x)) for s, m, x in zip(starts, moves, labels, strict=True)))
    found = Statistics.of(compare(first, second).phones)
    assert found.count == 20000
    assert found.mean_absolute == pytest.approx(np.abs(moves).mean(), rel=1e-6)


@given(st.lists(st.sampled_from(LABELS), max_size=8), st.lists(st.sampled_from(LABELS), max_size=8), st.floats(-1.5, 1.5))
def test_every_phone_is_paired_or_alone(first, second, later):
    found = compare(timeline(first, start=2.0, words=False), timeline(second, start=2.0 + later, words=False))
    assert sorted(p.label for p in (*(pair.first for pair in found.phones), *found.only_first)) == sorted(first)
    assert sorted(p.label for p in (*(pair.second for pair in found.phones), *found.only_second)) == sorted(second)


@pytest.mark.parametrize(
    ("label", "kind"),
    [("aɪ", "vowel"), ("p", "stop"), ("tʃ", "affricate"), ("s", "fricative"), ("m", "nasal"), ("l", "approximant"), ("ɾ", "tap")],
)
def test_classes(label, kind):
    assert class_of(label) == kind


@pytest.fixture
def files(tmp_path):
    """The same line as JSON and, 15 ms later, as a TextGrid of another tool."""
    (tmp_path / "a.json").write_text(timeline_json(timeline()))
    lines = "".join(f"r 1 {p.start + 0.015:.3f} {p.duration:.3f} {p.label}\n" for p in timeline().phones)
    (tmp_path / "b.ctm").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_table(visemes, files):
    ran = visemes("compare", "a.json", "b.ctm")
    assert ran.status == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[1].split()[:3] == ["phones", "14", "15.0"]
    assert "+15.0 ms" in lines[1]
    assert lines[1].split()[6:9] == ["0.0%", "100.0%", "100.0%"]
    assert lines[2].split()[0] == "vowel"
    assert any(line.startswith("words in the first only: w0 (1.00 s)") for line in lines)


def test_json_for_programs(visemes, files):
    ran = visemes("compare", "a.json", "b.ctm", "--json")
    document = json.loads(ran.out)
    assert document["phones"]["mean_absolute_ms"] == pytest.approx(15.0)
    assert document["phones"]["within_10_ms"] == 0
    assert document["phones"]["within_20_ms"] == 1
    assert sum(row["count"] for row in document["classes"].values()) == 14
    assert document["schema_version"] == 1


def test_a_file_that_is_none(visemes, files):
    (files / "c.txt").write_text("hello there")
    ran = visemes("compare", "a.json", "c.txt")
    assert ran.status == 4
    assert "is no timeline in a known format" in ran.errors[0]
