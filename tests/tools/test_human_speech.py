"""Recordings are found with their words, doubtful ones are left out, and short ones are joined."""

import gzip
import importlib.util
from dataclasses import replace

import numpy as np
import pytest

from visemes.timeline import Interval, Phone, Timeline
from visemes.train.world.speech import Spoken


@pytest.fixture(scope="module")
def tool(root):
    spec = importlib.util.spec_from_file_location("human_speech", root / "tools" / "human_speech.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "human_speech", module)
        spec.loader.exec_module(module)
        yield module


def touch(path, content=b""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_the_game_s_lines_are_read_from_its_scripts(tool, tmp_path):
    script = """
dialogId("a-m-ano", "font_small", "Yes, \\"yes\\".")
dialogStr("Ano, \\"ano\\".")

dialogId("a-v-ne", "font_big", "No.")
dialogStr("Ne.")
dialogId("a-v-kolik", "font_big", "%1 pieces")
dialogStr("%1 kusů")
"""
    touch(tmp_path / tool.GAME / "script/reef/dialogs_cs.lua", script.encode())
    for name in ("a-m-ano", "a-v-kolik"):
        touch(tmp_path / tool.GAME / f"sound/reef/cs/{name}.ogg")
    (found,) = tool.dialogues(tmp_path)  # one has no sound, one stands for a number
    assert (found.voice, found.language, found.text) == ("cs_small", "cs", 'Ano, "ano".')
    assert found.name == "fillets_cs_small_reef_a-m-ano"


def test_prompts_are_read_from_their_list(tool, tmp_path):
    listed = "; Core sounds\n\nadded: Added.\nbeep: [a tone]\ngone: Not there.\ntimes: At the sound: noon.\n"
    touch(tmp_path / "usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz", gzip.compress(listed.encode()))
    for name in ("added", "beep", "times"):
        touch(tmp_path / f"usr/share/asterisk/sounds/en_US_f_Somebody/{name}.g722")
    assert [(one.voice, one.text) for one in tool.prompts(tmp_path)] == [("en", "Added."), ("en", "At the sound: noon.")]


def test_descriptions_are_told_in_their_languages(tool, tmp_path):
    stamps = tmp_path / "usr/share/tuxpaint/stamps/animals"
    touch(stamps / "bee.txt", b"A bee.\nes.utf8=Una abeja.\nzz.utf8=Zz.\n")
    for name in ("bee_desc.ogg", "bee_desc_es.ogg", "bee_desc_zz.ogg", "bee_desc_fr.ogg", "cow_desc.ogg"):
        touch(stamps / name)
    assert [(one.voice, one.text) for one in tool.descriptions(tmp_path)] == [("en", "A bee."), ("es", "Una abeja.")]


def timeline(confidences, marks=()):
    phones = tuple(Phone(0.1 * i, 0.1 * i + 0.1, "a", sure) for i, sure in enumerate(confidences))
    return Timeline(max(0.1 * len(phones), 0.1), (), phones, marks=marks)


def test_only_sure_recordings_are_kept(tool):
    good = timeline([0.95] * 19 + [0.6])
    assert tool.is_sure(good)
    assert not tool.is_sure(timeline([0.95] * 2))  # too few
    assert not tool.is_sure(timeline([0.8] * 20))  # doubtful all over
    assert not tool.is_sure(timeline([0.99] * 16 + [0.3] * 4))  # doubtful in places
    assert not tool.is_sure(timeline([0.95, None] * 10))
    assert not tool.is_sure(replace(good, marks=(Interval(0.0, 0.3, "different"),)))
    assert tool.is_sure(replace(good, marks=(Interval(0.0, 0.1, "different"),)))


def spoken(number, seconds):
    samples = np.full(round(16000 * seconds), 0.1, np.float32)
    return Spoken(f"n{number}", "v", "e", "cs", f"t{number}", samples, Timeline(seconds, (), (Phone(0.0, seconds, "a"),)), "human")


def test_short_recordings_are_joined_until_they_are_long_enough(tool):
    parts = [spoken(i, 1.5) for i in range(20)] + [spoken(20, 11.0)]
    lines = list(tool.lines_of(parts, 1))
    assert " ".join(line.text for line in lines).split() == [f"t{i}" for i in range(21)]  # everything once, in order
    assert all(line.seconds <= tool.LONGEST + 2 for line in lines)
    assert all(line.seconds > 2.8 for line in lines[:-2])
    assert [line.name for line in lines] == [line.name for line in tool.lines_of(parts, 1)]


def test_of_every_voice_at_most_so_many_are_drawn_in_their_order(tool, tmp_path):
    every = [tool.Recording(tmp_path / f"{voice}{n}.ogg", "e", voice, "cs", "") for voice in "ab" for n in range(50)]
    some = tool.drawn(every, 7, 1)
    assert [one.voice for one in some] == ["a"] * 7 + ["b"] * 7
    assert [every.index(one) for one in some] == sorted(every.index(one) for one in some)
    assert tool.drawn(every, 1000, 1) == every
