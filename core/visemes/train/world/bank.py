"""What sounds behind dialogue: music, drums, noise, other people, effects; all made from a seed.

A bed is as long as it is asked for and has a mean power of 1; `laid_under` sets it to a level under the speech.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.audio import RATE
from visemes.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Values = NDArray[np.float64]

#: Speech is where its level is within this (dB) of its loudest tenth.
ACTIVE: Final = 25.0
#: Frames in which levels are measured, samples.
FRAME: Final = 320
#: Semitones of chords above their root, and the roots of songs above their key.
CHORDS: Final = ((0, 4, 7), (0, 3, 7), (0, 4, 7, 11), (0, 3, 7, 10), (0, 5, 7), (0, 4, 7, 9))
SONGS: Final = ((0, 7, 9, 5), (0, 5, 7, 0), (9, 5, 0, 7), (0, 3, 5, 7), (2, 7, 0, 9))
#: Scale of melodies (major pentatonic), semitones.
SCALE: Final = (0, 2, 4, 7, 9, 12)
#: Length of one stored period of a tone, samples.
TABLE: Final = 1024
#: Formants of the vowels that babble is made of (Hz): a, e, i, o, u. Peterson and Barney (1952), men, rounded.
FORMANTS: Final = ((730, 1090, 2440), (530, 1840, 2480), (270, 2290, 3010), (570, 840, 2410), (300, 870, 2240))


def bed(kind: str, seconds: float, seed: int) -> Samples:
    """A bed of one of KINDS, mean power 1 (0 where it is too short to sound). Raises UnknownNameError for another kind."""
    if kind not in KINDS:
        raise UnknownNameError("bed", kind, KINDS)
    rng = np.random.default_rng([seed, sorted(KINDS).index(kind)])
    samples = KINDS[kind](round(seconds * RATE), rng)
    power = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    level: Samples = (samples / max(power, 1e-9)).astype(np.float32)
    return level


def laid_under(speech: Samples, under: Samples, snr: float) -> Samples:
    """Speech with a bed (as long or longer) `snr` dB below it. Levels are of the stretches in which the speech is on."""
    return speech + under[: len(speech)] * np.float32(active_level(speech) * 10 ** (-snr / 20))


def active_level(speech: Samples) -> float:
    """RMS of the frames that are within ACTIVE dB of the loudest tenth; 0 for silence."""
    frames = speech[: len(speech) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    power = (frames**2).mean(axis=1)
    if not power.any():
        return 0.0
    loud = np.percentile(power, 90) or power.max()
    return float(np.sqrt(power[power >= loud * 10 ** (-ACTIVE / 10)].mean()))


def noise(count: int, rng: Generator) -> Values:
    """Noise of a random colour, white to brown, steady or swelling; sometimes with the hum of mains."""
    size = max(count, 2)
    spectrum = np.fft.rfft(rng.standard_normal(size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    spectrum *= np.maximum(hertz, 20.0) ** -rng.uniform(0.0, 1.0)
    colour = np.fft.irfft(spectrum, size)[:count]
    time = np.arange(count) / RATE
    if rng.random() < 0.4:
        colour = colour * (1 + 0.8 * np.sin(2 * np.pi * (rng.uniform(0.1, 1.5) * time + rng.random())))
    if rng.random() < 0.3:
        mains = rng.choice((50.0, 60.0))
        hum = sum(np.sin(2 * np.pi * mains * k * time + rng.uniform(0, 6.28)) / k for k in range(1, 6))
        colour = colour + rng.uniform(0.3, 2.0) * float(colour.std() if count else 0.0) * hum
    return np.asarray(colour, dtype=np.float64)


def music(count: int, rng: Generator) -> Values:
    """A song: chords, a bass, a melody, often drums."""
    out = np.zeros(count)
    beat, key = 60 / rng.uniform(70, 170), int(rng.integers(40, 58))
    song, chord = SONGS[rng.integers(len(SONGS))], CHORDS[rng.integers(len(CHORDS))]
    tables = [_table(rng) for _ in range(3)]
    bar = 4 * beat
    for number in range(int(count / RATE / bar) + 1):
        root, at = key + song[number % len(song)], number * bar
        for semitones in chord:
            _add(out, at, bar, root + 12 + semitones, tables[0], 0.25)
        for quarter in range(4):
            _add(out, at + quarter * beat, beat * 0.8, root - 12, tables[1], 0.5)
        for eighth in range(8):
            if rng.random() < 0.5:
                _add(out, at + eighth * beat / 2, beat * 0.5, key + 24 + int(rng.choice(SCALE)), tables[2], 0.35)
    return out + (0.5 * _beats(count, beat, rng) if rng.random() < 0.6 else 0.0)


def drums(count: int, rng: Generator) -> Values:
    """Drums alone."""
    return _beats(count, 60 / rng.uniform(80, 180), rng)


def babble(count: int, rng: Generator) -> Values:
    """Several people talking at once, as vowels of random pitch, formants and rhythm."""
    out = np.zeros(count)
    for _ in range(int(rng.integers(3, 8))):
        at, pitch, size = rng.uniform(0, 0.3), rng.uniform(90, 260), rng.uniform(0.9, 1.2)
        while at * RATE < count:
            length = rng.uniform(0.06, 0.28)
            vowel = FORMANTS[rng.integers(len(FORMANTS))]
            _put(out, at, _vowel(round(length * RATE), pitch * rng.uniform(0.9, 1.1), vowel, size) * rng.uniform(0.3, 1.0))
            at += length + (rng.uniform(0.2, 0.9) if rng.random() < 0.15 else rng.uniform(0.0, 0.09))
    return out


def effects(count: int, rng: Generator) -> Values:
    """Thuds, clicks, whooshes, bleeps and springs, one to three a second."""
    out = np.zeros(count)
    at = rng.uniform(0, 0.4)
    makers = (_thud, _click, _whoosh, _bleep, _spring)
    while at * RATE < count:
        _put(out, at, makers[rng.integers(len(makers))](rng) * rng.uniform(0.3, 1.0))
        at += rng.exponential(0.5)
    return out


KINDS: Final[dict[str, Callable[[int, Generator], Values]]] = {
    "music": music,
    "drums": drums,
    "noise": noise,
    "babble": babble,
    "effects": effects,
}


def _table(rng: Generator) -> Values:
    """One period of a tone with a random spectrum."""
    phase = 2 * np.pi * np.arange(TABLE) / TABLE
    fall = rng.uniform(0.8, 2.5)
    return np.asarray(sum(np.sin(k * phase + rng.uniform(0, 6.28)) / k**fall for k in range(1, 9)), dtype=np.float64)


def _add(out: Values, at: float, seconds: float, note: int, table: Values, loud: float) -> None:
    """Add a note (MIDI number) that is struck at `at` and dies away."""
    time = np.arange(round(seconds * RATE)) / RATE
    hertz = 440.0 * 2 ** ((note - 69) / 12)
    tone = table[(time * hertz * TABLE).astype(np.intp) % TABLE]
    _put(out, at, loud * tone * np.minimum(1.0, time / 0.01) * np.exp(-2.5 * time / seconds))


def _put(out: Values, at: float, sound: Values) -> None:
    """Add a sound at a time (seconds); what does not fit is cut off."""
    first = round(at * RATE)
    room = max(0, min(len(sound), len(out) - first))
    out[first : first + room] += sound[:room]


def _beats(count: int, beat: float, rng: Generator) -> Values:
    """A drum kit's pattern of one bar, again and again."""
    out = np.zeros(count)
    kick, snare, hat = _thud(rng), _burst(rng, 0.12, 20.0), _burst(rng, 0.04, 80.0)
    pattern = list(_pattern(rng))
    for number in range(int(count / RATE / (4 * beat)) + 1):
        for eighth, drum in pattern:
            _put(out, (4 * number + eighth / 2) * beat, {"kick": kick, "snare": 0.6 * snare, "hat": 0.25 * hat}[drum])
    return out


