"""The planner as a function: drawn scenes and answers, and an evaluator of Maya's curves of its own."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.line import Curve, Key

RATE = Fraction(24)
SHAPES = ("jawOpen", "mouthClose", "mouthFunnel", "mouthPucker")
quick = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="session")
def plan(addon):
    return addon("plan")


@pytest.fixture(scope="session")
def facts(addon):
    return addon("facts")


@pytest.fixture(scope="session")
def curves(addon):
    return addon("curves")


@pytest.fixture(scope="session")
def row(addon):
    return addon("profiles").Row


def evaluate(keys, frame, rate=RATE):
    """A Maya curve with non-weighted tangents, by de Casteljau: handles a third of the segment along each tangent's direction."""
    if frame <= keys[0].frame:
        return keys[0].value
    if frame >= keys[-1].frame:
        return keys[-1].value
    left, right = next((a, b) for a, b in pairwise(keys) if a.frame <= frame < b.frame)
    if left.after.kind == "step":
        return left.value
    seconds = (right.frame - left.frame) / float(rate)
    reach = seconds / 3
    points = [
        left.value,
        left.value + left.after.y / left.after.x * reach,
        right.value - right.before.y / right.before.x * reach,
        right.value,
    ]
    t = (frame - left.frame) / (right.frame - left.frame)
    while len(points) > 1:
        points = [a + (b - a) * t for a, b in pairwise(points)]
    return points[0]


number = st.floats(-1.0, 1.0, allow_nan=False).map(lambda x: round(x, 5))


@st.composite
def engine_curves(draw, interpolations=("bezier", "linear", "stepped")):
    frames = sorted(draw(st.sets(st.integers(1, 80), min_size=2, max_size=12)))
    return [
        Key(Fraction(frame), draw(number), draw(number), draw(number), draw(st.sampled_from(interpolations))) for frame in frames
    ]


def as_answer(shapes, exposures=(), rest="rest", start=1):
    return {
        "grid": {"fps": "24", "start_frame": start, "step": 1, "offset": "0"},
        "rest": rest,
        "exposures": [{"frame": f, "frames": n, "viseme": v} for f, n, v in exposures],
        "curves": [
            {
                "shape": shape,
                "channel": "jaw",
                "keys": [
                    {"frame": int(k.frame), "value": k.value, "slope_in": k.slope_in, "slope_out": k.slope_out,
                     "interpolation": k.interpolation}
                    for k in keys
                ],
            }
            for shape, keys in shapes.items()
        ],
    }  # fmt: skip


answers = st.dictionaries(st.sampled_from(SHAPES), engine_curves(), min_size=1)


def wanted(facts, rows, **more):
    return facts.Wanted("line1", "Line 1", tuple(rows), **more)


def scene(facts, plugs, **more):
    return facts.Scene(**{"rate": RATE, "targets": {name: list(found) for name, found in plugs.items()}, **more})


def after(facts, scene_now, done, layer="visemes_Line_1"):
    """The scene with a plan done to it, as it would be read again."""
    standing = {e.plug: facts.Found(f"curve of {e.plug}", e.kind, e.plug, done.line, e.track, keys=e.keys) for e in done.edits}
    targets = {name: [replace(plug, found=standing.get(plug.name)) for plug in plugs] for name, plugs in scene_now.targets.items()}
    weight = done.weight and facts.Found(
        "curve of weight", done.weight.kind, "weight", done.line, done.weight.track, keys=done.weight.keys
    )
    return replace(scene_now, targets=targets, ours=tuple(standing.values()), layer=layer, weight=weight)


@quick
@given(shapes=answers, weight=st.floats(0.1, 100).map(lambda x: round(x, 3)))
def test_curves_evaluate_to_the_engines_values(plan, facts, row, shapes, weight):
    rows = [row(shape, f"bs.{shape}", weight, -1e6, 1e6) for shape in shapes]
    done = plan.make_plan(as_answer(shapes), wanted(facts, rows), scene(facts, {r.name: [facts.Plug(r.name)] for r in rows}))
    assert {edit.plug for edit in done.edits} == {r.name for r in rows}
    for edit in done.edits:
        curve = Curve(edit.plug.removeprefix("bs."), "jaw", tuple(shapes[edit.plug.removeprefix("bs.")]))
        for half in range(2, 2 * 82):
            frame = Fraction(half, 2)
            assert evaluate(edit.keys, float(frame)) == pytest.approx(weight * curve.value_at(frame), abs=1e-6 * weight)


