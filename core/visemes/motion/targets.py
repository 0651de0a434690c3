"""What each sound wants of the mouth, when, and how strongly; the table is data/coarticulation.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from visemes.motion.events import kind_of
from visemes.phones import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from visemes.maps import Viseme, VisemeMap
    from visemes.motion.style import Style
    from visemes.timeline import Phone, Timeline

#: A sound this rounded is shown by the lips; from this on it is called round.
ROUND: Final = 0.6
SLIGHTLY_ROUND: Final = 0.3


@dataclass(frozen=True, slots=True)
class Goal:
    """A viseme wanted fully from `start` to `end`, rising over `early` seconds before and fading over `late` after.

    strengths: weight by channel. effort: factor on what opens the mouth. emphasis: factor on all of it. phone: behind it, None
    for rest.
    """

    viseme: str
    start: float
    end: float
    early: float
    late: float
    strengths: Mapping[str, float]
    effort: float = 1.0
    phone: Phone | None = None
    emphasis: float = 1.0


@cache
def table() -> Mapping[str, Any]:
    """The coarticulation table."""
    return tomllib.loads(files("visemes.motion").joinpath("data/coarticulation.toml").read_text("utf-8"))


@cache
def class_of(label: str) -> str:
    """The row of the table for a phone (IPA)."""
    sounds = parse(label)
    if not sounds:
        return "breath"
    kind, last = kind_of(label), sounds[-1]
    if kind:
        return kind
    rounding = max(sound.rounding for sound in sounds)
    if sounds[0].is_vowel:
        return "round_vowel" if rounding >= ROUND else "reduced" if label in {"ə", "ɚ", "ᵻ", "ᵊ"} else "vowel"
    if rounding >= SLIGHTLY_ROUND:
        return "round_glide" if rounding >= ROUND else "round_consonant"
    by_feature = ((last.sibilant, "sibilant"), (last.place == "dental", "dental"), (last.place == "palatal", "palatal"))
    named = next((name for fits, name in by_feature if fits), "tongue")
    return "breath" if last.place == "glottal" else named


def goals_of(timeline: Timeline, viseme_map: VisemeMap, style: Style, efforts: Mapping[Phone, float]) -> tuple[Goal, ...]:
    """Every goal of a line, sounds and pauses, in seconds of the sound."""
    sounds = [
        replace(goal, emphasis=timeline.emphasis_at(phone.middle))
        for phone in timeline.phones
        for goal in _phone_goals(phone, viseme_map, style, efforts.get(phone, 1.0))
    ]
    breaths = _breath_goals(timeline, viseme_map, style) if style.breath else ()
    return (*sounds, *_pause_goals(timeline, viseme_map), *breaths)


def _phone_goals(phone: Phone, viseme_map: VisemeMap, style: Style, effort: float) -> Iterator[Goal]:
    """One goal for each of the phone's visemes (diphthongs have two)."""
    targets, start = viseme_map.for_phone(phone.label), phone.start
    row = table()["classes"][class_of(phone.label)]
    for name, share in targets:
        length = phone.duration * share
        viseme = viseme_map.visemes[name]
        yield Goal(
            name, start, start + length * style.hold, row["early"], row["late"], _strengths(row, viseme, viseme_map), effort, phone
        )
        start += length


def _strengths(row: Mapping[str, float], viseme: Viseme, viseme_map: VisemeMap) -> dict[str, float]:
    """Weights by channel; a set of whole mouths has no channels to tell apart."""
    if not viseme_map.combines:
        whole = max(0.3, row["jaw"], row["lips"])
        return dict.fromkeys(("jaw", "lips", "tongue", "face"), whole)
    left_alone = {channel: 0.02 for channel in ("jaw", "lips") if channel not in viseme.channels}
    return {"jaw": row["jaw"], "lips": row["lips"], "tongue": row["tongue"], "face": 0.0} | left_alone


def _pause_goals(timeline: Timeline, viseme_map: VisemeMap) -> Iterator[Goal]:
    """Rest in pauses: the mouth begins to go there during the last sound and leaves before the next."""
    pause = table()["pause"]
    for start, end in timeline.pauses():
        if end - start < pause["short"] and end < timeline.duration:
            continue
        long = end - start >= pause["long"] or start <= 0 or end >= timeline.duration
        before = timeline.phone_at(start - 1e-4) if start > 0 else None
        fade = min(pause["longest_fade"], before.duration * pause["fade"]) if before and long else 0.0
        weight = 1.0 if long else pause["relax"]
        rest_end = end if end >= timeline.duration else max(start, end - pause["prepare"])
        yield Goal(viseme_map.rest, start - fade, rest_end, 0.03, 0.03, dict.fromkeys(("jaw", "lips", "tongue", "face"), weight))


def _breath_goals(timeline: Timeline, viseme_map: VisemeMap, style: Style) -> Iterator[Goal]:
    """A breath before every phrase that a long pause leaves time for: the lips part a little."""
    pause, viseme = table()["pause"], viseme_map.nearest(0.2, 0.0).name
    strengths = dict.fromkeys(("jaw", "lips"), 2.0)
    for start, end in timeline.pauses():
        if end < timeline.duration and end - start >= pause["long"] + pause["breath"]:
            before = end - pause["prepare"]
            yield Goal(viseme, before - 0.6 * pause["breath"], before - 0.1, 0.05, 0.05, strengths, style.breath)
