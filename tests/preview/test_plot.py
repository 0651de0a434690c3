from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.audio import Sound
from visemes.line import Curve, Key
from visemes.preview.strands import strands_of

pytest.importorskip("matplotlib")

from visemes.preview.plot import plot_line

FRAMES = np.arange(1.0, 10.0, 0.25)


def curve(name, *values):
    return Curve(name, "lips", tuple(Key(Fraction(i + 1), value) for i, value in enumerate(values)))


def test_shapes_that_do_not_move_have_no_row():
    rows = strands_of([curve("still", 0, 0.015, 0), curve("moving", 0, 0.4, 0), curve("empty")], FRAMES)
    assert [row.label for row in rows] == ["moving"]
    assert rows[0].lowest == pytest.approx(0, abs=0.1)
    assert rows[0].highest == pytest.approx(0.4)


def test_left_and_right_share_a_row():
    curves = [
        curve("mouthSmileLeft", 0, 0.5, 0), curve("jawOpen", 0, 0.2, 0), curve("mouthSmileRight", 0, 0.5, 0),
        curve("Sneer_L", 0, 0.5, 0), curve("Sneer_R", 0, 0.3, 0), curve("jawLeft", 0, 0.2, 0),
    ]  # fmt: skip
    rows = strands_of(curves, FRAMES)
    assert [(row.label, len(row.curves)) for row in rows] == [
        ("mouthSmile L R", 1), ("jawOpen", 1), ("Sneer L, R dashed", 2), ("jawLeft", 1),
    ]  # fmt: skip


def read_svg(line, viseme_map, **options):
    """The words in a picture; text is kept as text only where the fonts are not drawn as outlines."""
    import matplotlib as mpl

    with mpl.rc_context({"svg.fonttype": "none"}):
        return plot_line(line, viseme_map, picture="svg", **options).decode()


def test_a_picture_names_what_it_shows(spoken_line, arkit):
    sound = Sound(np.sin(np.arange(9600) / 10).astype(np.float32), 16000, "pa.wav")
    text = read_svg(spoken_line, arkit, sound=sound)
    for label in ("pa.wav", "24 fps", "seconds", "frame", "words", "phones", "mouth", "lip gap", "jawOpen", "exposure sheet",
                  "closure (p b m)", "ɑ", "PP"):  # fmt: skip
        assert f">{label}<" in text or label in text, label
    assert "browInnerUp" not in text
    assert "jawOpen" not in read_svg(spoken_line, arkit, kind="drawings")
    only = read_svg(spoken_line, arkit, shapes=("mouthPressLeft", "mouthPressRight"))
    assert "mouthPress L R" in only
    assert "jawOpen" not in only


@pytest.mark.parametrize("picture", ["png", "svg", "pdf"])
def test_the_same_line_gives_the_same_file(spoken_line, arkit, picture):
    first, second = (plot_line(spoken_line, arkit, picture=picture) for _ in range(2))
    assert first == second
    assert first[:4] in {b"\x89PNG", b"<?xm", b"%PDF"}


def test_the_size_of_a_picture(spoken_line, arkit):
    data = plot_line(spoken_line, arkit)
    wide, high = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    assert wide == round((1.85 + 7.0 + 0.25) * 100)  # margins and the narrowest line
    assert high > 500
    assert int.from_bytes(plot_line(spoken_line, arkit, width=600)[16:20]) == 600
    long = replace(spoken_line, timeline=replace(spoken_line.timeline, duration=5.0))
    assert int.from_bytes(plot_line(long, arkit)[16:20]) == round((1.85 + 5 * 4.0 + 0.25) * 100)


def test_words_in_any_script_and_a_line_without_any(spoken_line, arkit):
    words = tuple(replace(word, label="日本語") for word in spoken_line.timeline.words)
    assert plot_line(replace(spoken_line, timeline=replace(spoken_line.timeline, words=words)), arkit)
    silent = replace(spoken_line.timeline, words=(), phones=())
    assert plot_line(replace(spoken_line, timeline=silent, cues=(), exposures=(), curves=()), arkit)
    assert math.isfinite(silent.duration)
