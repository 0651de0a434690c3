"""Long sounds: pieces cover everything once, and a killed run goes on to the same result."""

import json
from itertools import pairwise

import numpy as np
import pytest

from visemes.align import builtin, long
from visemes.align.base import SpokenWord
from visemes.align.builtin import BuiltinAligner
from visemes.align.partial import Partial
from visemes.audio import Sound, read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def line(request):
    examples = request.config.rootpath / "examples"
    path = min(examples.glob("*.wav"))
    words, _ = pronounce(parse_transcript(path.with_suffix(".txt").read_text(encoding="utf-8")), Lexicon())
    return read_sound(path), words


@pytest.fixture(scope="module")
def scene(line):
    """The same line again and again with growing pauses, 100 seconds long; where each begins; and all the words."""
    sound, words = line
    parts, starts, count, position = [], [], 0, 0
    rng = np.random.default_rng(0)
    while position < 100 * 16000:
        gap = np.zeros(4000 + 2000 * (count % 5), np.float32)
        starts.append((position + len(gap)) / 16000)
        parts += [gap, sound.samples]
        position += len(gap) + len(sound.samples)
        count += 1
    samples = np.concatenate(parts)
    samples += 1e-4 * rng.standard_normal(len(samples)).astype(np.float32)
    return Sound(samples, 16000, "scene"), starts, [SpokenWord(w.text, w.parts) for _ in starts for w in words]


def test_pieces_cover_the_sound_and_the_words_once(scene):
    sound, _, words = scene
    found = list(long.pieces(sound.samples, words))
    assert len(found) > 2
    assert (found[0].first, found[0].first_word) == (0, 0)
    assert (found[-1].last, found[-1].last_word) == (len(sound.samples), len(words))
    for a, b in pairwise(found):
        assert (a.last, a.last_word) == (b.first, b.first_word)
    assert all(p.last - p.first <= long.LONGEST * 16000 for p in found)


def test_no_drift(line, scene):
    (sound, words), (long_sound, starts, long_words) = line, scene
    one = BuiltinAligner().align(sound, words)
    all_of_it = BuiltinAligner().align(long_sound, long_words)
    assert [w.label for w in all_of_it.words] == [w.text for w in long_words]
    expected = np.array([start + w.start for start in starts for w in one.words])
    error = np.abs(np.array([w.start for w in all_of_it.words]) - expected)
    assert np.median(error) < 0.005
    assert error[-len(words) :].max() < 0.06


def test_a_killed_run_goes_on_to_the_same_result(scene, tmp_path, monkeypatch):
    sound, _, words = scene
    path = tmp_path / "scene.partial"
    whole = BuiltinAligner().align(sound, words)

    def kill(value):
        if value > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        BuiltinAligner().align(sound, words, kill, resume=path)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"piece": [1, 2')  # the kill came while a line was written
    kept = len(Partial.of(path, sound.samples, words).finished())
    assert kept >= 1

    heard = []
    listen = builtin.listen
    monkeypatch.setattr(builtin, "listen", lambda *args: heard.append(1) or listen(*args))
    assert BuiltinAligner().align(sound, words, resume=path) == whole
    done = Partial.of(path, sound.samples, words).finished()
    assert len(heard) == len(done) - kept
    heard.clear()
    assert BuiltinAligner().align(sound, words, resume=path) == whole
    assert not heard


def test_work_on_another_sound_is_not_used(scene, tmp_path):
    sound, _, words = scene
    path = tmp_path / "scene.partial"
    mine = Partial.of(path, sound.samples, words)
    mine.start([])
    path.write_text(path.read_text() + json.dumps({"piece": [0, 10, 0, 1], "phones": [], "findings": [], "said": []}) + "\n")
    assert len(mine.finished()) == 1
    assert Partial.of(path, sound.samples[1:], words).finished() == []
    assert Partial.of(path, sound.samples, words[1:]).finished() == []


@pytest.mark.parametrize("content", ["", "[]\n", "null", '"visemes 1 0"\n{}'])
def test_a_damaged_file_is_no_work(scene, tmp_path, content):
    sound, _, words = scene
    path = tmp_path / "scene.partial"
    path.write_text(content)
    assert Partial.of(path, sound.samples, words).finished() == []


def test_a_window_of_silence_takes_no_words(line):
    sound, words = line
    hush = np.zeros(50 * 16000, np.float32)
    scene = Sound(np.concatenate([sound.samples, hush, sound.samples]), 16000, "scene")
    found = BuiltinAligner().align(scene, [*words, *words])
    assert [w.label for w in found.words] == [w.text for w in [*words, *words]]
    starts = [w.start for w in found.words[len(words) :]]
    assert min(starts) >= sound.duration + 50 - 0.02
