"""What stands where no word of the transcript does: small words, repeats, restarts, hesitations, or any other phones.

Each guess is put between the words around it and the few tenths of a second there are searched once more, with phones in
context; the guesses compete with one another and with nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.align import acoustic, graph
from visemes.align.acoustic import SILENCE
from visemes.align.gaps import small_words
from visemes.align.search import best_path, blends_of
from visemes.lexicon.spoken import Pronunciation, SpokenWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from visemes.align.search import Stretch

#: Phones of a restart at the least, and of free phones that a guess may leave to the neighbours, on either side.
FRAGMENT: Final = 2
GIVEN_AWAY: Final = 2

#: The longest string of free phones that is tried.
MOST_PHONES: Final = 24

#: A mark's labels: speech without a word, a word said again or begun and dropped, and a hesitation.
SPEECH, REPEAT, HESITATION = "speech", "repeat", "hesitation"


@dataclass(frozen=True, slots=True)
class Guess:
    """Something that may have been said. kind: a mark's label. text: what to call it, or nothing."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Filling:
    """A word put into a line where the transcript has none, or another.

    guess: what it is. instead: the word of the transcript in whose place it stands, None between words.
    """

    guess: Guess
    instead: SpokenWord | None = None


@dataclass(frozen=True)
class Told:
    """A line as it was really spoken.

    words: with fillings among them. fillings: by their place. is_unlike: the transcript is of something else.
    """

    words: tuple[SpokenWord, ...]
    fillings: Mapping[int, Filling]
    is_unlike: bool = False

    def said(self) -> dict[int, SpokenWord]:
        """The words of the transcript, by their places."""
        fillings = [self.fillings.get(place) for place in range(len(self.words))]
        own = (word if filling is None else filling.instead for word, filling in zip(self.words, fillings, strict=True))
        return {place: word for place, word in enumerate(own) if word is not None}


@dataclass(frozen=True, slots=True)
class Fitted:
    """The best guess in its place.

    phones: as it is said. gain: log likelihood over nothing at all (nats). evidence: that of its frames over the best free phones
    (nats a frame). first, last: its frames, in the stretch.
    """

    phones: Pronunciation
    gain: float
    evidence: float
    first: int
    last: int

    @property
    def frames(self) -> int:
        """How long it lasts."""
        return self.last - self.first


Guesses = dict[Pronunciation, Guess]


def small(rows: Iterable[int]) -> Guesses:
    """Some of the small words, by their rows in the table."""
    table = small_words()
    return {table.phones[row]: named(table.texts[row]) for row in rows}


def named(text: str) -> Guess:
    """A small word or, with a dash in front, a hesitation."""
    return Guess(HESITATION, text[1:]) if text.startswith("-") else Guess(SPEECH, text)


def like(strings: Iterable[Pronunciation]) -> Guesses:
    """The small words that share a phone with some strings, and all hesitations."""
    phones = {phone for string in strings for phone in string}
    table = small_words()
    return small(row for row, text in enumerate(table.texts) if text.startswith("-") or phones & set(table.phones[row]))


def again(before: Sequence[SpokenWord], after: Sequence[SpokenWord]) -> Guesses:
    """The words around a gap said twice, or begun and dropped: one or two words before or after it, and the next one's start."""
    found: Guesses = {}
    for words in (before[-1:], before[-2:], after[:1], after[:2]):
        if words and all(len(w.parts) == 1 for w in words):
            phones = tuple(bare(phone) for word in words for phone in word.parts[0][0])
            found.setdefault(phones, Guess(REPEAT, " ".join(w.text for w in words)))
    if after:
        whole = [bare(phone) for phone in after[0].parts[0][0]]
        for length in range(FRAGMENT, len(whole)):
            found.setdefault(tuple(whole[:length]), Guess(REPEAT, after[0].text))
    return found


def free(stretch: Stretch, first: int, last: int) -> Guesses:
    """The best free phones of some frames, the outer ones given to the neighbours or not."""
    names = list(acoustic.english().index)
    runs = [names[phone] for phone, _ in groupby(stretch.free[first:last].tolist())]
    spoken = [name for name in runs if name.isalpha() and name != SILENCE][:MOST_PHONES]
    cuts = [
        tuple(spoken[start : len(spoken) - end])
        for start in range(GIVEN_AWAY + 1)
        for end in range(GIVEN_AWAY + 1)
        if start + end < len(spoken)
    ]
    return dict.fromkeys(cuts, Guess(SPEECH, ""))


def bare(phone: str) -> str:
    """A phone without stress."""
    return phone.rstrip("012")


def fitted(
    stretch: Stretch,
    first: int,
    last: int,
    before: Sequence[SpokenWord],
    after: Sequence[SpokenWord],
    guesses: Iterable[Pronunciation],
) -> Fitted | None:
    """The best of some guesses between words, in the frames of these words; None where there is no room for any.

    before, after: the words said in the frames first … last - 1, around the guess.
    """
    empty, full = [*before, *after], [*before, SpokenWord("", (tuple(guesses),)), *after]
    graphs = [[blend for node in graph.build(words) for blend in blends_of(node, acoustic.english())] for words in (empty, full)]
    cut = stretch.cut(first, last).knowing(graphs)
    nothing = best_path(cut, empty) if empty else None
    found = best_path(cut, full)
    if found.slow > 1 or (nothing and nothing.slow > 1):
        return None
    slots = [found.nodes[node].slot for node in found.path.string]
    own = [i for i, slot in enumerate(slots) if slot.word == len(before)]
    edges = [*found.path.starts.tolist(), len(found.scores)]
    start, end = edges[own[0]], edges[own[-1] + 1]
    scores = found.scores[np.arange(len(found.scores)), found.trellis.emission[found.path.node, found.path.state]]
    evidence = float((scores - cut.yardstick)[start:end].mean())
    gain = found.path.score - (nothing.path.score if nothing else 0.0)
    return Fitted(tuple(slots[i].spelling for i in own), gain, evidence, first + start, first + end)
