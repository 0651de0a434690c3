"""Jobs as plain data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import UnknownNameError, UsageError
from visemes.jobs import Job, Output
from visemes.requests import job_from

FULL = {
    "sound": "a.wav", "text": "hi", "dictionary": "d.txt", "map": "arkit52", "fps": 29.97, "step": 2, "start_frame": 101,
    "offset": "2f", "style": "cartoon", "sliders": {"jaw": 1.2, "lead": "40ms"},
    "dense": True, "sub_frames": True, "aligner": "builtin", "aligner_settings": {"model": "a"}, "download": True,
    "outputs": ["a.csv", {"target": "a.json", "format": "json"}],
}  # fmt: skip


def test_every_field_arrives():
    expected = Job(
        Path("a.wav"), "hi", None, None, Path("d.txt"), "arkit52", "29.97", 2, 101, "2f", "cartoon", {"jaw": 1.2, "lead": "40ms"},
        dense=True, sub_frames=True, aligner="builtin", aligner_settings={"model": "a"}, download=True,
        outputs=(Output("a.csv", "csv"), Output("a.json", "json")),
    )  # fmt: skip
    assert job_from(FULL) == expected


def test_what_is_left_out_or_null_has_the_command_lines_default():
    assert job_from({"sound": "a.wav", "text": None}) == Job(Path("a.wav"))


def test_a_field_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        job_from({"sound": "a.wav", "start_fram": 3})
    assert caught.value.hint == "did you mean 'start_frame'?"


@pytest.mark.parametrize("name", sorted(set(FULL) - {"sound"}))
@pytest.mark.parametrize("value", [[True], [[]], {"a": []}, [None]])
def test_a_value_of_the_wrong_kind_is_refused_by_name(name, value):
    with pytest.raises(UsageError, match=name):
        job_from({"sound": "a.wav", name: value})


def test_standard_output_is_taken():
    with pytest.raises(UsageError, match="outputs"):
        job_from({"sound": "a.wav", "outputs": ["-"]})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*FULL, "other"]), json_values))
def test_any_data_is_a_job_or_a_clear_mistake(data):
    mistakes = []
    try:
        job_from(data)
    except UsageError as error:
        mistakes.append(error.message)
    assert all("\n" not in message for message in mistakes)
    assert mistakes or isinstance(data["sound"], str)
