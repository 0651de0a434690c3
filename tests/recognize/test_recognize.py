"""Recognised lines against the same lines aligned with their transcripts."""

import re
import sys

import numpy as np
import pytest

from visemes.align import decode
from visemes.audio import Sound, read_sound
from visemes.cues import cues_for
from visemes.errors import MissingExtraError, UnknownNameError
from visemes.maps import load_map
from visemes.pipeline import align
from visemes.recognize import CHOICES, RECOGNISERS, recogniser_named, recognize
from visemes.recognize.phones import certainties, confidence
from visemes.recognize.search import PhoneLoop, Triphone
from visemes.timeline import Timeline
from visemes.transcript import Transcript, read_transcript

WITHOUT = "recognised sounds instead of words: "


def share(first, second):
    """Share of the time, in steps of 1 ms, in which two timelines show the same Rhubarb shape."""
    rhubarb = load_map("rhubarb")
    shown = []
    for timeline in (first, second):
        row = np.full(round(1000 * timeline.duration), "X", "U8")
        for cue in cues_for(timeline, rhubarb):
            row[round(1000 * cue.start) : round(1000 * cue.end)] = cue.label
        shown.append(row)
    return float((shown[0] == shown[1]).mean())


def mistakes(said, heard):
    """Levenshtein distance, row by row."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row = row, [i]
        for j, other in enumerate(heard, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (word != other)))
    return row[-1]


@pytest.fixture(params=["harbour", "bakery"])
def example(request, root):
    return root / "examples" / f"{request.param}.wav"


def test_phones_move_the_mouth_as_the_transcript_does(example):
    sound = read_sound(example)
    right = align(sound, read_transcript(example.with_suffix(".txt")))
    found = recognize(sound, "phones")
    assert isinstance(found, Timeline)
    assert found.words == ()
    assert found.aligner == "phones"
    assert found.warnings == ()
    assert share(found, right) > 0.7
    near = [min(abs(p.start - q.start) for q in found.phones) for p in right.phones]
    assert np.median(near) < 0.015


def test_phones_are_the_same_every_time(example):
    sound = read_sound(example)
    assert recognize(sound, "phones") == recognize(sound, "phones")


def test_long_sounds_are_recognised_in_pieces_without_a_seam(root):
    samples = [read_sound(root / "examples" / f"{name}.wav").samples for name in ("harbour", "bakery")]
    gap = np.zeros(8000, np.float32)
    long = np.concatenate([part for _ in range(5) for line in samples for part in (line, gap)])
    heard = []
    found = recognize(Sound(long, 16_000, "long"), "phones", heard.append)
    assert len(long) / 16_000 > 30  # more than one piece
    assert heard[0] == 0
    assert heard[-1] == 1
    assert heard == sorted(heard)
    period = sum(map(len, samples)) + 2 * len(gap)
    strings = [[p.label for p in found.phones if i * period / 16_000 <= p.middle < (i + 1) * period / 16_000] for i in range(5)]
    assert all(mistakes(strings[0], other) <= 0.3 * len(strings[0]) for other in strings)


def test_certainty_is_a_share_among_rivals():
    rng = np.random.default_rng(5)
    n, columns = 3, 6
    senones = rng.integers(0, columns, (n, 3, n, n))

    def strength(frames, phone, left, right):
        fits = [max(scores[t, senones[phone, s, left, right]] for s in range(3)) for t in frames]
        return np.exp(sum(fits)) ** decode.ACOUSTIC_SCALE

    zeros = np.zeros((n, 3), np.float32)
    loop = PhoneLoop(("AA", "B", "SIL"), senones, zeros[:, 0], zeros, zeros, zeros, zeros[:, 0])
    scores = rng.normal(0, 2, (9, columns)).astype(np.float32)
    string = [Triphone(0, 2, 1, 0), Triphone(1, 0, 2, 4)]
    found = list(certainties(scores, string, loop))
    for triphone, frames, certainty in zip(string, (range(4), range(4, 9)), found, strict=True):
        rivals = [strength(frames, phone, triphone.left, triphone.right) for phone in range(n)]
        assert certainty == pytest.approx(confidence(rivals[triphone.phone] / sum(rivals)), rel=1e-4)


def test_confidence_rises_with_the_share():
    shares = np.linspace(0, 1, 50)
    values = [confidence(float(s)) for s in shares]
    assert values == sorted(values)
    assert 0 < values[0] < 0.1
    assert 0.9 < values[-1] < 1


def test_words_are_a_transcript_to_align(root):
    pytest.importorskip("pocketsphinx")
    path = root / "examples" / "bakery.wav"
    sound = read_sound(path)
    found = recognize(sound, "words")
    assert isinstance(found, Transcript)
    said = re.findall(r"[a-z']+", path.with_suffix(".txt").read_text(encoding="utf-8").lower())
    assert mistakes(said, [t.text for t in found]) <= len(said) / 2
    assert found.warnings == (f"no transcript was given; heard: {found.text}",)
    assert share(align(sound, found), align(sound, read_transcript(path.with_suffix(".txt")))) > 0.8
    assert recognize(sound) == found


def test_words_of_no_speech_are_nothing():
    pytest.importorskip("pocketsphinx")
    noise = 0.1 * np.random.default_rng(0).standard_normal(32_000).astype(np.float32)
    for samples in (noise, 0 * noise):
        found = recognize(Sound(samples, 16_000, "wind"), "words")
        assert found == Timeline(2.0, aligner="words", warnings=("wind: no speech was heard in it, the mouth stays closed",))


def test_without_pocketsphinx_phones_are_recognised_and_it_says_so(monkeypatch, harbour):
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)  # what an import of a missing package meets
    sound = read_sound(harbour)
    found = recognize(sound)
    assert found.phones == recognize(sound, "phones").phones
    (warning,) = found.warnings
    assert warning.startswith(WITHOUT)
    assert "visemes[asr]" in warning
    with pytest.raises(MissingExtraError) as error:
        recognize(sound, "words")
    assert "visemes[asr]" in error.value.hint


def test_names():
    assert CHOICES[:3] == ("auto", "words", "phones")
    assert recogniser_named("phones").name == "phones"
    assert set(RECOGNISERS) == set(CHOICES)
    with pytest.raises(UnknownNameError, match="wrods") as error:
        recognize(Sound(np.zeros(160, np.float32), 16_000), "wrods")
    assert "words" in error.value.hint


@pytest.mark.slow
@pytest.mark.parametrize(("how", "least"), [("words", 0.88), ("phones", 0.8)])
def test_real_speech(shared_data, how, least):
    if how == "words":
        pytest.importorskip("pocketsphinx")
    path = shared_data / "speech" / "austen_0880.wav"
    sound = read_sound(path)
    found = recognize(sound, how)
    timeline = found if isinstance(found, Timeline) else align(sound, found)
    assert share(timeline, align(sound, read_transcript(path.with_suffix(".txt")))) > least


def test_another_language_than_english_has_sounds_at_once(harbour):
    sound = read_sound(harbour)
    found = recognize(sound, language="es")
    assert found.phones == recognize(sound, "phones").phones
    (warning,) = found.warnings
    assert warning.startswith(WITHOUT)
    assert "es" in warning
