"""The front end against a slow, literal computation and, where it is installed, against Sphinx itself."""

import math
import struct

import numpy as np
import pytest

from visemes.align import features as f


@pytest.fixture
def sound():
    rng = np.random.default_rng(7)
    t = np.arange(6000) / f.RATE
    tone = 0.3 * np.sin(2 * np.pi * 700 * t) * (t > 0.1) + 0.1 * np.sin(2 * np.pi * 2500 * t) * (t > 0.2)
    return (tone + 0.01 * rng.standard_normal(len(t))).astype(np.float32)


def slow_spectrum(samples):
    x = [float(s) * 32768 for s in samples]
    y = [x[0]] + [x[i] - 0.97 * x[i - 1] for i in range(1, len(x))]
    window = [0.54 - 0.46 * math.cos(2 * math.pi * i / 409) for i in range(410)]

    def mel(hz):
        return 2595 * math.log10(1 + hz / 700)

    def hz(mel_):
        return 700 * (10 ** (mel_ / 2595) - 1)

    edges = [hz(mel(130) + (mel(6800) - mel(130)) * i / 26) for i in range(27)]
    edges = [math.floor(e / 31.25 + 0.5) * 31.25 for e in edges]
    rows = []
    for start in range(0, len(x) - 250, 160):
        frame = [(y[start + i] if start + i < len(y) else 0.0) * window[i] for i in range(410)]
        power = np.abs(np.fft.fft(frame, 512)[:257]) ** 2
        row = []
        for a, b, c in zip(edges, edges[1:], edges[2:], strict=False):
            total = 0.0
            for k in range(257):
                h = k * 31.25
                weight = (h - a) / (b - a) if a <= h <= b else (c - h) / (c - b) if b < h <= c else 0.0
                total += power[k] * weight * 2 / (c - a)
            row.append(total)
        rows.append(row)
    return np.array(rows)


def slow_denoised(spectrum):
    power, noise, floor, peak = list(spectrum[0]), list(spectrum[0] / 20), list(spectrum[0] / 20), [0.0] * 25
    out = []
    for frame in spectrum:
        gains = []
        for i, value in enumerate(frame):
            power[i] = 0.7 * power[i] + 0.3 * value
            noise[i] = (0.995 * noise[i] + 0.005 * power[i]) if power[i] >= noise[i] else 0.5 * noise[i] + 0.5 * power[i]
            signal = max(power[i] - noise[i], 1.0)
            floor[i] = (0.995 * floor[i] + 0.005 * signal) if signal >= floor[i] else 0.5 * floor[i] + 0.5 * signal
            peak[i] *= 0.85
            masked = peak[i] * 0.2 if signal < 0.85 * peak[i] else signal
            peak[i] = max(peak[i], signal)
            gains.append(min(20, max(1 / 20, max(masked, floor[i]) / power[i])))
        out.append([frame[i] * np.mean(gains[max(0, i - 4) : i + 5]) for i in range(25)])
    return np.array(out)


def test_mel_spectrum_is_the_literal_computation(sound):
    assert np.allclose(f.mel_spectrum(sound), slow_spectrum(sound), rtol=1e-9)


def test_noise_removal_is_the_literal_computation(sound):
    spectrum = f.mel_spectrum(sound)
    assert np.allclose(f.denoised(spectrum), slow_denoised(spectrum), rtol=1e-9)


def test_cosine_transform_is_scipys(sound):
    from scipy.fft import dct

    logs = np.log(f.mel_spectrum(sound))
    lifter = 1 + 11 * np.sin(np.pi * np.arange(13) / 22)
    assert np.allclose(logs @ f.cosine_transform(), dct(logs, norm="ortho")[:, :13] * lifter)


def test_speech_and_pauses_are_centred_as_in_a_line_with_the_usual_share_of_speech(sound):
    spectrum = f.mel_spectrum(sound)
    static = f.features(spectrum)[:, 0]
    level = [10 * math.log10(sum(frame) / 25 + 1) for frame in spectrum]
    quiet, loud = np.percentile(level, [10, 95])
    speech = [x > quiet + 0.4 * (loud - quiet) for x in level]
    spoken = sum(s for s, loud in zip(static, speech, strict=True) if loud) / sum(speech)
    silent = sum(s for s, loud in zip(static, speech, strict=True) if not loud) / (len(speech) - sum(speech))
    assert 0 < sum(speech) < len(speech)
    assert np.allclose(0.7 * spoken + 0.3 * silent, 0, atol=1e-9)


def test_a_line_without_loud_and_quiet_has_zero_mean():
    hiss = np.random.default_rng(3).standard_normal(8000).astype(np.float32) * 0.1
    assert np.allclose(f.features(f.mel_spectrum(hiss))[:, 0].mean(axis=0), 0, atol=1e-9)


def test_longer_pauses_hardly_change_how_speech_is_seen(sound):
    hush = (np.random.default_rng(4).standard_normal(16000) * 0.01).astype(np.float32)
    short, long = (f.features(f.mel_spectrum(s))[:, 0] for s in (sound, np.concatenate([sound, hush])))
    assert np.abs(long[15:35] - short[15:35]).max() < 2.0


def test_streams_have_literal_differences(sound):
    vectors = f.features(f.mel_spectrum(sound))
    static = vectors[:, 0]

    def at(i):
        return static[min(max(i, 0), len(static) - 1)]

    for i in range(len(static)):
        assert np.allclose(vectors[i, 1], at(i + 2) - at(i - 2))
        assert np.allclose(vectors[i, 2], at(i + 3) - at(i - 1) - at(i + 1) + at(i - 3))


@pytest.mark.parametrize("samples", [1, 160, 409, 410, 411, 570, 571])
def test_every_ten_milliseconds_have_a_frame(samples):
    spectrum = f.mel_spectrum(np.full(samples, 0.1, np.float32))
    assert len(spectrum) == max(1, math.ceil((samples - 250) / 160))
    assert np.isfinite(f.features(spectrum)).all()


def test_dynamic_range_falls_with_noise(sound):
    noise = np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32)
    ranges = [f.dynamic_range(f.mel_spectrum(sound + level * noise)) for level in (0, 0.05, 0.5)]
    assert ranges == sorted(ranges, reverse=True)


def test_agrees_with_the_sphinx_front_end(sound, tmp_path):
    pocketsphinx = pytest.importorskip("pocketsphinx")
    samples = np.round(sound * 32767).astype(np.int16)
    decoder = pocketsphinx.Decoder(samprate=f.RATE, mfclogdir=str(tmp_path), loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    content = next(tmp_path.iterdir()).read_bytes()
    assert len(content) > struct.calcsize("i")
    theirs = np.frombuffer(content[4:], ">f4").reshape(-1, 13)
    ours = f.cepstra(f.mel_spectrum((samples / 32768).astype(np.float32)))
    assert len(ours) == len(theirs)
    assert np.abs(ours - theirs).max() < 1e-4
