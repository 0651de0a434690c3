from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
curves = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 1000)), min_size=1, max_size=30, unique_by=lambda row: row[0]).map(
    sorted
)


@pytest.fixture(scope="session")
def merge(addon):
    return addon("merge")


@pytest.fixture(scope="session")
def make(addon):
    """Keys from (frame, value)."""
    key = addon("keys").Key
    return lambda *rows: [key(float(frame), value, 0.01, 0.01) for frame, value in rows]


@relaxed
@given(rows=curves)
def test_untouched_keys_are_ours(merge, make, rows):
    ours = make(*((frame, value / 1000) for frame, value in rows))
    stands = merge.standing(ours, ours)
    assert (stands.ours, stands.theirs, stands.gone) == (tuple(range(len(ours))), (), ())


@relaxed
@given(rows=curves, shift=st.integers(-500, 500))
def test_keys_moved_together_are_still_ours(merge, make, rows, shift):
    ours = make(*((frame, value / 1000) for frame, value in rows))
    moved = [replace(key, frame=key.frame + shift) for key in ours]
    stands = merge.standing(moved, ours)
    assert len(stands.ours) >= 0.8 * len(ours)


def test_what_a_person_changed_or_added_is_theirs(merge, make):
    ours = make((1, 0.0), (5, 0.4), (9, 0.6), (13, 0.2), (20, 0.0), (25, 0.3), (30, 0.0))
    changed = [
        ours[0], replace(ours[1], value=0.5), replace(ours[2], slope_out=0.2), replace(ours[3], interpolation="linear"),
        *make((16, 0.9)), replace(ours[4], frame=21.0), ours[5], ours[6],
    ]  # fmt: skip
    stands = merge.standing(changed, ours)
    assert stands.ours == (0, 6, 7)
    assert stands.theirs == (1, 2, 3, 4, 5)
    assert stands.gone == (5.0, 9.0, 13.0, 20.0)


def test_without_a_record_every_key_is_theirs(merge, make):
    assert merge.standing(make((1, 0.0), (2, 1.0)), []).theirs == (0, 1)


def test_a_curve_cleared_by_its_user_is_written_anew(merge, make):
    stands = merge.standing(make((100, 1.0)), make((1, 0.0), (5, 0.4)))
    assert stands.gone == ()
    fresh = make((1, 0.0), (5, 0.4))
    assert merge.admitted(fresh, [100.0], stands.gone) == fresh


def test_single_precision_is_no_edit(merge, make):
    ours = make((1, 0.1), (5, 1 / 3))
    stored = [replace(key, value=key.value + 3e-8, slope_in=key.slope_in + 1e-5) for key in ours]
    assert merge.standing(stored, ours).theirs == ()


def test_new_keys_keep_away_from_the_users(merge, make):
    fresh = make((1, 0.0), (4, 0.5), (5, 0.6), (8, 0.0))
    assert [key.frame for key in merge.admitted(fresh, [4.2], [8.0])] == [1.0, 5.0]


@relaxed
@given(rows=curves, changed=st.sets(st.integers(0, 29)))
def test_every_key_is_either_ours_or_theirs(merge, make, rows, changed):
    ours = make(*((frame, value / 1000) for frame, value in rows))
    present = [replace(key, value=key.value + 2.0) if index in changed else key for index, key in enumerate(ours)]
    stands = merge.standing(present, ours)
    assert sorted([*stands.ours, *stands.theirs]) == list(range(len(present)))
    assert set(stands.theirs) == {index for index in changed if index < len(ours)}
