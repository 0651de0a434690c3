"""Mouths whose every opening and closing is known: rounded bumps, closed between them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from visemes.guide.tracks import Track

#: When syllables are widest (seconds), how wide, and half of how long they take. Between 1.9 and 2.6 s nobody speaks.
SYLLABLES = (
    (0.30, 0.50, 0.16), (0.66, 0.70, 0.18), (1.00, 0.35, 0.13), (1.32, 0.60, 0.17), (1.70, 0.45, 0.16), (2.80, 0.65, 0.17),
    (3.16, 0.40, 0.16), (3.50, 0.75, 0.17), (3.86, 0.55, 0.16), (4.20, 0.30, 0.13), (4.50, 0.60, 0.16),
)  # fmt: skip
SECONDS = 4.8


def opening(times, syllables=SYLLABLES):
    """The gap at some times: squared cosines, exactly 0 between syllables."""
    gap = np.zeros(len(times))
    for middle, height, half in syllables:
        away = np.clip(np.abs(times - middle) / half, 0, 1)
        gap = np.maximum(gap, height * np.cos(np.pi / 2 * away) ** 2)
    return gap


def rounding(times):
    """The width at some times: slow, and of another rhythm than the opening."""
    return 0.5 * np.sin(2 * np.pi * 0.9 * times)


def track(fps=24, syllables=SYLLABLES, *, later=0.0, seconds=SECONDS, film=True, change=None, look=None, name="film"):
    """A mouth as a track. later: seconds by which it does everything later. change: applied to the gaps, by frame."""
    rate = Fraction(fps)
    times = np.arange(int(seconds * rate)) / float(rate)
    middles = times + 0.5 / float(rate) - later
    gap = opening(middles, syllables)
    if change is not None:
        gap = change(gap.copy())
    boxes = np.tile(np.array([10, 10, 40, 20], np.float32), (len(times), 1)) if film else np.zeros((0, 4), np.float32)
    if look is None:
        look = np.outer(np.arange(48.0), np.ones(48)) if film else np.zeros((0, 0))
    return Track(
        name, rate, times, gap, rounding(middles), gap.copy(), gap.copy(), np.ones(len(times), bool), boxes=boxes, look=look
    )
