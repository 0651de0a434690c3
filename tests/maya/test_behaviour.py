"""The stand-in does what behaviour.py says Maya does."""

from __future__ import annotations

import inspect

import behaviour
import pytest


@pytest.mark.parametrize("assertion", behaviour.ALL, ids=lambda function: function.__name__)
def test_behaviour(maya, tmp_path, assertion):
    folder = [tmp_path.as_posix()] if inspect.signature(assertion).parameters else []
    assertion(*folder)


def test_every_assertion_is_listed():
    helpers = {"near", "raises", "face", "control", "keys_by_api", "curve_on", "hermite", "referenced"}
    functions = {name for name, value in vars(behaviour).items() if inspect.isfunction(value)}
    assert functions - helpers == {function.__name__ for function in behaviour.ALL}
