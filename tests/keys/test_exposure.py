from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from visemes.keys.exposure import NEVER, SHORT, Sheet, cheapest


def price(path, sheet):
    total, age = sheet.prices[0, path[0]], 1
    for i in range(1, len(path)):
        if path[i] == path[i - 1]:
            age += 1
        else:
            total += sheet.changes[path[i - 1], path[i]]
            total += 0 if sheet.forced[i - 1] else SHORT * max(0, sheet.hold - age)
            age = 1
        total += sheet.prices[i, path[i]]
    return total


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(2, 7))
def test_no_other_sheet_is_cheaper(seed, hold, count):
    rng = np.random.default_rng(seed)
    changes = rng.random((3, 3))
    np.fill_diagonal(changes, NEVER)
    sheet = Sheet(rng.random((count, 3)) * 2, changes, hold, rng.random(count) > 0.8)
    best = min(price(path, sheet) for path in product(range(3), repeat=count))
    assert price(cheapest(sheet), sheet) <= best + 1e-9