@quick
@given(shapes=answers, unit=st.sampled_from([("doubleAngle", math.pi / 180), ("doubleLinear", 2.54), ("double", 1.0)]))
def test_angles_and_lengths_are_written_as_maya_keeps_them(plan, facts, row, shapes, unit):
    kind, factor = unit
    rows = [row(shape, f"ctrl.{shape}", 30.0, -1e6, 1e6) for shape in shapes]
    now = scene(facts, {r.name: [facts.Plug(r.name, kind)] for r in rows}, angle="deg", length="in")
    for edit in plan.make_plan(as_answer(shapes), wanted(facts, rows), now).edits:
        curve = Curve("x", "jaw", tuple(shapes[edit.plug.removeprefix("ctrl.")]))
        assert edit.kind == {"doubleAngle": "animCurveTA", "doubleLinear": "animCurveTL"}.get(kind, "animCurveTU")
        for frame in range(1, 82):
            assert evaluate(edit.keys, frame) == pytest.approx(30.0 * factor * curve.value_at(frame), abs=1e-5 * factor)
        assert edit.value * factor == pytest.approx(edit.keys[0].value)


problems = st.sampled_from(["", "", "", "it is locked", "it is driven by constraint1"])


@st.composite
def scenes(draw):
    """Rows, what their names mean, and curves on some of the plugs: of this line, of another, of a person."""
    names = draw(st.lists(st.sampled_from(["bs.a", "bs.b", "ctrl.c", "ctrl.d", "ghost.e"]), min_size=1, max_size=5))
    rows = [(draw(st.sampled_from(SHAPES)), name) for name in names]
    plugs = {}
    for name in set(names) - {"ghost.e"}:
        owner = draw(st.sampled_from(["none", "line1", "line2", ""]))
        kind = draw(st.sampled_from(["double", "doubleAngle", "long", "bool", "string"]))
        plugs[name] = (draw(problems), kind, owner, draw(st.booleans()))
    strangers = draw(st.lists(st.sampled_from(["old.x", "old.y"]), unique=True))
    return rows, plugs, strangers


def drawn_scene(facts, curves, drawn):
    rows, plugs, strangers = drawn
    key = curves.CurveKey(5.0, 0.25, curves.Tangent("auto", 1.0, 0.0), curves.Tangent("auto", 1.0, 0.0))
    found, ours = {}, []
    for name, (problem, kind, owner, weighted) in plugs.items():
        standing = None
        if owner != "none" and not problem:
            curve_kind = {"doubleAngle": "animCurveTA"}.get(kind, "animCurveTU")
            standing = facts.Found(f"{name} curve", curve_kind, name, owner, "", weighted, (key,))
            ours += [standing] if owner == "line1" else []
        found[name] = [facts.Plug(name, kind, problem, None, None, standing)]
    ours += [facts.Found(f"{name} curve", "animCurveTU", name, "line1") for name in strangers]
    return rows, scene(facts, found, ours=tuple(ours), layer="layer1")


@quick
@given(shapes=answers, drawn=scenes())
def test_only_plugs_of_the_mapping_and_curves_of_ours_are_touched(plan, facts, curves, row, shapes, drawn):
    pairs, now = drawn_scene(facts, curves, drawn)
    done = plan.make_plan(as_answer(shapes), wanted(facts, [row(shape, name) for shape, name in pairs]), now)
    mine = {found.curve for found in now.ours}
    named = {plug.name for plugs in now.targets.values() for plug in plugs}
    assert {edit.plug for edit in done.edits if not edit.replaces} <= named
    assert {edit.replaces for edit in done.edits} - {""} <= mine
    assert {found.curve for found in done.removals} <= mine
    stated = {skip.target for skip in done.skips}
    for plugs in now.targets.values():
        for plug in plugs:
            if plug.problem or plug.kind == "string" or (plug.found and (plug.found.line != "line1" or plug.found.weighted)):
                assert plug.name in stated
                assert plug.name not in {edit.plug for edit in done.edits}
                assert not plug.found or plug.found.curve not in {found.curve for found in done.removals}
    assert {"ghost.e"} & {name for _, name in pairs} <= stated


