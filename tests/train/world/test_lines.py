"""The corpus of espeak-ng's voices: in its split, repeatable, and timed."""

import itertools
import random
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("espeakng_loader")

from visemes.phones import is_vowel
from visemes.train.families import families
from visemes.train.world.espeak import speaker
from visemes.train.world.lines import ENGINE, LONGEST, espeak_lines
from visemes.train.world.sentences import english_sentence, sentences, thrown_together

RATE = 16000


@pytest.fixture(scope="module")
def lines():
    return {split: list(itertools.islice(espeak_lines(1.0, 5, split), 24)) for split in ("train", "valid", "test")}


def test_the_same_seed_says_the_same(lines):
    """To the byte in a fresh process; later the library still knows what it said before, which moves phones by a pitch period."""
    code = (
        "import hashlib, itertools; from visemes.train.world.lines import espeak_lines;"
        "print(*(hashlib.md5(line.samples).hexdigest() for line in itertools.islice(espeak_lines(1.0, 5), 2)))"
    )
    run = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert run[0] == run[1] != ""
    for one, other in zip(itertools.islice(espeak_lines(1.0, 5), 3), lines["train"], strict=False):
        assert (one.name, one.text, one.voice) == (other.name, other.text, other.voice)
        assert [p.label for p in one.timeline.phones] == [p.label for p in other.timeline.phones]
        assert [p.start for p in one.timeline.phones] == pytest.approx([p.start for p in other.timeline.phones], abs=0.02)


def test_another_seed_says_something_else(lines):
    (other,) = itertools.islice(espeak_lines(1.0, 6, "train"), 1)
    assert other.text != lines["train"][0].text


def test_names_differ_between_splits(lines):
    names = [line.name for part in lines.values() for line in part]
    assert len(set(names)) == len(names)


def test_nothing_of_what_is_held_out_is_trained_on(lines):
    held = families().held
    for line in lines["train"]:
        assert not {line.voice, f"{ENGINE}/{line.voice}"} & (held["voices", "test"] | held["voices", "valid"])
        assert line.language not in held["languages", "test"] | held["languages", "valid"]
    texts = {split: {line.text for line in part} for split, part in lines.items()}
    assert not texts["train"] & (texts["valid"] | texts["test"])
    voices = {f"{ENGINE}/{line.voice}" for line in lines["test"]}
    assert voices & held["voices", "test"]


def test_lines_are_of_the_promised_length_and_begin_and_end_in_silence(lines):
    for line in itertools.chain(*lines.values()):
        assert 1.4 < line.seconds < LONGEST + 2.5
        phones = line.timeline.phones
        assert phones[0].start > 0.1
        assert phones[-1].end < line.seconds - 0.1
        assert not line.samples[: round(0.1 * RATE)].any()
        assert not line.samples[-round(0.1 * RATE) :].any()


def test_phones_are_where_the_sound_is(lines):
    """Vowels are louder than pauses in every line, whatever was done to its speed and its start."""
    for line in lines["train"]:

        def level(start, end, line=line):
            return float(np.sqrt(np.mean(line.samples[round(start * RATE) : max(round(end * RATE), round(start * RATE) + 1)] ** 2)))

        vowels = [level(p.start, p.end) for p in line.timeline.phones if is_vowel(p.label)]
        pauses = [level(a + 0.13, b - 0.03) for a, b in line.timeline.pauses() if b - a > 0.25]
        assert np.median(vowels) > 10 * np.median(pauses), line.name


def test_there_are_many_languages_and_voices():
    spoken = [tag for tag in sentences() if tag in speaker().voices or tag == "en"]
    assert len(spoken) >= 60
    assert len(speaker().variants) >= 60
    assert len({"da", "hu"} & set(spoken)) == 2


def test_words_thrown_together_are_words_of_the_language():
    rng = random.Random(1)  # noqa: S311
    known = {word.strip(".,!?;").lower() for line in sentences()["de"] for word in line.split()}
    for _ in range(20):
        said = thrown_together("de", rng)
        assert {word.strip(".,!?;").lower() for word in said.split()} <= known
        assert said[-1] in ".!?"
    assert english_sentence(rng)[0].isupper()
