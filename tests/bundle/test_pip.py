from __future__ import annotations

import pytest

from visemes.bundle import pip
from visemes.errors import VisemesError


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ("Collecting numpy>=1.26 (from visemes==0.1)", "numpy"),
        ("Collecting typing-extensions", "typing-extensions"),
        ("Processing /somewhere/else/espeakng_loader-0.2.4-py3-none-any.whl", "espeakng_loader"),
        ("Collecting num2words==0.5.14 (from -c constraints.txt (line 3))", "num2words"),
    ],
)
def test_the_package_of_a_line(line, package):
    assert pip.package_of(line) == package


def test_the_first_error_is_the_reason():
    lines = [
        "Collecting rope",
        "ERROR: Could not find a version that satisfies rope",
        "ERROR: No matching distribution found for rope",
    ]
    assert pip.reason(lines) == "Could not find a version that satisfies rope"
    assert "--newest" in pip.remedy(lines)


def test_no_network_says_so():
    lines = ["WARNING: Retrying after connection broken by 'NewConnectionError'", "ERROR: No matching distribution found for rope"]
    assert "package index" in pip.remedy(lines)


def test_without_a_word_there_is_still_a_reason():
    assert pip.reason([]) == "it said nothing"
    assert pip.remedy(["all is odd"]) == ""


def test_a_failing_pip_is_an_error_of_ours(index):
    with pytest.raises(VisemesError, match="no-such-rope") as raised:
        pip.run_pip(("download", "--dest", str(index), "no-such-rope"))
    assert "--newest" in raised.value.hint


def test_a_python_without_pip(monkeypatch):
    monkeypatch.setattr(pip.util, "find_spec", lambda name: None)
    with pytest.raises(VisemesError, match="pip is not installed") as raised:
        pip.run_pip(("download",))
    assert "ensurepip" in raised.value.hint
