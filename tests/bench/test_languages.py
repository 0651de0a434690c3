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
