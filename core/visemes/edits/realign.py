"""A run of words aligned anew between neighbours that stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.align.between import Bounded, heard_between
from visemes.align.order import SHORTEST
from visemes.align.within import Placed, shared_out
from visemes.edits.moving import with_time
from visemes.edits.said import Said, spoken
from visemes.errors import TimelineError
from visemes.timeline import SAME_TIME, Phone, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.audio import Sound
    from visemes.lexicon.spoken import SpokenWord

#: A gap shorter than this (seconds) at the edge of a stretch is no pause: nobody stops for so short a time.
NO_PAUSE: Final = 0.05

#: Words further away than this (seconds) need not be listened to.
FAR: Final = 0.3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word to be aligned. word: all of it but its times; those set by hand are exact. spoken: how it may be said.

    pins: times of its phones set by hand: number, edge, seconds; they hold only if it has as many phones as `phones` says.
    """

    word: Word
    spoken: SpokenWord
    pins: tuple[tuple[int, str, float], ...] = ()
    phones: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """The stretch between two words that stay (None where there is none). start, end: seconds."""

    start: float
    end: float
    before: Said | None = None
    after: Said | None = None


def aligned_anew(sound: Sound, wanted: Sequence[Wanted], gap: Gap, language: str) -> list[Said]:
    """The words with times inside the gap. Raises TimelineError when there is no room for them."""
    least = sum(min(map(len, variants)) for word in wanted for variants in word.spoken.parts) * SHORTEST
    if gap.end - gap.start < least:
        raise TimelineError(f"there is no room for '{' '.join(w.word.label for w in wanted)}'", "let the neighbours move")
    bounds = _bounds(wanted, gap)
    found = heard_between(sound, bounds, _context(gap.before, gap, language), _context(gap.after, gap, language))
    if not all(found):
        found = _shared(wanted, gap)
    return _pinned(_met(found, gap), wanted)


def _bounds(wanted: Sequence[Wanted], gap: Gap) -> list[Bounded]:
    """Where each word may be: between the gap's edges and the times set by hand of the words around it."""
    low, high = [gap.start] * len(wanted), [gap.end] * len(wanted)
    for i, word in enumerate(w.word for w in wanted):
        for edge, seconds in (("start", word.start), ("end", word.end)):
            if edge in word.by_hand and gap.start < seconds < gap.end:
                after = i if edge == "start" else i + 1
                low[after:] = [max(value, seconds) for value in low[after:]]
                high[:after] = [min(value, seconds) for value in high[:after]]
    return [Bounded(w.spoken, *times) for w, times in zip(wanted, zip(low, high, strict=True), strict=True)]


def _context(said: Said | None, gap: Gap, language: str) -> Bounded | None:
    """A neighbour that is close enough to be listened to."""
    if said is None or not said.phones or max(gap.start - said.end, said.start - gap.end) > FAR:
        return None
    return Bounded(spoken(said, language), said.start, said.end)


def _met(found: list[list[Phone]], gap: Gap) -> list[list[Phone]]:
    """The first and last phone moved to the edges of the gap where words touch it and no pause was heard."""
    first, last = found[0], found[-1]
    if gap.before and gap.start - gap.before.end <= SAME_TIME and first[0].start - gap.start < NO_PAUSE:
        first[0] = first[0].moved(gap.start, first[0].end)
    if gap.after and gap.after.start - gap.end <= SAME_TIME and gap.end - last[-1].end < NO_PAUSE:
        last[-1] = last[-1].moved(last[-1].start, gap.end)
    return found


def _shared(wanted: Sequence[Wanted], gap: Gap) -> list[list[Phone]]:
    """Equal parts of the gap for every phone: for a sound in which nothing can be heard."""
    counts = [sum(len(variants[0]) for variants in word.spoken.parts) for word in wanted]
    edges = [gap.start + (gap.end - gap.start) * sum(counts[:i]) / sum(counts) for i in range(len(counts) + 1)]
    return [shared_out(Placed(w.spoken, a, b)) for w, (a, b) in zip(wanted, pairwise(edges), strict=True)]


def _closed(words: list[Said], before: int) -> list[Said]:
    """The words with a gap after one of them closed that is too short for a pause: its last phone goes on."""
    if 0 <= before < len(words) - 1 and 0 < words[before + 1].start - words[before].end < NO_PAUSE:
        *phones, last = words[before].phones
        words[before] = words[before].with_phones((*phones, last.moved(last.start, words[before + 1].start)))
    return words


def _pinned(found: Sequence[Sequence[Phone]], wanted: Sequence[Wanted]) -> list[Said]:
    """The words as they were found, with the times that were set by hand."""
    result = [
        Said(
            replace(
                want.word,
                start=phones[0].start,
                end=phones[-1].end,
                confidence=max((p.confidence or 0.0 for p in phones), default=None),
            ),
            tuple(replace(phone, speaker=want.word.speaker) for phone in phones),
        )
        for phones, want in zip(found, wanted, strict=True)
    ]
    for i, want in enumerate(wanted):
        for edge in ("start", "end"):
            if edge in want.word.by_hand:
                seconds = want.word.start if edge == "start" else want.word.end
                result = with_time(result, i, edge, seconds)
                result = _closed(result, i - 1 if edge == "start" else i)
        if want.pins and want.phones == len(result[i].phones):
            for number, edge, seconds in want.pins:
                result = with_time(result, i, edge, seconds, number)  # type: ignore[arg-type]
    return result
