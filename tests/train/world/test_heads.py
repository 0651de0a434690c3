"""Lit heads: what a mouth's state does to the picture, in every family."""

from __future__ import annotations

import numpy as np
import pytest

from visemes.errors import UsageError
from visemes.guide.states import CHANNELS
from visemes.train.families import families as split
from visemes.train.world.heads import head_character
from visemes.train.world.heads_acting import Acting, act
from visemes.train.world.heads_body import Body
from visemes.train.world.heads_camera import project, rotation
from visemes.train.world.heads_mesh import Material
from visemes.train.world.heads_mouth import BORDER, SEAM, Mood
from visemes.train.world.heads_raster import facing, nearest
from visemes.train.world.heads_traits import families, sample, stream

FAMILIES = families()
INSIDE = [Material.CAVITY, Material.TEETH, Material.TONGUE]


def states(**channels):
    """States with these channels, the others 0."""
    length = max((len(value) for value in channels.values()), default=1)
    result = np.zeros((length, len(CHANNELS)), dtype=np.float32)
    for name, value in channels.items():
        result[:, CHANNELS.index(name)] = value
    return result


def calm(frames, *, yaw=0.0, pitch=0.0):
    """Nothing moves by itself; the camera sees the head from angles in degrees."""
    zero, pair = np.zeros(frames, np.float32), np.zeros((frames, 2), np.float32)
    turn = np.tile(np.radians([[yaw, pitch, 0]]).astype(np.float32), (frames, 1))
    return Acting(zero, zero, zero, zero, pair, turn, np.zeros((frames, 3), np.float32), zero + 1.2, pair, 5.0)


def materials(body, moves, acting, size=220):
    """What every pixel shows: (T, size, size), -1 the background."""
    _, screen = project(body.points(moves, acting), acting, body.where["neck"].start, size)
    drawn = facing(screen, body.mesh.faces, size)
    return np.append(body.mesh.material[drawn.face], -1)[nearest(drawn, len(moves), size)]


