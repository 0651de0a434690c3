"""The user's own drawings: found by name, laid over what is behind them, mistakes named."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from PIL import Image

from visemes.errors import UsageError
from visemes.preview.drawings import background_of, fitted, read_drawings, read_picture
from visemes.preview.film import Look, Preview
from visemes.preview.labels import entries, labelled
from visemes.preview.stage import over

COLOURS = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (30, 200, 200), (120, 60, 180)]


def used(line):
    return list(dict.fromkeys(line.drawing_at(frame) for frame in range(1, 16)))


@pytest.fixture
def folder(tmp_path, spoken_line):
    """A drawing for each viseme of the line: a coloured square on a transparent canvas."""
    for name, colour in zip(used(spoken_line), COLOURS, strict=False):
        picture = Image.new("RGBA", (100, 60), (0, 0, 0, 0))
        picture.paste((*colour, 255), (30, 10, 70, 50))
        picture.save(tmp_path / f"{name}.png")
    return tmp_path


def test_each_frame_shows_the_drawing_of_its_viseme(folder, spoken_line, arkit):
    colours = dict(zip(used(spoken_line), COLOURS, strict=False))
    preview = Preview(spoken_line, arkit, Look((200, 100), mouths=folder, background="#102030", labels=False))
    for frame, picture in zip(preview.frames, preview, strict=True):
        assert tuple(picture[50, 100]) == colours[spoken_line.drawing_at(frame)]
        assert tuple(picture[5, 5]) == (16, 32, 48)


def test_what_is_missing_is_named(folder, spoken_line, arkit):
    names = used(spoken_line)
    (folder / f"{names[1]}.png").unlink()
    with pytest.raises(UsageError, match=rf"has no drawing for {names[1]} \(name them like {names[1]}\.png"):
        Preview(spoken_line, arkit, Look(mouths=folder))
    with pytest.raises(UsageError, match="no such folder"):
        read_drawings(folder / "nowhere", names, 64, 64)


def test_mixed_sizes_are_named(folder, spoken_line):
    names = used(spoken_line)
    Image.new("RGBA", (80, 60)).save(folder / f"{names[0]}.png")
    with pytest.raises(UsageError, match=rf"drawings are 100x60 but for {names[0]} \(80x60\)"):
        read_drawings(folder, names, 64, 64)


def test_names_in_any_case_with_spaces_and_other_letters(tmp_path):
    for name in ("MBP", "Ä o", "日本"):
        Image.new("RGBA", (10, 10), (1, 2, 3, 255)).save(tmp_path / f"{name.lower()}.PNG")
    found = read_drawings(tmp_path, ["MBP", "Ä o", "日本"], 20, 20)
    assert set(found) == {"MBP", "Ä o", "日本"}


def test_files_that_are_no_pictures(tmp_path):
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(UsageError, match="cannot be read as a picture"):
        read_picture(tmp_path / "a.png", 64)


def test_svg_drawings(tmp_path):
    pytest.importorskip("resvg_py")
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect x="0" y="0" width="5" height="10" fill="#ff0000"/></svg>'
    )
    picture = read_picture(tmp_path / "a.svg", 40)
    assert picture.shape == (40, 40, 4)
    assert tuple(picture[20, 5]) == (255, 0, 0, 255)
    assert picture[20, 35, 3] == 0
    (tmp_path / "b.svg").write_text("<svg")
    with pytest.raises(UsageError, match="cannot be read as SVG"):
        read_picture(tmp_path / "b.svg", 40)


def test_large_drawings_are_made_smaller_and_small_ones_left_alone():
    large = np.full((400, 200, 4), 255, dtype=np.uint8)
    made = fitted(large, 100, 100)
    assert made.shape == (100, 100, 4)
    assert [int(column) for column in np.flatnonzero(made[50, :, 3])] == list(range(25, 75))
    small = np.full((10, 10, 4), 7, dtype=np.uint8)
    assert (fitted(small, 20, 20)[5:15, 5:15] == small).all()


def test_laying_over_is_pillows_alpha_composite():
    rng = np.random.default_rng(3)
    below, above = (rng.integers(0, 256, (20, 20, 4), dtype=np.uint8) for _ in range(2))
    expected = np.asarray(Image.alpha_composite(Image.fromarray(below), Image.fromarray(above))).astype(int)
    made = over(below, above).astype(int)
    seen = expected[..., 3] > 16  # colours of what is nearly clear are rounding
    assert np.abs(made - expected)[seen].max() <= 2


def test_backgrounds(tmp_path):
    assert background_of("white", 8, 6).shape == (6, 8, 3)
    assert background_of("none", 8, 6).shape == (6, 8, 4)
    Image.new("RGB", (100, 100), (9, 8, 7)).save(tmp_path / "back.png")
    picture = background_of(str(tmp_path / "back.png"), 8, 6)
    assert picture.shape == (6, 8, 3)
    assert tuple(picture[3, 4]) == (9, 8, 7)
    with pytest.raises(UsageError, match="no such picture"):
        background_of(str(tmp_path / "gone.png"), 8, 6)


def test_labels_say_what_the_frame_says(spoken_line):
    # frame 3 is 83 to 125 ms: its middle is in the p that begins at 100 ms
    assert entries(spoken_line, 3) == ("3", "0:00.083", "p", spoken_line.drawing_at(3), "pa")
    assert entries(spoken_line, 15)[2] == ""
    bare = np.zeros((240, 320, 3), dtype=np.uint8)
    first, second = (labelled(bare, spoken_line, frame) for frame in (3, 15))
    assert (first[:200] == 0).all()
    assert (first != second).any()


def test_a_preview_of_other_scripts_has_no_boxes(spoken_line):
    from dataclasses import replace

    from visemes.timeline import Phone, Timeline, Word

    said = Timeline(0.6, (Word(0.1, 0.3, "日本"), Word(0.3, 0.5, "Привет")), (Phone(0.1, 0.3, "ɲ̊"), Phone(0.3, 0.5, "ɔ̃")))
    line = replace(spoken_line, timeline=said)
    assert entries(line, 4)[4] == ""
    assert entries(line, 10)[2] == "ɔ̃"
    assert entries(line, 10)[4] == "Привет"


def test_a_folder_of_drawings_from_the_command_line(visemes, harbour, tmp_path):
    words = "The old boat drifted past the harbour, and nobody waved."
    (tmp_path / "my mouths").mkdir()
    for letter in "ABCDEFGHX":
        Image.new("RGBA", (40, 40), (ord(letter), 0, 0, 255)).save(tmp_path / "my mouths" / f"{letter}.png")
    (tmp_path / "out").mkdir()
    shutil.copy(harbour, tmp_path / "line.wav")
    said = ("line.wav", "--text", words, "--fps", "12", "--mouths", "my mouths", "--size", "64x64")
    assert visemes("preview", *said, "-o", "out/line.####.png", "--background", "none").status == 0
    assert len(list((tmp_path / "out").glob("line.00??.png"))) == 49
    assert visemes("preview", *said, "-o", "line.mp4").status == 0
    (tmp_path / "my mouths" / "D.png").unlink()
    result = visemes("preview", *said, "-o", "again.mp4")
    assert result.status == 2
    assert "has no drawing for D" in result.err
    assert not (tmp_path / "again.mp4").exists()
