"""Phones to viseme cues: which mouth shape is meant from when to when.

Cues cover the whole sound without gaps. They say what is meant, not what is drawn: easing, holds and frames come later.
Pause rules after Rhubarb Lip Sync: under 120 ms the mouth holds, up to 350 ms it relaxes, longer it rests.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from visemes.timeline import SAME_TIME, Cue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from visemes.maps import VisemeMap
    from visemes.timeline import Phone, Timeline

#: A pause shorter than this (seconds) is no pause for the mouth: the shape before it is held.
HELD_PAUSE: Final = 0.120
#: Up to this (seconds) the mouth only relaxes half-way; longer, it comes to rest.
RELAXED_PAUSE: Final = 0.350


def cues_for(timeline: Timeline, viseme_map: VisemeMap) -> tuple[Cue, ...]:
    """The cues of a timeline from 0 to its end, neighbours of equal label merged.

    A phone with several visemes is split by their shares. A closure or contact is never dropped, whatever its length. An
    emphasised word's vowels are shown by visemes that are as much more, or less, open. A cue's confidence is its least sure
    phone's, its `phone` the first of those it was merged from.
    """
    shown = [
        _emphasised(cue, timeline.emphasis_at(phone.middle), viseme_map)
        for phone in timeline.phones
        for cue in _phone_cues(phone, viseme_map)
    ]
    return tuple(_merged(_filled(shown, timeline.duration, viseme_map)))


def _phone_cues(phone: Phone, viseme_map: VisemeMap) -> Iterator[Cue]:
    """The cues of one phone, one after the other by their shares of its time."""
    targets = viseme_map.for_phone(phone.label)
    start, done = phone.start, 0.0
    for place, (name, share) in enumerate(targets, 1):
        done += share
        end = phone.end if place == len(targets) else phone.start + done * phone.duration
        yield Cue(start, end, name, phone.confidence, phone.label)
        start = end


def _emphasised(cue: Cue, emphasis: float, viseme_map: VisemeMap) -> Cue:
    """The cue with the vowel's viseme nearest to its own opening times the emphasis; only vowels open more or less."""
    if emphasis == 1 or cue.label not in viseme_map.vowels:
        return cue
    shape = viseme_map.visemes[cue.label]
    return replace(cue, label=viseme_map.nearest(min(1.0, shape.opening * emphasis), shape.width, viseme_map.vowels).name)


def _filled(cues: list[Cue], duration: float, viseme_map: VisemeMap) -> Iterator[Cue]:
    """The cues with every gap between them, before the first and after the last filled."""
    before: Cue | None = None
    for cue in cues:
        yield from _gap(before, before.end if before else 0.0, cue.start, viseme_map)
        yield cue
        before = cue
    tail = before.end if before else 0.0
    if duration - tail > SAME_TIME:
        yield Cue(tail, duration, viseme_map.rest)


def _gap(before: Cue | None, start: float, end: float, viseme_map: VisemeMap) -> Iterator[Cue]:
    """What the mouth does in a pause, by its length and by what it showed before."""
    if end - start <= SAME_TIME:
        return
    if before is None or end - start > RELAXED_PAUSE:
        yield Cue(start, end, viseme_map.rest)
    elif end - start < HELD_PAUSE:
        yield before.moved(start, end)
    else:
        label = relaxed(before.label, viseme_map)
        yield Cue(start, end, label) if label == viseme_map.rest else replace(before, start=start, end=end, label=label, weight=0.5)


def relaxed(viseme: str, viseme_map: VisemeMap) -> str:
    """The viseme a mouth relaxes to from another: of the vowels' no more open than it, the nearest to half its opening and width.

    That may be itself: the mouth holds. Lips that are together or nearly so relax to rest, and a tongue that shows is put away.
    """
    shape = viseme_map.visemes[viseme]
    less = [name for name in viseme_map.vowels if viseme_map.visemes[name].opening <= shape.opening]
    if shape.closure or shape.contact or viseme == viseme_map.rest or not less:
        return viseme_map.rest
    return viseme_map.nearest(shape.opening / 2, shape.width / 2, less).name


def _merged(cues: Iterable[Cue]) -> Iterator[Cue]:
    """Equal neighbours as one cue."""
    current: Cue | None = None
    for cue in cues:
        if current and cue.label == current.label:
            current = _joined(current, cue)
        else:
            yield from (current,) if current else ()
            current = cue
    yield from (current,) if current else ()


def _joined(first: Cue, second: Cue) -> Cue:
    known = [c for c in (first.confidence, second.confidence) if c is not None]
    return replace(
        first,
        end=second.end,
        confidence=min(known) if known else None,
        phone=first.phone or second.phone,
        weight=max(first.weight, second.weight),
    )
