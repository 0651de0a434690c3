from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.errors import TimelineError
from visemes.imports import read_timeline
from visemes.imports.textgrid import parse
from visemes.timeline import Phone, Word

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 1.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 1.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1.0
            text = "my"
        intervals [3]:
            xmin = 1.0
            xmax = 1.5
            text = "<unk>"
    item [2]:
        class = "TextTier"
        name = "bell"
        xmin = 0
        xmax = 1.5
        points: size = 1
        points [1]:
            number = 0.7
            mark = "d""ing"
    item [3]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 1.5
        intervals: size = 4
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = "sil"
        intervals [2]:
            xmin = 0.5
            xmax = 0.7
            text = "M"
        intervals [3]:
            xmin = 0.7
            xmax = 1.0
            text = "AY1"
        intervals [4]:
            xmin = 1.0
            xmax = 1.5
            text = "spn"
"""

SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
1.5
<exists>
3
"IntervalTier"
"words"
0
1.5
3
0
0.5
""
0.5
1.0
"my"
1.0
1.5
"<unk>"
"TextTier"
"bell"
0
1.5
1
0.7
"d""ing"
"IntervalTier"
"phones"
0
1.5
4
0
0.5
"sil"
0.5
0.7
"M"
0.7
1.0
"AY1"
1.0
1.5
"spn"
"""

CUSTOM = """File type = "ooTextFile"
Object class = "TextGrid"
! a comment with "quotes" and 3 numbers
0s 1.5s <exists> 2
"IntervalTier" "words" 0 1.5 1 ! one word
0.5 1.0 "my"
"IntervalTier" "phones" 0 1.5 2
0.5 .7 "M" 7e-1 1 "AY1"
"""


def check(timeline):
    assert timeline.words == (Word(0.5, 1.0, "my"),)
    assert timeline.phones == (Phone(0.5, 0.7, "m"), Phone(0.7, 1.0, "aɪ", stress=1))
    assert (timeline.duration, timeline.aligner, timeline.warnings) == (1.5, "given", ())


