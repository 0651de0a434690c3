"""Files that are, or pretend to be, weights of others."""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import MissingExtraError, UnknownNameError, WeightsError
from visemes.sync.public import KINDS, load, opening
from visemes.sync.public.layers import COUNTER, shapes_of
from visemes.sync.public.opening import read_tensors

torch = pytest.importorskip("torch")


def refused(path, name="syncnet"):
    """The one line that a file is refused with."""
    with pytest.raises(WeightsError) as caught:
        load(name, path)
    assert "\n" not in str(caught.value)
    assert caught.value.message.startswith(f"{path}: ")
    return caught.value.message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.parametrize("wrapped", [False, True])
def test_checkpoints_in_every_wrapping(thin, tmp_path, name, old, prefix, wrapped):
    state = {prefix + entry: value for entry, value in thin(name).items()}
    held = {"state_dict": state, "optimizer": None, "global_step": 12, "global_epoch": 1} if wrapped else state
    torch.save(held, tmp_path / "w.pth", _use_new_zipfile_serialization=not old)
    assert read_tensors(tmp_path / "w.pth").keys() == shapes_of(KINDS[name].layers).keys()
    assert load(name, tmp_path / "w.pth").is_sound


def test_safetensors_are_read_without_the_counters(thin, tmp_path):
    library = pytest.importorskip("safetensors.torch")
    state = {entry: value.clone() for entry, value in thin("wav2lip").items() if not entry.endswith(COUNTER)}
    library.save_file(state, tmp_path / "w.safetensors")
    assert load("wav2lip", tmp_path / "w.safetensors").is_sound


