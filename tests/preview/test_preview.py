from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.keys import make_keys
from visemes.line import Line
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.preview.mouth import INSIDE, LIP, SIZE, TEETH, mouth_picture, mouth_video
from visemes.timeline import Phone, Timeline


def line():
    spoken = Timeline(0.6, phones=(Phone(0.1, 0.2, "p"), Phone(0.2, 0.5, "ɑ")))
    arkit, grid = load_map("arkit52"), FrameGrid(Fraction(24))
    cues = cues_for(spoken, arkit)
    keyed = make_keys(spoken, cues, arkit, grid, style_named("realistic"))
    return Line("t", "arkit52", arkit.rest, grid, spoken, cues, keyed.exposures, keyed.curves)


def share(picture, colour):
    return float((picture == colour).all(axis=-1).mean())


def test_the_picture_follows_gap_and_width():
    closed, ajar, wide = (mouth_picture(gap, 0.0) for gap in (0.0, 0.3, 0.8))
    assert share(closed, INSIDE) < share(ajar, INSIDE) < share(wide, INSIDE)
    assert share(closed, TEETH) == 0
    assert share(mouth_picture(0.05, 0.0, contact=True), TEETH) > 0
    columns = [((mouth_picture(0.3, width) == LIP).all(axis=-1)).any(axis=0).sum() for width in (-1, 0, 1)]
    assert columns == sorted(columns)


def test_a_video_with_sound(tmp_path):
    av = pytest.importorskip("av")
    path = tmp_path / "mouth.mp4"
    mouth_video(line(), load_map("arkit52"), path, np.zeros(9600, dtype=np.float32))
    with av.open(str(path)) as container:
        assert container.streams.video[0].width == SIZE
        assert sum(1 for _ in container.decode(video=0)) in {15, 16}
        assert container.streams.audio


def test_a_plot(tmp_path):
    pytest.importorskip("matplotlib")
    from visemes.preview.plot import plot_line

    path = tmp_path / "line.png"
    plot_line(line(), load_map("arkit52"), path, np.zeros(9600, dtype=np.float32), shapes=("jawOpen",))
    assert path.read_bytes().startswith(b"\x89PNG")
