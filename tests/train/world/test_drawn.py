"""Drawn characters: what the picture shows is measured in its pixels, and against the states that were asked for."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.errors import UsageError
from visemes.guide.states import CHANNELS, HIGHEST, LOWEST
from visemes.train.families import families as held_families
from visemes.train.world.drawn import drawn_character, families
from visemes.train.world.drawn_odd import ODD
from visemes.train.world.drawn_palette import PARTS, luma

GREY = np.array([0.299, 0.587, 0.114])
#: At so few frames a second that the head may be anywhere, or, for a head that is held, that nothing else moves.
SLOW = 1000.0


def state(**channels: float) -> np.ndarray:
    return np.array([channels.get(name, 0.0) for name in CHANNELS], dtype=np.float32)


def opening(*gaps: float) -> np.ndarray:
    return np.stack([state(gap=gap, jaw=0.8 * gap) for gap in gaps])


def still(family: str, seed: int, **numbers: float):
    """A character whose head, eyes and camera keep still."""
    character = drawn_character(family, seed)
    character.traits.kinds.update(move="still", camera="still")
    character.traits.numbers.update(squash=0.0, boil=0.0, mood=0.0, **numbers)
    return character


def grey(footage) -> np.ndarray:
    return footage.frames.astype(float) @ GREY


def changes(footage, first: int = 0) -> np.ndarray:
    """Sum over all pixels of what differs from a frame, per frame."""
    pictures = grey(footage)
    return np.abs(pictures - pictures[first]).sum(axis=(1, 2))


def test_there_are_many_families_and_each_is_in_one_split():
    table = held_families().table("drawn")
    listed = [*table["train"], *table["valid"], *table["held_out"]]
    assert sorted(listed) == list(families())
    assert len(listed) >= 14
    assert len(table["held_out"]) >= 2


def test_unknown_families_are_refused():
    with pytest.raises(UsageError, match="no family of drawn characters is called 'oil'"):
        drawn_character("oil", 1)


@pytest.mark.parametrize("family", families())
def test_the_same_arguments_give_the_same_bytes(family):
    states = opening(0, 0.2, 0.9, 0.9, 0.4)
    one, other = (drawn_character(family, 3).render(states, 25, 48, 5) for _ in range(2))
    assert one.frames.tobytes() == other.frames.tobytes()
    assert one.boxes.tobytes() == other.boxes.tobytes()


def test_bytes_do_not_depend_on_the_process():
    code = (
        "import numpy as np, zlib; from visemes.train.world.drawn import drawn_character;"
        "s = np.linspace(0, 1, 35, dtype=np.float32).reshape(5, 7);"
        "print(zlib.crc32(drawn_character('sketch', 2).render(s, 12, 40, 1).frames.tobytes()))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


@pytest.mark.parametrize("family", families())
def test_characters_and_runs_differ(family):
    states = opening(0, 0.5, 1)
    first = drawn_character(family, 1).render(states, 25, 48, 1).frames
    assert (first != drawn_character(family, 2).render(states, 25, 48, 1).frames).mean() > 0.2


@pytest.mark.parametrize("family", families())
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_only_the_mouth_moves_with_the_mouth_and_lies_in_its_box(family, seed):
    character = still(family, seed, has_jaw=0.0)
    character.face.drop = 0.0
    footage = character.render(opening(0, 0.3, 0.6, 1.0), SLOW, 96, 1)
    pixel = 96 / min(96, int(character.traits["pixels"]) or 96)
    # an edge is soft, and a large pixel is on or off as a whole
    edge = (1.5 if pixel > 1 else 1.0) * pixel + character.traits["soft"]
    differs = np.abs(grey(footage) - grey(footage)[0]).max(axis=0) > 4
    rows, columns = np.nonzero(differs)
    low = footage.boxes[:, :2].min(axis=0) * 96 - edge
    high = (footage.boxes[:, :2] + footage.boxes[:, 2:]).max(axis=0) * 96 + edge
    assert len(rows) > 10
    assert columns.min() >= low[0]
    assert columns.max() + 1 <= high[0]
    assert rows.min() >= low[1]
    assert rows.max() + 1 <= high[1]


@pytest.mark.parametrize("family", families())
def test_a_wider_gap_is_seen_as_more_of_a_change(family):
    grew = 0
    for seed in range(6):
        change = changes(still(family, seed, drawings=0.0).render(opening(0, 0.25, 0.5, 1.0), SLOW, 72, 1))
        # teeth may be as bright as skin, so a little may be lost
        grew += bool((np.diff(change) > -0.1 * change[-1]).all() and change[-1] > 1.15 * change[1] > 0)
    assert grew >= 5


#: What hides, fills or edges the inside of a mouth.
PLAIN = dict.fromkeys(
    ("has_teeth", "has_tongue", "has_rim", "lips", "texture", "pixels", "drawings", "has_moustache", "wobble", "unlike", "shade"),
    0.0,
)


@pytest.mark.parametrize("family", [name for name in families() if drawn_character(name, 0).traits.kind("mouth") not in ODD])
def test_the_opening_has_the_area_of_its_curves(family):
    """An inside that is black on white is as large as two halves of ellipses, one half as wide as the face's turn makes it."""
    character = still(family, 1, **PLAIN)
    character.traits.kinds.update(fill="dark", nose="none", top="ellipse", bottom="ellipse", rest="arc")
    character.colours.update(dict.fromkeys(PARTS, (1.0, 1.0, 1.0)) | {"inside": (0.0, 0.0, 0.0)})
    gaps = (0.4, 1.0)
    footage = character.render(opening(*gaps), SLOW, 192, 1)
    x, y, w, h = footage.boxes[-1] * 192
    rows, columns = slice(int(y), int(y + h) + 1), slice(int(x), int(x + w) + 1)
    dark = (255 - grey(footage))[:, rows, columns].sum(axis=(1, 2)) / 255
    unit = (character.framing.scale * 192 * character.mouth.half) ** 2
    for measured, gap in zip(dark, gaps, strict=True):
        height, half = character.traits["open"] * gap ** character.traits["curve"], 1 - 0.1 * gap
        assert measured == pytest.approx(np.pi / 2 * half * height * unit, rel=0.1, abs=12)


