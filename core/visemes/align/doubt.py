"""Where the words and the sound disagree.

The search may put "any sound" in a word's place or between words; it does so where the best free phones explain the
sound much better than the transcript. What that means for the person is decided here: a word that was not said, a
word that sounds different, speech or noise that no word accounts for, or a transcript of something else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.timeline import OVERLAP

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Nats a frame by which any sound is handicapped against the words, and the cost (nats) of using it at all, in a word's
#: place and between words, by the sound's dynamic range (decibels): in noise even right words explain little, and a right
#: line should not be littered with marks. Chosen so that right lines of human speech keep their words and single
#: wrong, missing or extra words are found; bench/doubt.py prints the rates.
RANGES: Final = (12.0, 20.0, 26.0, 32.0)
HANDICAP: Final = (3.4, 2.8, 2.2, 1.8)
INSTEAD_COST: Final = -14.0
BETWEEN_COST: Final = (-60.0, -45.0, -28.0, -12.0)

#: What a line in another language than English is granted: nats a frame on the handicap, nats on each cost of any sound, and
#: nats a frame on the evidence for a word, since the English model explains its right phones that much worse.
FOREIGN_HANDICAP: Final = 1.5
FOREIGN_COST: Final = -20.0
FOREIGN_EVIDENCE: Final = 1.0

#: Seconds a phone takes at the least: less sound than this in a word's place means that the word was not said.
SHORTEST_PHONE: Final = 0.03

#: Seconds of unexplained sound that are worth a mark: of speech, and of noise (a stop's burst, a lip smack or a creak is shorter).
SHORTEST_MARK: Final = 0.08
SHORTEST_NOISE: Final = 0.25

#: Share of doubtful words from which on the transcript as a whole is in doubt, and of unsaid words from which on they
#: are put somewhere all the same: better all words somewhere than none anywhere. Two doubtful words are no wrong transcript.
WRONG_TRANSCRIPT: Final = 0.4
NOTHING_FITS: Final = 0.6

FEWEST_WRONG: Final = 3

#: Share of doubted words from which on it is asked how well the whole transcript fits, in mean evidence a frame (nats) with every
#: word forced into the sound. Right transcripts have -1.5 and more, even read with a strong accent; those of other sounds -3
#: and less, unless they share most of their words.
SUSPICIOUS: Final = 0.2
UNLIKE: Final = -2.3

#: The most that a word of such a transcript is worth: what fits, fits by chance.
UNLIKE_WORD: Final = 0.05

#: Confidence of a word from the strength of its evidence. Learned from synthetic speech with noise, echo and narrow bands,
#: and transcripts with one wrong, missing or extra word (tools/fit_confidence.py).
CONFIDENCE_SLOPE: Final = 0.154
CONFIDENCE_MIDDLE: Final = -24.7

#: The most that a word is worth which the search itself doubts; it may be the neighbour of the wrong one.
DOUBTED: Final = 0.4

#: Seconds within which a start counts as right.
CLOSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Costs:
    """What "any sound" costs: handicap in nats a frame, instead and between once each (nats, negative)."""

    handicap: float
    instead: float
    between: float

    @classmethod
    def at(cls, dynamic_range: float) -> Costs:
        """The costs for a sound with so many decibels between loud and quiet."""
        handicap, between = (float(np.interp(dynamic_range, RANGES, table)) for table in (HANDICAP, BETWEEN_COST))
        return cls(handicap, INSTEAD_COST, between)

    def eased(self, share: float) -> Costs:
        """The costs for a line of which this share is in another language than English."""
        cost = share * FOREIGN_COST
        return Costs(self.handicap + share * FOREIGN_HANDICAP, self.instead + cost, self.between + cost)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at.

    start, end: seconds. text: the words it is about. kind: "different" (sounds unlike the word), "unsaid" (no sound
    for the word), "speech" (speech without a word; text is the small word that it sounds like, if any), "repeat" (of the word in
    text), "hesitation", "breath", "cough", "laughter", "noise", "overlap" (two speak at once; text is their names).
    """

    start: float
    end: float
    text: str
    kind: str


def confidence(strength: float) -> float:
    """Probability that a word is right, from the strength of the evidence for it (see `hear.strength`)."""
    return 1 / (1 + math.exp(-CONFIDENCE_SLOPE * (strength - CONFIDENCE_MIDDLE)))


def place_confidence(spread: float) -> float:
    """Probability that a phone starts within 50 ms of where it was put, from the standard deviation of its start (seconds)."""
    return math.erf(CLOSE / max(spread, 1e-6) / math.sqrt(2))


def is_wrong_transcript(doubtful: int, words: int) -> bool:
    """Whether so many words are in doubt that the transcript probably belongs to another recording."""
    return doubtful >= FEWEST_WRONG and doubtful / words >= WRONG_TRANSCRIPT


def is_suspicious(doubtful: int, words: int) -> bool:
    """Whether so many words are in doubt that the whole transcript should be put to the test."""
    return doubtful > 0 and doubtful >= SUSPICIOUS * words


def is_unlike(evidence: float) -> bool:
    """Whether a transcript with so much evidence (nats a frame) is of something else."""
    return evidence < UNLIKE


def warnings(findings: Sequence[Finding], words: int) -> tuple[str, ...]:
    """What to tell the person: a line about words, one about people who speak at once, or none."""
    crowded = [f for f in findings if f.kind == OVERLAP]
    return (*word_warnings([f for f in findings if f.kind != OVERLAP], words), *overlap_warnings(crowded))


def overlap_warnings(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Where two speak at once: their words are told apart, but less surely than elsewhere."""
    listed = ", ".join(f"{f.text} at {f.start:.2f} to {f.end:.2f} s" for f in findings)
    return (f"voices overlap, words are less sure there: {listed}",) if findings else ()


def word_warnings(findings: Sequence[Finding], words: int) -> tuple[str, ...]:
    """What is odd about words: one line, or none."""
    doubtful = [f for f in findings if f.kind in ("different", "unsaid")]
    if is_wrong_transcript(len(doubtful), words):
        return (f"the transcript does not seem to be of this sound: {len(doubtful)} of {words} words do not fit",)
    if not findings:
        return ()
    listed = ", ".join(described(finding) for finding in sorted(findings, key=lambda f: f.start))
    return (f"check these words: {listed}",)


def described(finding: Finding) -> str:
    """A finding in a few words."""
    what = {
        "different": f"'{finding.text}' sounds different",
        "unsaid": f"'{finding.text}' was not heard",
        "speech": f"speech without a word (like '{finding.text}')" if finding.text else "speech without a word",
        "repeat": f"'{finding.text}' is repeated or begun",
        "hesitation": f"a hesitation ('{finding.text}')",
        "breath": "a breath",
        "cough": "a cough",
        "laughter": "laughter",
        "noise": "unexplained noise",
    }[finding.kind]
    return f"{what} at {finding.start:.2f} s"
