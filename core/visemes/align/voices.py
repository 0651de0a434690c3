"""Several speakers in one sound: around each change of the speaker, whether the next one begins before the last one has ended.

The words of a transcript come one after the other, and so does the first search put them. Where two people talk at once that
squeezes or loses words; so the neighbourhood of a change is searched again with a path for each voice (`duet.py`), and what
that finds replaces the first answer where voices do overlap.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from visemes.align import acoustic, decode, doubt, graph, hear
from visemes.align.acoustic import SILENCE, SINGLE, STATES
from visemes.align.duet import BOTH, Chain, Pair, Unit, together
from visemes.align.features import RATE
from visemes.align.search import Segment, blends_of
from visemes.timeline import OVERLAP

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord
    from visemes.align.search import Stretch

    Samples = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Moves the boundaries of segments to where the sound changes.
Refine: TypeAlias = "Callable[[Sequence[Segment], Samples], list[Segment]]"

#: A turn to be searched for: its number, and its words as (index, parts).
Turn: TypeAlias = "tuple[int, Sequence[tuple[int, Sequence[Sequence[str]]]]]"

#: Seconds before and after a change that are searched, the widest that the search has room for.
REACHES: Final = (5.0, 3.0, 1.5)

#: Frames times states times states that a search may have: bytes of memory.
ROOM: Final = 60_000_000

#: Nats that a word the first search doubts has to be worth under another voice, and how many such words are asked about. Of 88
#: such words that were said four in five were worth more than this, of 40 that nobody said one in five.
LEAST_WORTH: Final = 3.0
MOST_TRIED: Final = 12

#: Seconds of pause between sure words at a change that leave no doubt that one spoke after the other.
CLEAR_PAUSE: Final = 0.15

#: Seconds within which stretches belong together.
NEAR: Final = 0.1

#: Seconds by which two searches may differ about a word and mean the same place.
SAME_PLACE: Final = 0.05

#: Seconds that voices overlap at the least: boundaries of phones are not surer.
SHORTEST_OVERLAP: Final = 0.12


@dataclass(frozen=True)
class Place:
    """Where the first search put a word. phones: its own. is_sure: nothing speaks against it."""

    phones: tuple[hear.Heard, ...]
    is_sure: bool

    @property
    def start(self) -> float:
        """Seconds."""
        return self.phones[0].start

    @property
    def end(self) -> float:
        """Seconds."""
        return self.phones[-1].end


@dataclass(frozen=True)
class Window:
    """The neighbourhood of a change. first, last: its words, last excluded. start, end: seconds."""

    first: int
    last: int
    start: float
    end: float


@dataclass(frozen=True)
class Talk:
    """What was heard in a window: phones by word, and where both speak. Numbers of words are the transcript's."""

    window: Window
    phones: dict[int, tuple[hear.Heard, ...]]
    overlaps: tuple[tuple[float, float], ...]


def apart(hearing: hear.Hearing, stretch: Stretch, samples: Samples, words: Sequence[SpokenWord], refined: Refine) -> hear.Hearing:
    """What was heard of `words` in a piece of sound, with overlapping turns told apart; the same where there are none."""
    changes = [i for i, (a, b) in enumerate(pairwise(words), 1) if a.speaker and b.speaker and a.speaker != b.speaker]
    if not changes:
        return hearing
    places = first_places(hearing, words)
    duration = len(samples) / RATE
    talks = {c: talk for c in changes if (talk := heard_at(c, places, stretch, samples, words, duration, refined))}
    return merged(hearing, places, talks, changes, words) if talks else hearing


def first_places(hearing: hear.Hearing, words: Sequence[SpokenWord]) -> list[Place | None]:
    """Where each word of the transcript was put; None for those that were not said."""
    own = {index: tuple(group) for index, group in groupby(hearing.phones, key=lambda p: p.word)}
    left = list(enumerate(hearing.said))[::-1]
    places: list[Place | None] = []
    for word in words:
        if not left or left[-1][1] is not word:
            places.append(None)
            continue
        phones = own.get(left.pop()[0], ())
        places.append(Place(phones, max(p.confidence for p in phones) > doubt.DOUBTED) if phones else None)
    return places