@quick
@given(shapes=answers, drawn=scenes())
def test_the_same_facts_make_the_same_plan(plan, facts, curves, row, shapes, drawn):
    pairs, now = drawn_scene(facts, curves, drawn)
    rows = [row(shape, name) for shape, name in pairs]
    assert plan.make_plan(as_answer(shapes), wanted(facts, rows), now) == plan.make_plan(
        as_answer(shapes), wanted(facts, rows), now
    )


@quick
@given(shapes=answers)
def test_a_second_run_writes_the_same_keys_in_the_place_of_the_first(plan, facts, row, shapes):
    rows = [row(shape, f"bs.{shape}", 1.0, -1e6, 1e6) for shape in shapes]
    now = scene(facts, {r.name: [facts.Plug(r.name)] for r in rows})
    first = plan.make_plan(as_answer(shapes), wanted(facts, rows), now)
    second = plan.make_plan(as_answer(shapes), wanted(facts, rows), after(facts, now, first))
    assert [edit.keys for edit in second.edits] == [edit.keys for edit in first.edits]
    assert [edit.replaces for edit in second.edits] == [f"curve of {edit.plug}" for edit in first.edits]
    assert second.weight.keys == first.weight.keys
    assert second.stayed == 0
    assert not second.removals


@quick
@given(shapes=answers)
def test_clear_takes_all_of_ours_and_the_layer(plan, facts, row, shapes):
    rows = [row(shape, f"bs.{shape}") for shape in shapes]
    now = scene(facts, {r.name: [facts.Plug(r.name)] for r in rows})
    there = after(facts, now, plan.make_plan(as_answer(shapes), wanted(facts, rows), now))
    done = plan.clear_plan("line1", "Line 1", there)
    assert {found.curve for found in done.removals} == {found.curve for found in there.ours} | {"curve of weight"}
    assert done.drops_layer
    assert not done.edits


def moved(curves, found, index, value):
    """A curve with one key changed by a person."""
    keys = list(found.keys)
    keys[index] = replace(keys[index], value=value)
    return replace(found, keys=tuple(keys))


def two_runs(plan, facts, curves, row, change):
    """A plan, a person's change to its curve, and the plan after that."""
    shapes = {"jawOpen": [Key(Fraction(f), v) for f, v in ((1, 0.0), (5, 0.8), (9, 0.1), (20, 0.0))]}
    rows = [row("jawOpen", "bs.jaw")]
    now = scene(facts, {"bs.jaw": [facts.Plug("bs.jaw")]})
    there = after(facts, now, plan.make_plan(as_answer(shapes), wanted(facts, rows), now))
    found = change(there.ours[0])
    there = replace(there, ours=(found,), targets={"bs.jaw": [replace(there.targets["bs.jaw"][0], found=found)]})
    return there, plan.make_plan(as_answer(shapes), wanted(facts, rows), there)


def test_a_key_a_person_changed_stays_as_it_is(plan, facts, curves, row):
    there, done = two_runs(plan, facts, curves, row, lambda found: moved(curves, found, 1, 0.33))
    assert done.edits[0].keys == there.ours[0].keys
    assert done.stayed == 1


def test_a_key_a_person_took_away_does_not_come_back(plan, facts, curves, row):
    _, done = two_runs(plan, facts, curves, row, lambda found: replace(found, keys=(*found.keys[:1], *found.keys[2:])))
    assert [key.frame for key in done.edits[0].keys] == [1, 9, 20]


def test_clear_leaves_a_persons_keys_in_our_curves(plan, facts, curves, row):
    there, _ = two_runs(plan, facts, curves, row, lambda found: moved(curves, found, 2, 0.5))
    done = plan.clear_plan("line1", "Line 1", there)
    assert [edit.keys for edit in done.edits] == [(there.ours[0].keys[2],)]
    assert not done.removals
    assert not done.drops_layer
    again = plan.clear_plan("line1", "Line 1", after(facts, there, done))
    assert [edit.keys for edit in again.edits] == [(there.ours[0].keys[2],)]


