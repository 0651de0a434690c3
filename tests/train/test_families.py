"""What is held out, and who is told so."""

import zlib

import pytest

from visemes.errors import InputError
from visemes.train.families import families, parse_families

GOOD = """
schema_version = 1
engines = { test = ["flute"], valid = [] }
voices = { test = ["harp/anna"], valid = ["harp/bert"] }
languages = { test = ["xx"], valid = ["yy"] }
sentences = { test = 10, valid = 8 }
drawn = { train = ["a"], held_out = ["b"] }
"""


def sentence_in(low, high):
    """A sentence whose checksum is in a range, found by trying."""
    return next(text for n in range(1000) if low <= zlib.crc32((text := f"word{n}").encode()) % 100 < high)


def test_the_strictest_of_engine_voice_language_and_sentence_decides():
    known = parse_families(GOOD)
    plain, tested, chosen = sentence_in(18, 100), sentence_in(0, 10), sentence_in(10, 18)
    cases = {
        ("harp", "carl", "zz", plain): "train",
        ("flute", "carl", "zz", plain): "test",
        ("harp", "anna", "zz", plain): "test",
        ("flute", "bert", "yy", plain): "test",
        ("harp", "bert", "zz", plain): "valid",
        ("harp", "bert", "xx", plain): "test",
        ("harp", "carl", "yy", plain): "valid",
        ("harp", "carl", "zz", tested): "test",
        ("harp", "carl", "zz", chosen): "valid",
        ("harp", "bert", "zz", tested): "test",
    }
    assert {case: known.split_of(*case) for case in cases} == cases
    assert known.split_of("harp", "carl", "zz", plain, tested) == "test"
    assert known.split_of("harp", "carl", "zz") == "train"


def test_only_letters_of_a_sentence_count():
    known = parse_families(GOOD)
    for text in ("Wait, wait!", "wait wait", "WAIT... wait?"):
        assert known.split_of_sentence(text) == known.split_of_sentence("waitwait")


def test_about_as_many_sentences_are_held_out_as_asked():
    known = parse_families(GOOD)
    splits = [known.split_of_sentence(f"sentence number {n}") for n in range(4000)]
    assert 0.08 < splits.count("test") / 4000 < 0.12
    assert 0.06 < splits.count("valid") / 4000 < 0.10


def test_other_sections_are_handed_on():
    assert parse_families(GOOD).table("drawn")["held_out"] == ["b"]
    with pytest.raises(InputError, match="no section"):
        parse_families(GOOD).table("heads")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("schema_version = 1", "schema_version = 2", "schema_version"),
        ('test = ["xx"], ', "", "languages"),
        ('valid = ["harp/bert"]', 'valid = ["harp/anna"]', "in test and in valid"),
        ("test = 10", "test = 90", "sentences"),
        ("test = 10", 'test = "ten"', "sentences"),
        ('["flute"]', "[1]", "engines"),
        ("schema_version = 1", "schema_version = ", "line 2"),
    ],
)
def test_a_wrong_file_is_told(before, after, says):
    with pytest.raises(InputError, match=says):
        parse_families(GOOD.replace(before, after))


def test_the_shipped_file_holds_a_whole_engine_out_and_its_speakers_elsewhere_too():
    known = families()
    assert known.split_of("flite", "rms", "en-us") == "test"
    assert known.split_of("festival", "slt_hts", "en-us") == known.split_of("festival", "kal", "en-us") == "test"
    assert known.split_of("festival", "ked", "en-us") == "train"
