"""A comparison in words, for a terminal, and as a table of markers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.guide.compare import Comparison, Moment

VERDICTS: Final = {
    "same": "does what its guide does",
    "differs": "differs from its guide",
    "unreadable": "cannot tell",
}
#: What is said of each kind of difference.
KINDS: Final = {
    "closure missing": "does not close", "closure added": "closes, the guide does not", "open in silence": "open in silence",
    "late": "late by {frames} frames", "early": "early by {frames} frames", "too small": "opens too little",
    "too open": "open too far", "too wide": "not round enough", "too round": "too round",
}  # fmt: skip
#: Moments that are listed unless all are asked for.
LISTED: Final = 12


def lines(found: Comparison, *, all_of_them: bool = False) -> Iterator[str]:
    """The comparison, a heading first."""
    yield f"{found.rig.source} beside {found.guide.source}: {VERDICTS[found.verdict]}"
    yield from (f"  {line}" for line in _whole(found))
    yield from (f"  note: {note}" for note in found.notes)
    shown = found.moments if all_of_them else found.moments[:LISTED]
    yield from (f"  {line}" for line in _table(shown))
    if len(found.moments) > len(shown):
        yield f"  and {len(found.moments) - len(shown)} more that a viewer would mind less (--all)"


def _whole(found: Comparison) -> Iterator[str]:
    if found.reason:
        yield f"why: {found.reason}"
    matched = found.matched
    if matched is None:
        return
    yield said_shift(found)
    yield f"the openings go together by {found.likeness:.2f}, and are {found.apart:.0%} of their range apart on average"
    if found.is_other_size:
        much = "less" if found.size < 1 else "more"
        yield f"all along the mouth opens {abs(1 - found.size):.0%} {much} than the guide's"
    there, seen, alone = found.closures
    yield f"closures: {seen} of the guide's {there} seen{f', {alone} that only the rig has' if alone else ''}"


def said_shift(found: Comparison) -> str:
    """The offset in words."""
    frames = found.shift_frames
    if abs(frames) < 0.5:
        return f"they are together ({1000 * found.shift:+.0f} ms, {frames:+.1f} frames)"
    what = (
        f"the rig is {'late' if frames > 0 else 'early'} by {abs(1000 * found.shift):.0f} ms, {abs(frames):.1f} frames, all along"
    )
    return f"{what} ({'taken out of what follows' if found.removed else 'left in'})"


def what_of(moment: Moment) -> str:
    """A moment's difference in a few words."""
    frames = abs(moment.difference.frames)
    return KINDS[moment.difference.kind].format(frames=frames)


def frames_of(moment: Moment) -> str:
    """The frames of a moment."""
    return str(moment.first) if moment.first == moment.last else f"{moment.first}-{moment.last}"


def _table(moments: tuple[Moment, ...]) -> Iterator[str]:
    if not moments:
        return
    rows = [("frames", "time", "rig", "guide", "what", "said", "to do"), *(_row(moment) for moment in moments)]
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    for row in rows:
        right = "  ".join(cell.rjust(width) for cell, width in zip(row[:4], widths[:4], strict=True))
        left = "  ".join(cell.ljust(width) for cell, width in zip(row[4:6], widths[4:], strict=True))
        yield f"{right}  {left}  {row[6]}".rstrip()


def _row(moment: Moment) -> tuple[str, str, str, str, str, str, str]:
    said = f"{moment.phones} ({moment.word})" if moment.word else moment.phones
    short = said if len(said) <= 32 else said[:29] + "..."
    is_width = moment.difference.kind in {"too wide", "too round"}
    rig, guide = (f"{value:+.2f}" if is_width else f"{max(0.0, value):.0%}" for value in (moment.rig, moment.guide))
    return frames_of(moment), f"{moment.start:.2f}", rig, guide, what_of(moment), short, moment.advice