def test_a_curve_a_person_gave_weighted_tangents_is_left(plan, facts, curves, row):
    there, done = two_runs(plan, facts, curves, row, lambda found: replace(found, weighted=True))
    assert not done.edits
    assert not done.removals
    assert "weights by hand" in done.skips[0].reason
    assert not plan.clear_plan("line1", "Line 1", there).drops_layer


def test_several_shapes_on_one_plug_are_added_and_kept_in_its_range(plan, facts, row):
    shapes = {name: [Key(Fraction(1), 0.0), Key(Fraction(10), 0.8), Key(Fraction(19), 0.0)] for name in SHAPES[:2]}
    rows = [row(name, "ctrl.jaw", 10.0, 0.0, 12.0) for name in shapes]
    done = plan.make_plan(as_answer(shapes), wanted(facts, rows), scene(facts, {"ctrl.jaw": [facts.Plug("ctrl.jaw")]}))
    (edit,) = done.edits
    for frame in range(1, 20):
        wished = 2 * 10 * Curve("x", "jaw", tuple(shapes["jawOpen"])).value_at(frame)
        assert evaluate(edit.keys, frame) == pytest.approx(min(wished, 12.0), abs=1e-4)


def test_an_attributes_own_limits_are_kept_and_said(plan, facts, row):
    shapes = {"jawOpen": [Key(Fraction(1), 0.0), Key(Fraction(10), 1.0), Key(Fraction(19), 0.0)]}
    plug = facts.Plug("ctrl.jaw", low=0.0, high=5.0)
    done = plan.make_plan(
        as_answer(shapes), wanted(facts, [row("jawOpen", "ctrl.jaw", 10.0, 0.0, 10.0)]), scene(facts, {"ctrl.jaw": [plug]})
    )
    assert max(key.value for key in done.edits[0].keys) == 5.0
    assert done.notes == ("ctrl.jaw is kept within its limits, 0 to 5",)
    outside = facts.Plug("ctrl.jaw", low=20.0, high=30.0)
    done = plan.make_plan(as_answer(shapes), wanted(facts, [row("jawOpen", "ctrl.jaw")]), scene(facts, {"ctrl.jaw": [outside]}))
    assert "limits" in done.skips[0].reason
    assert not done.edits


EXPOSURES = ((3, 2, "AI"), (5, 3, "MBP"), (12, 4, "AI"))


def drawing(frame):
    return next((viseme for first, count, viseme in EXPOSURES if first <= frame < first + count), "rest")


@pytest.mark.parametrize("kind", ["bool", "double"])
def test_drawings_are_shown_one_at_a_time_with_constant_keys(plan, facts, row, kind):
    names = ("rest", "AI", "MBP")
    rows = [row(name, f"{name}.visibility") for name in names]
    now = scene(facts, {r.name: [facts.Plug(r.name, kind)] for r in rows})
    done = plan.make_plan(as_answer({}, EXPOSURES), wanted(facts, rows, keys="drawings"), now)
    assert all(key.after.kind == "step" for edit in done.edits for key in edit.keys)
    for frame in range(20):
        shown = {edit.plug.split(".")[0] for edit in done.edits if evaluate(edit.keys, frame) == 1.0}
        assert shown == {drawing(frame)}


def test_a_plug_of_whole_numbers_follows_the_exposure_sheet_by_itself(plan, facts, row):
    numbers = {"rest": 1, "AI": 2, "MBP": 3}
    rows = [row(name, "file1.frameExtension", float(number), 0.0, 100.0) for name, number in numbers.items()]
    now = scene(facts, {"file1.frameExtension": [facts.Plug("file1.frameExtension", "long")]})
    done = plan.make_plan(as_answer({}, EXPOSURES), wanted(facts, rows), now)
    for frame in range(20):
        assert evaluate(done.edits[0].keys, frame) == numbers[drawing(frame)]


