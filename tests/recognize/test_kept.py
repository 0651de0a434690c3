"""A killed recognition of a long sound goes on to the same result."""

import json

import numpy as np
import pytest

from visemes.audio import Sound, read_sound
from visemes.recognize import leftovers, phones, recogniser_named, words
from visemes.recognize.kept import Kept

RATE = 16_000


@pytest.fixture(scope="module")
def scene(request):
    """Two example lines in turn, 31 seconds long: two pieces."""
    examples = request.config.rootpath / "examples"
    lines = [read_sound(examples / f"{name}.wav").samples for name in ("harbour", "bakery")]
    gap = np.zeros(6000, np.float32)
    return Sound(np.concatenate([part for _ in range(4) for line in lines for part in (line, gap)]), RATE, "scene")


def killed(value):
    if value > 0.3:
        raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.parametrize("how", ["phones", "words"])
def test_a_killed_run_goes_on_to_the_same_result(scene, tmp_path, monkeypatch, how):
    if how == "words":
        pytest.importorskip("pocketsphinx")
    path = tmp_path / "a.partial"
    whole = recogniser_named(how).recognize(scene)
    with pytest.raises(KeyboardInterrupt):
        recogniser_named(how).recognize(scene, killed, path)
    (file,) = tmp_path.iterdir()
    assert file in leftovers(path)
    with file.open("a", encoding="utf-8") as text:
        text.write('{"end": 12')  # the kill came while a line was written
    module = phones if how == "phones" else words
    starts = []
    pieces = module.pieces
    monkeypatch.setattr(module, "pieces", lambda sound, start=0: starts.append(start) or pieces(sound, start))
    assert recogniser_named(how).recognize(scene, None, path) == whole
    assert starts[0] > 0.2 * len(scene.samples)
    assert recogniser_named(how).recognize(scene, None, path) == whole
    assert starts[1] == len(scene.samples)


def test_records_of_another_sound_or_recogniser_are_not_used(tmp_path):
    one, two = (Sound(np.full(10, value, np.float32), RATE) for value in (0.1, 0.2))
    kept = Kept.of(tmp_path / "a.partial", one, "phones")
    assert kept.finished() == []
    kept.add({"end": 5, "phones": []})
    assert Kept.of(tmp_path / "a.partial", one, "phones").finished() == [{"end": 5, "phones": []}]
    assert Kept.of(tmp_path / "a.partial", one, "words").finished() == []
    assert Kept.of(tmp_path / "a.partial", two, "phones").finished() == []


@pytest.mark.parametrize("line", ["", "null", "[]", '{"end": "x"}', '{"end": -1}', "{}", '{"end": 1', "\x00"])
def test_a_damaged_line_ends_what_is_known(tmp_path, line):
    kept = Kept.of(tmp_path / "a", Sound(np.zeros(4, np.float32), RATE), "phones")
    kept.finished()
    kept.path.write_text("\n".join([json.dumps(kept.key), '{"end": 2}', line, '{"end": 4}']), encoding="utf-8")
    assert kept.finished() == [{"end": 2}]
    assert kept.path.read_text(encoding="utf-8").splitlines() == [json.dumps(kept.key), '{"end": 2}']


def test_nothing_is_kept_without_a_path_or_where_nothing_can_be_written(tmp_path):
    sound = Sound(np.zeros(4, np.float32), RATE)
    for kept in (Kept.of(None, sound, "phones"), Kept.of(tmp_path / "none" / "a", sound, "phones")):
        kept.add({"end": 1})
        assert kept.finished() == []
