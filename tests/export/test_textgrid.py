from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from visemes.export import export
from visemes.frames import FrameGrid
from visemes.imports.textgrid import parse
from visemes.line import Line
from visemes.timeline import Cue, Phone, Timeline, Word


def read(content):
    """A reader of Praat's long form only, line by line; returns {tier: [(start, end, label)]}."""
    tiers, fields = {}, []
    for name, value in re.findall(r"^ *(class|name|xmin|xmax|text) = (.*?) ?$", content, re.MULTILINE):
        if name == "name":
            tiers[value.strip('"')] = fields = []
        elif name == "text":
            fields[-1].append(value[1:-1].replace('""', '"'))
        elif name == "xmin":
            fields.append([float(value)])
        elif name == "xmax":
            fields[-1].append(float(value))
    return {name: [tuple(row) for row in rows[1:]] for name, rows in tiers.items()}


def line(duration, words=(), phones=(), cues=()):
    return Line("a", "m", "X", FrameGrid(Fraction(24)), Timeline(duration, words, phones), cues, (), ())


labels = st.sampled_from(["p", "ɑ", 'say "hi"', "", "don't", "aɪ"])


@st.composite
def tiers(draw, kind):
    edges = [n / 1000 for n in sorted(draw(st.lists(st.integers(0, 9000), max_size=12, unique=True)))]
    return tuple(kind(a, b, draw(labels)) for a, b in pairwise(edges) if draw(st.booleans()))


@given(tiers(Word), tiers(Phone), tiers(Cue))
def test_tiers_cover_the_sound_and_hold_everything(words, phones, cues):
    found = read(export(line(9.5, words, phones, cues), "textgrid").decode())
    for name, tier in (("words", words), ("phones", phones), ("visemes", cues)):
        rows = found[name]
        assert (rows[0][0], rows[-1][1]) == (0, 9.5)
        assert all(a[1] == b[0] for a, b in pairwise(rows))
        spoken = [row for row in rows if row[2]]
        assert spoken == [(i.start, i.end, i.label) for i in tier if i.label]


def test_counts_and_header():
    content = export(line(1.0, phones=(Phone(0.25, 0.5, "p"),)), "textgrid").decode()
    assert content.startswith(
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0 \nxmax = 1 \ntiers? <exists> \nsize = 3 \n'
    )
    assert re.findall(r"intervals: size = (\d+)", content) == ["1", "3", "1"]


sounds = st.sampled_from(["p", "ɑ", "m", "aɪ", "tʃ", "ɝ"])


@given(st.lists(st.integers(0, 9000), min_size=2, max_size=12, unique=True), st.data())
def test_our_own_reader_gets_the_phones_back(edges, data):
    times = [n / 1000 for n in sorted(edges)]
    phones = tuple(Phone(a, b, data.draw(sounds)) for a, b in pairwise(times) if data.draw(st.booleans()))
    timeline = parse(export(line(9.5, phones=phones), "textgrid").decode(), "a.TextGrid")
    assert timeline.phones == phones
    assert timeline.duration == 9.5


def test_rounding_noise_between_neighbours_leaves_no_sliver():
    noisy = (Phone(0.1, 0.2000000004, "p"), Phone(0.2, 0.3, "ɑ"), Phone(0.3000000004, 0.9999999, "m"))
    rows = read(export(line(1.0, phones=noisy), "textgrid").decode())["phones"]
    assert [row[2] for row in rows] == ["", "p", "ɑ", "m"]
    assert rows[-1][1] == 1.0


def test_voices_that_overlap_have_tiers_of_their_own():
    words = (Word(0.0, 0.6, "one", speaker="ANNA"), Word(0.4, 0.8, "two", speaker="BEN"))
    phones = (Phone(0.0, 0.6, "m", speaker="ANNA"), Phone(0.4, 0.8, "p", speaker="BEN"))
    tiers = read(export(line(1.0, words, phones), "textgrid").decode())
    assert tiers == {
        "ANNA words": [(0.0, 0.6, "one"), (0.6, 1.0, "")],
        "ANNA phones": [(0.0, 0.6, "m"), (0.6, 1.0, "")],
        "BEN words": [(0.0, 0.4, ""), (0.4, 0.8, "two"), (0.8, 1.0, "")],
        "BEN phones": [(0.0, 0.4, ""), (0.4, 0.8, "p"), (0.8, 1.0, "")],
        "visemes": [(0.0, 1.0, "")],
    }
