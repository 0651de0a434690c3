"""A report in words, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.sync.report import Mark, Phrase, Report

VERDICTS: Final = {
    "pass": "in sync (within EBU R37)",
    "warn": "noticeably out of sync (outside EBU R37, within ITU-R BT.1359)",
    "fail": "out of sync (outside ITU-R BT.1359)",
    "unreadable": "cannot tell",
}
#: Stretches of film to look at, by their short names.
MARKS: Final = {
    "frozen picture": "the picture stands still while somebody speaks",
    "still mouth": "the mouth does not move while somebody speaks",
    "no mouth": "no mouth is in the picture while somebody speaks",
    "open in silence": "the mouth is open in silence",
}
#: Things of one kind that are listed by their times.
LISTED: Final = 8


def lines(report: Report) -> Iterator[str]:
    """The report, a heading first."""
    yield f"{report.source}: {VERDICTS[report.verdict]}"
    yield from (f"  {line}" for line in _offset(report))
    yield from (f"  {line}" for line in _drift(report))
    yield from (f"  note: {note}" for note in report.notes)
    yield from (f"  {line}" for line in _phrases(report))
    yield from (f"  {line}" for line in _mouth(report))
    yield from (f"  {line}" for line in _film(report))
    yield from (f"  {line}" for line in _mute(report))


def _offset(report: Report) -> Iterator[str]:
    if report.reason:
        yield f"why: {report.reason} (confidence {report.confidence:.2f})"
    if report.clap is not None:
        yield f"the clap at the head: {said_offset(report.clap, report.frame)}"
    if report.offset is None or report.low is None or report.high is None or report.reason:
        return
    yield said_offset(report.offset, report.frame)
    interval = f"{report.low * 1000:+.0f} to {report.high * 1000:+.0f} ms"
    yield f"interval {interval}, confidence {report.confidence:.2f}, read by {report.expert}"
    frames = round(report.offset / report.frame)
    if report.verdict != "pass" and report.drift is None and not report.local and frames:
        many = "1 frame" if abs(frames) == 1 else f"{abs(frames)} frames"
        yield f"the same all along: move the sound {many} {'later' if frames > 0 else 'earlier'}"


def said_offset(offset: float, frame: float) -> str:
    """An offset in words."""
    ms, frames = offset * 1000, offset / frame
    if abs(frames) < 0.25:
        return f"sound and picture are together ({ms:+.0f} ms, {frames:+.1f} frames)"
    return f"the sound is {'early' if ms > 0 else 'late'} by {abs(ms):.0f} ms, {abs(frames):.1f} frames"


def _drift(report: Report) -> Iterator[str]:
    drift = report.drift
    if drift is None:
        return
    start, end = drift.at(0.0) * 1000, drift.at(report.duration) * 1000
    interval = f"{drift.low * 60_000:+.0f} to {drift.high * 60_000:+.0f}"
    yield f"it drifts: {drift.per_minute:+.0f} ms a minute ({interval}), {start:+.0f} ms at the start, {end:+.0f} ms at the end"
    if drift.made:
        yield f"as if sound made for {drift.made} frames a second ran with pictures at {drift.played}"


def _phrases(report: Report) -> Iterator[str]:
    if not report.phrases:
        return
    rows = [("from", "to", "sound is", "sure", "", "what is said"), *(_row(phrase) for phrase in report.phrases)]
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    for row in rows:
        right = "  ".join(cell.rjust(width) for cell, width in zip(row[:4], widths[:4], strict=True))
        yield f"{right}  {row[4].ljust(widths[4])}  {row[5]}".rstrip()


def _row(phrase: Phrase) -> tuple[str, str, str, str, str, str]:
    offset = "cannot tell" if phrase.offset is None else f"{phrase.offset * 1000:+.0f} ms"
    said = f"{phrase.speaker}: {phrase.text}" if phrase.speaker else phrase.text
    short = said if len(said) <= 60 else said[:57] + "..."
    return (
        f"{phrase.start:.2f}",
        f"{phrase.end:.2f}",
        offset,
        f"{phrase.confidence:.2f}",
        "out of step" if phrase.local else "",
        short,
    )


def _mouth(report: Report) -> Iterator[str]:
    if report.closures is not None:
        seen = len(report.closures) - len(report.missed)
        yield f"closures (p b m): {seen} of {len(report.closures)} seen"
        for closure in report.missed[:LISTED]:
            word = f" of '{closure.word}'" if closure.word else ""
            yield f"  no closed mouth for '{closure.phones}'{word} at {closure.start:.2f} s"
        yield from _more(len(report.missed))
    for what in dict.fromkeys(mark.what for mark in report.marks):
        yield _marked(what, [mark for mark in report.marks if mark.what == what])


def _marked(what: str, marks: list[Mark]) -> str:
    times = ", ".join(f"{mark.start:.2f}-{mark.end:.2f} s" for mark in marks[:LISTED])
    return f"{MARKS[what]}: {times}{' …' if len(marks) > LISTED else ''}"


def _film(report: Report) -> Iterator[str]:
    if report.gaps:
        times = ", ".join(f"{count} after {time:.2f} s" for time, count in report.gaps[:LISTED])
        yield f"dropped frames: {sum(count for _, count in report.gaps)} ({times}{' …' if len(report.gaps) > LISTED else ''})"
    if report.repeats:
        times = ", ".join(f"{time:.2f} s" for time in report.repeats[:LISTED])
        yield f"repeated frames: {len(report.repeats)} ({times}{' …' if len(report.repeats) > LISTED else ''})"
    if report.is_variable:
        yield "the frame rate varies; presentation times were followed"


def _mute(report: Report) -> Iterator[str]:
    if report.mute:
        mute = report.mute
        placed = f"{mute.placed:.0%} of {mute.windows} windows of 2 s could be placed within a frame by the picture alone"
        yield f"without sound: {placed} (guessing: {mute.chance:.0%}); {mute.bits:.1f} of {mute.most:.1f} bits"


def _more(count: int) -> Iterator[str]:
    if count > LISTED:
        yield f"  and {count - LISTED} more"
