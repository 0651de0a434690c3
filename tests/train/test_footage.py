"""Shots: what a camera sees of a character, and files of them."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.errors import UsageError
from visemes.sync.logmel import log_mel
from visemes.train.shots import AROUND, SIDE, Shot
from visemes.train.world.drive import Drive
from visemes.train.world.footage import compressed, film, shown
from visemes.train.world.shoot import shoot, take_of
from visemes.train.world.state import Footage


class Bar:
    """A black bar as high as the gap, with its box, in a grey picture; the head walks to the right."""

    WIDE = 0.25

    def render(self, states, fps, size, seed):
        frames = np.full((len(states), size, size, 3), 180, np.uint8)
        boxes = np.zeros((len(states), 4), np.float32)
        for frame, state in enumerate(states):
            left, middle = 0.3 + 0.001 * frame, 0.6
            high = max(0.02, 0.2 * float(state[1]))
            boxes[frame] = left, middle - high / 2, self.WIDE, high
            top, bottom = round((middle - high / 2) * size), round((middle + high / 2) * size)
            frames[frame, top:bottom, round(left * size) : round((left + self.WIDE) * size)] = 10
        return Footage(frames, boxes)


def driven(gaps, fps: float) -> Drive:
    states = np.zeros((len(gaps), 7), np.float32)
    states[:, 1] = gaps
    return Drive(fps, states)


@pytest.mark.parametrize("fps", [12.0, 24.0, 25.0, 30.0, 60.0])
def test_a_picture_shows_the_state_that_is_on_show_when_it_is_taken(fps):
    states = np.arange(int(4 * fps), dtype=np.float32)[:, None].repeat(7, 1)
    seen = shown(states, fps, 4.0)[:, 0]
    # state n is shown from n / fps until the next
    assert [n for n, state in enumerate(seen) if not state / fps <= n / 25 + 1e-9 < (state + 1) / fps + 1e-9] == []
    assert len(seen) == 100


def test_a_shot_follows_the_mouth_and_shows_it_as_wide_as_promised():
    gaps = np.zeros(100)
    gaps[40:60] = 1.0
    samples = np.zeros(64000, np.float32)
    shot = film("s", {}, Bar(), driven(gaps, 25.0), samples, 5)
    assert shot.frames.shape == (100, SIDE, SIDE)
    assert len(shot.spectra) == len(log_mel(samples))
    dark = (shot.frames < 90).sum(axis=(1, 2))
    assert dark[45:55].min() > 3 * max(dark[:35].max(), dark[65:].max())
    columns = np.flatnonzero((shot.frames[50] < 90).any(axis=0))
    assert columns[-1] - columns[0] + 1 == pytest.approx(SIDE / AROUND, abs=4)
    assert (columns[0] + columns[-1]) / 2 == pytest.approx(SIDE / 2, abs=3)


def test_compression_keeps_every_picture_in_its_place():
    frames = np.full((30, SIDE, SIDE), 60, np.uint8)
    for frame in range(30):
        frames[frame, :, : 2 * frame + 4] = 200
    seen = compressed(frames, 23)
    assert seen.shape == frames.shape
    assert np.abs(seen.astype(int) - frames).mean() < 12
    assert [int((picture > 130)[36].sum()) for picture in seen] == pytest.approx([2 * n + 4 for n in range(30)], abs=2)


def test_shots_come_back_from_files_as_they_were(tmp_path):
    rng = np.random.default_rng(1)
    shot = Shot(
        "a",
        {"split": "train"},
        rng.integers(0, 255, (9, SIDE, SIDE), dtype=np.uint8),
        rng.random((40, 40)).astype(np.float16),
        np.arange(5760, dtype=np.int16),
        np.ones((9, 7), np.float16),
    )
    shot.save(tmp_path / "deep.npz")
    (back,) = Shot.load_all(tmp_path)
    assert (back.name, back.about) == (shot.name, shot.about)
    assert np.array_equal(back.frames, shot.frames)
    assert np.array_equal(back.spectra, shot.spectra)
    assert np.array_equal(back.samples, shot.samples)
    assert np.array_equal(back.states, shot.states)


def test_a_file_that_is_no_shot_is_refused(tmp_path):
    (tmp_path / "x.npz").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UsageError, match="is no shot"):
        Shot.load(tmp_path / "x.npz")
    with pytest.raises(UsageError, match="no shots"):
        next(Shot.load_all(tmp_path / "nowhere"))


def test_objects_in_a_file_are_not_brought_to_life(tmp_path):
    np.savez(tmp_path / "x.npz", about=np.array([{"name": "x"}], dtype=object), frames=np.zeros(1), spectra=np.zeros(1))
    with pytest.raises(UsageError, match="is no shot"):
        Shot.load(tmp_path / "x.npz")


def test_takes_are_cast_from_the_families_of_their_split():
    from visemes.train.families import families

    takes = [take_of(f"line{n}", split, 0) for n in range(300) for split in ("train", "valid", "test")]
    for group in ("drawn", "heads"):
        table = families().table(group)
        cast = {
            split: {take.family for take in takes[at::3] if take.group == group}
            for at, split in enumerate(("train", "valid", "test"))
        }
        assert cast["train"] == set(table["train"])
        assert cast["test"] == set(table["held_out"])
        assert not cast["test"] & (cast["train"] | cast["valid"])
    assert {take_of(f"line{n}", "train", 0, 0.0).group for n in range(20)} == {"drawn"}
    assert {take_of(f"line{n}", "train", 0, 1.0).group for n in range(20)} == {"heads"}
    assert take_of("line1", "train", 0) == take_of("line1", "train", 0) != take_of("line1", "train", 1)


@pytest.mark.slow
def test_the_same_line_is_shot_the_same(tmp_path):
    from visemes.train.world.lines import espeak_lines

    line = next(iter(espeak_lines(0.002, 3)))
    first, again = shoot(line, "train"), shoot(line, "train")
    assert np.array_equal(first.frames, again.frames)
    assert first.about == again.about
    assert len(first.frames) == int(line.seconds * 25)


@pytest.mark.slow
def test_an_unfilmed_take_moves_and_sounds_as_the_filmed_one():
    from visemes.train.world.lines import espeak_lines

    line = next(iter(espeak_lines(0.002, 3)))
    filmed, unfilmed = shoot(line, "train", 4), shoot(line, "train", 4, filmed=False)
    assert np.array_equal(filmed.states, unfilmed.states)
    assert np.array_equal(filmed.spectra, unfilmed.spectra)
    assert (filmed.name, filmed.about) == (unfilmed.name, unfilmed.about)
    assert len(unfilmed.frames) == len(unfilmed.samples) == 0
