"""The network in numpy against what another implementation makes of the same weights, and files that are not what they say."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.align.wav2vec2 import Wav2Vec2, gelu, strided_convolution
from visemes.align.weights import read_safetensors, read_weights
from visemes.errors import AlignerError


@pytest.mark.parametrize("name", ["base", "large", "hubert", "adapter"])
def test_it_hears_what_transformers_hears(tiny, tmp_path, name):
    network = Wav2Vec2.read(tiny.write_model(tmp_path / name, name), "deu" if name == "adapter" else "")
    found = network.log_probabilities(network.normalised(tiny.sound()))
    expected = np.array(tiny.golden()[name]["log_probabilities"])
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-4
    assert np.ptp(expected, axis=0).max() > 0.15  # the weights are alive: frames differ


def test_a_frame_is_320_samples_after_the_one_before(tiny, tmp_path):
    network = Wav2Vec2.read(tiny.write_model(tmp_path / "m"))
    for samples in (400, 719, 720, 16000):
        assert len(network.log_probabilities(np.ones(samples, np.float32))) == (samples - 400) // 320 + 1
    assert len(network.log_probabilities(np.ones(399, np.float32))) == 0


def test_convolution_is_what_its_sum_says():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(9001, 3)).astype(np.float32), rng.normal(size=(4, 3, 5)).astype(np.float32)
    found = strided_convolution(x, kernel, 5, 2)
    for frame in (0, 1, 4095, 4096, 4498):
        expected = [sum(x[2 * frame + k, i] * kernel[o, i, k] for i in range(3) for k in range(5)) for o in range(4)]
        assert found[frame] == pytest.approx(expected, abs=1e-4)
    assert len(found) == 4499


def test_gelu_is_x_times_the_normal_distribution():
    from math import erf, sqrt

    x = np.linspace(-4, 4, 9).astype(np.float32)
    assert gelu(x) == pytest.approx([v * (1 + erf(v / sqrt(2))) / 2 for v in x.tolist()], abs=1e-6)


def test_numbers_of_every_kind_are_read(tmp_path):
    """The same values as 64, 32, 16 bits and as the upper half of 32."""
    values = np.array([[1.5, -2.0], [0.25, 96.0]])
    stored = {
        "F64": values.astype("<f8").tobytes(),
        "F32": values.astype("<f4").tobytes(),
        "F16": values.astype("<f2").tobytes(),
        "BF16": b"".join(struct.pack("<f", v)[2:] for v in values.ravel()),
    }
    table, data = {"__metadata__": {"format": "pt"}}, b""
    for kind, raw in stored.items():
        table[kind] = {"dtype": kind, "shape": [2, 2], "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    table["ids"] = {"dtype": "I64", "shape": [1], "data_offsets": [len(data), len(data) + 8]}
    data += bytes(8)
    head = json.dumps(table).encode()
    (tmp_path / "w.safetensors").write_bytes(struct.pack("<Q", len(head)) + head + data)
    found = read_safetensors(tmp_path / "w.safetensors")
    assert set(found) == set(stored)
    assert all((array == values).all() and array.dtype == np.float32 for array in found.values())


def test_a_model_in_pieces(tiny, tmp_path):
    folder = tiny.write_model(tmp_path / "m")
    whole = read_safetensors(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(whole)
    for part, own in (("1", names[::2]), ("2", names[1::2])):
        (folder / f"model-{part}.safetensors").write_bytes(tiny.safetensors({name: whole[name] for name in own}))
    pieces = {name: f"model-{1 + i % 2}.safetensors" for i, name in enumerate(names)}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": pieces}))
    found = read_weights(folder)
    assert all((found[name] == whole[name]).all() for name in names)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": "../other.safetensors"}}))
    with pytest.raises(AlignerError, match="names files outside of its folder"):
        read_weights(folder)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_damaged_weights_are_an_error_and_nothing_else(tiny, tmp_path, data):
    good = bytearray(tiny.safetensors({"a": np.arange(6.0).reshape(2, 3), "b": np.ones(4)}))
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, 150))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    path = tmp_path / "w.safetensors"
    path.write_bytes(bytes(good[:cut]))
    found, mistakes = {}, []
    try:
        found = read_safetensors(path)
    except AlignerError as error:
        mistakes.append(error.message)
    assert all("\n" not in message for message in mistakes)
    assert sum(array.nbytes for array in found.values()) < 1000


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "bert"}, "models of the kind 'bert' are not known"),
        ({"hidden_act": "swish"}, "the model has parts that are not known"),
        ({"num_hidden_layers": 3}, "the model has no weights called 'encoder.layers.2"),
    ],
)
def test_a_model_that_is_not_what_it_says(tiny, tmp_path, change, message):
    folder = tiny.write_model(tmp_path / "m")
    (folder / "config.json").write_text(json.dumps(tiny.CONFIGS["base"] | change))
    with pytest.raises(AlignerError, match=message):
        Wav2Vec2.read(folder).log_probabilities(tiny.sound())


def test_weights_of_another_size_do_not_fit_together(tiny, tmp_path):
    folder = tiny.write_model(tmp_path / "m")
    weights = read_safetensors(folder / "model.safetensors")
    weights["wav2vec2.feature_projection.projection.weight"] = np.ones((16, 5), np.float32)
    (folder / "model.safetensors").write_bytes(tiny.safetensors(weights))
    with pytest.raises(AlignerError, match="do not fit together"):
        Wav2Vec2.read(folder).log_probabilities(tiny.sound())


def test_what_is_missing_is_named(tiny, tmp_path):
    with pytest.raises(AlignerError, match=r"has no config\.json"):
        Wav2Vec2.read(tmp_path)
    folder = tiny.write_model(tmp_path / "m")
    (folder / "model.safetensors").unlink()
    with pytest.raises(AlignerError, match=r"has no model\.safetensors"):
        Wav2Vec2.read(folder)
    (folder / "config.json").write_text("[1]")
    with pytest.raises(AlignerError, match="is no JSON object"):
        Wav2Vec2.read(folder)


def test_a_pickled_model_is_read_by_torch_and_runs_no_code(tiny, tmp_path):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    folder = tiny.write_model(tmp_path / "m")
    weights = read_safetensors(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save({name: torch.from_numpy(value) for name, value in weights.items()}, folder / "pytorch_model.bin")
    found = read_weights(folder)
    assert all((found[name] == weights[name]).all() for name in weights)
    marker = tmp_path / "ran"

    class Trap:
        def __reduce__(self):
            return marker.write_text, ("x",)

    torch.save({"a": Trap()}, folder / "pytorch_model.bin")
    with pytest.raises(AlignerError, match="holds more than numbers"):
        read_weights(folder)
    assert not marker.exists()


def test_a_pickled_model_without_torch(tiny, tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    folder = tiny.write_model(tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(AlignerError, match="needs PyTorch to be read"):
        read_weights(folder)
