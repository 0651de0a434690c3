"""Weights of the expert from files nobody vouches for: an expert, or one line that says what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import WeightsError
from visemes.safetensors import to_safetensors
from visemes.sync import expert
from visemes.sync.expert import load_expert

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def whole():
    """Random weights of every name and shape."""
    from visemes.train.sync_net import SyncNet, folded

    torch.manual_seed(1)
    return folded(SyncNet().eval())


def loaded(path, arrays):
    path.write_bytes(to_safetensors(arrays, {}))
    load_expert.cache_clear()
    return load_expert(path)


def refused(path, arrays):
    with pytest.raises(WeightsError) as caught:
        loaded(path, arrays)
    assert "\n" not in str(caught.value)
    return caught.value.message


def test_the_whole_is_an_expert(whole, tmp_path):
    assert len(loaded(tmp_path / "w.safetensors", whole).offsets) == 121


def test_none_of_its_arrays_can_be_missing(whole, tmp_path):
    for name in whole:
        message = refused(tmp_path / "w.safetensors", {key: array for key, array in whole.items() if key != name})
        assert "is not an expert of visemes" in message


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number(whole, tmp_path, value):
    for name in ("trust", "eye.0.weight", "judge.1.bias"):
        broken = whole[name].copy()
        broken.flat[-1] = value
        assert "no numbers" in refused(tmp_path / "w.safetensors", whole | {name: broken})


def test_numpy_does_not_make_it_fit(whole, tmp_path):
    """A bias of one number would be added everywhere; one of many would make gigabytes of a small file."""
    for name, shape in {"eye.0.bias": (1,), "eye.1.bias": (100_000, 1), "direct.bias": (3,), "trust": (4,)}.items():
        refused(tmp_path / "w.safetensors", whole | {name: np.zeros(shape, np.float32)})


def test_too_large_a_file_is_not_read(tmp_path):
    with (tmp_path / "w.safetensors").open("wb") as file:
        file.truncate(expert.LARGEST + 1)
    load_expert.cache_clear()
    with pytest.raises(WeightsError, match="larger than any expert"):
        load_expert(tmp_path / "w.safetensors")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_other_sides_are_an_expert_or_an_error(whole, tmp_path, data):
    changed = dict(whole)
    for name in data.draw(st.lists(st.sampled_from(sorted(whole)), min_size=1, max_size=3)):
        sides = list(whole[name].shape)
        if data.draw(st.booleans()):
            sides[data.draw(st.integers(0, len(sides) - 1))] = data.draw(st.integers(0, 40))
        else:
            sides = data.draw(st.lists(st.integers(0, 8), max_size=5))
        changed[name] = np.full(sides, 0.01, np.float32)
    try:
        found = loaded(tmp_path / "w.safetensors", changed)
    except WeightsError as error:
        assert "\n" not in str(error)  # noqa: PT017 - sides may also be drawn as they were
    else:
        assert found.evidence(np.zeros((2, 48, 48), np.uint8), np.zeros(1600, np.float32)).shape == (2, 121)
