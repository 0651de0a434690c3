"""Words of another language inside a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.transcript import parse_subtitles, parse_transcript
from visemes.transcript.marks import kept, runs, without_marked


def marked(text: str, language: str = "en-us") -> list[tuple[str, str]]:
    return [(token.text, token.language) for token in parse_transcript(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "A <fr>petit croissant</fr> please",
        "A <lang fr>petit croissant</lang> please",
        "A <LANG FR-CA>petit croissant</lang> please",
        "A <fr-FR>petit croissant</fr-FR> please",
        "A <lang french>petit croissant</lang> please",
        "A <fr><i>petit croissant</i></fr> please",
    ],
)
def test_a_mark_names_the_language_of_what_it_holds(text):
    assert marked(text) == [("A", ""), ("petit", "fr-fr"), ("croissant", "fr-fr"), ("please", "")]


def test_english_inside_another_language():
    assert marked("Das ist <en>very cool</en>, oder?", "de") == [
        ("Das", ""), ("ist", ""), ("very", "en-us"), ("cool", "en-us"), ("oder", ""),
    ]  # fmt: skip


def test_marks_over_lines_and_speakers():
    tokens = parse_transcript("ANNA: Say <es>buenos\ndías</es>!\nBEN: No.")
    assert [(t.text, t.language, t.speaker) for t in tokens] == [
        ("Say", "", "ANNA"), ("buenos", "es", "ANNA"), ("días", "es", "ANNA"), ("No", "", "BEN"),
    ]  # fmt: skip


def test_marks_in_subtitles():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nOh, <lang fr>mon dieu</lang>!\n"
    assert [(t.text, t.language, t.start) for t in parse_subtitles(text)] == [
        ("Oh", "", 1.0),
        ("mon", "fr-fr", 1.0),
        ("dieu", "fr-fr", 1.0),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 < 2 and 3 > 2", ["1", "2", "and", "3", "2"]), ("I <3 you", ["I", "3", "you"]), ("<i>so</i> nice", ["so", "nice"]),
        ("<fr>never closed", ["never", "closed"]), ("closed</fr> only", ["closed", "only"]), ("<xx>odd</xx> tag", ["odd", "tag"]),
        ("<tr>a row</tr>", ["a", "row"]), ("<em>so</em>", ["so"]), ("a<b and c>d", None),
    ],
)  # fmt: skip
def test_other_tags_and_signs_mean_no_language(text, words):
    found = marked(text)
    assert all(language == "" for _, language in found)
    assert words is None or [word for word, _ in found if word not in "<>"] == words


def test_marked_words_do_not_count_for_the_line_s_language():
    asked = []
    parse_transcript("Oh <fr>mon petit chou</fr> dear [bang] <i>me</i>", lambda text: asked.append(text) or "en-us")
    assert asked[0].split() == ["Oh", "dear", "me"]


def test_an_empty_mark_is_nothing():
    assert marked("So <fr></fr> what") == [("So", ""), ("what", "")]


@given(st.text(max_size=50))
def test_text_without_marks_is_one_run(text):
    if "<" not in text:
        plain = "".join(char for char in text if char not in "\ufdd0\ufdd1\ufdd2")
        assert kept(text) == plain
        assert list(runs(kept(text), "de")) == [("de", plain)]
        assert without_marked(kept(text)) == plain
