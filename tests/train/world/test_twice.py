"""Pairs: a character filmed twice is the same in both films but for what a mouth moves."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.timeline import Phone, Timeline
from visemes.train.world import twice
from visemes.train.world.drawn import drawn_character
from visemes.train.world.heads import head_character
from visemes.train.world.speech import Spoken
from visemes.train.world.twice import closing, film_twice, stand_still


def speaking(seed: int, count: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    states = np.zeros((count, 7), np.float32)
    states[:, 0] = states[:, 1] = rng.random(count)
    states[:, 2] = rng.uniform(-1, 1, count)
    return states


@pytest.mark.parametrize(
    ("make", "family"), [(drawn_character, "flat"), (drawn_character, "muppet"), (head_character, "toon"), (head_character, "clay")]
)
def test_all_but_the_mouth_and_its_surroundings_is_the_same(make, family):
    """Above the mouth by more than its width nothing differs; in the mouth nearly everything does."""
    pair = film_twice("a", {}, make(family, 11), speaking(1), speaking(2), 4, 5)
    assert pair.frames.shape == pair.wanted.shape == (3, 96, 96, 3)
    assert pair.places.tolist() == [0, 4, 8]
    difference = np.abs(pair.frames.astype(int) - pair.wanted).max(axis=(0, 3))
    # the clay's finger marks change with every pose, as in films that are made by hand
    assert difference[:8].mean() < (2 if family == "clay" else 1)
    assert difference[36:66, 30:66].mean() > 8


@pytest.mark.parametrize(("make", "family"), [(drawn_character, "muppet"), (head_character, "toon")])
def test_the_same_states_give_the_same_pictures(make, family):
    pair = film_twice("a", {}, make(family, 11), speaking(1), speaking(1), 3, 5)
    assert np.array_equal(pair.frames, pair.wanted)
    again = film_twice("a", {}, make(family, 11), speaking(1), speaking(3), 3, 5)
    assert np.array_equal(pair.frames, again.frames)


def test_heads_that_stretch_with_the_jaw_stand_still():
    character = drawn_character("flat", 3)
    character.traits.numbers["squash"] = 0.2
    stand_still(character)
    assert character.traits["squash"] == 0


def spoken(*phones: tuple[str, float, float]) -> Spoken:
    timeline = Timeline(duration=2.0, phones=tuple(Phone(start, end, label) for label, start, end in phones))
    return Spoken("n", "v", "e", "en", "", np.zeros(32000, np.float32), timeline)


def test_closures_are_the_frames_of_p_b_and_m_whose_lips_meet():
    line = spoken(("a", 0.0, 0.2), ("m", 0.2, 0.32), ("t", 0.4, 0.5), ("p", 1.0, 1.08))
    states = np.full((50, 7), 0.5, np.float32)
    states[6, 1] = 0.0
    # the m closes at 0.24 s; the p never does, and is left out
    assert np.flatnonzero(closing(line, states)).tolist() == [5, 6, 7, 8]


@pytest.mark.slow
def test_two_lines_become_a_pair_of_every_split(tmp_path):
    from visemes.train.families import families
    from visemes.train.guide_pairs import Pair
    from visemes.train.world.lines import espeak_lines

    lines = list(espeak_lines(0.004, 3))[:2]
    both = [(line, split) for split in twice.EVERY for line in lines]
    paths = list(twice.shoot_all_twice(both, 2, tmp_path))
    assert [path.stem for path in paths] == ["train00000", "train00001", "valid00000", "valid00001", "test00000", "test00001"]
    assert not list(twice.shoot_all_twice(both, 2, tmp_path))
    for path in paths:
        pair = Pair.load(path)
        split = pair.about["split"]
        table = families().table(pair.about["group"])
        assert pair.about["family"] in (table["held_out"] if split == "test" else table.get(split, table["train"]))
        assert len(pair.want) == len(pair.had) <= twice.LONGEST[split]
        assert len(pair.frames) == len(range(0, len(pair.want), twice.EVERY[split]))
        assert len(pair.samples) == len(pair.want) * 640 or len(pair.want) == int(len(pair.samples) / 640)
    assert not Pair.load(paths[0]).want.any()
    assert Pair.load(paths[1]).want.any()