def heard_at(
    change: int,
    places: Sequence[Place | None],
    stretch: Stretch,
    samples: Samples,
    words: Sequence[SpokenWord],
    duration: float,
    refined: Refine,
) -> Talk | None:
    """What two voices say around a change, or None where they do not overlap."""
    if is_clear(places[change - 1], places[change]):
        return None
    for reach in REACHES:
        window = window_at(change, places, words, duration, reach)
        if window is None:
            return None
        first = stretch.frame_at(window.start)
        part = stretch.cut(first, stretch.frame_at(window.end))
        chains = chains_of(part, window, places, words)
        if len(part.vectors) * len(chains[0].stay) * len(chains[1].stay) > ROOM:
            continue
        pair = together(*chains)
        if pair and (lost := lost_words(pair, chains, part, window, places, words)):
            chains = chains_of(part, window, places, words, lost)
            pair = together(*chains)
        return talk_of(pair, chains, part, first, window, samples, words, refined) if pair else None
    return None


def lost_words(
    pair: Pair,
    chains: tuple[Chain, Chain],
    part: Stretch,
    window: Window,
    places: Sequence[Place | None],
    words: Sequence[SpokenWord],
) -> frozenset[int]:
    """Words that nobody says: in doubt from the first search, under the other voice, and worth nothing to the sound.

    Words that do lie under the other voice are not all heard there; so none is lost where they are worth something together.
    """
    both = ~chains[0].quiet[pair.first] & ~chains[1].quiet[pair.second]
    under: set[int] = set()
    for chain, path in zip(chains, (pair.first, pair.second), strict=True):
        under |= {chain.units[unit].slot.word for unit in np.unique(path[both] // STATES)}
    doubtful = [index for index in sorted(under) if not ((place := places[index]) and place.is_sure)]
    worths = {}
    for index in doubtful[:MOST_TRIED]:
        without = together(*chains_of(part, window, places, words, frozenset({index})))
        worths[index] = pair.score - without.score if without else LEAST_WORTH
    real = sum(worths.values()) >= LEAST_WORTH
    return frozenset() if real else frozenset(index for index, worth in worths.items() if worth < LEAST_WORTH)


def is_clear(before: Place | None, after: Place | None) -> bool:
    """Whether one sure word ends well before the next sure one begins."""
    return bool(before and after and before.is_sure and after.is_sure and after.start - before.end >= CLEAR_PAUSE)


def window_at(
    change: int, places: Sequence[Place | None], words: Sequence[SpokenWord], duration: float, reach: float
) -> Window | None:
    """The words around a change, both ways as far as a sure word that lies `reach` seconds away, or to a third speaker."""
    pair = {words[change - 1].speaker, words[change].speaker}
    sure = [(p.start, p.end) if p and p.is_sure else None for p in places]
    ends = [s[1] for s in sure[:change] if s]
    begins = [s[0] for s in sure[change:] if s]
    first, start = change - 1, 0.0
    while first > 0 and words[first - 1].speaker in pair:
        place = sure[first]
        if place and place[0] <= (ends[-1] if ends else 0.0) - reach:
            break
        first -= 1
    if first:
        before = sure[first - 1]
        place = sure[first]
        if place is None and before is None:
            return None
        start = place[0] if place else before[1] if before else 0.0
    last, end = change + 1, duration
    while last < len(words) and words[last].speaker in pair:
        place = sure[last - 1]
        if place and place[1] >= (begins[0] if begins else duration) + reach:
            break
        last += 1
    if last < len(words):
        after = sure[last]
        place = sure[last - 1]
        if place is None and after is None:
            return None
        end = place[1] if place else after[0] if after else duration
    return Window(first, last, start, end) if end - start > doubt.SHORTEST_MARK else None


def chains_of(
    part: Stretch,
    window: Window,
    places: Sequence[Place | None],
    words: Sequence[SpokenWord],
    without: Container[int] = (),
) -> tuple[Chain, Chain]:
    """The two voices of a window, the one that speaks first first. without: words that are left out."""
    voices: tuple[list[Turn], list[Turn]] = ([], [])
    turns = groupby(range(window.first, window.last), key=lambda i: words[i].speaker)
    for number, (_, turn) in enumerate(turns):
        voices[number % 2].append((number, [(i, said_as(words[i], places[i])) for i in turn if i not in without]))
    return chain_of(part, voices[0]), chain_of(part, voices[1])


def said_as(word: SpokenWord, place: Place | None) -> tuple[tuple[str, ...], ...]:
    """How a word is said, part by part: as the first search heard it, else in its first way."""
    heard = tuple(p.spelling for p in place.phones) if place else ()
    if len(word.parts) == 1 and heard in word.parts[0]:
        return (heard,)
    return tuple(variants[0] for variants in word.parts)


def chain_of(part: Stretch, turns: Sequence[Turn]) -> Chain:
    """One voice's turns with pauses around every part of a word."""
    units = [Unit(pause(), 0.0, turns[0][0] - 2)]
    for number, said in turns:
        for index, parts in said:
            for place, spelling in enumerate(parts):
                slots: list[graph.Slot] = []
                graph.add_variants(slots, index, place, [spelling])
                units += [Unit(slot, 0.0, number) for slot in slots]
                units.append(Unit(pause(), part.pause, number))
        if said:
            units.pop()
        units.append(Unit(pause(), 0.0, number))
    model = acoustic.english()
    blends = [blend for node in in_context(units) for blend in blends_of(node, model)]
    phones = [model.index[u.slot.phone] for u in units]
    stay, leave = (table[phones].ravel().astype(np.float32) for table in (model.log_stay, model.log_leave))
    return Chain.of(units, part.scores(blends).astype(np.float32), stay, leave)


def pause() -> graph.Slot:
    """A slot in which a voice is silent."""
    return graph.Slot(SILENCE, SILENCE, graph.NO_WORD, SINGLE)


def in_context(units: Sequence[Unit]) -> Iterator[graph.Node]:
    """Every unit between its neighbours; a pause that may be skipped is no neighbour, one at the edge of a turn is."""
    for place, unit in enumerate(units):
        left, right = (neighbour(units, place, step) for step in (-1, 1))
        yield graph.Node(unit.slot, left, right, (), is_first=False, is_last=False)


def neighbour(units: Sequence[Unit], place: int, step: int) -> str:
    """The phone beside a unit on one side; silence itself has no context ("")."""
    if units[place].slot.phone == SILENCE:
        return ""
    other = units[place + step]
    beyond = place + 2 * step
    is_inner = other.slot.phone == SILENCE and other.entry and 0 <= beyond < len(units)
    return units[beyond].slot.phone if is_inner else other.slot.phone


def talk_of(
    pair: Pair,
    chains: tuple[Chain, Chain],
    part: Stretch,
    first: int,
    window: Window,
    samples: Samples,
    words: Sequence[SpokenWord],
    refined: Refine,
) -> Talk | None:
    """A pair of paths as phones, with each voice's boundaries placed as well as the other voice lets them be."""
    own = samples[round(window.start * RATE) : round(window.end * RATE)]
    phones: dict[int, tuple[hear.Heard, ...]] = {}
    late = (part.lateness if first else 0.0) + first * part.step - window.start
    ways = ((chains[0], pair.first), (chains[1], pair.second))
    for mine, theirs in (ways, ways[::-1]):
        segments = refined(segments_of(*mine, *theirs, part), own)
        found, _ = hear.heard(
            part, [segments[0], *(replace(s, start=s.start + late) for s in segments[1:])], words, len(own) / RATE
        )
        shifted = [p.later(window.start, 0) for p in found]
        phones |= {index: tuple(group) for index, group in groupby(shifted, key=lambda p: p.word)}
    overlaps = tuple(shared(phones, words))
    return Talk(window, phones, overlaps) if overlaps else None


def segments_of(chain: Chain, path: Ints, other: Chain, others: Ints, part: Stretch) -> list[Segment]:
    """One voice's path as segments; boundaries are the means of what is possible, given the other voice's path."""
    units = path // STATES
    starts = np.flatnonzero(np.diff(units, prepend=-1))
    string = units[starts]
    columns = (string[:, None] * STATES + np.arange(STATES)).ravel()
    scores = chain.scores[:, columns].copy()
    frames = np.arange(len(path))
    busy = ~other.quiet[others]
    theirs = other.scores[frames, others][busy, None]
    silent = chain.quiet[columns]
    scores[np.ix_(busy, silent)] = theirs
    scores[np.ix_(busy, ~silent)] = np.maximum(scores[np.ix_(busy, ~silent)], theirs) - BOTH
    cuts = decode.boundaries(scores, chain.stay[columns].astype(np.float64), chain.leave[columns].astype(np.float64))
    evidence = np.add.reduceat(chain.scores[frames, path] - part.yardstick, starts) / np.diff([*starts, len(path)])
    seconds = [0.0, *(cuts.mean * part.step)]
    spreads = [0.0, *(cuts.spread * part.step)]
    lengths = np.diff([*starts, len(path)])
    return [
        Segment(chain.units[unit].slot, float(start), float(spread), int(length), float(worth))
        for unit, start, spread, length, worth in zip(string, seconds, spreads, lengths, evidence, strict=True)
    ]


def shared(phones: dict[int, tuple[hear.Heard, ...]], words: Sequence[SpokenWord]) -> Iterator[tuple[float, float]]:
    """The stretches in which words of two speakers are spoken at once, long enough to count."""
    spans = sorted((own[0].start, own[-1].end, words[index].speaker) for index, own in phones.items() if index != graph.NO_WORD)
    found: list[tuple[float, float]] = []
    for place, (_, end, speaker) in enumerate(spans):
        for begin, stop, other in spans[place + 1 :]:
            if begin >= end:
                break
            if other != speaker:
                found.append((begin, min(end, stop)))
    yield from (span for span in joined(sorted(found)) if span[1] - span[0] >= SHORTEST_OVERLAP)


def joined(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Sorted spans with those that nearly touch made one."""
    left = list(spans)[::-1]
    while left:
        start, end = left.pop()
        while left and left[-1][0] <= end + NEAR:
            end = max(end, left.pop()[1])
        yield start, end


def merged(
    hearing: hear.Hearing,
    places: Sequence[Place | None],
    talks: dict[int, Talk],
    changes: Sequence[int],
    words: Sequence[SpokenWord],
) -> hear.Hearing:
    """The first answer with the words near overlaps replaced."""
    now: dict[int, tuple[hear.Heard, ...]] = {}
    for index, place in enumerate(places):
        talk = talks.get(nearest(changes, index))
        own = talk.phones.get(index) if talk else None
        if talk and own and (is_near(own, talk.overlaps) or (place and not agree(place, own))):
            now[index] = own
        elif place:
            now[index] = place.phones
    spans = list(joined(sorted(span for talk in talks.values() for span in talk.overlaps)))
    phones = in_turn(now, words)
    loose = (p for p in hearing.phones if p.word == graph.NO_WORD)
    phones += [p for p in loose if not any(p.start < s.end and s.start < p.end for s in phones)]
    said = sorted({p.word for p in phones if p.word != graph.NO_WORD})
    number = {index: new for new, index in enumerate(said)} | {graph.NO_WORD: graph.NO_WORD}
    phones = [replace(p, word=number[p.word]) for p in phones]
    findings = [f for f in hearing.findings if not is_solved(f, now, spans, words)]
    findings += [doubt.Finding(start, end, names_in(start, end, now, words), OVERLAP) for start, end in spans]
    return hear.Hearing(sorted(phones, key=lambda p: (p.word, p.start)), findings, [words[i] for i in said])


def agree(place: Place, phones: Sequence[hear.Heard]) -> bool:
    """Whether both searches put a sure word in the same place; the first one sees it better, as nobody else speaks there."""
    return place.is_sure and abs(place.start - phones[0].start) < SAME_PLACE and abs(place.end - phones[-1].end) < SAME_PLACE


def nearest(changes: Sequence[int], index: int) -> int:
    """The change that a word is nearest to."""
    after = bisect_right(changes, index)
    around = changes[max(0, after - 1) : after + 1]
    return min(around, key=lambda change: abs(2 * change - 1 - 2 * index))


def is_near(phones: Sequence[hear.Heard], spans: Sequence[tuple[float, float]]) -> bool:
    """Whether a word touches one of some stretches, or nearly so."""
    return any(phones[0].start < end + NEAR and start - NEAR < phones[-1].end for start, end in spans)


def in_turn(now: dict[int, tuple[hear.Heard, ...]], words: Sequence[SpokenWord]) -> list[hear.Heard]:
    """All phones of words, each starting no earlier than the last one of its speaker ends, or of nobody in particular."""
    result = []
    ends: dict[str, float] = {}
    for index, own in sorted(now.items()):
        speaker = words[index].speaker
        for phone in own:
            others = [ends.get(name, 0.0) for name in ((speaker, "") if speaker else ends)]
            start = max(phone.start, *others, 0.0)
            if phone.end > start:
                result.append(replace(phone, start=start, word=index))
                ends[speaker] = phone.end
    return result


def is_solved(
    finding: doubt.Finding,
    now: dict[int, tuple[hear.Heard, ...]],
    spans: Sequence[tuple[float, float]],
    words: Sequence[SpokenWord],
) -> bool:
    """Whether an overlap explains what was odd: a word that is heard in it now, or speech without a word beside it."""
    near = any(finding.start < end + NEAR and start - NEAR < finding.end for start, end in spans)
    if finding.kind in ("speech", "noise"):
        return near
    own = (phones for index, phones in now.items() if words[index].text == finding.text and is_near(phones, spans))
    return any(abs(phones[0].start - finding.start) < REACHES[0] for phones in own)


def names_in(start: float, end: float, now: dict[int, tuple[hear.Heard, ...]], words: Sequence[SpokenWord]) -> str:
    """Who speaks in a stretch: "ANNA and BEN"."""
    inside = (words[index].speaker for index, own in sorted(now.items()) if own[0].start < end and start < own[-1].end)
    return " and ".join(dict.fromkeys(inside))
