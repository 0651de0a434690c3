"""The acoustic model's scores against Gaussians written out one by one, and its back-off."""

import numpy as np
import pytest
from scipy.stats import norm

from visemes.align import acoustic


@pytest.fixture(scope="module")
def tables(root):
    with np.load(root / "core" / "visemes" / "align" / "data" / "en.npz") as data:
        return {name: data[name] for name in data.files}


@pytest.fixture(scope="module")
def model():
    return acoustic.english()


def slow_scores(tables, features, senones):
    """Straight from the definition, in double precision."""
    deviations = np.sqrt(np.maximum(tables["variances"].astype(float), 1e-4))
    owner = {}
    count = len(tables["phones"])
    for phone in range(count):
        own = tables["triphone_sequences"][tables["triphones"] // (4 * count * count) == phone]
        for senone in {*tables["sequences"][own].ravel(), *tables["sequences"][tables["base_sequences"][phone]]}:
            owner[int(senone)] = phone
    result = np.zeros((len(features), len(senones)))
    for t, frame in enumerate(features):
        for stream in range(3):
            logs = norm.logpdf(frame[stream], tables["means"][:, stream], deviations[:, stream]).sum(axis=-1)
            logs = np.maximum(logs - logs.max(), -9.83)
            for i, senone in enumerate(senones):
                weights = 1.0001 ** (-1024.0 * tables["weights"][senone, stream])
                result[t, i] += np.log(weights @ np.exp(logs[owner[senone]]))
    return result


def test_scores_are_the_mixtures_written_out(tables, model):
    rng = np.random.default_rng(3)
    senones = [0, 57, 125, 126, 900, 2500, 5125]
    features = rng.normal(0, [[[8.0]], [[3.0]], [[2.0]]], (3, 4, 13)).transpose(1, 0, 2)
    assert np.abs(model.scores(features, senones) - slow_scores(tables, features, senones)).max() < 1e-3


def test_long_sounds_are_scored_in_chunks_without_a_seam(model, monkeypatch):
    features = np.random.default_rng(4).normal(0, 3, (70, 3, 13))
    whole = model.scores(features, [3, 700])
    monkeypatch.setattr(acoustic, "CHUNK", 16)
    assert np.abs(model.scores(features, [3, 700]) - whole).max() < 1e-3


def key(tables, phone, left, right, position):
    names = list(tables["phones"])
    base, near, far = (names.index(p) for p in (phone, left, right))
    return ((base * len(names) + near) * len(names) + far) * 4 + position


def looked_up(tables, *context):
    places = np.flatnonzero(tables["triphones"] == key(tables, *context))
    return tuple(tables["sequences"][tables["triphone_sequences"][places[0]]].tolist()) if len(places) else None


def test_a_known_triphone_has_its_own_states(tables, model):
    assert looked_up(tables, "AE", "K", "T", acoustic.INSIDE) == model.states("AE", "K", "T", acoustic.INSIDE)


def test_an_unknown_triphone_backs_off(tables, model):
    names = [str(name) for name in tables["phones"] if str(name).isalpha()]
    seen = set(tables["triphones"].tolist())
    orders = {p: [p, *(q for q in range(4) if q != p)] for p in range(4)}
    checked = 0
    for phone in names[:8]:
        for left, right, place in (("ZH", "OY", 0), ("OY", "OY", 1), ("NG", "ZH", 2), ("HH", "HH", 3)):
            options = [(phone, left, right, p) for p in orders[place]] + [(phone, "SIL", "SIL", p) for p in orders[place]]
            found = next((o for o in options if key(tables, *o) in seen), None)
            base = tuple(tables["sequences"][tables["base_sequences"][list(tables["phones"]).index(phone)]].tolist())
            assert model.states(phone, left, right, place) == (looked_up(tables, *found) if found else base)
            checked += found is None or found != options[0]
    assert checked > 5


def test_silence_has_no_context(tables, model):
    silence = list(tables["phones"]).index("SIL")
    assert model.states("SIL", "AE", "T", 3) == tuple(tables["sequences"][tables["base_sequences"][silence]].tolist())