@pytest.mark.parametrize("family", families())
def test_pressed_lips_are_shut_whatever_the_gap(family):
    character = still(family, 2, drawings=0.0)
    shut = character.render(np.stack([state(press=1.0), state(press=1.0, gap=0.6), state(gap=0.6)]), SLOW, 96, 1)
    change = changes(shut)
    assert change[1] < 0.02 * change[2]


@pytest.mark.parametrize("family", families())
def test_boxes_stay_in_the_picture_and_follow_the_head(family):
    for seed in range(6):
        boxes = drawn_character(family, seed).render(opening(*np.linspace(0, 1, 40)), 10, 32, seed).boxes
        assert (boxes[:, 2:] > 0).all()
        assert (boxes[:, :2] >= 0).all()
        assert (boxes[:, :2] + boxes[:, 2:] <= 1).all()


def test_moved_heads_carry_their_mouths():
    """The dark inside's middle, measured in pixels, goes where the boxes say."""
    character = drawn_character("flat", 4)
    character.traits.kinds.update(
        move="sway", camera="still", fill="dark", hair="bald", eyes="dot", nose="none", background="plain"
    )
    gone = ("teeth", "tongue", "outline", "glasses", "brows", "hat", "cheeks", "freckles", "folds", "ears")
    character.traits.numbers.update({f"has_{name}": 0.0 for name in gone} | {"amount": 1.0, "mood": 0.0})
    character.colours.update(dict.fromkeys(PARTS, (1.0, 1.0, 1.0)) | {"inside": (0.0, 0.0, 0.0)})
    footage = character.render(opening(*[0.8] * 60), 10, 128, 3)
    dark = 255 - grey(footage)
    total = dark.sum(axis=(1, 2))
    middle_x = (dark.sum(axis=1) * (np.arange(128) + 0.5)).sum(axis=1) / total / 128
    middle_y = (dark.sum(axis=2) * (np.arange(128) + 0.5)).sum(axis=1) / total / 128
    boxes = footage.boxes
    assert np.ptp(boxes[:, 0]) > 0.02
    off_x, off_y = middle_x - boxes[:, 0] - boxes[:, 2] / 2, middle_y - boxes[:, 1] - boxes[:, 3] / 2
    assert np.ptp(off_x) < 0.012
    assert np.ptp(off_y) < 0.012


def test_held_frames_are_the_same_picture():
    footage = still("lips", 3).render(opening(*[0.5] * 4, *[0.1] * 4), SLOW, 64, 1)
    assert (footage.frames[:4] == footage.frames[0]).all()
    assert (footage.frames[4:] == footage.frames[4]).all()
    assert (footage.frames[4] != footage.frames[0]).any()


def test_sets_of_drawings_have_few_mouths():
    character = still("cells", 1)
    rng = np.random.default_rng(1)
    states = (LOWEST + (HIGHEST - LOWEST) * rng.random((200, 7))).astype(np.float32)
    pictures = {frame.tobytes() for frame in character.render(states, SLOW * 10, 48, 1).frames}
    assert 2 <= len(pictures) <= int(character.traits["drawings"])


@pytest.mark.parametrize("family", families())
def test_every_size_shows_the_same_scene(family):
    """A large picture, made smaller by means of areas, is the small one but for its edges."""
    if drawn_character(family, 2).traits["pixels"]:
        pytest.skip("large pixels have one size")
    states = opening(0, 1)
    character = still(family, 2, texture=0.0)
    small, large = (grey(character.render(states, SLOW, size, 1)) for size in (64, 256))
    reduced = large.reshape(2, 64, 4, 64, 4).mean(axis=(2, 4))
    assert np.abs(small - reduced).mean() < 8


@pytest.mark.parametrize("family", families())
def test_mouths_stand_out(family):
    for seed in range(20):
        character = drawn_character(family, seed)
        if character.traits.kind("fill") not in {"skin", "hatch"}:
            assert abs(luma(character.colours["inside"]) - luma(character.colours["skin"])) > 0.1


@settings(max_examples=25, deadline=None)
@given(
    family=st.sampled_from(families()),
    seed=st.integers(0, 2**31),
    values=st.lists(st.lists(st.floats(-2, 3), min_size=7, max_size=7), min_size=1, max_size=4),
    fps=st.sampled_from([6.0, 12.0, 23.976, 25.0, 60.0, 120.0]),
    size=st.integers(16, 80),
)
def test_any_state_can_be_drawn(family, seed, values, fps, size):
    footage = drawn_character(family, seed).render(np.array(values, dtype=np.float32), fps, size, seed)
    assert footage.frames.shape == (len(values), size, size, 3)
    assert footage.frames.dtype == np.uint8
    assert footage.boxes.shape == (len(values), 4)
    assert footage.boxes.dtype == np.float32
    assert np.isfinite(footage.boxes).all()


def test_no_frames_make_no_footage():
    footage = drawn_character("line", 1).render(np.zeros((0, 7), dtype=np.float32), 25, 32, 1)
    assert footage.frames.shape == (0, 32, 32, 3)
    assert footage.boxes.shape == (0, 4)
