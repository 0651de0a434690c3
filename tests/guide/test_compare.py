"""A comparison as a person reads it: numbers, words, frames, and when nothing is told."""

from __future__ import annotations

import json
from dataclasses import replace

import mouths
import numpy as np
import pytest

from visemes.errors import UsageError
from visemes.guide.compare import compare
from visemes.guide.compare_told import lines
from visemes.timeline import Phone, Timeline, Word

FPS = 24
TIMELINE = Timeline(
    4.8,
    words=(Word(0.5, 1.15, "camper"), Word(2.6, 3.4, "van")),
    phones=(Phone(0.5, 0.82, "æ"), Phone(0.82, 0.92, "m"), Phone(0.92, 1.15, "ə"), Phone(2.6, 3.4, "æ")),
)


def without_closure(**options):
    def change(gap):
        gap[16:25] = np.linspace(gap[16], gap[24], 9)
        return gap

    return mouths.track(FPS, change=change, **options)


def test_a_moment_names_frames_time_phone_and_word():
    found = compare(without_closure(), mouths.track(FPS), timeline=TIMELINE, start_frame=101)
    assert found.verdict == "differs"
    (moment,) = found.moments
    assert 101 + 19 <= moment.first <= 101 + 20 <= moment.last <= 101 + 22
    assert moment.start == pytest.approx((moment.first - 101) / FPS)
    assert moment.end == pytest.approx((moment.last - 100) / FPS)
    assert moment.phones == "m"  # of all that is said there, what closes the lips
    assert moment.word == "camper"
    assert moment.guide < 0.1
    assert moment.rig > 0.4
    assert moment.advice == f"close the lips on {moment.first}-{moment.last}" or moment.first == moment.last


def test_numbers_are_those_of_a_plain_calculation():
    rig, guide = without_closure(), mouths.track(FPS)
    found = compare(rig, guide)
    assert found.likeness == pytest.approx(np.corrcoef(rig.gap, guide.gap)[0, 1], abs=1e-6)
    there, seen, alone = found.closures
    assert there - seen == 1
    assert alone == 0
    rows = list(found.rows())
    assert len(rows) == len(rig)
    assert found.apart == pytest.approx(np.mean([abs(row["difference"]) for row in rows]), abs=1e-3)
    assert [row["frame"] for row in rows[:3]] == [1, 2, 3]


def test_a_film_beside_itself_is_the_same():
    found = compare(mouths.track(FPS), mouths.track(FPS))
    assert (found.verdict, found.moments, found.is_other_size) == ("same", (), False)
    assert found.likeness == pytest.approx(1.0)
    assert next(lines(found)) == "film beside film: does what its guide does"


def test_one_character_that_opens_less_all_along():
    small = mouths.track(FPS, change=lambda gap: 0.8 * gap)
    found = compare(small, mouths.track(FPS))
    assert found.is_other_size
    assert found.verdict == "differs"
    assert found.moments == ()
    assert any("opens 20% less" in line for line in lines(found))
    other = compare(replace(small, look=np.zeros((48, 48))), mouths.track(FPS))  # who looks otherwise may open otherwise
    assert (other.is_other_size, other.verdict) == (False, "same")


def test_the_offset_is_told_and_taken_out():
    found = compare(mouths.track(FPS, later=2 / FPS), mouths.track(FPS))
    assert found.shift_frames == pytest.approx(2, abs=0.2)
    assert found.verdict == "same"
    told = "\n".join(lines(found))
    assert "the rig is late by" in told
    assert "2.0 frames, all along (taken out of what follows)" in told
    kept = compare(mouths.track(FPS, later=5 / FPS), mouths.track(FPS), keep_shift=True)
    assert kept.verdict == "differs"
    assert "left in" in "\n".join(lines(kept))


def test_words_of_keys_are_in_the_time_of_the_keys():
    rig = without_closure(later=0.0)
    keys = mouths.track(FPS, later=-12 / FPS, film=False)  # the keys' sound begins half a second into the film
    shifted = Timeline(4.8, words=(Word(0.0, 0.65, "camper"),), phones=(Phone(0.32, 0.42, "m"),))
    found = compare(rig, keys, timeline=shifted)
    assert found.removed == pytest.approx(12 / FPS)
    assert found.moments[0].word == "camper"


def test_nothing_is_told_of_what_cannot_be_read():
    good = mouths.track(FPS)
    stands = compare(mouths.track(FPS, change=np.zeros_like), good)
    assert stands.verdict == "unreadable"
    assert "does not open and close" in stands.reason
    lost = compare(good, replace(good, source="guide.mp4", reason="no mouth was found"))
    assert lost.reason == "guide.mp4: no mouth was found"
    hidden = mouths.track(FPS)
    hidden.seen[5:] = False
    assert "too few frames" in compare(hidden, good).reason


def test_another_line_is_not_compared():
    rng = np.random.default_rng(3)
    rows = tuple((t, float(rng.uniform(0.2, 0.8)), 0.1) for t in np.cumsum(rng.uniform(0.15, 0.5, 15)) if t < 4.7)
    found = compare(mouths.track(FPS, rows), mouths.track(FPS))
    assert found.verdict == "unreadable"
    assert "is it the same line?" in found.reason
    unsure = compare(replace(mouths.track(FPS, rows), sure=0.1), mouths.track(FPS))
    assert "cannot be read with its sound" in unsure.reason


def test_films_that_never_meet_cannot_keep_their_offset():
    late = mouths.track(FPS, later=5.0, seconds=10)
    late.seen[late.times < 5] = False
    assert compare(late, mouths.track(FPS)).verdict == "same"
    with pytest.raises(UsageError, match="hardly meet"):
        compare(late, mouths.track(FPS), keep_shift=True)


def test_the_document_is_plain_and_complete():
    found = compare(without_closure(), mouths.track(FPS), timeline=TIMELINE)
    document = json.loads(json.dumps(found.document()))
    assert document["schema_version"] == 1
    assert document["verdict"] == "differs"
    assert document["moments"][0]["kind"] == "closure missing"
    assert document["closures"]["guide"] == found.closures[0]
    assert len(document["frames"]) == document["frames_compared"] == len(mouths.track(FPS))


def test_only_the_worst_moments_are_listed_unless_all_are_asked_for():
    found = compare(without_closure(), mouths.track(FPS))
    many = replace(found, moments=found.moments * 20)
    assert any(line.strip().startswith("and 8 more") for line in lines(many))
    assert sum("does not close" in line for line in lines(many, all_of_them=True)) == 20
