"""Pictures as planes: the same colours as FFmpeg sees, and changes that touch nothing else."""

from __future__ import annotations

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.guide.frames import beside, frame_of, planes_of
from visemes.guide.planes import layout_of

KINDS = ["yuv420p", "yuv422p", "yuv444p", "yuvj420p", "gbrp", "gbrap", "yuv420p10le", "yuv444p12le", "gbrp10le", "yuva420p"]


def frame(kind, width=24, height=18, seed=0, *, smooth=True):
    rng = np.random.default_rng(seed)
    if smooth:
        y, x = np.mgrid[:height, :width]
        waves = [127 + 90 * np.sin(x / 9 + i + y / 11) for i in range(3)]
        picture = np.stack(waves, axis=-1)
    else:
        picture = rng.integers(0, 256, (height, width, 3))
    made = av.VideoFrame.from_ndarray(np.clip(np.rint(picture), 0, 255).astype(np.uint8), format="rgb24")
    return made if kind == "rgb24" else made.reformat(format=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_are_those_that_ffmpeg_makes(kind):
    given_frame = frame(kind)
    planes = planes_of(given_frame)
    mine = planes.colours((0, 0, planes.width, planes.height))
    theirs = given_frame.reformat(format="rgb24", interpolation="POINT").to_ndarray().astype(float)
    assert np.abs(mine - theirs).max() <= (10 if "420" in kind or "422" in kind else 2.5)
    assert np.abs(mine - theirs).mean() < 1.5


@pytest.mark.parametrize("kind", [*KINDS, "rgb24", "bgra", "nv12", "gray", "yuyv422"])
def test_there_and_back_is_the_same(kind):
    before = frame(kind, smooth=False)
    planes = planes_of(before)
    after = frame_of(planes)
    if planes.layout.name == kind:
        assert [plane.tobytes() for plane in planes_of(after).planes] == [plane.tobytes() for plane in planes.planes]
        assert np.array_equal(planes.planes[0], np.frombuffer(before.planes[0], planes.planes[0].dtype).reshape(18, -1)[:, :24])
    elif kind == "nv12":  # the same numbers, the colours one plane; FFmpeg turns it into red, green and blue another way
        wide = before.to_ndarray()
        assert np.array_equal(planes.planes[0], wide[:18])
        assert np.array_equal(planes.planes[1], wide[18:, 0::2])
        assert np.array_equal(planes.planes[2], wide[18:, 1::2])
    else:
        seen = [each.reformat(format="rgb24").to_ndarray().astype(int) for each in (before, after)]
        assert np.abs(seen[0] - seen[1]).max() <= (2 if kind == "yuyv422" else 0)  # how FFmpeg rounds differs


@given(
    kind=st.sampled_from(KINDS),
    size=st.tuples(st.integers(8, 31), st.integers(8, 31)),
    box=st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 20), st.integers(1, 20)),
    change=st.integers(-90, 90),
)
@settings(max_examples=40, deadline=None)
def test_a_change_is_there_and_nowhere_else(kind, size, box, change):
    planes = planes_of(frame(kind, *size))
    where = planes.even((box[0], box[1], box[0] + box[2], box[1] + box[3]))
    if where[0] >= where[2] or where[1] >= where[3]:
        return
    shape = (where[3] - where[1], where[2] - where[0])
    made = planes.changed(where, np.full((*shape, 3), change, np.float32), np.ones(shape, bool))
    inside = np.zeros((size[1], size[0]), bool)
    inside[where[1] : where[3], where[0] : where[2]] = True
    for number, (old, new) in enumerate(zip(planes.planes, made.planes, strict=True)):
        across, down = (planes.layout.across, planes.layout.down) if 0 < number < 3 else (0, 0)
        assert np.array_equal(old[~inside[:: 1 << down, :: 1 << across]], new[~inside[:: 1 << down, :: 1 << across]])
        assert number < 3 or np.array_equal(old, new)
    wanted = np.clip(planes.colours(where) + change, 0, 255)
    middle = (wanted > 25).all(axis=-1) & (wanted < 230).all(axis=-1)  # limited brightness reaches no further
    assert np.abs(made.colours(where) - wanted)[middle].max(initial=0) <= 3.5


def test_a_number_shared_with_a_pixel_that_must_stay_stays():
    planes = planes_of(frame("yuv420p"))
    where = np.zeros((4, 4), bool)
    where[:2, :2] = where[2, 2] = True
    made = planes.changed((4, 4, 8, 8), np.full((4, 4, 3), (60, 0, -60), np.float32), where)
    assert made.planes[1][2, 2] != planes.planes[1][2, 2]
    others = np.ones(planes.planes[1].shape, bool)
    others[2, 2] = False
    for number in (1, 2):
        assert np.array_equal(made.planes[number][others], planes.planes[number][others])


def test_turned_films_are_upright():
    class Turned:
        """A frame that says it lies on its side, as telephones write them."""

        def __init__(self, one):
            self.one, self.rotation = one, 90

        def __getattr__(self, name):
            return getattr(self.one, name)

    for kind in ("yuv420p", "yuv422p", "gbrp"):
        one = frame(kind)
        upright = planes_of(Turned(one))
        assert (upright.width, upright.height) == (18, 24)
        lying = planes_of(one)
        assert np.array_equal(upright.planes[0], np.rot90(lying.planes[0]))


def test_side_by_side_keeps_colours_where_they_belong():
    for width in (24, 23):
        left, right = (planes_of(frame("yuv420p", width, 18, seed, smooth=False)) for seed in (1, 2))
        both = beside(left, right)
        wide = -(-width // 2) * 2
        assert both.width == 2 * wide
        assert both.planes[1].shape[1] == wide
        shown = both.colours((wide, 0, wide + width // 2 * 2, 18))
        assert np.array_equal(shown, right.colours((0, 0, width // 2 * 2, 18)))


def test_what_a_file_says_of_its_colours_is_heeded():
    one = frame("yuv444p")
    one.colorspace, one.color_range = 1, 1
    assert layout_of(one).matrix[0] == pytest.approx(0.2126)
    one.colorspace, one.color_range = 5, 2
    assert layout_of(one).is_full
    assert layout_of(one).matrix[0] == pytest.approx(0.299)
