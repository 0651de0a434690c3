"""What is measured of repainted mouths, on films whose numbers are known."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from visemes.errors import UsageError
from visemes.guide.mask import hidden
from visemes.train import guide_measure as gm
from visemes.train import guide_sheet
from visemes.train.guide_pairs import Pair


def bars(count: int = 30, seed: int = 1) -> Pair:
    """A grey face, two films: a dark bar as high as the gap."""
    rng = np.random.default_rng(seed)
    states = np.zeros((2, count, 7), np.float16)
    states[:, :, 1] = rng.random((2, count))
    films = np.full((2, count, 96, 96, 3), 180, np.uint8)
    for film, frame in np.ndindex(2, count):
        high = round(16 * float(states[film, frame, 1]))
        films[film, frame, 50 - high : 50 + high, 30:66] = 20
    places = np.arange(count, dtype=np.int32)
    closed = np.zeros(count, np.bool_)
    closed[[4, 5, 6, 15]] = True
    return Pair("bar", {"family": "bar", "split": "test"}, *films, *states, places, np.zeros(count * 640, np.int16), closed)


class Seer:
    """Reads a bar's height off the middle column of what experts see; counts as an expert."""

    def states(self, frames):
        states = np.zeros((len(frames), 7), np.float32)
        states[:, 1] = (frames[:, :, 24] < 100).sum(axis=1) / 26  # 32 pixels of 96 are 26 of 48 there
        return states


class Knowing:
    """Paints bars right; but for every p, b and m it may leave the mouth open."""

    name, side, most = "knowing", 96, 4

    def __init__(self, opens=()):
        self.opens = opens

    def paint(self, frames, references, states, samples, fps):
        assert samples is None
        assert fps == pytest.approx(25)
        made = np.full_like(frames, 180)
        for frame, state in enumerate(states):
            high = round(16 * float(np.float16(state[1] if frame not in self.opens else 1)))
            made[frame, 50 - high : 50 + high, 30:66] = 20
        return made


def test_the_truth_is_the_best_there_can_be():
    pair = bars()
    assert gm.difference(gm.true(pair)) == 0
    assert gm.noise_ratio(gm.true(pair)) > 100
    ways = [gm.true(pair), gm.repaint(Knowing(), Seer(), pair), gm.nearest(pair), gm.unchanged(pair)]
    off = [gm.difference(way) for way in ways]
    assert off[0] == off[1] < off[2] < off[3]


def test_difference_and_ratio_are_those_of_a_known_error():
    pair = bars()
    off = gm.Repainted("off", pair, (pair.wanted.astype(int) + 10).astype(np.uint8))
    assert gm.difference(off) == pytest.approx(10)
    assert gm.noise_ratio(off) == pytest.approx(20 * np.log10(25.5))
    assert gm.outside(gm.Repainted("same", pair, pair.frames)) == 0
    assert gm.outside(off) == 10


def test_nothing_is_changed_outside_the_mask():
    pair = bars()
    painted = gm.through_mask(pair.frames, 255 - pair.frames)
    assert np.array_equal(painted[:, hidden() == 0], pair.frames[:, hidden() == 0])
    assert np.array_equal(painted[:, hidden() == 1], 255 - pair.frames[:, hidden() == 1])


def test_nearest_is_the_film_s_own_picture_of_the_likest_mouth():
    pair = bars()
    frame = 7
    gaps = np.abs(np.sqrt(pair.had[:, 1].astype(float)) - np.sqrt(float(pair.want[frame, 1])))
    inside = hidden() == 1
    assert np.array_equal(gm.nearest(pair).frames[frame][inside], pair.frames[int(gaps.argmin())][inside])


def test_closures_are_counted_by_their_most_closed_frame():
    pair = bars()
    pair.want[[5, 15], 1] = 0
    assert gm.closures(Seer(), gm.repaint(Knowing(), Seer(), pair)) == (2, 2)
    assert gm.closures(Seer(), gm.repaint(Knowing(opens=(4, 5, 6)), Seer(), pair)) == (1, 2)


def test_open_mouths_in_silence():
    pair = gm.silent(bars())
    assert not pair.want.any()
    films = [gm.repaint(Knowing(opens), Seer(), pair) for opens in ((), range(15))]
    assert gm.open_in_silence(Seer(), films[:1]) == 0
    assert gm.open_in_silence(Seer(), films) == pytest.approx(0.25)


def test_a_still_is_the_film_s_most_closed_frame():
    pair = bars()
    still = gm.standing(Seer(), pair)
    closed = int(pair.had[:, 1].argmin())
    assert np.array_equal(still.frames, np.repeat(pair.frames[closed : closed + 1], len(pair.frames), axis=0))
    assert still.wanted is pair.wanted


def test_the_film_s_own_mouths_are_judged_by_what_they_truly_did():
    """An expert that sees open mouths closed and closed ones open is told on."""
    pair = bars()
    pair.want[[5, 15], 1] = 0
    pair.had[:3, 1] = 0
    pair.frames[:3, 34:66, 30:66] = 180
    pair.frames[:3, 49:51, 30:66] = 20
    assert gm.truly(Seer(), pair) == (2, 2, 0.0)

    class Wrong(Seer):
        def states(self, frames):
            return 1 - super().states(frames)

    closed, there, opened = gm.truly(Wrong(), pair)
    assert (closed, there) == (0, 2)
    assert opened == 1.0


def test_a_sheet_has_a_block_for_each_of_ten_characters(tmp_path):
    from PIL import Image

    pairs = [bars(seed=seed) for seed in range(12)]
    guide_sheet.write_sheet([Knowing()], Seer(), pairs, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as picture:
        assert picture.size == (2 * (8 * 96 + guide_sheet.GAP), 5 * (3 * 96 + guide_sheet.GAP))


def test_families_take_turns_on_a_sheet():
    pairs = [bars(), bars(), bars()]
    pairs[2].about["family"] = "other"
    assert [pair.about["family"] for pair in guide_sheet.spread_out(pairs)] == ["bar", "other", "bar"]


def test_pairs_come_back_from_files_as_they_were(tmp_path):
    pair = bars()
    pair.save(tmp_path / "deep.npz")
    (back,) = Pair.load_all(tmp_path)
    assert (back.name, back.about) == (pair.name, pair.about)
    arrays = [field.name for field in fields(Pair) if field.name not in ("name", "about")]
    assert len(arrays) == 7
    assert all(np.array_equal(getattr(back, name), getattr(pair, name)) for name in arrays)


def test_a_file_that_is_no_pair_is_refused(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UsageError, match="is no pair"):
        Pair.load(tmp_path / "x.npz")
    np.savez(tmp_path / "x.npz", about=np.array([{"name": "x"}], dtype=object))
    with pytest.raises(UsageError, match="is no pair"):
        Pair.load(tmp_path / "x.npz")
    with pytest.raises(UsageError, match="no pairs"):
        next(Pair.load_all(tmp_path / "nowhere"))
