"""Errors are the same wherever they were raised: a worker process, too."""

from __future__ import annotations

import pickle
from inspect import signature
from pathlib import Path

import pytest

from visemes.errors import UsageError, VisemesError

#: What errors are made from, where it is no text.
GIVEN = {"known": ("one", "two"), "failures": [(Path("a.wav"), UsageError("bad", "try again"))], "total": 2}


def tree(kind):
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


@pytest.mark.parametrize("kind", sorted(set(tree(VisemesError)), key=lambda kind: kind.__name__))
def test_errors_come_back_from_other_processes_whole(kind):
    error = kind(*(GIVEN.get(name, f"the {name}") for name in signature(kind).parameters))
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(back) is kind
    assert (str(back), back.message, back.hint, back.exit_code) == (str(error), error.message, error.hint, error.exit_code)
    assert seen(back) == seen(error)


def seen(error):
    """What an error carries; errors in it by their words."""
    carried = dict(error.__dict__)
    carried["failures"] = [str(failed) for _, failed in carried.get("failures", ())]
    return carried