class Trap:
    """Runs something when it is unpickled as pickles are."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return Path.touch, (self.mark,)


class Call:
    def __init__(self, call, *arguments):
        self.parts = call, arguments

    def __reduce__(self):
        return self.parts


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_with_code_is_refused_and_runs_nothing(tmp_path, old, protocol):
    mark = tmp_path / "ran"
    for call in (Trap(mark), Call(os.system, f"touch {mark}"), Call(eval, f"open({str(mark)!r}, 'w')")):
        torch.save({"a": call}, tmp_path / "w.pth", _use_new_zipfile_serialization=not old, pickle_protocol=protocol)
        message = refused(tmp_path / "w.pth")
        assert not mark.exists()
        assert "would run code (" in message or protocol == 4
        (tmp_path / "w.pth").write_bytes(pickle.dumps({"a": call}, protocol=protocol))
        refused(tmp_path / "w.pth")
        assert not mark.exists()


def test_the_trap_is_one(tmp_path):
    """What the test above would find if a pickle were simply loaded."""
    pickle.loads(pickle.dumps(Trap(tmp_path / "ran")))  # noqa: S301 - our own
    assert (tmp_path / "ran").exists()


def test_a_whole_network_instead_of_its_weights(tmp_path):
    torch.save(torch.nn.Linear(2, 2), tmp_path / "w.pth")
    assert "would run code (torch.nn.modules.linear.Linear)" in refused(tmp_path / "w.pth")


def test_a_compiled_network(tmp_path, recwarn):
    script = torch.jit.trace(torch.nn.Linear(2, 2).eval(), torch.zeros(1, 2))
    torch.jit.save(script, str(tmp_path / "w.pt"))
    recwarn.clear()
    assert refused(tmp_path / "w.pt") == "is a compiled network (TorchScript), which runs code"


def packed(names, *, compression=zipfile.ZIP_STORED, data=b"x"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name in names:
            archive.writestr(name, data)
    return held.getvalue()


THINGS = {
    "nothing": (b"", "is empty"),
    "a page": (b"<!DOCTYPE html><html><title>Download</title>", "is a web page"),
    "a page after a mark and a blank line": (b"\xef\xbb\xbf\n <html>", "is a web page"),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n", "is a pointer of Git LFS"),
    "gzip": (b"\x1f\x8b\x08\x00rest", "is packed with gzip"),
    "a RAR archive": (b"Rar!\x1a\x07\x00", "is packed with RAR"),
    "a 7z archive": (b"7z\xbc\xaf\x27\x1c", "is packed with 7-Zip"),
    "Keras": (b"\x89HDF\r\n\x1a\n", "holds weights of Keras"),
    "a sound": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "is no file of PyTorch or safetensors"),
    "text": (b"these are not the weights you are looking for", "is no file of PyTorch or safetensors"),
    "zeros": (bytes(4096), "is no file of PyTorch or safetensors"),
    "a pickle of Python's own": (pickle.dumps({"a": 1}, protocol=5), "is a pickle that PyTorch did not write"),
    "an archive of pictures": (packed(["a.png", "b.png"]), "is an archive of something else"),
    "an archive that is packed": (
        packed(["w/data.pkl"], compression=zipfile.ZIP_DEFLATED),
        "is an archive that PyTorch did not write",
    ),
    "a bomb": (packed(["w/data.pkl"], compression=zipfile.ZIP_DEFLATED, data=bytes(10_000_000)), "PyTorch did not write"),
    "half an archive": (packed(["w/data.pkl"])[:40], "is damaged or cut off"),
    "noise after the right bytes": (b"\x80\x02" + bytes(range(200)), "is damaged or cut off"),
    "a table that lies": (struct.pack("<Q", 10_000_000) + b"{}", "is no sound safetensors file"),
}


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_something_else_is_called_what_it_is(tmp_path, thing):
    data, message = THINGS[thing]
    (tmp_path / "w.pth").write_bytes(data)
    assert message in refused(tmp_path / "w.pth")


def test_nothing_a_folder_and_too_much(tmp_path, monkeypatch):
    assert refused(tmp_path / "none.pth") == "no such file or directory"
    assert "directory" in refused(tmp_path)
    with (tmp_path / "large.pth").open("wb") as file:
        file.truncate(2 * opening.LARGEST)  # of holes: takes no room
    assert refused(tmp_path / "large.pth") == "has 2.0 GB: these experts have less than 1"


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.9, 0.999])
def test_a_download_that_stopped(thin, tmp_path, old, share):
    torch.save(thin("syncnet"), tmp_path / "w.pth", _use_new_zipfile_serialization=not old)
    data = (tmp_path / "w.pth").read_bytes()
    (tmp_path / "w.pth").write_bytes(data[: round(len(data) * share)])
    assert refused(tmp_path / "w.pth") == "is damaged or cut off"


GENERATOR = {"face_encoder_blocks.0.0.conv_block.0.weight": (16, 6, 7, 7), "audio_encoder.0.conv_block.0.weight": (32, 1, 3, 3)}
OTHERS = {
    "a generator": (GENERATOR, "holds Wav2Lip's generator, not SyncNet"),
    "a face detector": ({"conv1_1.weight": (64, 3, 3, 3)}, "holds a face detector, not SyncNet"),
    "something unknown": ({"b": (1,), "a": (1,)}, "holds another network ('a' and 1 more), not SyncNet"),
}


@pytest.mark.parametrize("other", OTHERS)
def test_other_networks_are_named(tmp_path, other):
    shapes, message = OTHERS[other]
    torch.save({"state_dict": {name: torch.zeros(shape) for name, shape in shapes.items()}}, tmp_path / "w.pth")
    assert refused(tmp_path / "w.pth") == message


def test_the_generator_is_no_expert(tmp_path):
    """It shares names with the expert's ear."""
    torch.save({"state_dict": {name: torch.zeros(shape) for name, shape in GENERATOR.items()}}, tmp_path / "w.pth")
    assert refused(tmp_path / "w.pth", "wav2lip") == "holds Wav2Lip's generator, not Wav2Lip's expert"


@pytest.mark.parametrize(("name", "other"), [("syncnet", "wav2lip"), ("wav2lip", "syncnet")])
def test_one_expert_for_the_other(thin, tmp_path, name, other):
    torch.save(thin(other), tmp_path / "w.pth")
    with pytest.raises(WeightsError) as caught:
        load(name, tmp_path / "w.pth")
    assert f"holds {KINDS[other].what}, not {KINDS[name].what}" in caught.value.message
    assert caught.value.hint == f"--expert {other}"


