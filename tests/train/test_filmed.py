"""Films as clips to measure on: cut out where their boxes say, or where the finder looks."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sync"))

from shoots import Head, Shoot, pictures, write_film

from visemes.errors import UsageError
from visemes.sync.base import RATE
from visemes.sync.baseline import Baseline
from visemes.sync.crop import SPREAD, crop
from visemes.train.filmed import boxed, found


def test_films_with_boxes_are_cut_out_there(tmp_path):
    shoot = Shoot(seconds=3.0, fps=Fraction(24), head=Head(width=128, height=128, x=60))
    frames, times, samples = pictures(shoot)
    write_film(tmp_path / "a.mp4", frames, times, samples, fps=shoot.fps)
    x, y, wide, high = shoot.head.mouth(0.0)
    box = [x / 128, y / 128, wide / 128, high / 128]
    entry = {"file": "a.mp4", "look": "plain", "fps": 24, "offset": 0.08, "boxes": [box] * len(frames)}
    (tmp_path / "index.json").write_text(json.dumps({"films": [entry]}))
    (clip,) = boxed(tmp_path)
    assert (clip.name, clip.family, clip.offset) == ("a", "plain", 0.08)
    assert len(clip.frames) == 3 * RATE
    square = np.array([x + wide / 2, y + high / 2, SPREAD * wide])
    for second in (0.0, 1.0, 2.0):
        wanted = crop(frames[round(second * 24)], square)
        assert np.abs(clip.frames[round(second * RATE)].astype(float) - wanted).mean() < 4  # what compression changes
    assert len(clip.samples) == pytest.approx(3 * 16000, abs=2100)


@pytest.mark.parametrize("text", [None, "[]", "{", '{"other": 1}'])
def test_a_folder_without_an_index_is_one_clear_line(tmp_path, text):
    if text is not None:
        (tmp_path / "index.json").write_text(text)
    with pytest.raises(UsageError, match=r"holds no index\.json of films"):
        list(boxed(tmp_path))


def test_a_film_is_cut_out_where_the_finder_looks_or_in_its_middle(tmp_path):
    head = Head()
    frames, times, samples = pictures(Shoot(seconds=4.0, head=head))
    write_film(tmp_path / "talks.mp4", frames, times, samples)
    write_film(tmp_path / "black.mp4", [np.zeros_like(frames[0])] * len(frames), times, samples)
    (talks,), (black,) = (list(found(tmp_path / name, Baseline())) for name in ("talks.mp4", "black.mp4"))
    assert (talks.name, talks.family) == ("talks.0", "talks")
    assert talks.frames.shape == black.frames.shape == (100, 48, 48)
    assert talks.frames[:, 10:40, 10:40].astype(float).std(axis=0).max() > 20  # what opens and shuts is in it
    assert black.frames.max() < 24
    write_film(tmp_path / "mute.mp4", frames, times, 0 * samples)
    assert list(found(tmp_path / "mute.mp4", Baseline())) == []