@pytest.mark.parametrize("text", [LONG, SHORT, CUSTOM, LONG.replace("\n", "\r\n"), "\n\n" + SHORT])
def test_long_short_and_hand_written(text):
    check(parse(text, "a.TextGrid"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("text", [LONG, SHORT])
def test_encodings(tmp_path, text, encoding):
    path = tmp_path / "a.TextGrid"
    path.write_bytes(text.encode(encoding))
    check(read_timeline(path, 1.5))


def test_latin_1_labels(tmp_path):
    path = tmp_path / "a.TextGrid"
    path.write_bytes(LONG.replace('"my"', '"mär"').encode("latin-1"))
    assert read_timeline(path).words[0].label == "mär"


def grid(*tiers, end=1.0):
    """A short TextGrid of (name, [(start, end, label), …]) tiers."""
    rows = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", f"{end}", "<exists>", f"{len(tiers)}"]
    for name, intervals in tiers:
        rows += ['"IntervalTier"', f'"{name}"', "0", f"{end}", f"{len(intervals)}"]
        rows += [f'{start}\n{stop}\n"{label}"' for start, stop, label in intervals]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("name", ["phones", "Phone", "phonemes", "PHN", "MAU", "segments", "Anna - phones", "X-SAMPA", "IPA"])
def test_names_of_phone_tiers(name):
    timeline = parse(grid(("notes", [(0, 1, "hello there")]), (name, [(0, 0.5, "p"), (0.5, 1, "ɑ")])), "a")
    assert [p.label for p in timeline.phones] == ["p", "ɑ"]


@pytest.mark.parametrize("name", ["words", "Word", "ORT-MAU", "orthography", "Anna - words"])
def test_names_of_word_tiers(name):
    timeline = parse(grid((name, [(0, 1, "pa")]), ("phones", [(0, 0.5, "p"), (0.5, 1, "ɑ")])), "a")
    assert [(w.label, w.speaker) for w in timeline.words] == [("pa", "Anna" if "Anna" in name else "")]


def test_one_tier_of_phones_needs_no_name():
    timeline = parse(grid(("Mary", [(0, 0.5, "HH"), (0.5, 1, "AY1")]), ("John", [(0, 1, "what a word")])), "a")
    assert [p.label for p in timeline.phones] == ["h", "aɪ"]


def test_two_speakers_in_turns_are_one_timeline():
    anna, ben = [(0, 0.5, "p"), (0.5, 1, "")], [(0, 0.5, ""), (0.5, 1, "m")]
    timeline = parse(grid(("Ben - phones", ben), ("Anna - phones", anna)), "a")
    assert [p.label for p in timeline.phones] == ["p", "m"]


def test_two_speakers_at_once_are_not():
    with pytest.raises(TimelineError, match=r"a:\d+: 'm' starts at 0\.200 s, before 'p' \(line \d+\) ends at 0\.500 s") as caught:
        parse(grid(("Ben - phones", [(0.2, 0.6, "m")]), ("Anna - phones", [(0, 0.5, "p")])), "a")
    assert "one speaker" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (grid(("talk", [(0, 1, "hello")])), "a: has no tier of phones (its interval tiers: 'talk')"),
        (grid(), "a: has no tier of phones (its interval tiers: none)"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n0 1 <absent>\n', "a: has no tier of phones"),
        ('File type = "ooTextFile"\nObject class = "Pitch 1"\n0 1\n', "a: is no TextGrid text file"),
        ("ooBinaryFile\x08TextGrid", "a: is no TextGrid text file"),
        ('"Praat chronological TextGrid text file"\n0 1\n', "a: is no TextGrid text file"),
        (grid(("phones", [(0, 1, "h3ll0 w0rld")])), "a:13: 'h3ll0 w0rld' is no phone"),
        (grid(("phones", [(0.5, 0.2, "p")])), "a:13: 'p' goes from 0.500 s to 0.200 s"),
        (grid(("phones", [(0, 1, "p")])).rsplit("\n", 2)[0], "a:14: a string should stand here, not the end of the file"),
        (grid(("phones", [(0, "one", "p")])), "a:15: a number should stand here, not 'p'"),
    ],
)
def test_mistakes_are_named_with_their_line(text, message):
    with pytest.raises(TimelineError) as caught:
        parse(text, "a")
    assert message in str(caught.value)


@given(st.data())
def test_a_damaged_file_never_breaks_the_reader(data):
    text = data.draw(st.sampled_from([LONG, SHORT, CUSTOM]))
    start = data.draw(st.integers(0, len(text)))
    damaged = text[:start] + data.draw(st.text(max_size=4)) + text[start + data.draw(st.integers(0, 9)) :]
    try:
        parse(damaged, "a")
    except TimelineError as error:
        assert "\n" not in str(error)  # noqa: PT017


def test_webmaus_writes_sampa_and_other_tiers_beside(tmp_path):
    """ORT-MAU holds words, KAN-MAU how they should be said, MAU the phones, in German SAMPA; <p:> is a pause."""
    text = grid(
        ("ORT-MAU", [(0, 0.2, ""), (0.2, 0.9, "Übung")]),
        ("KAN-MAU", [(0, 0.2, ""), (0.2, 0.9, "y: b U N")]),
        ("MAU", [(0, 0.2, "<p:>"), (0.2, 0.4, "y:"), (0.4, 0.5, "b"), (0.5, 0.7, "U"), (0.7, 0.9, "N")]),
        ("TRN", [(0, 0.9, "Übung")]),
    )
    found = parse(text, "a")
    assert [w.label for w in found.words] == ["Übung"]
    assert [p.label for p in found.phones] == ["yː", "b", "ʊ", "ŋ"]


def test_charsius_silences_are_in_brackets():
    text = grid(
        ("phones", [(0, 0.2, "[SIL]"), (0.2, 0.4, "HH"), (0.4, 0.6, "AY")]), ("words", [(0, 0.2, "[SIL]"), (0.2, 0.6, "hi")])
    )
    found = parse(text, "a")
    assert ([p.label for p in found.phones], [w.label for w in found.words]) == (["h", "aɪ"], ["hi"])


def test_mfas_ipa_spells_diphthongs_with_glides():
    text = grid(("phones", [(0, 0.2, "tʰ"), (0.2, 0.4, "aj"), (0.4, 0.6, "ɫ̩"), (0.6, 0.8, "spn")]), ("words", [(0, 0.8, "tile")]))
    assert [p.label for p in parse(text, "a").phones] == ["tʰ", "aɪ", "ɫ̩"]


def test_words_alone_are_a_timeline_without_phones():
    found = parse(grid(("words", [(0, 1, "hello")])), "a")
    assert ([w.label for w in found.words], found.phones) == (["hello"], ())
