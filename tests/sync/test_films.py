"""The films that tests are made with are what they say: pictures at their times, sound where it was put."""

from fractions import Fraction

import av
import numpy as np
import pytest
from films import Scene, film

from visemes.audio import read_sound

RATE = 16_000


def pictures(path):
    """Times (from the first picture) and grey pictures as another program would read them."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        read = [(float(frame.pts * stream.time_base), frame.to_ndarray(format="gray")) for frame in container.decode(stream)]
    return np.array([time for time, _ in read]), np.stack([picture for _, picture in read]).astype(float)


def lag(one, other, reach=0.5):
    """Seconds by which `other` comes later than `one`, by correlation."""
    length = 1 << (len(one) + len(other) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(other, length) * np.conj(np.fft.rfft(one, length)), length)
    lags = np.arange(-int(reach * RATE), int(reach * RATE) + 1)
    return lags[np.argmax(product[lags])] / RATE


@pytest.mark.parametrize("fps", [Fraction(12), Fraction(24), Fraction(24000, 1001), Fraction(30), Fraction(60)])
@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv"])
def test_pictures_come_at_their_times(tmp_path, fps, ending):
    made = film(tmp_path / f"a.{ending}", Scene(seconds=1.5, fps=fps))
    times, _ = pictures(made.path)
    assert len(times) == int(1.5 * fps)
    assert times - times[0] == pytest.approx(made.times, abs=0.0011)  # Matroska counts milliseconds
    assert made.times == pytest.approx(np.arange(len(times)) / float(fps))


def test_variable_rates_leave_pictures_out(tmp_path):
    made = film(tmp_path / "a.mp4", Scene(seconds=2, variable=True))
    times, _ = pictures(made.path)
    assert times - times[0] == pytest.approx(made.times, abs=1e-4)
    gaps = np.round(np.diff(times) * 24).astype(int)
    assert set(gaps) >= {1, 2}


@pytest.mark.parametrize("ending", ["mp4", "mov"])
@pytest.mark.parametrize("offset", [0.0, 0.12, -0.2])
def test_sound_is_early_by_the_offset(tmp_path, ending, offset):
    made = film(tmp_path / f"a.{ending}", Scene(seconds=2, offset=offset))
    sound = read_sound(made.path).samples
    assert lag(made.spoken.samples, sound) == pytest.approx(-offset, abs=0.0005)


def loudness(samples):
    """What is left of a sound without its periods of pitch, any of which a stretched sound may be matched by."""
    loud = np.convolve(np.abs(samples), np.hanning(480), "same")
    return loud - loud.mean()


def test_drift_makes_the_sound_earlier_and_earlier(tmp_path):
    made = film(tmp_path / "a.mov", Scene(seconds=8, drift=0.02))
    early, late = [slice(round(a * RATE), round((a + 1.5) * RATE)) for a in (0.3, 5.5)]
    first = lag(loudness(made.spoken.samples[early]), loudness(made.sound[early]), 0.3)
    then = lag(loudness(made.spoken.samples[late]), loudness(made.sound[late]), 0.3)
    assert first == pytest.approx(-0.02, abs=0.015)
    assert then == pytest.approx(-0.125, abs=0.02)


@pytest.mark.parametrize(("width", "height"), [(96, 170), (170, 96), (128, 128)])
def test_the_mouth_is_where_the_boxes_say(tmp_path, width, height):
    """Pictures with the mouth open and shut differ most inside the boxes."""
    made = film(tmp_path / "a.mp4", Scene(seconds=3, family="line", seed=2, width=width, height=height))
    _, grey = pictures(made.path)
    assert grey.shape[1:] == (height, width)
    # neighbours whose mouths differ while the head is held
    opened = np.abs(np.diff(made.states[:, 1])) > 0.12
    held = np.abs(np.diff(made.boxes[:, :2], axis=0)).max(axis=1) < 3
    pairs = np.flatnonzero(opened & held)
    assert len(pairs) > 2
    inside = []
    for i in pairs:
        change = np.abs(grey[i + 1] - grey[i])
        low = np.minimum(made.boxes[i, :2], made.boxes[i + 1, :2]) - 2
        high = np.maximum(*(made.boxes[k, :2] + made.boxes[k, 2:] for k in (i, i + 1))) + 2
        part = change[int(low[1]) : int(high[1]) + 1, int(low[0]) : int(high[0]) + 1]
        inside.append(part.mean() / change.mean())
    assert np.median(inside) > 4


def test_pictures_stand_still_and_repeat_as_asked(tmp_path):
    made = film(tmp_path / "a.mp4", Scene(seconds=3, frozen=(1.0, 1.8), doubled=(10, 60), family="flat"))
    _, grey = pictures(made.path)
    change = np.abs(np.diff(grey, axis=0)).max(axis=(1, 2))
    frozen = np.flatnonzero((made.times[1:] > 1.0 + 1e-6) & (made.times[1:] < 1.8 - 1e-6))
    assert change[frozen].max() < 12  # what compression adds
    assert change[[9, 59]].max() < 12
    assert (made.states[frozen] == made.states[frozen[0]]).all()


def test_a_clap_is_seen_and_heard_once(tmp_path):
    made = film(tmp_path / "a.mov", Scene(seconds=2, clap=0.25, offset=0.08))
    times, grey = pictures(made.path)
    bright = grey.mean(axis=(1, 2))
    assert times[np.argmax(bright)] - times[0] == pytest.approx(0.25, abs=0.5 / 24)
    assert np.sum(bright > 230) == 1
    assert np.argmax(np.abs(read_sound(made.path).samples) > 0.6) / RATE == pytest.approx(0.17, abs=0.002)


def test_films_are_the_same_every_time(tmp_path):
    one, other = (film(tmp_path / f"{name}.mov", Scene(seconds=1)) for name in "ab")
    assert one.path.read_bytes() == other.path.read_bytes()
    assert one.sound.tobytes() == other.sound.tobytes()
