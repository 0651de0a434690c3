"""espeak-ng's phone times, checked by the sound itself."""

import numpy as np
import pytest

pytest.importorskip("espeakng_loader")

from visemes.errors import VisemesError
from visemes.phones import parse
from visemes.train.world.espeak import Said, Voice, speaker

RATE = 22050


def said(samples, phones):
    return Said(samples.astype(np.float32), RATE, phones)


def test_a_stop_begins_with_the_silence_before_it():
    samples = np.concatenate([np.full(RATE // 10, 0.3), np.zeros(RATE // 20 + 4), np.full(RATE // 10, 0.2)])
    line = said(samples, ((0.0, "a"), (0.15, "t"), (0.2, "ˈa"), (0.25, "")))
    assert line.onsets == [(0.0, "a"), (pytest.approx(0.1, abs=1e-4), "t"), (0.2, "a")]
    loud = said(np.full(RATE // 4, 0.3), line.phones)
    assert loud.onsets == [(0.0, "a"), (0.15, "t"), (0.2, "a")]


def test_phones_end_where_the_next_begins_or_a_pause_does():
    line = said(np.full(RATE, 0.3), ((0.0, ""), (0.1, "m"), (0.2, "ˈa"), (0.35, ""), (0.6, "ˌi"), (0.8, "ə"), (0.9, "")))
    phones = line.timeline("xx").phones
    assert [(p.label, p.start, p.end, p.stress) for p in phones] == [
        ("m", 0.1, 0.2, None),
        ("a", 0.2, 0.35, 1),
        ("i", 0.6, 0.8, 2),
        ("ə", 0.8, 0.9, 0),
    ]


@pytest.mark.parametrize(("tag", "text"), [("es", "tapa, pata, kapa"), ("fi", "tappaa, pataa"), ("ru", "папа, тата")])
def test_what_the_synthesiser_says_of_its_phones_is_what_it_plays(tag, text):
    """Vowels are louder than the closures before stops, whatever the voice."""
    line = speaker().say(text, Voice(tag))
    level = {}
    for phone in line.timeline(tag).phones:
        part = line.samples[round(phone.start * line.rate) : round(phone.end * line.rate)][: round(0.02 * line.rate)]
        kind = "vowel" if parse(phone.label)[0].is_vowel else "stop"
        level.setdefault(kind, []).append(np.sqrt(np.mean(part**2)))
    assert np.median(level["vowel"]) > 4 * np.median(level["stop"])


def test_the_last_phone_ends_with_the_sound_and_not_in_the_silence_after_it():
    line = speaker().say("Mama, Papa.", Voice("de", "f2"))
    phones = line.timeline("de").phones
    loud = np.flatnonzero(np.abs(line.samples) > 0.01) / line.rate
    assert phones[0].start - 0.03 < loud[0] < phones[0].end
    assert phones[-1].start < loud[-1] < phones[-1].end + 0.12  # vowels die away


def test_faster_speech_is_shorter_and_says_the_same():
    slow, fast = (speaker().say("ein kleiner Bär", Voice("de", words_a_minute=rate)) for rate in (120, 240))
    assert [label for _, label in slow.onsets] == [label for _, label in fast.onsets]
    assert len(fast.samples) < 0.7 * len(slow.samples)


@pytest.mark.parametrize("voice", [Voice("no-such-language"), Voice("de", "no-such-variant")])
def test_an_unknown_voice_is_refused(voice):
    with pytest.raises(ValueError, match="no voice"):
        speaker().say("a", voice)


def test_without_the_wheel_the_error_says_what_to_install(monkeypatch):
    from visemes.train.world import espeak

    monkeypatch.setitem(__import__("sys").modules, "espeakng_loader", None)
    with pytest.raises(VisemesError, match="not installed") as caught:
        espeak.Speaker()
    assert "pip install" in caught.value.hint
