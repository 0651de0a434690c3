"""Reading films: what is on show when, in any size, rate and rotation."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shoots import write_film

from visemes.errors import FilmError, UsageError
from visemes.sync.film import AHEAD, LARGEST_AREA, LARGEST_SIDE, Picture, at_rate, open_film


def greys(levels):
    return [np.full((48, 64), level, np.uint8) for level in levels]


def shades(film):
    """The mean grey of each picture, and its time."""
    return [(picture.time, float(picture.grey.mean())) for picture in film.pictures()]


@pytest.mark.parametrize("fps", [6, 12, Fraction(24000, 1001), 25, 30, 60, 120])
def test_every_picture_comes_with_its_own_time(tmp_path, fps):
    levels = [40 + 7 * i for i in range(20)]
    times = [float(i / Fraction(fps)) for i in range(20)]
    film = open_film(write_film(tmp_path / "film.mp4", greys(levels), times, fps=Fraction(fps)))
    seen = shades(film)
    assert [time for time, _ in seen] == pytest.approx(times, abs=1e-4)
    assert [shade for _, shade in seen] == pytest.approx(levels, abs=4)


def test_a_variable_rate_is_followed(tmp_path):
    times = np.cumsum([0.0, *np.random.default_rng(3).uniform(0.01, 0.2, 30)])
    film = open_film(write_film(tmp_path / "film.mkv", greys(range(40, 40 + 5 * 31, 5)), times))
    assert [time for time, _ in shades(film)] == pytest.approx(times.tolist(), abs=1.1e-3)  # Matroska counts milliseconds


@given(st.lists(st.floats(0.004, 0.4), min_size=2, max_size=40))
def test_at_25_a_second_each_picture_is_the_nearest_one_that_is_not_far_ahead(steps):
    times = np.concatenate([[0.0], np.cumsum(steps)])
    shown = [int(grey[0, 0]) for grey in at_rate(Picture(time, np.full((1, 1), i, np.uint8)) for i, time in enumerate(times))]
    assert len(shown) == pytest.approx((times[-1] + steps[-1]) * 25, abs=1.01)
    for number, index in enumerate(shown):
        away = np.abs(times - number / 25)
        allowed = [i for i in range(len(times)) if times[i] <= number / 25 + float(AHEAD) + 1e-9]
        assert away[index] == pytest.approx(min(away[i] for i in allowed), abs=1e-9)


def test_numbered_pictures_need_a_rate_and_missing_numbers_are_gaps(tmp_path):
    from visemes.preview.png import png

    for number in (8, 9, 10, 12):
        (tmp_path / f"shot.{number:04d}.png").write_bytes(png(np.full((30, 40, 3), 10 * number, np.uint8)))
    with pytest.raises(UsageError, match="no rate"):
        open_film(tmp_path / "shot.%04d.png")
    for name in ("shot.%04d.png", "shot.####.png", ""):
        seen = shades(open_film(tmp_path / name if name else tmp_path, Fraction(10)))
        assert [round(time, 3) for time, _ in seen] == [0.0, 0.1, 0.2, 0.4]
        assert [shade for _, shade in seen] == pytest.approx([80, 90, 100, 120], abs=1)


def test_a_folder_with_two_series_asks_which(tmp_path):
    from visemes.preview.png import png

    for name in ("a.0001.png", "b.0001.png"):
        (tmp_path / name).write_bytes(png(np.zeros((8, 8, 3), np.uint8)))
    with pytest.raises(FilmError, match="2 series"):
        open_film(tmp_path, Fraction(24))
    assert len(list(open_film(tmp_path / "b.####.png", Fraction(24)).pictures())) == 1


@pytest.mark.parametrize(("width", "height"), [(320, 200), (202, 402), (66, 50), (1998, 1080), (640, 640)])
def test_large_pictures_become_smaller_and_keep_their_shape(tmp_path, width, height):
    ramp = np.linspace(0, 255, width).astype(np.uint8)[None].repeat(height, axis=0)
    film = open_film(write_film(tmp_path / "film.mp4", [ramp] * 2, [0, 0.04]))
    grey = next(iter(film.pictures())).grey
    assert (film.width, film.height) == (width, height)
    assert max(grey.shape) <= LARGEST_SIDE + 1
    assert grey.size <= LARGEST_AREA * 1.02
    assert grey.shape[1] / grey.shape[0] == pytest.approx(width / height, rel=0.03)
    assert np.allclose(
        grey.mean(axis=0), np.interp((np.arange(grey.shape[1]) + 0.5) / film.scale, np.arange(width), ramp[0]), atol=6
    )
    box = (width * 0.3, height * 0.4, width * 0.1, height * 0.05)
    assert film.outside(film.inside(box)) == pytest.approx(box)


def turned(path, quarters):
    """The same film with a track matrix that asks players to turn it clockwise."""
    data = bytearray(path.read_bytes())
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    matrix = struct.pack(">9i", *(v << 16 for v in (cosine, sine, 0, -sine, cosine, 0, 0, 0)), 1 << 30)
    place = data.index(b"tkhd") + 4 + 40
    data[place : place + 36] = matrix
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_film_is_seen_upright(tmp_path, quarters):
    frame = np.full((48, 96), 60, np.uint8)
    frame[:24, :48] = 220  # a light corner, top left
    film = open_film(turned(write_film(tmp_path / "film.mp4", [frame] * 3, [0, 0.04, 0.08]), quarters))
    grey = next(iter(film.pictures())).grey
    assert (film.width, film.height) == ((48, 96) if quarters % 2 else (96, 48))
    assert np.abs(grey.astype(int) - np.rot90(frame, -quarters)).mean() < 8


def test_a_region_is_seen_in_more_detail_with_what_is_around_it(tmp_path):
    large = np.full((1080, 1920), 90, np.uint8)
    large[500:540, 900:980] = 250
    path = write_film(tmp_path / "film.mp4", [large] * 2, [0, 0.04])
    whole, near = open_film(path), open_film(path, region=(900, 500, 80, 40))
    assert near.scale == 1.0 > whole.scale
    grey = next(iter(near.pictures())).grey
    x, y, width, height = (round(value) for value in near.inside((900, 500, 80, 40)))
    assert grey[y + 4 : y + height - 4, x + 4 : x + width - 4].mean() > 235
    assert grey[: y - 4].mean() == pytest.approx(90, abs=5)
    with pytest.raises(UsageError, match="1920 x 1080"):
        open_film(path, region=(2000, 10, 50, 50))


def test_what_is_no_film_is_called_so(tmp_path):
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("not a film")
    for name, told in (("nothing.mp4", "no such file"), ("empty.mp4", "empty"), ("text.mp4", "no film")):
        with pytest.raises(FilmError, match=told):
            open_film(tmp_path / name)


def test_a_sound_file_has_no_picture(harbour):
    with pytest.raises(FilmError, match="no picture track"):
        open_film(harbour)


def test_a_film_that_breaks_off_gives_what_can_be_read(tmp_path):
    rng = np.random.default_rng(1)
    frames = [rng.integers(0, 255, (48, 64), dtype=np.uint8) for _ in range(100)]
    path = write_film(tmp_path / "film.ts", frames, np.arange(100) / 25)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    count = len(list(open_film(path).pictures()))
    assert 30 < count < 70
