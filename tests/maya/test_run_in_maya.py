"""run_in_maya.py on the stand-in: it runs everything, tells what failed, and ends as it should."""

from __future__ import annotations

import behaviour
import run_in_maya


def test_it_runs_every_assertion_and_ends_with_0(maya, capsys):
    assert run_in_maya.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {f"ok      {assertion.__name__}" for assertion in behaviour.ALL} <= set(lines)
    assert lines[-1] == "everything held"


def test_what_fails_is_told_and_ends_with_1(maya, capsys, monkeypatch):
    def pigs_fly():
        raise AssertionError("they do not")

    monkeypatch.setattr(behaviour, "ALL", [pigs_fly, behaviour.layers_stack])
    assert run_in_maya.main([]) == 1
    out = capsys.readouterr().out
    assert "FAILED  pigs_fly" in out
    assert "they do not" in out
    assert "ok      layers_stack" in out
    assert "1 failed" in out


def test_some_by_name(maya, capsys):
    assert run_in_maya.main(["layers_stack"]) == 0
    assert "units_of_time" not in capsys.readouterr().out
    assert run_in_maya.main(["nobody_knows"]) == 1


def test_it_says_when_the_add_on_is_not_there(maya, capsys):
    assert run_in_maya.run(("layers_stack",)) == []
    assert "The add-on is not installed here" in capsys.readouterr().out


def test_it_is_python_39(root):
    """Maya 2023 runs Python 3.9."""
    import ast

    files = [root / "tests" / "maya" / f"{name}.py" for name in ("run_in_maya", "behaviour", "scenarios")]
    for path in [*files, *(root / "tests" / "maya" / "standin").glob("*.py")]:
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
