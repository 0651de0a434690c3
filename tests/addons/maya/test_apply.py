"""Plans done in the stand-in: what the scene holds afterwards, also after undo, redo and a second run."""

from __future__ import annotations

from fractions import Fraction

import pytest

from visemes.line import Curve, Key


@pytest.fixture
def work(host, cmds, face, answer):
    """Write, clear and read the line `one` on the face."""
    return Work(host, cmds, answer)


class Work:
    def __init__(self, host, cmds, answer):
        self.host, self.cmds, self.answer = host, cmds, answer
        self.Row = host("profiles").Row

    def rows(self, **more):
        rows = [self.Row(shape, f"head_bs.{shape}") for shape in ("jawOpen", "mouthFunnel", "mouthClose")]
        return [*rows, self.Row("jawOpen", "jaw_ctl.open", 10.0, 0.0, 10.0), *(self.Row(*pair) for pair in more.get("extra", ()))]

    def facts(self, key, rows, *, base=False, namespace="", nodes=()):
        return self.host("scene").read(key, [row.name for row in rows], nodes, namespace, base=base)

    def write(self, key="one", title="Line one", rows=None, answer=None, namespace="", nodes=(), **more):
        rows = self.rows() if rows is None else rows
        wanted = self.host("facts").Wanted(key, title, tuple(rows), **more)
        facts = self.facts(key, rows, base=more.get("base", False), namespace=namespace, nodes=nodes)
        plan = self.host("plan").make_plan(answer or self.answer, wanted, facts)
        return plan, self.host("apply").apply(plan)

    def clear(self, key="one", title="Line one", *, base=False):
        plan = self.host("plan").clear_plan(key, title, self.facts(key, [], base=base))
        return plan, self.host("apply").apply(plan)

    def at(self, plug, frame):
        return self.cmds.getAttr(plug, time=frame)

    def wish(self, shape, frame):
        keys = next(curve["keys"] for curve in self.answer["curves"] if curve["shape"] == shape)
        curve = [Key(Fraction(k["frame"]), k["value"], k["slope_in"], k["slope_out"], k["interpolation"]) for k in keys]
        return Curve(shape, "jaw", tuple(curve)).value_at(frame)


FRAMES = [frame / 4 for frame in range(40, 101)]


def state(cmds):
    """Everything a test can see of the scene: nodes, their connections, values of the rig's plugs."""
    nodes = sorted(cmds.ls())
    plugs = ["head_bs.jawOpen", "head_bs.mouthFunnel", "head_bs.mouthClose", "jaw_ctl.open", "jaw_ctl.held", "jaw_ctl.led"]
    values = {plug: [round(cmds.getAttr(plug, time=frame), 9) for frame in range(1, 40)] for plug in plugs}
    sources = {plug: cmds.listConnections(plug, source=True, destination=False, plugs=True) for plug in plugs}
    return nodes, values, sources


def test_the_scene_evaluates_to_the_engines_values(work):
    _, done = work.write()
    assert done.curves == 4
    for frame in FRAMES:
        for shape in ("jawOpen", "mouthFunnel", "mouthClose"):
            assert work.at(f"head_bs.{shape}", frame) == pytest.approx(work.wish(shape, frame), abs=1e-6)
    for frame in range(10, 26):  # where a limit cuts a curve it is followed from frame to frame
        assert work.at("jaw_ctl.open", frame) == pytest.approx(min(5.0, 10 * work.wish("jawOpen", frame)), abs=1e-6)


def test_it_is_in_a_layer_of_its_own_that_overrides_and_is_named_by_the_line(work, cmds):
    _, done = work.write()
    assert done.layer == "visemes_Line_one"
    assert cmds.animLayer(done.layer, query=True, override=True)
    assert cmds.animLayer(done.layer, query=True, passthrough=True)
    assert sorted(cmds.animLayer(done.layer, query=True, attribute=True)) == sorted(
        ["head_bs.jawOpen", "head_bs.mouthFunnel", "head_bs.mouthClose", "jaw_ctl.open"]
    )


def test_one_step_of_undo_takes_all_of_it_back_and_redo_brings_it_again(work, cmds):
    before = state(cmds)
    work.write()
    after = state(cmds)
    assert after != before
    cmds.undo()
    assert state(cmds) == before
    cmds.redo()
    assert state(cmds) == after


def test_a_second_run_replaces_only_ours(work, cmds, answer):
    cmds.setKeyframe("jaw_ctl.shut", time=(12,), value=0.4)
    theirs = cmds.listConnections("jaw_ctl.shut", source=True, destination=False)
    _, first = work.write()
    nodes = sorted(cmds.ls())
    for curve in answer["curves"]:
        for key in curve["keys"]:
            key["value"] *= 0.5
    plan, second = work.write()
    assert second.layer == first.layer
    assert sorted(cmds.ls()) == nodes
    assert plan.stayed == 0
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.35)
    assert cmds.listConnections("jaw_ctl.shut", source=True, destination=False) == theirs
    cmds.undo()
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.7)


