import json
from itertools import pairwise

import pytest

from visemes.jobs import Job
from visemes.maps import load_map
from visemes.pipeline import align_job, animate_job
from visemes.rigs import guess


@pytest.fixture(scope="session")
def solve(addon):
    return addon("solve")


@pytest.fixture(scope="session")
def keys(addon):
    return addon("keys")


@pytest.fixture(scope="session")
def made(harbour):
    """A line by the engine and its own document of it, for a map."""

    def make(name, **settings):
        from visemes.export.json import line_document

        job = Job(harbour, map=name, **settings)
        line = animate_job(job, align_job(job))
        return line, json.loads(json.dumps(line_document(line)))

    return make


def test_targets_are_what_the_rig_profile_says(solve, keys, made):
    """Half-weighted, reversed and shared targets, against the engine's own reading of the profile."""
    line, document = made("arkit52", start_frame=101)
    profile = guess(["jawOpen", "mouthFunnel", "mouthPucker", "mouthSmile", "mouthPress", "mouthStretch"]).profile
    routes = [
        solve.Route(shape, target.name, target.weight, target.minimum, target.maximum, target=target.name)
        for shape, targets in profile.targets.items()
        for target in targets
    ]
    found = solve.curves(document, routes)
    assert len(found) >= 4
    for frame in range(95, 205):
        values = profile.values({curve.shape: curve.value_at(frame) for curve in line.curves})
        for name, curve in found.items():
            assert keys.value_at(curve, frame) == pytest.approx(values[name], abs=1e-6), (name, frame)


def test_poses_that_share_a_bone_are_added_from_its_rest(solve, keys, made):
    line, document = made("oculus15")
    routes = [
        solve.Route("aa", "bone", base=1.0, scale=0.5, target="pose aa"),
        solve.Route("oh", "bone", base=1.0, scale=-0.25, target="pose oh"),
    ]
    curve = solve.curves(document, routes)["bone"]
    shapes = {curve.shape: curve for curve in line.curves}
    for frame in range(110):
        expected = 1.0 + 0.5 * shapes["aa"].value_at(frame) - 0.25 * shapes["oh"].value_at(frame)
        assert keys.value_at(curve, frame) == pytest.approx(expected, abs=1e-6)


def test_stepped_curves_hold_on_twos(solve, keys, made):
    line, document = made("arkit52", step=2, start_frame=7)
    held = solve.curves(document, [solve.Route("jawOpen", "jaw", target="jaw")], step=2)["jaw"]
    jaw = next(curve for curve in line.curves if curve.shape == "jawOpen")
    assert {(key.frame - 7) % 2 for key in held} == {0.0}
    for frame in range(7, 100, 2):
        assert keys.value_at(held, frame) == pytest.approx(jaw.value_at(frame), abs=1e-6)
        assert keys.value_at(held, frame + 1) == keys.value_at(held, frame)


def test_drawings_are_the_exposure_sheets(solve, keys, made):
    line, document = made("preston_blair", fps="12")
    visemes = list(load_map("preston_blair").visemes)
    numbered = [solve.Route(name, "frame", base=-1.0, target=str(number)) for number, name in enumerate(visemes, 1)]
    hidden = [solve.Route(name, ("hide", name), base=1.0, scale=-1.0, target=name) for name in visemes]
    frames, layers = solve.drawing_curves(document, numbered)["frame"], solve.drawing_curves(document, hidden)
    for frame in range(-3, 60):
        shown = line.drawing_at(frame)
        assert keys.value_at(frames, frame) == visemes.index(shown)
        assert [name for name in visemes if keys.value_at(layers["hide", name], frame) == 0.0] == [shown]


def test_visemes_that_share_a_drawing_change_nothing_between_them(solve, keys, made):
    _, document = made("preston_blair", fps="12")
    routes = [solve.Route(name, "frame", target="1" if name == "rest" else "2") for name in load_map("preston_blair").visemes]
    curve = solve.drawing_curves(document, routes)["frame"]
    assert all(left.value != right.value for left, right in pairwise(curve))


def test_a_number_nobody_can_read_shows_nothing(solve, made):
    _, document = made("preston_blair", fps="12")
    assert solve.drawing_curves(document, [solve.Route("AI", "frame", target="first")]) == {}
