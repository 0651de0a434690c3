"""The stand-in itself: it refuses what no page of Maya knows, and has threads, idle moments, windows and restarts."""

from __future__ import annotations

import re
import threading

import pytest


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda c: c.setKeyframe("time1", tim=1), "Invalid flag 'tim'"),
        (lambda c: c.animLayer("x", overide=True), "Invalid flag 'overide'"),
        (lambda c: c.createNode("network", query=True, name="x"), "query mode"),
        (lambda c: c.animLayer("x", edit=True, exists=True), "edit mode"),
        (lambda c: c.keyframe("x", edit=True, keyframeCount=True), "edit mode"),
        (lambda c: c.createNode("network", n="a", name="b"), "given twice"),
        (lambda c: c.keyframe("x", query=True, edit=True), "cannot be used together"),
        (lambda c: c.createNode("network", name=["a", "b"]), "takes one value"),
        (lambda c: c.createNode("network", name=None), "Expected str, got NoneType"),
        (lambda c: c.currentUnit(time=24), "Expected str, got int"),
        (lambda c: c.intFieldGrp(numberOfFields=1, value1=0.5), "Expected int, got float"),
        (lambda c: c.optionVar(exists=1), "Expected str, got int"),
        (lambda c: c.delete(None), "None is no name"),
    ],
)
def test_what_no_page_knows_fails(maya, cmds, call, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        call(cmds)


def test_unknown_commands_fail(cmds):
    from standin.registry import NotModelledError

    with pytest.raises(AttributeError, match="setKeyframes"):
        cmds.setKeyframes()
    with pytest.raises(NotModelledError, match="polySphere"):
        cmds.polySphere()


def test_short_names_are_long_ones(cmds):
    assert cmds.createNode("network", n="a", ss=True) == "a"
    assert cmds.ls(sl=True) == []
    assert cmds.ls(typ="network") == ["a"]


def test_every_modelled_command_and_flag_is_one_of_maya(maya):
    """Two sources agree: the table made from Maya's pages, and maya-stubs."""
    import ast

    from standin.flags import TABLE
    from standin.registry import COMMANDS
    from standin.session import stub

    known = {
        node.name: {argument.arg for argument in node.args.kwonlyargs}
        for node in ast.parse(stub("cmds/__init__.pyi")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert set(COMMANDS) <= set(known)
    assert set(COMMANDS) <= set(TABLE)
    for command in COMMANDS:
        long = {name for name, entry in TABLE[command].items() if len(name) > 3 and name not in known[command]}
        assert long == set(), command


def members_of(name, known):
    """Everything a class of the stubs has, from those it is made of too."""
    import ast

    node = known.get(name.rpartition(".")[2])
    if node is None:
        return set()
    own = {getattr(each, "name", None) for each in node.body}
    own |= {each.target.id for each in node.body if isinstance(each, ast.AnnAssign)}
    return own.union(*(members_of(ast.unparse(base), known) for base in node.bases))


def test_every_modelled_class_and_method_is_one_of_the_api(maya):
    import ast
    import sys

    from standin.session import stub

    known = {}
    for module in ("OpenMaya", "OpenMayaAnim"):
        known |= {node.name: node for node in ast.parse(stub(f"api/{module}.pyi")).body if isinstance(node, ast.ClassDef)}
    for module in ("OpenMaya", "OpenMayaAnim"):
        ours = {name: value for name, value in vars(sys.modules[f"maya.api.{module}"]).items() if isinstance(value, type)}
        assert set(ours) <= set(known)
        for name, value in ours.items():
            assert {each for each in vars(value) if not each.startswith("_")} <= members_of(name, known), name


def test_numbers_of_the_api_are_mayas(maya):
    import ast
    import sys

    from standin.session import stub

    for module, name in (("OpenMaya", "MTime"), ("OpenMayaAnim", "MFnAnimCurve"), ("OpenMaya", "MAngle")):
        tree = ast.parse(stub(f"api/{module}.pyi"))
        known = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
        numbers = {
            each.target.id: each.value.value
            for each in known.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Constant)
        }
        ours = vars(sys.modules[f"maya.api.{module}"])[name]
        shared = {each: getattr(ours, each) for each in numbers if hasattr(ours, each)}
        assert len(shared) >= 6
        assert shared == {each: numbers[each] for each in shared}


def test_commands_are_for_the_main_thread(cmds):
    caught = []

    def work():
        try:
            cmds.ls()
        except RuntimeError as error:
            caught.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert "thread" in caught[0]


def test_deferred_work_waits_for_an_idle_moment(maya, cmds):
    from maya import utils

    done = []
    thread = threading.Thread(target=lambda: utils.executeDeferred(lambda: done.append(cmds.createNode("network"))))
    thread.start()
    thread.join()
    assert done == []
    assert maya.pump() == 1
    assert done == ["network1"]


def test_a_thread_waits_for_its_result(maya, cmds):
    from maya import utils

    found = []
    thread = threading.Thread(target=lambda: found.append(utils.executeInMainThreadWithResult(cmds.createNode, "network")))
    thread.start()
    maya.pump_until(lambda: bool(found))
    thread.join()
    assert found == ["network1"]


def test_windows_are_a_tree_that_can_be_pressed(maya, cmds):
    from standin.windows import enter, press

    said = []
    window = cmds.window(title="Visemes")
    column = cmds.columnLayout()
    cmds.textFieldGrp("words", label="Transcript", changeCommand=said.append)
    cmds.button("go", label="Generate", command=said.append)
    cmds.showWindow(window)
    enter(maya, maya.windows.one("words"), "hello")
    press(maya, maya.windows.labelled("Generate"))
    assert said == ["hello", False]
    assert cmds.textFieldGrp("words", query=True, text=True) == "hello"
    assert cmds.columnLayout(column, query=True, childArray=True) == ["words", "go"]
    cmds.button("go", edit=True, enable=False)
    with pytest.raises(AssertionError, match="greyed out"):
        press(maya, maya.windows.labelled("Generate"))
    cmds.deleteUI(window)
    assert not cmds.window(window, exists=True)


def test_a_shelf_survives_a_restart_and_a_function_on_it_does_not(maya, cmds):
    from maya import mel

    shelves = mel.eval("$visemes_top = $gShelfTopLevel")
    cmds.shelfLayout("Visemes", parent=shelves)
    cmds.shelfButton(parent="Visemes", label="one", command="print(1)", sourceType="python", image1="a.png")
    cmds.shelfButton(parent="Visemes", label="two", command=lambda: None, sourceType="python")
    maya.restart()
    assert cmds.shelfLayout("Visemes", exists=True)
    commands = [button.flags.get("command") for button in maya.windows.one("Visemes").children]
    assert commands == ["print(1)", None]


def test_option_variables_survive_a_restart(maya, cmds):
    cmds.optionVar(stringValue=("visemes_engine", "/usr/bin/visemes"))
    maya.restart()
    assert cmds.optionVar(query="visemes_engine") == "/usr/bin/visemes"
    assert cmds.optionVar(q="nothing") == 0
    with pytest.raises(TypeError):
        cmds.optionVar(intValue=("a", "b"))


def test_a_module_file_and_its_user_setup_are_found_at_the_start(maya, cmds, tmp_path):
    scripts = tmp_path / "Módulo" / "scripts"
    scripts.mkdir(parents=True)
    (scripts / "userSetup.py").write_text("import found_it", encoding="utf-8")
    (scripts / "found_it.py").write_text("from maya import cmds; cmds.optionVar(intValue=('found', 1))", encoding="utf-8")
    (maya.home / "modules").mkdir(parents=True)
    (maya.home / "modules" / "visemes.mod").write_text(f"+ visemes 0.1 {tmp_path / 'Módulo'}\n", encoding="utf-8")
    maya.restart()
    assert cmds.optionVar(query="found") == 1


def test_batch_mode_has_no_windows(maya, tmp_path):
    import sys

    from standin.session import Maya

    with Maya(tmp_path / "batch", batch=True):
        cmds = sys.modules["maya.cmds"]
        assert cmds.about(batch=True)
        for call in (cmds.window, cmds.button, lambda: cmds.confirmDialog(message="?"), cmds.fileDialog2):
            with pytest.raises(RuntimeError, match="batch"):
                call()
        assert not cmds.window("nobody", exists=True)


def test_an_unexpected_dialog_is_a_failure(maya, cmds):
    with pytest.raises(AssertionError, match="unexpected"):
        cmds.confirmDialog(message="Sure?", button=["Yes", "No"])
    maya.answers["confirmDialog"] = ["Yes", "Maybe"]
    assert cmds.confirmDialog(message="Sure?", button=["Yes", "No"]) == "Yes"
    with pytest.raises(AssertionError, match="Maybe"):
        cmds.confirmDialog(message="Sure?", button=["Yes", "No"])


def test_a_slider_sound(maya, cmds, harbour):
    from maya import mel

    node = cmds.sound(file=str(harbour), offset=11)
    slider = mel.eval("$visemes_slider = $gPlayBackSlider")
    cmds.timeControl(slider, edit=True, sound=node, displaySound=True)
    assert cmds.timeControl(slider, query=True, sound=True) == node
    assert cmds.sound(node, query=True, offset=True) == 11.0
    assert cmds.sound(node, query=True, file=True) == str(harbour)


def test_the_modules_go_when_the_session_does(maya, tmp_path):
    import sys

    from standin.session import Maya

    outer = sys.modules["maya.cmds"]
    with Maya(tmp_path / "another"):
        assert sys.modules["maya.cmds"] is not outer
    assert sys.modules["maya.cmds"] is outer


def flags_asked_for(function):
    """The names of flags a function of the stand-in reads, from its code."""
    import ast

    def are_flags(node):
        return getattr(node, "id", getattr(node, "attr", "")) == "flags"

    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get" and are_flags(node.func.value):
            yield node.args[0]
        elif isinstance(node, ast.Subscript) and are_flags(node.value):
            yield node.slice
        elif isinstance(node, ast.Compare) and are_flags(node.comparators[0]):
            yield node.left
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.right, ast.Set):
            yield from node.right.elts


def test_the_standin_reads_flags_by_names_that_there_are(maya, root):
    """A misspelt flag in here would be one that is never seen."""
    import ast

    from standin import describing, layering, nodes, timing
    from standin.flags import ALSO, TABLE

    shared = {"headsUpMessage", "showWindow"}  # one is read with inViewMessage, one changes a window
    for path in (root / "tests" / "maya" / "standin").glob("*.py"):
        for function in [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]:
            registered = [each for each in function.decorator_list if getattr(getattr(each, "func", None), "id", "") == "command"]
            asked = {
                node.value for node in flags_asked_for(function) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            for name in [argument.value for each in registered for argument in each.args if isinstance(argument, ast.Constant)]:
                if name in TABLE and name not in shared:
                    assert asked <= {*TABLE[name], *ALSO.get(name, {})}, name
    for command, names in (
        ("ls", nodes.LS),
        ("listAttr", describing.LIST_ATTR),
        ("attributeQuery", describing.ABOUT_ATTRIBUTE),
        ("animLayer", layering.SETTABLE),
        ("playbackOptions", timing.RANGE),
    ):
        assert set(names) <= set(TABLE[command]), command