def test_what_cannot_be_keyed_is_listed_and_the_rest_is_keyed(work, cmds):
    extra = [("jawOpen", "jaw_ctl.held"), ("jawOpen", "jaw_ctl.led"), ("jawOpen", "head_bs.gone"), ("jawOpen", "ghost.open")]
    before = [work.at("jaw_ctl.held", frame) for frame in (1, 14, 17)]
    plan, done = work.write(rows=work.rows(extra=extra))
    assert {skip.target: skip.reason for skip in plan.skips} == {
        "jaw_ctl.held": "it is locked",
        "jaw_ctl.led": "it is driven by leader",
        "head_bs.gone": "there is nothing of this name",
        "ghost.open": "there is nothing of this name",
    }
    assert done.curves == 4
    assert [work.at("jaw_ctl.held", frame) for frame in (1, 14, 17)] == before
    assert cmds.listConnections("jaw_ctl.led", source=True, destination=False) == ["leader"]


def test_an_attributes_limit_is_kept_and_said(work):
    plan, _ = work.write()
    assert plan.notes == ("jaw_ctl.open is kept within its limits, 0 to 5",)
    assert max(work.at("jaw_ctl.open", frame) for frame in FRAMES) == pytest.approx(5.0)


def test_animation_below_is_heard_before_and_after_the_line(work, cmds):
    cmds.setKeyframe("head_bs.jawOpen", time=(1,), value=0.25)
    cmds.setKeyframe("head_bs.jawOpen", time=(40,), value=0.25)
    work.write(fade=2.0)
    assert work.at("head_bs.jawOpen", 5) == pytest.approx(0.25)
    assert work.at("head_bs.jawOpen", 9) == pytest.approx(0.125)
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.7)
    assert work.at("head_bs.jawOpen", 30) == pytest.approx(0.25)


def test_two_lines_of_one_character_do_not_hide_each_other(work, answer):
    work.write()
    later = {
        **answer,
        "curves": [
            {**curve, "keys": [{**key, "frame": str(Fraction(key["frame"]) + 100)} for key in curve["keys"]]}
            for curve in answer["curves"]
        ],
    }
    _, done = work.write(key="two", title="Line two", answer=later)
    assert done.layer == "visemes_Line_two"
    for frame in FRAMES:
        assert work.at("head_bs.jawOpen", frame) == pytest.approx(work.wish("jawOpen", frame), abs=1e-6)
        assert work.at("head_bs.jawOpen", frame + 100) == pytest.approx(work.wish("jawOpen", frame), abs=1e-6)
    work.clear(key="two", title="Line two")
    assert work.at("head_bs.jawOpen", 117) == 0.0
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.7)


def test_clear_leaves_the_scene_as_it_was(work, cmds):
    cmds.setKeyframe("head_bs.jawOpen", time=(1,), value=0.25)
    before = state(cmds)
    work.write()
    _, done = work.clear()
    now = state(cmds)
    assert done.layer == ""
    assert now[1:] == before[1:]
    assert set(now[0]) - set(before[0]) <= {"BaseAnimation"}
    cmds.undo()
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.7)


def test_clear_leaves_other_lines_and_what_a_person_put_into_our_layer(work, cmds):
    _, done = work.write()
    cmds.animLayer(done.layer, edit=True, attribute="jaw_ctl.shut")
    cmds.setKeyframe("jaw_ctl.shut", animLayer=done.layer, time=(12,), value=0.4)
    curve = cmds.animLayer(done.layer, edit=True, findCurveForPlug="jaw_ctl.shut")
    _, cleared = work.clear()
    assert cleared.layer == done.layer
    assert cmds.animLayer(done.layer, query=True, attribute=True) == ["jaw_ctl.shut"]
    assert cmds.animLayer(done.layer, edit=True, findCurveForPlug="jaw_ctl.shut") == curve
    assert work.at("head_bs.jawOpen", 17) == 0.0


def test_keys_a_person_sets_in_our_curve_stay(work, cmds):
    _, done = work.write()
    (curve,) = cmds.animLayer(done.layer, edit=True, findCurveForPlug="head_bs.jawOpen")
    cmds.setKeyframe(curve, time=(17,), value=0.2)
    plan, _ = work.write()
    assert plan.stayed == 1
    assert work.at("head_bs.jawOpen", 17) == pytest.approx(0.2)
    assert work.at("head_bs.jawOpen", 14) == pytest.approx(0.6)
    _, cleared = work.clear()
    (kept,) = cmds.animLayer(cleared.layer, edit=True, findCurveForPlug="head_bs.jawOpen")
    assert cmds.keyframe(kept, query=True, timeChange=True) == [17.0]


def test_a_curve_of_a_persons_in_the_base_is_left_and_said(work, cmds):
    cmds.setKeyframe("head_bs.jawOpen", time=(3,), value=0.5)
    plan, done = work.write(base=True)
    assert done.layer == ""
    assert not cmds.ls(type="animLayer")
    assert "keyed by hand" in plan.skips[0].reason
    assert work.at("head_bs.jawOpen", 17) == 0.5
    assert work.at("head_bs.mouthFunnel", 15) == pytest.approx(0.9)
    work.write(base=True)
    work.clear(base=True)
    assert work.at("head_bs.mouthFunnel", 15) == pytest.approx(0.0)
    assert work.at("head_bs.jawOpen", 17) == 0.5


