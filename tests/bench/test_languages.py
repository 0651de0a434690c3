"""The bench of all languages: its truth is checked by the sound itself, and some languages of many families keep its bars."""

import numpy as np
import pytest

pytest.importorskip("espeakng_loader")


@pytest.fixture(scope="module")
def bench(root):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "bench"))
        import languages

        yield languages


def spoken(bench, samples, phones):
    return bench.Spoken(samples.astype(np.float32), 22050, phones)


def test_a_stop_begins_with_the_silence_before_it(bench):
    rate = 22050
    samples = np.concatenate([np.full(rate // 10, 0.3), np.zeros(rate // 20 + 4), np.full(rate // 10, 0.2)])
    line = spoken(bench, samples, ((0.0, "a"), (0.15, "t"), (0.2, "ˈa"), (0.25, "")))
    assert bench.onsets(line) == [(0.0, "a"), (pytest.approx(0.1, abs=1e-4), "t"), (0.2, "a")]
    loud = spoken(bench, np.full(rate // 4, 0.3), line.phones)
    assert bench.onsets(loud) == [(0.0, "a"), (0.15, "t"), (0.2, "a")]


def test_what_the_synthesiser_says_of_its_phones_is_what_it_plays(bench):
    """Vowels are louder than the closures before stops, whatever the voice."""
    for tag, text in (("es", "tapa, pata, kapa"), ("fi", "tappaa, pataa"), ("ru", "папа, тата")):
        line = bench.speaker().say(text, tag)
        starts = bench.onsets(line)
        edges = [start for start, _ in starts[1:]] + [len(line.samples) / line.rate]
        level = {}
        for (start, label), end in zip(starts, edges, strict=True):
            part = line.samples[round(start * line.rate) : round(end * line.rate)][: round(0.02 * line.rate)]
            kind = "vowel" if bench.parse(label)[0].is_vowel else "stop"
            level.setdefault(kind, []).append(np.sqrt(np.mean(part**2)))
        assert np.median(level["vowel"]) > 4 * np.median(level["stop"])


def test_labels_are_matched_whatever_their_times(bench):
    theirs = [(0.1 * i, label) for i, label in enumerate("patika")]
    ours = [(5 + 0.1 * i, label) for i, label in enumerate("patka")]
    assert bench.matched(theirs, ours) == [(0, 0), (1, 1), (2, 2), (4, 3), (5, 4)]
    assert bench.matched(theirs, []) == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["es", "ru", "fi", "tr", "hi", "ta", "ja", "cmn", "sw", "id", "ka", "ar"])
def test_twelve_families_keep_the_bar(bench, tag, tmp_path):
    from conditions import Conditions

    found = bench.measure(tag, tmp_path, Conditions(), adapt=False)
    assert found.failures == []
    assert len(found.errors) > 0.9 * found.theirs
    assert np.median(np.abs(found.errors)) < 40
    assert found.marked <= found.words / 10
