"""`textgrid`: words, phones and visemes as tiers of a Praat TextGrid (long text form).

Every tier covers the sound without gaps, as Praat wants; a pause is an interval with an empty label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter
from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.line import Line
    from visemes.timeline import Interval, Timeline


def text(line: Line) -> str:
    """The tiers `words`, `phones` and `visemes`; where voices overlap `ANNA words`, `ANNA phones` and so on for each."""
    timeline = line.timeline
    named: dict[str, Sequence[Interval]] = {**_tiers(timeline), "visemes": line.cues}
    rows = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        *_span(0.0, timeline.duration, ""),
        "tiers? <exists> ",
        f"size = {len(named)} ",
        "item []: ",
    ]
    for number, (name, tier) in enumerate(named.items(), 1):
        rows += [f"    item [{number}]:", *_tier(name, list(filled(tier, timeline.duration)), timeline.duration)]
    return "\n".join(rows) + "\n"


def _tiers(timeline: Timeline) -> dict[str, Sequence[Interval]]:
    """Words and phones by the names of their tiers, of which none may overlap itself."""
    if not timeline.is_crowded:
        return {"words": timeline.words, "phones": timeline.phones}
    tiers: dict[str, Sequence[Interval]] = {}
    for who in dict.fromkeys([*(w.speaker for w in timeline.words), *(p.speaker for p in timeline.phones)]):
        tiers[f"{who} words".strip()] = [word for word in timeline.words if word.speaker == who]
        tiers[f"{who} phones".strip()] = [phone for phone in timeline.phones if phone.speaker == who]
    return tiers


def filled(tier: Sequence[Interval], duration: float) -> Iterator[tuple[float, float, str]]:
    """(start, end, label) of every interval and, with an empty label, of every gap between them."""
    at = 0.0
    for interval in tier:
        if interval.start - at > SAME_TIME:
            yield at, interval.start, ""
        start, at = (interval.start if interval.start - at > SAME_TIME else at), min(interval.end, duration)
        yield start, at, interval.label
    if duration - at > SAME_TIME or not tier:
        yield at, duration, ""


def _tier(name: str, intervals: list[tuple[float, float, str]], duration: float) -> Iterator[str]:
    pad = " " * 8
    yield from (f'{pad}class = "IntervalTier" ', f"{pad}name = {_quoted(name)} ")
    yield from _span(0.0, duration, pad)
    yield f"{pad}intervals: size = {len(intervals)} "
    for number, (start, end, label) in enumerate(intervals, 1):
        yield f"{pad}intervals [{number}]:"
        yield from _span(start, duration if duration - end <= SAME_TIME else end, pad + "    ")
        yield f"{pad}    text = {_quoted(label)} "


def _span(start: float, end: float, pad: str) -> tuple[str, str]:
    return f"{pad}xmin = {_number(start)} ", f"{pad}xmax = {_number(end)} "


def _number(seconds: float) -> str:
    """Seconds to the microsecond, without zeros that say nothing."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def _quoted(label: str) -> str:
    return '"' + label.replace('"', '""') + '"'


EXPORTER: Final = Exporter("textgrid", (".textgrid",), "Praat TextGrid: tiers of words, phones and visemes", text)