def test_angles_of_a_rotation_come_out_in_degrees(work, cmds):
    row = work.Row("jawOpen", "jaw_ctl.rotateX", 30.0, 0.0, 30.0)
    _, done = work.write(rows=[row])
    assert done.curves == 1
    for frame in FRAMES:
        assert work.at("jaw_ctl.rotateX", frame) == pytest.approx(30 * work.wish("jawOpen", frame), abs=1e-4)


def test_lengths_of_a_translation_are_in_the_scenes_unit(work, cmds):
    cmds.currentUnit(linear="m")
    _, done = work.write(rows=[work.Row("jawOpen", "jaw_ctl.translateY", 0.02, 0.0, 1.0)])
    assert done.curves == 1
    for frame in FRAMES:
        assert work.at("jaw_ctl.translateY", frame) == pytest.approx(0.02 * work.wish("jawOpen", frame), abs=1e-7)


def test_drawings_are_held(work, cmds):
    row = work.Row
    rows = [
        row("oh", "jaw_ctl.mouth", 4.0, 0.0, 20.0),
        row("PP", "jaw_ctl.mouth", 7.0, 0.0, 20.0),
        row("sil", "jaw_ctl.mouth", 1.0, 0.0, 20.0),
    ]
    _, done = work.write(rows=rows)
    assert done.curves == 1
    assert [work.at("jaw_ctl.mouth", frame) for frame in (10, 14.9, 15, 16.9, 17)] == [4, 4, 7, 7, 1]


def test_at_other_frame_rates_slopes_are_the_same_a_frame(work, cmds):
    for unit in ("23.976fps", "12fps", "ntscf"):
        cmds.currentUnit(time=unit)
        work.write(key=unit, title=unit, rows=[work.Row("jawOpen", "jaw_ctl.shut")])
        for frame in FRAMES:
            assert work.at("jaw_ctl.shut", frame) == pytest.approx(work.wish("jawOpen", frame), abs=1e-6)
        work.clear(key=unit, title=unit)


def test_what_is_chosen_stays_chosen(work, cmds):
    mine = cmds.animLayer("mine")
    cmds.animLayer(mine, edit=True, selected=True, preferred=True)
    cmds.select("leader")
    _, done = work.write()
    assert cmds.ls(selection=True) == ["leader"]
    assert cmds.animLayer(mine, query=True, selected=True)
    assert cmds.animLayer(mine, query=True, preferred=True)
    assert not cmds.animLayer(done.layer, query=True, selected=True)
    assert not cmds.animLayer(done.layer, query=True, preferred=True)


def test_a_refusal_in_the_middle_leaves_nothing(work, cmds, host, monkeypatch):
    cmds.setAttr("jaw_ctl.shut", 1.0)
    before = state(cmds)
    apply = host("apply")
    real, calls = apply.animcurves.write, []

    def failing(node, keys):
        calls.append(node)
        if len(calls) == 3:
            raise RuntimeError("Maya is out of sorts")
        real(node, keys)

    monkeypatch.setattr(apply.animcurves, "write", failing)
    with pytest.raises(apply.ApplyError, match="out of sorts"):
        work.write()
    assert state(cmds) == before


def test_a_refusal_at_the_very_beginning_undoes_nothing_of_a_persons(work, cmds, host, monkeypatch):
    cmds.setAttr("jaw_ctl.shut", 1.0)

    def failing(_plan):
        raise RuntimeError("no layers today")

    monkeypatch.setattr(host("apply"), "make_layer", failing)
    with pytest.raises(host("apply").ApplyError):
        work.write()
    assert cmds.getAttr("jaw_ctl.shut") == 1.0


def test_a_mapping_without_nodes_moves_every_chosen_node(work, cmds):
    rows = [work.Row("jawOpen", "jawOpen"), work.Row("jawOpen", "open")]
    plan, done = work.write(rows=rows, nodes=("head_bs", "jaw_ctl"))
    assert {edit.plug for edit in plan.edits} == {"head_bs.jawOpen", "jaw_ctl.open"}
    assert done.curves == 2


def test_our_node_renamed_is_still_ours(work, cmds):
    _, done = work.write()
    cmds.rename(done.layer, "dialogue")
    (curve,) = cmds.animLayer("dialogue", edit=True, findCurveForPlug="head_bs.jawOpen")
    cmds.rename(curve, "jaw_dialogue")
    plan, again = work.write()
    assert again.layer == "dialogue"
    assert "jaw_dialogue" in {edit.replaces for edit in plan.edits}
    assert cmds.animLayer("dialogue", edit=True, findCurveForPlug="head_bs.jawOpen") == ["jaw_dialogue"]
    work.clear()
    assert not [curve for curve in cmds.ls(type="animCurve") or [] if cmds.attributeQuery("visemesLine", node=curve, exists=True)]