def body_of(family, seed):
    return Body(sample(family, seed), stream(family, seed, 1))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_closed_mouth_shows_nothing_of_its_inside(family, seed):
    body = body_of(family, seed)
    closed = np.concatenate([states(), states(press=[1.0]), states(press=[1.0], gap=[0.7], jaw=[0.3]), states(jaw=[0.25])])
    for yaw, pitch in ((0, 0), (35, 10), (-45, -15)):
        seen = materials(body, closed, calm(len(closed), yaw=yaw, pitch=pitch))
        assert not np.isin(seen, INSIDE).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_wider_the_gap_the_more_of_the_inside_is_seen(family):
    gaps = np.linspace(0, 1.3, 9)
    seen = materials(body_of(family, 3), states(gap=gaps, jaw=np.minimum(gaps, 1)), calm(len(gaps)))
    area = np.isin(seen, INSIDE).sum(axis=(1, 2))
    assert area[0] == 0
    assert (np.diff(area) > 0).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_gap_between_the_lips_is_what_the_state_says(family):
    body = body_of(family, 1)
    gaps = np.array([0, 0.3, 1.0])
    face = body.face
    rings = face.points(states(gap=gaps), Mood(*np.zeros((3, 3), dtype=np.float32)))
    quarter = face.angles // 4
    between = rings[:, SEAM, quarter, 1] - rings[:, SEAM, 3 * quarter, 1]
    assert between == pytest.approx(gaps * body.traits["open"], abs=1e-5)


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "toy"])
def test_lips_spread_round_and_push_forward(family):
    face = body_of(family, 2).face
    moves = np.concatenate([states(width=[1.0]), states(), states(width=[-1.0], pucker=[1.0])])
    rings = face.points(moves, Mood(*np.zeros((3, 3), dtype=np.float32)))
    across = np.ptp(rings[:, BORDER, :, 0], axis=1)
    assert across[0] >= across[1] >= across[2]
    ahead = rings[:, SEAM, face.angles // 4, 2]
    assert ahead[2] - ahead[1] == pytest.approx(face.traits["forward"], abs=0.03 + 0.3 * face.traits["lip_out"])


@pytest.mark.parametrize("family", FAMILIES)
def test_the_jaw_takes_the_chin_and_the_lower_teeth_down(family):
    body = body_of(family, 0)
    moved = body.points(states(jaw=[0.0, 1.0], gap=[0.0, 1.0]), calm(2))
    drop = moved[0, :, 1] - moved[1, :, 1]
    assert drop[body.where["face"]].max() > 0.15
    if "lower_teeth" in body.where:
        assert drop[body.where["lower_teeth"]].min() > 0.05
    for still in ("eye", "brow", "neck"):
        assert np.abs(drop[body.where[still]]).max() < 1e-6


@pytest.mark.parametrize("family", ["stylised", "semireal", "clay", "muzzle"])
def test_a_contact_shows_a_strip_of_teeth_or_nothing_but_a_slit(family):
    body = body_of(family, 1)
    moves = np.concatenate([states(contact=[1.0], gap=[0.05]), states(gap=[1.0], jaw=[1.0])])
    strip, open_ = materials(body, moves, calm(2))
    teeth = (strip == Material.TEETH).sum()
    assert 0 < np.isin(strip, INSIDE).sum() < 0.4 * np.isin(open_, INSIDE).sum()
    assert teeth > 0 or "upper_teeth" not in body.where


def test_the_tongue_comes_up():
    body = body_of("stylised", 1)
    low, high = materials(body, states(gap=[0.35, 0.35], jaw=[0.3, 0.3], tongue=[0.0, 1.0]), calm(2))
    assert (high == Material.TONGUE).sum() > (low == Material.TONGUE).sum() + 20


@pytest.mark.parametrize("family", FAMILIES)
def test_no_hole_in_an_open_mouth(family):
    """Inside the lips' outline nothing of the background is seen."""
    body = body_of(family, 4)
    moves = states(gap=[0.6, 1.3], jaw=[0.5, 1.0])
    for yaw in (0, 40):
        acting = calm(2, yaw=yaw)
        seen = materials(body, moves, acting)
        _, screen = project(body.points(moves, acting), acting, body.where["neck"].start, 220)
        for frame in range(2):
            middle = body.border(screen)[frame, :, :2].mean(axis=0).astype(int)
            assert (seen[frame, middle[1] - 3 : middle[1] + 4, middle[0] - 3 : middle[0] + 4] >= 0).all()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [11, 22])
def test_nothing_of_the_inside_comes_through_the_skin(family, seed):
    """Cavity, teeth and tongue are seen inside the lips' border only, give or take pixels of a mouth torn wide open."""
    body = body_of(family, seed)
    moves = np.concatenate(
        [
            states(gap=[0.5], jaw=[0.3]),
            states(gap=[1.2], jaw=[1.0]),
            states(gap=[0.3], width=[1.0]),
            states(gap=[0.45], width=[-1.0], pucker=[1.0]),
            states(contact=[1.0], gap=[0.08]),
            states(gap=[0.35], jaw=[0.3], tongue=[1.0]),
            states(jaw=[1.0]),
        ]
    )
    row, column = np.mgrid[:220, :220] + 0.5
    for yaw, pitch in ((0, 0), (45, 15), (-40, -18)):
        acting = calm(len(moves), yaw=yaw, pitch=pitch)
        seen = np.isin(materials(body, moves, acting), INSIDE)
        _, screen = project(body.points(moves, acting), acting, body.where["neck"].start, 220)
        border = body.border(screen)[..., :2]
        for inside, low, high in zip(seen, border.min(axis=1) - 1, border.max(axis=1) + 1, strict=True):
            near = (column > low[0]) & (column < high[0]) & (row > low[1]) & (row < high[1])
            assert (inside & ~near).sum() <= 0.01 * inside.sum()


