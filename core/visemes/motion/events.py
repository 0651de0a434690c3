"""The moments a mouth must not miss: lips together (p b m) and lower lip against the teeth (f v).

An event is a run of such phones. It is the smallest thing that viewers notice when it is missing, so the exposure sheet
and the curves are both built around events (docs/motion.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from visemes.phones import is_closure, is_contact, is_vowel, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.timeline import Phone, Timeline

Kind = Literal["closure", "contact"]

#: Phones of one kind with no more than this between them (seconds) are one event.
SAME_EVENT: Final = 0.02
#: The lips meet this long before the closure is heard (seconds), at most half of the sound before ...
ANTICIPATION: Final = 0.03
#: ... and longer while a sound of the tongue hides it ("se[t b]lue").
HIDDEN: Final = 0.06
#: Share of a last stop that is burst and breath: the lips have parted by then.
RELEASE: Final = 0.3
#: Longest release (seconds).
LONGEST_RELEASE: Final = 0.06


@dataclass(frozen=True, slots=True)
class Event:
    """A run of closure or contact phones.

    start, end: of its sounds, seconds. held_from: when the lips meet, a little before they are heard to. held_until: when
    they part, before `end` for stops, whose burst is heard with open lips. reopens: a vowel follows before the next event,
    so the mouth must be seen open in between. parts: some sound follows that is better seen with the lips apart.
    """

    kind: Kind
    start: float
    end: float
    held_from: float
    held_until: float
    phones: tuple[Phone, ...]
    reopens: bool = False
    parts: bool = False

    @property
    def middle(self) -> float:
        """When the lips are meant to be together, in seconds."""
        return (self.held_from + self.held_until) / 2

    @property
    def label(self) -> str:
        """Its phones as a person writes them."""
        return " ".join(p.label for p in self.phones)


def kind_of(label: str) -> Kind | None:
    """What a phone (IPA) asks of the lips; a phone that closes and touches (pf) counts as a closure."""
    if is_closure(label):
        return "closure"
    return "contact" if is_contact(label) else None


def events_of(timeline: Timeline) -> tuple[Event, ...]:
    """Every event of a line, in time order."""
    runs = list(_runs(timeline.phones))
    return tuple(
        _event(timeline.phones, first, last, runs[i + 1][0] if i + 1 < len(runs) else len(timeline.phones))
        for i, (first, last) in enumerate(runs)
    )


def _runs(phones: Sequence[Phone]) -> list[tuple[int, int]]:
    """First and last index of every run."""
    runs: list[tuple[int, int]] = []
    for i, phone in enumerate(phones):
        kind = kind_of(phone.label)
        if kind is None:
            continue
        joins = runs and runs[-1][1] == i - 1 and kind_of(phones[i - 1].label) == kind
        if joins and phone.start - phones[i - 1].end <= SAME_EVENT:
            runs[-1] = (runs[-1][0], i)
        else:
            runs.append((i, i))
    return runs


def _event(phones: Sequence[Phone], first: int, last: int, following: int) -> Event:
    run, between = tuple(phones[first : last + 1]), phones[last + 1 : following]
    kind = kind_of(run[0].label) or "closure"
    return Event(
        kind,
        run[0].start,
        run[-1].end,
        run[0].start - _anticipation(phones[first - 1] if first else None, run[0], kind),
        run[-1].end - _release(run[-1], kind),
        run,
        reopens=any(is_vowel(p.label) for p in between),
        parts=bool(between),
    )


def _anticipation(before: Phone | None, first: Phone, kind: Kind) -> float:
    """Seconds before the first phone at which the lips meet already."""
    if before is None or first.start - before.end > SAME_EVENT:
        return ANTICIPATION
    hidden = kind == "closure" and not is_vowel(before.label) and kind_of(before.label) is None
    return min(HIDDEN if hidden else ANTICIPATION, before.duration / 2)


def _release(phone: Phone, kind: Kind) -> float:
    """Seconds at the end of the last phone during which the lips already part."""
    is_stop = kind == "closure" and not parse(phone.label)[-1].nasal
    return min(LONGEST_RELEASE, phone.duration * (RELEASE if is_stop else RELEASE / 2))
