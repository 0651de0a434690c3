"""Weight files nobody vouches for: read exactly, or refused in one line."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import WeightsError
from visemes.safetensors import read_safetensors, read_with_notes

FUZZ = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


def row(shape, first, last, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [first, last]}


def file_of(path, table, data=b"", length=None):
    head = table if isinstance(table, bytes) else json.dumps(table).encode()
    path.write_bytes(struct.pack("<Q", len(head) if length is None else length) + head + data)
    return path


def test_arrays_and_notes_come_back(tmp_path):
    numbers = np.arange(6, dtype="<f4")
    table = {"__metadata__": {"made": "today"}, "a": row([2, 3], 0, 24), "empty": row([0, 4], 24, 24), "one": row([], 24, 28)}
    path = file_of(tmp_path / "w.safetensors", table, numbers.tobytes() + struct.pack("<f", 2.5))
    arrays, notes = read_with_notes(path)
    assert notes == {"made": "today"}
    assert {name: array.shape for name, array in arrays.items()} == {"a": (2, 3), "empty": (0, 4), "one": ()}
    assert (arrays["a"] == [[0, 1, 2], [3, 4, 5]]).all()
    assert arrays["one"] == 2.5
    assert read_safetensors(path).keys() == arrays.keys()


def test_the_formats_own_library_reads_the_same(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    rng = np.random.default_rng(1)
    arrays = {"half": rng.normal(size=(3, 5)).astype(np.float16), "whole": rng.normal(size=7).astype(np.float32)}
    library.save_file(arrays, tmp_path / "w.safetensors", metadata={"epoch": "3"})
    found, notes = read_with_notes(tmp_path / "w.safetensors")
    assert notes == {"epoch": "3"}
    assert found.keys() == arrays.keys()
    assert all((found[name] == array.astype(np.float32)).all() for name, array in arrays.items())


LIES = {
    "no table": (b"", 0),
    "a table longer than the file": (b"{}", 1 << 40),
    "a table of the largest size there is": (b"{}", (1 << 64) - 1),
    "not text": (b"\xff\xfe{}", None),
    "not JSON": (b"{'a': 1}", None),
    "a list": ([1, 2], None),
    "nested without end": (b"[" * 200_000, None),
    "a number for an array": ({"a": 3}, None),
    "no kind": ({"a": {"shape": [1], "data_offsets": [0, 4]}}, None),
    "a list for a kind": ({"a": row([1], 0, 4, dtype=["F32"])}, None),
    "one offset": ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}, None),
    "offsets that are no numbers": ({"a": row([1], "0", "4")}, None),
    "offsets before the data": ({"a": row([1], -4, 0)}, None),
    "offsets in the wrong order": ({"a": row([1], 4, 0)}, None),
    "fractions": ({"a": row([1.0], 0, 4)}, None),
    "a side below zero": ({"a": row([-1, -1], 0, 4)}, None),
    "an array outside of the file": ({"a": row([1 << 40], 0, 1 << 42)}, None),
    "another size than its shape": ({"a": row([2], 0, 4)}, None),
    "a shape of more bytes than there are": ({"a": row([1 << 62, 4], 0, 4)}, None),
    "sides that multiply to nothing": ({"a": row([1 << 62, 0], 0, 4)}, None),
    "arrays over one another": ({"a": row([2], 0, 8), "b": row([2], 4, 12)}, None),
    "the same bytes twice": ({"a": row([2], 0, 8), "b": row([2], 0, 8)}, None),
    "notes that are a list": ({"__metadata__": [1], "a": row([2], 0, 8)}, None),
    "a number too long to read": (b'{"a": ' + b"9" * 100_000 + b"}", None),
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_file_that_lies_is_refused_in_one_line(tmp_path, lie):
    table, length = LIES[lie]
    path = file_of(tmp_path / "w.safetensors", table, bytes(16), length)
    with pytest.raises(WeightsError, match=r"is no sound safetensors file") as caught:
        read_safetensors(path)
    assert str(path) in caught.value.message
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 5


def test_a_small_file_never_becomes_much_memory(tmp_path):
    """A thousand names for the same four megabytes would be four gigabytes."""
    table = {f"a{i}": row([1 << 20], 0, 1 << 22) for i in range(1000)}
    path = file_of(tmp_path / "w.safetensors", table, bytes(1 << 22))
    with pytest.raises(WeightsError, match="lie over one another"):
        read_safetensors(path)


def test_a_file_that_is_not_there_or_empty(tmp_path):
    with pytest.raises(WeightsError, match="no such file"):
        read_safetensors(tmp_path / "none.safetensors")
    with pytest.raises(WeightsError, match="directory"):
        read_safetensors(tmp_path)
    (tmp_path / "empty.safetensors").touch()
    with pytest.raises(WeightsError, match="table is longer than the file"):
        read_safetensors(tmp_path / "empty.safetensors")


@FUZZ
@given(st.data())
def test_damage_is_an_error_and_nothing_else(tmp_path, data):
    table = {
        "__metadata__": {"by": "us"},
        "a": row([2, 3], 0, 24),
        "b": row([4], 24, 32, dtype="BF16"),
        "c": row([1], 32, 40, dtype="F64"),
    }
    good = bytearray(file_of(tmp_path / "good", table, np.arange(10, dtype="<f4").tobytes()).read_bytes())
    for _ in range(data.draw(st.integers(0, 5))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "w.safetensors"
    path.write_bytes(bytes(good[: data.draw(st.integers(0, len(good)))]))
    try:
        found = read_safetensors(path)
    except WeightsError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most damage is one, some changes only numbers
    else:
        assert sum(array.nbytes for array in found.values()) <= 2 * len(good)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda of: st.lists(of, max_size=3)
)
ROWS = st.fixed_dictionaries({
    "dtype": st.sampled_from(["F32", "F16", "BF16", "F64", "I64", "X"]) | JSON,
    "shape": st.lists(st.integers(-2, 5) | st.integers(), max_size=3) | JSON,
    "data_offsets": st.lists(st.integers(-4, 40), min_size=2, max_size=2) | JSON,
})  # fmt: skip


@FUZZ
@given(st.dictionaries(st.text(max_size=4) | st.just("__metadata__"), ROWS | JSON, max_size=4))
def test_tables_nobody_wrote(tmp_path, table):
    path = file_of(tmp_path / "w.safetensors", table, bytes(32))
    try:
        found = read_safetensors(path)
    except WeightsError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most tables are wrong, some are right
    else:
        assert sum(array.size for array in found.values()) <= 16
