"""Whole films, encoded and read back, whose faults are known.

Their mouths open as loud as the sound is, which the expert without a network reads; where it is not abstention that is tested, it
is believed more than it may be with real mouths.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from shoots import RATE, Head, Shoot, film, pictures, write_film

from visemes.sync.base import Trust
from visemes.sync.baseline import Baseline
from visemes.sync.run import Request, check_film, is_film
from visemes.sync.watch import Where
from visemes.timeline import Phone, Timeline, Word

SURE = replace(Baseline(), trust=Trust(1.2, 0.5, 8.0))


def checked(path, head=None, timeline=None, expert=SURE, **wanted):
    """The report of a film; head: where the mouth is, None where it has to be found."""
    where = Where(region=head.mouth(0.0)) if head else Where()
    return check_film(Request(path, where=where, timeline=timeline, **wanted), expert).report


@pytest.mark.parametrize(("early", "fps"), [(0.0, 25), (0.13, 24), (-0.22, 60), (-0.12, 12), (0.3, Fraction(24000, 1001))])
def test_the_offset_of_a_film_at_any_rate(tmp_path, early, fps):
    report = checked(film(tmp_path / "film.mp4", early=early, fps=Fraction(fps), seconds=7.0), Head())
    assert report.reason == ""
    assert report.offset == pytest.approx(early, abs=0.035)
    assert report.low <= report.offset <= report.high
    assert report.low - 0.02 <= early <= report.high + 0.02
    assert report.frames == pytest.approx(report.offset * float(fps), abs=0.02)
    assert report.verdict == ("pass" if -0.06 <= report.offset <= 0.04 else "warn" if -0.185 <= report.offset <= 0.09 else "fail")


def test_a_variable_rate_changes_nothing(tmp_path):
    steps = np.random.default_rng(4).choice([0.02, 0.04, 0.07], 200)
    times = np.concatenate([[0.0], np.cumsum(steps)])
    report = checked(film(tmp_path / "film.mp4", early=0.1, seconds=7.0, times=times[times < 7]), Head())
    assert report.is_variable
    assert report.offset == pytest.approx(0.1, abs=0.035)


@pytest.mark.parametrize("late", [0.0, 0.2])
def test_a_sound_track_that_begins_later_is_heard_later(tmp_path, late):
    frames, times, samples = pictures(Shoot(seconds=7.0))
    path = write_film(tmp_path / "film.mp4", frames, times, samples, sound_at=late)
    assert checked(path, Head()).offset == pytest.approx(-late, abs=0.035)


def test_drift_is_a_line_with_its_cause(tmp_path):
    # pictures made at 24 are played at 25: what they show comes too soon, ever more so
    shoot = Shoot(seconds=14.0, fps=Fraction(24))
    frames, times, samples = pictures(shoot)
    report = checked(write_film(tmp_path / "film.mp4", frames, times * 24 / 25, samples, fps=Fraction(25)), Head())
    assert report.drift is not None
    assert report.drift.slope == pytest.approx(1 - 25 / 24, rel=0.15)
    assert (report.drift.made, report.drift.played) == ("24", "25")
    assert report.verdict == "fail"


def test_the_mouth_is_found_and_a_phrase_out_of_step_is_named(tmp_path):
    frames, times, samples = pictures(Shoot(seconds=9.0, seed=5))
    from visemes.audio import Sound, loudness
    from visemes.sync.mouth import voiced
    from visemes.sync.reading import said

    path = write_film(tmp_path / "film.mp4", frames, times, samples)
    report = checked(path)
    assert report.offset == pytest.approx(0.0, abs=0.035)
    x, y, width, height = Head().mouth(0.0)
    _, left, top, wide, high = report.mouths[0]
    assert left + wide / 2 == pytest.approx(x + width / 2, abs=0.3 * width)
    assert top + high / 2 == pytest.approx(y + height / 2, abs=0.4 * width)
    assert len(report.phrases) == len(said(voiced(loudness(Sound(samples, RATE), 0.04)[: len(times)])))


def test_two_mouths_each_speak_their_own_lines(tmp_path):
    left, right = Head(x=40, size=60), Head(x=120, size=60)
    one, two = (pictures(Shoot(seconds=8.0, seed=seed))[2] for seed in (1, 2))
    one[4 * RATE :], two[: 4 * RATE] = 0, 0
    times = np.arange(200) / 25
    from shoots import opening

    gaps = opening(one, times), opening(two, times)
    frames = []
    for a, b, time in zip(*gaps, times, strict=True):
        frame = left.draw(a, time)
        frame[:, 80:] = right.draw(b, time)[:, 80:]
        frames.append(frame)
    words = (Word(0.0, 3.9, "one", speaker="ANNA"), Word(4.0, 8.0, "two", speaker="BEN"))
    report = checked(write_film(tmp_path / "film.mp4", frames, times, one + two), timeline=Timeline(8.0, words))
    places = sorted(x + wide / 2 for _, x, _, wide, _ in report.mouths)
    assert places == [pytest.approx(40, abs=8), pytest.approx(120, abs=8)]
    assert [phrase.speaker for phrase in report.phrases] == ["ANNA", "BEN"]


def test_closures_that_are_not_drawn_are_missed(tmp_path):
    frames, times, samples = pictures(Shoot(seconds=8.0))
    head, closes = Head(), [1.0, 2.5, 4.0, 5.5, 7.0]
    for at in closes[:-1]:
        for i in range(round(at * 25), round(at * 25) + 3):
            frames[i] = head.draw(0.0, times[i])
    for i in range(round(closes[-1] * 25) - 5, round(closes[-1] * 25) + 6):
        frames[i] = head.draw(0.9, times[i])
    phones = tuple(Phone(at, at + 0.08, "b") for at in closes)
    report = checked(write_film(tmp_path / "film.mp4", frames, times, samples), head, Timeline(8.0, (), phones))
    assert report.closures is not None
    assert [closure.start for closure in report.missed] == [7.0]


def test_dropped_repeated_and_frozen_frames(tmp_path):
    frames, times, samples = pictures(Shoot(seconds=7.0, head=Head(sway=10)))
    dropped = [i for i in range(len(frames)) if i not in {60, 61}]
    report = checked(write_film(tmp_path / "a.mp4", [frames[i] for i in dropped], times[dropped], samples), Head(sway=10))
    assert report.gaps == ((pytest.approx(59 / 25), 2),)
    frozen = [*frames[:50], *([frames[50]] * 40), *frames[90:]]
    report = checked(write_film(tmp_path / "b.mp4", frozen, times, samples), Head(sway=10))
    marks = [mark for mark in report.marks if mark.what == "frozen picture"]
    assert [(mark.start, mark.end) for mark in marks] == [(pytest.approx(2.0, abs=0.05), pytest.approx(3.6, abs=0.05))]


def test_a_clap_at_the_head_finds_what_is_far_away(tmp_path):
    frames, times, samples = pictures(Shoot(seconds=8.0))
    frames = [np.full_like(frames[0], 60)] * 50 + frames
    frames[20] = np.full_like(frames[0], 250)
    times = np.arange(len(frames)) / 25
    sound = np.concatenate([np.zeros(2 * RATE, np.float32), samples])
    sound[round(0.8 * RATE) : round(0.8 * RATE) + 300] = 0.9
    sound = np.concatenate([np.zeros(round(1.3 * RATE), np.float32), sound])  # 1.3 s late
    report = checked(write_film(tmp_path / "film.mp4", frames, times, sound), Head())
    assert report.clap == pytest.approx(-1.3, abs=0.025)
    assert report.offset == pytest.approx(-1.3, abs=0.04)
    assert report.verdict == "fail"


def test_numbered_pictures_with_a_sound(tmp_path):
    from visemes.preview.png import png
    from visemes.sync.fix import wav

    frames, _, samples = pictures(Shoot(seconds=7.0, fps=Fraction(12), early=-0.15))
    for i, frame in enumerate(frames):
        (tmp_path / f"f.{1001 + i}.png").write_bytes(png(np.repeat(frame[..., None], 3, axis=2)))
    (tmp_path / "line.wav").write_bytes(wav(samples[None], RATE))
    report = checked(tmp_path / "f.####.png", Head(), fps=Fraction(12), audio=tmp_path / "line.wav")
    assert report.offset == pytest.approx(-0.15, abs=0.05)


@pytest.mark.parametrize("fault", ["another voice", "no voice", "nothing moves", "one frame", "black"])
def test_what_cannot_be_told_is_not_told(tmp_path, fault):
    frames, times, samples = pictures(Shoot(seconds=7.0))
    if fault == "another voice":
        samples = pictures(Shoot(seconds=7.0, seed=77))[2]
    elif fault == "no voice":
        samples = np.zeros_like(samples)
    elif fault == "nothing moves":
        frames = [frames[0]] * len(frames)
    elif fault == "one frame":
        frames, times = frames[:1], times[:1]
    else:
        frames = [np.zeros_like(frame) for frame in frames]
    report = checked(write_film(tmp_path / "film.mp4", frames, times, samples), expert=Baseline())
    assert report.verdict == "unreadable"
    assert report.offset is None
    wanted = {"another voice": "another voice", "no voice": "no voice"}.get(fault, "")
    assert wanted in report.reason
    assert report.reason


def test_what_is_a_film_and_what_are_keys(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"\0\1\2")
    (tmp_path / "b.keys").write_text("0.0\tA")
    assert is_film(tmp_path / "a.bin")
    assert not is_film(tmp_path / "b.keys")
    assert is_film(tmp_path / "new.MP4")
    assert is_film(tmp_path)
    assert not is_film(tmp_path / "line.json")
