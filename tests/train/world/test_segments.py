"""Lines that other synthesisers made, read with their phones as IPA."""

import json

import numpy as np
import pytest

from visemes.errors import InputError
from visemes.train.world.segments import engine_and_voice, read_segments, timeline_of
from visemes.train.world.speech import wave_bytes


def write(folder, name="s1", **changes):
    phones = [[0.0, 0.2, "SIL"], [0.2, 0.3, "M"], [0.3, 0.5, "AY1"], [0.5, 0.5, "T"], [0.5, 0.7, "AH0"], [0.7, 1.2, "SIL"]]
    row = {"text": "my a", "voice": "flite_rms", "words": [[0.2, 0.5, "my"], [0.5, 0.7, "a"]], "phones": phones} | changes
    (folder / f"{name}.json").write_text(json.dumps(row))
    (folder / f"{name}.wav").write_bytes(wave_bytes(np.zeros(16000, np.float32)))


def test_a_line_is_read_with_its_times_in_ipa(tmp_path):
    write(tmp_path)
    (line,) = read_segments(tmp_path)
    assert (line.name, line.engine, line.voice, line.text) == ("s1", "flite", "rms", "my a")
    told = [(p.label, p.start, p.end, p.stress) for p in line.timeline.phones]
    assert told == [("m", 0.2, 0.3, None), ("aɪ", 0.3, 0.5, 1), ("ə", 0.5, 0.7, 0)]
    assert [w.label for w in line.timeline.words] == ["my", "a"]
    assert line.timeline.duration == 1.0  # the sound's own


def test_what_lies_past_the_sound_is_cut():
    timeline = timeline_of([(0.0, 0.9, "AA"), (0.9, 1.4, "S"), (1.4, 1.6, "T")], [(0.0, 1.6, "ahst")], 1.0, "flite")
    assert [(p.label, p.end) for p in timeline.phones] == [("ɑ", 0.9), ("s", 1.0)]
    assert timeline.words[0].end == 1.0


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("flite_slt", ("flite", "slt")), ("festival_slt_hts", ("festival", "slt_hts")), ("czech_ph", ("festival", "czech_ph"))],
)
def test_voices_are_told_from_engines(name, wanted):
    assert engine_and_voice(name) == wanted


@pytest.mark.parametrize("changes", [{"phones": [["x"]]}, {"phones": None}, {"words": [[0.0, "b", 1]]}, {"words": 3}])
def test_another_file_is_refused(tmp_path, changes):
    write(tmp_path, **changes)
    with pytest.raises(InputError, match="not written by"):
        list(read_segments(tmp_path))