@pytest.mark.parametrize("family", FAMILIES)
def test_boxes_hold_what_changes_when_only_lips_move(family):
    """Two lines that differ in one frame's lips differ in that frame's box, apart from the skin that lips pull along."""
    character = head_character(family, 0)
    closed, open_ = states(gap=[0.0, 0.0]), states(gap=[0.0, 0.5])
    first, second = (character.render(moves, 25, 96, 7) for moves in (closed, open_))
    assert (first.frames[0] == second.frames[0]).all()
    change = np.abs(first.frames[1].astype(int) - second.frames[1]).sum(axis=-1).astype(float)
    x, y, wide, high = second.boxes[1] * 96
    row, column = np.mgrid[:96, :96] + 0.5
    inside = (column > x) & (column < x + wide) & (row > y) & (row < y + high)
    assert change[inside].sum() > 0.5 * change.sum() > 0


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_arguments_give_the_same_bytes_and_others_do_not(family):
    moves = np.random.default_rng(0).random((9, 7)).astype(np.float32)
    one = head_character(family, 5).render(moves, 25, 48, 1)
    two = head_character(family, 5).render(moves, 25, 48, 1)
    assert one.frames.tobytes() == two.frames.tobytes()
    assert one.boxes.tobytes() == two.boxes.tobytes()
    assert one.frames.shape == (9, 48, 48, 3)
    assert one.boxes.shape == (9, 4)
    assert (head_character(family, 5).render(moves, 25, 48, 2).frames != one.frames).any()
    assert (head_character(family, 6).render(moves, 25, 48, 1).frames != one.frames).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_mouth_is_in_the_picture(family):
    for seed in range(6):
        boxes = head_character(family, seed).render(states(gap=np.tile([0.2, 0.5], 20)), 25, 32, seed).boxes
        middle = boxes[:, :2] + boxes[:, 2:] / 2
        assert ((middle > 0.05) & (middle < 0.95)).mean() > 0.95
        assert (boxes[:, 2:] > 0.03).mean() > 0.95


def test_held_mouths_hold_the_picture_where_a_character_is_made_so():
    moves = np.repeat(np.random.default_rng(1).random((5, 7)).astype(np.float32), 2, axis=0)
    frames = head_character("clay", 0).render(moves, 24, 32, 0).frames
    assert (frames[0::2] == frames[1::2]).all()
    assert (frames[2] != frames[0]).any()


def test_perspective_is_a_pinholes():
    """A point at (x, y, z) is seen at the focal length times x and y over its distance from the camera."""
    acting = calm(1)
    _, screen = project(np.array([[[0.3, -0.2, 0.5]]], dtype=np.float32), acting, 0, 100)
    scale = 50 / 1.2 * 5 / 4.5
    assert screen[0, 0] == pytest.approx([50 + 0.3 * scale, 50 + 0.2 * scale, 1 / 4.5], rel=1e-5)


def test_turns_are_rotations_to_the_right_and_up():
    for turn, expected in (((0.3, 0, 0), (np.sin(0.3), 0)), ((0, 0.3, 0), (0, np.sin(0.3)))):
        matrix = rotation(np.array([turn], dtype=np.float32))[0]
        assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-6)
        assert np.linalg.det(matrix) == pytest.approx(1)
        assert (matrix @ [0, 0, 1])[:2] == pytest.approx(expected, abs=1e-6)


def test_nothing_jumps_and_angles_stay_in_range():
    for seed in range(20):
        acting = act(sample("stylised", seed), 200, 50, stream("stylised", seed))
        assert np.abs(acting.turn).max() <= np.radians(45) + 1e-5
        assert np.abs(np.diff(acting.turn, axis=0)).max() < np.radians(4)
        assert np.abs(np.diff(acting.smile)).max() < 0.2


def test_one_frame_and_none():
    character = head_character("toon", 0)
    assert character.render(states(), 25, 32, 0).frames.shape == (1, 32, 32, 3)
    assert character.render(np.zeros((0, 7), np.float32), 25, 32, 0).frames.shape == (0, 32, 32, 3)


def test_the_split_names_every_family_once():
    table = split().table("heads")
    assert sorted(table["train"] + table["held_out"]) == sorted(FAMILIES)
    assert len(FAMILIES) >= 6
    assert len(table["held_out"]) >= 1


def test_an_unknown_family_is_an_error_that_names_the_known():
    with pytest.raises(UsageError, match="sylised"):
        head_character("sylised", 0)