def test_nearly_the_right_weights(thin, tmp_path):
    changes = {
        "it has no netcnnlip.0.weight": lambda state: state.pop("netcnnlip.0.weight"),
        "it has a netcnnlip.99.weight too many": lambda state: state.update({"netcnnlip.99.weight": torch.zeros(2)}),
        "netfclip.3.bias is 2 x 3, not 1024": lambda state: state.update({"netfclip.3.bias": torch.zeros(2, 3)}),
        "netfclip.3.bias is one number, not 1024": lambda state: state.update({"netfclip.3.bias": torch.tensor(1.0)}),
        "netfclip.3.bias is no table of real numbers": lambda state: state.update(
            {"netfclip.3.bias": torch.zeros(1024, dtype=torch.int64)}
        ),
        "netcnnaud.0.bias is no table": lambda state: state.update({"netcnnaud.0.bias": torch.zeros(64, device="meta")}),
        "netcnnaud.1.bias is no table": lambda state: state.update({"netcnnaud.1.bias": torch.zeros(64).to_sparse()}),
    }
    for message, change in changes.items():
        state = thin("syncnet")
        change(state)
        torch.save(state, tmp_path / "w.pth")
        assert message in refused(tmp_path / "w.pth")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("entry", ["netcnnlip.0.weight", "netfcaud.3.bias", "netcnnaud.1.running_mean"])
def test_weights_that_are_no_numbers(thin, tmp_path, value, entry):
    state = thin("syncnet")
    state[entry] = torch.full((1,), value).expand(state[entry].shape)
    torch.save(state, tmp_path / "w.pth")
    assert refused(tmp_path / "w.pth") == "holds weights that are no numbers (NaN or infinity)"


def test_a_variance_below_zero_is_no_number_either(thin, tmp_path):
    state = thin("wav2lip")
    entry = "audio_encoder.3.conv_block.1.running_var"
    state[entry] = torch.full((1,), -1.0).expand(state[entry].shape)
    torch.save(state, tmp_path / "w.pth")
    assert "no numbers" in refused(tmp_path / "w.pth", "wav2lip")


def test_a_small_file_that_claims_a_huge_table(thin, tmp_path):
    """One number seen 10**12 times: refused by its shape before anything is made of it."""
    torch.save(thin("syncnet", **{"netfclip.3.bias": torch.zeros(1).expand(10**6, 10**6)}), tmp_path / "w.pth")
    assert "netfclip.3.bias is 1000000 x 1000000, not 1024" in refused(tmp_path / "w.pth")


@pytest.mark.parametrize(
    "held", [[1, 2], {}, {"a": 1}, {"state_dict": 3}, {"state_dict": {}}, {1: torch.zeros(1)}, torch.zeros(3), None]
)
def test_what_holds_no_weights_by_name(tmp_path, held):
    torch.save(held, tmp_path / "w.pth")
    assert "by name" in refused(tmp_path / "w.pth")


def test_half_precision_and_double_are_taken(thin, tmp_path):
    for kind in (torch.float16, torch.bfloat16, torch.float64):
        torch.save({entry: value.to(kind) for entry, value in thin("wav2lip").items()}, tmp_path / "w.pth")
        assert load("wav2lip", tmp_path / "w.pth").is_sound


def test_an_expert_nobody_knows(tmp_path):
    with pytest.raises(UnknownNameError, match="unknown expert for human faces 'sincnet'"):
        load("sincnet", tmp_path / "w.pth")


def test_without_pytorch_the_extra_is_named(monkeypatch, tmp_path):
    (tmp_path / "w.pth").write_bytes(b"\x80\x02")
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError) as caught:
        load("syncnet", tmp_path / "w.pth")
    assert caught.value.hint == "pip install 'visemes[neural]'"


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory):
    """Small checkpoints of both of PyTorch's formats."""
    folder = tmp_path_factory.mktemp("whole")
    state = {"state_dict": {"module.a.weight": torch.arange(6.0).reshape(2, 3), "module.b": torch.ones(4)}, "global_step": 3}
    for old in (False, True):
        torch.save(state, folder / f"{old}.pth", _use_new_zipfile_serialization=not old)
    return [(folder / f"{old}.pth").read_bytes() for old in (False, True)]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damage_is_an_error_in_one_line_and_nothing_else(whole_files, tmp_path, data):
    damaged = bytearray(data.draw(st.sampled_from(whole_files)))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "w.pth"
    path.write_bytes(bytes(damaged[: data.draw(st.sampled_from([len(damaged), len(damaged) // 2]))]))
    try:
        found = read_tensors(path)
    except WeightsError as error:
        assert "\n" not in str(error)  # noqa: PT017 - damage may also fall on numbers alone
    else:
        assert all(isinstance(value, torch.Tensor) for value in found.values())
        assert np.prod([1, *(value.numel() for value in found.values())]) < 10**6
