"""The model card's tables count what they say they count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from visemes.sync.expert import SHIPPED
from visemes.train.card import Material, Read, abstention, accuracy, page, read_all, reliability, tasks, thresholds
from visemes.train.measure import ALL, LENGTHS, Window
from visemes.train.shots import SIDE, Shot


def read(confidences, kind="", wrong=0, *, baseline=False, group="set", family="f"):
    """Windows of these confidences at every length, the first few of them wrong."""
    windows = [Window(f"{kind}{i}", 0.2 if i < wrong else 0.0, c, 0.2 if i < wrong else 0.0) for i, c in enumerate(confidences)]
    return Read(group, kind, family, baseline, dict.fromkeys((*LENGTHS, ALL), windows))


def rows(lines):
    """Cells of a table in Markdown below its rule."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in list(lines)[2:]]


READS = [
    read([0.9, 0.8, 0.7, 0.1], wrong=1),
    read([0.3, 0.3, 0.3, 0.3], wrong=3, family="g"),
    read([0.5], baseline=True, wrong=1),
    read([0.0, 0.75], "frozen"),
]


def test_accuracy_is_by_set_family_and_length():
    table = rows(accuracy(READS))
    assert [row[0] for row in table] == ["**set**", "- f", "- g", "- loudness against opening"]
    assert table[0][-1].startswith("50.0")  # 4 of 8
    assert [row[-1].split()[0] for row in table[1:]] == ["75.0", "25.0", "0.0"]
    assert [row[1] for row in table] == ["2", "1", "1", "1"]


def test_accuracy_is_told_by_how_mouths_are_animated_where_that_is_known():
    moved = [replace(READS[0], animated="curves"), replace(READS[1], animated="flap"), READS[2]]
    table = {row[0]: row for row in rows(accuracy(moved))}
    assert [table[name][-1].split()[0] for name in ("- moved by curves", "- moved by flap")] == ["75.0", "25.0"]


def test_abstention_is_the_share_of_pairs_told_apart():
    (_, row) = rows(abstention(READS))
    readable = [0.9, 0.8, 0.7, 0.1, 0.3, 0.3, 0.3, 0.3]
    pairs = [float(yes > no) for yes in readable for no in (0.0, 0.75)]
    assert row[:2] == ["frozen", "1"]
    assert float(row[3]) == pytest.approx(np.mean(pairs), abs=5e-4)
    assert row[5] == "50.0"  # one of two is told


def test_reliability_counts_what_is_right_at_each_confidence():
    table = {row[0]: row[1:] for row in rows(reliability(READS, 50))}
    assert table["0.20-0.40"] == ["4", "0.30", "25", "25"]
    # one right of 0.70; and of 2 unreadable windows, which stand for as many as the 8 readable ones, one has 0.75
    assert table["0.70-0.80"] == ["1", "0.70", "100", "20"]
    assert table["0.90-0.95"][:3] == ["1", "0.90", "0"]


def test_thresholds_weigh_what_is_told_wrongly():
    reads = [read([0.97] * 18 + [0.6, 0.6], wrong=0), read([0.0] * 19 + [0.7], "frozen")]
    table = {row[0]: row[1:] for row in rows(thresholds(reads, 50))}
    assert table["0.50 <"] == ["100", "100", "5.0", "95.2"]
    assert table["0.80"] == ["90", "100", "0.0", "100.0"]


def test_everything_is_read_and_laid_out(tmp_path):
    rng = np.random.default_rng(1)
    for number in range(3):
        samples = rng.normal(0, 3000, 60 * 640).astype(np.int16)
        frames = rng.integers(0, 255, (60, SIDE, SIDE), dtype=np.uint8)
        about = {"split": "test" if number < 2 else "train", "group": "drawn", "family": "flat"}
        shot = Shot(f"line{number}.0", about, frames, np.zeros((240, 40), np.float16), samples, np.zeros((60, 7), np.float16))
        shot.save(tmp_path / f"line{number}.0.npz")
    work = list(tasks(Material([tmp_path], kinds=("frozen", "profile"), clips=1), SHIPPED))
    kinds = [(task.kind, task.weights is None) for task in work]
    assert kinds == [("", False), ("", True), ("", False), ("", True), ("frozen", False), *[("another's sound", False)] * 2]
    lines = list(page(list(read_all(work))))
    assert sum(line.startswith("| another's sound | 2 ") for line in lines) == 1
    assert "Confidence of 50 frames." in lines