def _pattern(rng: Generator) -> Iterator[tuple[int, str]]:
    """(eighth of the bar, drum)."""
    for eighth in range(8):
        yield eighth, "hat"
        if eighth in {0, 4} or rng.random() < 0.15:
            yield eighth, "kick"
        if eighth in {2, 6} or rng.random() < 0.08:
            yield eighth, "snare"


def _burst(rng: Generator, seconds: float, decay: float) -> Values:
    """Noise that dies away."""
    time = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(rng.standard_normal(len(time)) * np.exp(-decay * time), dtype=np.float64)


def _thud(rng: Generator) -> Values:
    """A low tone that falls."""
    time = np.arange(round(0.25 * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * (45 * time + rng.uniform(3, 8) * (1 - np.exp(-25 * time)))) * np.exp(-14 * time))


def _click(rng: Generator) -> Values:
    return _burst(rng, 0.02, 300.0) * 2


def _whoosh(rng: Generator) -> Values:
    """Noise that swells and passes."""
    seconds = rng.uniform(0.2, 0.8)
    time = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(rng.standard_normal(len(time)) * np.sin(np.pi * time / seconds) ** 2 * 0.4, dtype=np.float64)


def _bleep(rng: Generator) -> Values:
    time = np.arange(round(rng.uniform(0.05, 0.25) * RATE)) / RATE
    return np.asarray(np.sign(np.sin(2 * np.pi * rng.uniform(300, 2000) * time)) * 0.3, dtype=np.float64)


def _spring(rng: Generator) -> Values:
    """A tone that wobbles up."""
    time = np.arange(round(0.5 * RATE)) / RATE
    start, wobble = rng.uniform(120, 400), rng.uniform(8, 18)
    phase = start * time * (1 + 0.8 * time) + 3 * np.sin(2 * np.pi * wobble * time)
    return np.asarray(np.sin(2 * np.pi * phase) * np.exp(-4 * time), dtype=np.float64)


def _vowel(count: int, pitch: float, formants: tuple[int, ...], size: float) -> Values:
    """A vowel as harmonics weighted by its formants."""
    time = np.arange(count) / RATE
    harmonics = np.arange(1, max(2, int(3500 / pitch)))
    hertz = harmonics * pitch
    weight = sum(1 / (1 + ((hertz - formant * size) / 90) ** 2) / (i + 1) for i, formant in enumerate(formants))
    phase = 2 * np.pi * np.arange(TABLE) / TABLE
    table = np.asarray(weight) @ np.sin(harmonics[:, None] * phase)
    tone = table[(time * pitch * TABLE).astype(np.intp) % TABLE]
    return np.asarray(tone * np.sin(np.pi * np.minimum(1.0, time / max(count / RATE, 1e-9))) ** 0.5, dtype=np.float64)