@quick
@given(shapes=answers, step=st.integers(1, 4))
def test_held_curves_change_only_on_every_step(plan, facts, row, shapes, step):
    rows = [row(shape, f"bs.{shape}", 1.0, -1e6, 1e6) for shape in shapes]
    now = scene(facts, {r.name: [facts.Plug(r.name)] for r in rows})
    for edit in plan.make_plan(as_answer(shapes), wanted(facts, rows, keys="stepped", step=step), now).edits:
        curve = Curve("x", "jaw", tuple(shapes[edit.plug.removeprefix("bs.")]))
        assert all((key.frame - 1) % step == 0 and key.after.kind == "step" for key in edit.keys)
        for key in edit.keys:
            assert key.value == pytest.approx(curve.value_at(Fraction(key.frame)), abs=1e-4)


def test_a_layer_counts_for_its_line_alone(plan, facts, row):
    shapes = {"jawOpen": [Key(Fraction(10), 0.0), Key(Fraction(20), 1.0), Key(Fraction(30), 0.0)]}
    rows = [row("jawOpen", "bs.jaw")]
    now = scene(facts, {"bs.jaw": [facts.Plug("bs.jaw")]})
    soft = plan.make_plan(as_answer(shapes), wanted(facts, rows, fade=4.0), now)
    assert (soft.first, soft.last) == (10, 30)
    assert [evaluate(soft.weight.keys, f) for f in (0, 6, 8, 10, 25, 30, 33, 34, 99)] == pytest.approx(
        [0, 0, 0.5, 1, 1, 1, 0.25, 0, 0]
    )
    hard = plan.make_plan(as_answer(shapes), wanted(facts, rows, keys="stepped"), now)
    assert [evaluate(hard.weight.keys, f) for f in (9, 9.9, 10, 30, 30.9, 31)] == [0, 0, 1, 1, 1, 0]
    assert plan.make_plan(as_answer(shapes), wanted(facts, rows, base=True), now).weight is None


def test_a_weight_set_by_hand_stays(plan, facts, row):
    shapes = {"jawOpen": [Key(Fraction(10), 0.0), Key(Fraction(20), 1.0)]}
    rows = [row("jawOpen", "bs.jaw")]
    for more in ({"weight_problem": "driven"}, {"weight": facts.Found("w", "animCurveTU")}):
        now = scene(facts, {"bs.jaw": [facts.Plug("bs.jaw")]}, layer="layer1", **more)
        done = plan.make_plan(as_answer(shapes), wanted(facts, rows), now)
        assert done.weight is None
        assert "stays as it is" in done.notes[0]


def test_a_target_that_left_the_mapping_is_taken_out(plan, facts, row):
    shapes = {"jawOpen": [Key(Fraction(10), 0.0), Key(Fraction(20), 1.0)]}
    now = scene(facts, {name: [facts.Plug(name)] for name in ("bs.a", "bs.b")})
    there = after(
        facts, now, plan.make_plan(as_answer(shapes), wanted(facts, [row("jawOpen", "bs.a"), row("jawOpen", "bs.b")]), now)
    )
    done = plan.make_plan(as_answer(shapes), wanted(facts, [row("jawOpen", "bs.a")]), there)
    assert [edit.plug for edit in done.edits] == ["bs.a"]
    assert [found.plug for found in done.removals] == ["bs.b"]
    assert not done.drops_layer


def test_a_locked_plug_keeps_the_curve_it_has(plan, facts, row):
    shapes = {"jawOpen": [Key(Fraction(10), 0.0), Key(Fraction(20), 1.0)]}
    rows = [row("jawOpen", "bs.a")]
    now = scene(facts, {"bs.a": [facts.Plug("bs.a")]})
    there = after(facts, now, plan.make_plan(as_answer(shapes), wanted(facts, rows), now))
    locked = replace(there.targets["bs.a"][0], problem="it is locked")
    done = plan.make_plan(as_answer(shapes), wanted(facts, rows), replace(there, targets={"bs.a": [locked]}))
    assert not done.edits
    assert not done.removals
    assert not done.drops_layer


def test_a_record_that_cannot_be_read_makes_every_key_a_persons(plan, facts, curves, row):
    there, done = two_runs(plan, facts, curves, row, lambda found: replace(found, track="nonsense!"))
    assert done.edits[0].keys == there.ours[0].keys
