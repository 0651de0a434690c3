"""Doubts about words that have been seen to are no longer told."""

from __future__ import annotations

from visemes.align.doubt import Finding, word_warnings
from visemes.edits.told import still_told

FINDINGS = [
    Finding(0.5, 0.8, "boat, at 3", "different"),
    Finding(1.2, 1.2, "past", "unsaid"),
    Finding(2.0, 2.5, "", "speech"),
    Finding(3.0, 3.5, "", "noise"),
]


def test_only_what_lies_in_a_stretch_goes():
    told = ("something else", *word_warnings(FINDINGS, 20))
    assert still_told(told, []) == told
    assert still_told(told, [(1.1, 2.1)]) == ("something else", *word_warnings([FINDINGS[0], FINDINGS[3]], 20))
    assert still_told(told, [(0.0, 4.0)]) == ("something else",)
    assert still_told(told, [(0.9, 1.1)]) == told
