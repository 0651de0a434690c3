"""Which of the places that move with a voice is the mouth: not a label, not a part of it, not one that is carried astray."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from visemes.audio import Sound, loudness
from visemes.sync import mouth
from visemes.sync.base import Trust
from visemes.sync.mouth import Place, around, find_places
from visemes.sync.reading import Reader, doubt, sharpness
from visemes.sync.run import Request, check_film

TRUST = Trust(1.0, 0.5, 2.0)


def test_what_speaks_against_every_offset_is_no_mouth():
    rng = np.random.default_rng(1)
    label = rng.normal(-1.0, 0.3, (100, 121)).astype(np.float32)
    label[:, 40] += 0.4
    unsure = rng.normal(-0.05, 0.02, (100, 121)).astype(np.float32)
    unsure[:, 60] += 0.3
    assert label.sum(axis=0).max() - label.sum(axis=0).mean() > unsure.sum(axis=0).max() - unsure.sum(axis=0).mean()
    assert doubt(label, TRUST) > 0 > doubt(unsure, TRUST)
    assert doubt(unsure, TRUST) == pytest.approx(2.0 - unsure.sum(axis=0).max() / 10, rel=1e-5)
    assert sharpness(unsure, TRUST) > sharpness(label, TRUST)
    assert sharpness(unsure[:0], TRUST) == 0.0


def babble(count, seed=1):
    """Sound of so many frames, on and off, and which frames have a voice."""
    rng = np.random.default_rng(seed)
    on = np.arange(count) % 14 < 10
    samples = (np.repeat(on, 640) * rng.normal(0, 0.2, count * 640)).astype(np.float32)
    return samples, loudness(Sound(samples, 16000), 0.04)[:count], on


def test_places_as_large_as_a_mouth_that_fills_the_picture_are_asked_about_beside_many_labels(monkeypatch):
    _, level, on = babble(80)
    rng = np.random.default_rng(3)
    frames = np.full((80, 120, 160), 128, np.uint8)
    for t in np.flatnonzero(on):
        for x in range(4, 156, 24):  # labels that change all the time
            for y in (3, 25, 90, 110):
                frames[t, y : y + 5, x : x + 9] = rng.integers(0, 2) * 255

    def large():
        return [place for place in find_places(frames, level) if place.box[2] >= mouth.LARGE * 160]

    assert len(large()) == mouth.LARGES
    assert len(find_places(frames, level)) == mouth.MOST
    monkeypatch.setattr(mouth, "LARGES", 0)
    assert not large()


@dataclass(frozen=True)
class Bright:
    """Reads offset 0 from what is bright, and that it is no mouth from what is dark."""

    name: str = "bright"
    trust: Trust = TRUST

    @property
    def offsets(self):
        return np.arange(-15, 16) / 25

    def evidence(self, frames, samples):
        found = np.full((len(frames), 31), -0.5, np.float32)
        found[:, 15] = frames[:, 20:28, 20:28].mean(axis=(1, 2)) / 64 - 1
        return found


def reader(count):
    samples, level, _ = babble(count)
    return Reader(Bright(), samples, level)


def test_once_one_is_read_clearly_what_was_asked_comes_by_how_it_was_read():
    frames = np.zeros((60, 60, 200), np.uint8)
    for x, light in ((10, 30), (50, 60), (90, 255), (130, 200)):
        frames[:, 20:40, x : x + 20] = light
    places = [Place((float(x), 20.0, 20.0, 20.0), 0.5, 0, 60) for x in (10, 50, 90, 130)]
    assert [place.box[0] for place in reader(60)._ranked(frames, 0, places)] == [90, 50, 10, 130]


def test_a_box_that_is_led_astray_stays_where_it_was_read():
    rng = np.random.default_rng(5)
    frames = np.full((60, 80, 200), 20, np.uint8)
    frames[:, 30:50, 30:50] = 250
    for t in range(60):  # something around it moves away
        frames[t, 20:28, 30 + 2 * t : 50 + 2 * t] = rng.integers(90, 140, (1, 20))
        frames[t, 56:70, 25 + 2 * t : 55 + 2 * t] = 130
    asked, on = reader(60), np.ones(60, bool)
    place = Place((30.0, 30.0, 20.0, 20.0), 1.0, 0, 2)
    carried = asked._carried(frames, 0, place, on)
    assert sharpness(carried.evidence, TRUST) >= sharpness(asked.read(frames, 0, np.tile(place.box, (60, 1))).evidence, TRUST)


def test_what_is_near_a_voice_is_a_brute_force_search_away():
    on = np.random.default_rng(2).random(90) < 0.05
    wanted = [any(on[max(0, t - 10) : t + 11]) for t in range(90)]
    assert around(on).tolist() == wanted
    assert around(on[:5], 0.4).tolist() == [any(on[:5])] * 5
    assert around(on[:0]).tolist() == []


def test_a_box_that_is_a_little_aside_is_moved():
    frames = np.zeros((60, 60, 200), np.uint8)
    frames[:, 20:40, 63:75] = 255
    mouth = reader(60).near(frames, 0, (50.0, 20.0, 20.0, 20.0))
    assert mouth.middle[:2] == pytest.approx((56.0, 20.0))
    assert reader(60).near(frames, 0, (59.0, 20.0, 20.0, 20.0)).middle[0] == pytest.approx(59.0)


@pytest.mark.slow
@pytest.mark.parametrize("show", ["mouth", "head"])
def test_the_labels_of_our_own_preview_are_not_its_mouth(visemes, tmp_path, show):
    from pathlib import Path

    from visemes.sync.experts import expert_named

    sound = Path(__file__).parents[2] / "examples" / "harbour.wav"
    target = tmp_path / "film.mp4"
    made = visemes("preview", sound, "--show", show, "--size", "640x480", "-o", target, "-q")
    assert made.status == 0, made.err
    report = check_film(Request(target), expert_named("auto")).report
    assert report.verdict == "pass"
    (_, x, y, width, height), *others = report.mouths
    assert not others
    assert 220 < x + width / 2 < 420
    assert y + height < 0.9 * 480
