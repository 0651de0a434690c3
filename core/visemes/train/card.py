"""The tables of the expert's model card: how often it is right, and whether it knows when it is not."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.baseline import Baseline
from visemes.sync.expert import load_expert
from visemes.sync.report import CONFIDENT
from visemes.train.filmed import boxed, found
from visemes.train.measure import ALL, LENGTHS, area_under_curve, clip_of, mismatched, readings, right
from visemes.train.shots import Shot
from visemes.train.unreadable import KINDS, can_be, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from visemes.sync.base import Expert
    from visemes.train.measure import Clip, Window

#: Lengths the baseline is measured at, those abstention is measured at, and the one whose area under the curve is asked for.
BASELINE: Final = (15, 25, 50)
ABSTAIN: Final = (25, 50, ALL)
AREA: Final = 50
#: What a report tells is right when, in whole frames, it is at most one off (seconds).
RIGHT: Final = 1.5 / RATE
#: Edges of the classes of confidence that are counted.
EDGES: Final = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
#: Confidences from which on a reading might be told, and the share of what is told that should be right when half of what is shown
#: cannot be read.
STEPS: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
WANTED: Final = 0.95


@dataclass(frozen=True, slots=True)
class Task:
    """One clip to be read. group: its set. kind: why it cannot be read, "" where it can. weights: None for the baseline."""

    group: str
    kind: str
    clip: Clip
    weights: Path | None
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """One clip as it was read: its windows by their length."""

    group: str
    kind: str
    family: str
    is_baseline: bool
    windows: dict[int, list[Window]]
    animated: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What to measure on. Folders are sets, by their names.

    shots: folders of them. split: whose shots. without: shots whose names hold one of these are left out. boxed: folders of films
    with the boxes of their mouths. films: that are in sync, read where the finder finds the mouth. faces: films that are none of
    rendered characters. kinds: of what cannot be read that are made of shots, each of so many clips of a set.
    """

    shots: Sequence[Path]
    split: str = "test"
    without: Sequence[str] = ()
    boxed: Sequence[Path] = ()
    films: Sequence[Path] = ()
    faces: Sequence[Path] = ()
    kinds: Sequence[str] = tuple(KINDS)
    clips: int = 24


def tasks(material: Material, weights: Path) -> Iterator[Task]:
    """All that has to be read."""
    every: list[Clip] = []
    for folder in material.shots:
        shots = [shot for shot in Shot.load_all(folder) if _is_wanted(shot, material)]
        clips = [clip_of(shot) for shot in shots]
        every += clips
        yield from _readable(folder.name, clips, weights)
        for kind in material.kinds:
            made = (unreadable(kind, shot) for shot in _spread(shots, kind, material.clips))
            yield from (Task(folder.name, kind, clip, weights, ABSTAIN) for clip in made if clip)
    for folder in material.boxed:
        clips = list(boxed(folder))
        every += clips
        yield from _readable(folder.name, clips, weights)
    for path in material.films:
        yield from _readable("films", list(found(path, _expert(weights))), weights)
    yield from (Task("all", "another's sound", clip, weights, ABSTAIN) for clip in mismatched(every))
    for path in material.faces:
        yield from (Task("all", "real face", clip, weights, ABSTAIN) for clip in found(path, _expert(weights)))


def _is_wanted(shot: Shot, material: Material) -> bool:
    """Whether a shot is of the split, has pictures, and is not to be left out."""
    return (
        shot.about.get("split") == material.split
        and len(shot.frames) > 0
        and not any(part in shot.name for part in material.without)
    )


def _spread(shots: Sequence[Shot], kind: str, count: int) -> list[Shot]:
    """So many shots a kind can be made of, spread over all of them."""
    fit = [shot for shot in shots if can_be(kind, shot)]
    return [fit[place * len(fit) // count] for place in range(count)] if len(fit) > count else fit


def _readable(group: str, clips: Iterable[Clip], weights: Path) -> Iterator[Task]:
    """By the expert at all lengths, and by the baseline."""
    for clip in clips:
        yield Task(group, "", clip, weights, (*LENGTHS, ALL))
        yield Task(group, "", clip, None, BASELINE)


def read_all(work: Sequence[Task], processes: int = 1) -> Iterator[Read]:
    """Every clip read, in order."""
    if processes == 1:
        yield from map(_read, work)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_read, work, chunksize=4)


def _read(task: Task) -> Read:
    windows = readings(_expert(task.weights), task.clip, task.lengths)
    return Read(task.group, task.kind, task.clip.family, task.weights is None, windows, task.clip.animated)


@lru_cache(maxsize=2)
def _expert(weights: Path | None) -> Expert:
    return Baseline() if weights is None else load_expert(weights)


def page(reads: Sequence[Read]) -> Iterator[str]:
    """All tables."""
    yield "Per cent of windows within a frame, of 31 offsets, with 95 % intervals over clips."
    yield ""
    yield from accuracy(reads)
    for title, table in (
        ("Told apart by confidence, against all that can be read.", abstention(reads)),
        ("Confidence of 25 frames.", reliability(reads, 25)),
        ("Confidence of 50 frames.", reliability(reads, AREA)),
        ("Confidence of all that is said in a clip.", reliability(reads, ALL)),
        ("Telling 50 frames.", thresholds(reads, AREA)),
        ("Telling all that is said in a clip.", thresholds(reads, ALL)),
    ):
        yield ""
        yield title
        yield ""
        yield from table


def accuracy(reads: Sequence[Read]) -> Iterator[str]:
    """Per cent of windows within a frame, by set, family, how mouths are animated, and frames shown, as a table in Markdown."""
    yield "| shown frames | clips | " + " | ".join(str(length) for length in LENGTHS) + " |"
    yield "|---" * (len(LENGTHS) + 2) + "|"
    readable = [read for read in reads if not read.kind]
    for group in dict.fromkeys(read.group for read in readable):
        ours = [read for read in readable if read.group == group and not read.is_baseline]
        yield _row(f"**{group}**", ours)
        families = sorted({read.family for read in ours})
        yield from (_row(f"- {name}", [read for read in ours if read.family == name]) for name in families if len(families) > 1)
        ways = sorted({read.animated for read in ours} - {""})
        yield from (_row(f"- moved by {way}", [read for read in ours if read.animated == way]) for way in ways)
        baseline = [read for read in readable if read.group == group and read.is_baseline]
        yield _row("- loudness against opening", baseline)


def _row(title: str, reads: Sequence[Read]) -> str:
    cells = []
    for length in LENGTHS:
        share = right([window for read in reads for window in read.windows.get(length, [])])
        cells.append(str(share) if share.windows else "")
    return f"| {title} | {len(reads)} | " + " | ".join(cells) + " |"


def abstention(reads: Sequence[Read]) -> Iterator[str]:
    """How well confidence tells what can be read from what cannot, by what makes it unreadable, as a table in Markdown."""
    ours = [read for read in reads if not read.is_baseline]
    readable = {length: _confidences([read for read in ours if not read.kind], length) for length in ABSTAIN}
    yield "| cannot be read | clips | area under the curve | | | told all the same | | right by chance |"
    yield "|---" * 8 + "|"
    yield "| shown frames | | 25 | 50 | all | 50 | all | 50 |"
    kinds = list(dict.fromkeys(read.kind for read in ours if read.kind))
    for kind in [*kinds, *(["together"] if len(kinds) > 1 else [])]:
        rows = [read for read in ours if read.kind and kind in {read.kind, "together"}]
        no = {length: _confidences(rows, length) for length in ABSTAIN}
        areas = [f"{area_under_curve(readable[length], no[length]):.3f}" for length in ABSTAIN]
        told = [f"{100 * float(np.mean(np.array(no[length]) >= CONFIDENT)):.1f}" for length in (AREA, ALL)]
        chance = right([window for read in rows for window in read.windows[AREA]])
        yield f"| {kind} | {len(rows)} | " + " | ".join([*areas, *told]) + f" | {100 * chance.value:.0f} |"


def reliability(reads: Sequence[Read], length: int) -> Iterator[str]:
    """How many readings of each confidence are right, and with as much that cannot be read, as a table in Markdown."""
    yes, no = _told(reads, length)
    yield "| confidence | readings | mean | right, per cent | with as much that cannot be read |"
    yield "|---" * 5 + "|"
    weight = len(yes) / max(1, len(no))
    for low, high in pairwise(EDGES):
        inside = [(c, good) for c, good in yes if low <= c < high or c == high == 1.0]
        others = sum(low <= c < high or c == high == 1.0 for c, _ in no) * weight
        if not inside:
            continue
        mean, good = float(np.mean([c for c, _ in inside])), sum(good for _, good in inside)
        shares = f"{100 * good / len(inside):.0f} | {100 * good / (len(inside) + others):.0f}"
        yield f"| {low:.2f}-{high:.2f} | {len(inside)} | {mean:.2f} | {shares} |"


def thresholds(reads: Sequence[Read], length: int) -> Iterator[str]:
    """What telling from some confidence on would mean, as a table in Markdown; the first row that keeps WANTED is marked."""
    yes, no = _told(reads, length)
    yield "| told from | told of what can be read, per cent | right of that | told of what cannot | right of all that is told |"
    yield "|---" * 5 + "|"
    is_marked = False
    for step in STEPS:
        told, false = [good for c, good in yes if c >= step], sum(c >= step for c, _ in no) / max(1, len(no))
        share = len(told) / max(1, len(yes))
        good = sum(told) / max(1, len(yes))
        honest = good / (share + false) if share + false else float("nan")
        mark = " <" if honest >= WANTED and not is_marked else ""
        is_marked = is_marked or bool(mark)
        inside = 100 * sum(told) / max(1, len(told))
        yield f"| {step:.2f}{mark} | {100 * share:.0f} | {inside:.0f} | {100 * false:.1f} | {100 * honest:.1f} |"


def _told(reads: Iterable[Read], length: int) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
    """Confidence of every reading and whether what a report tells is right: what can be read, and what cannot."""
    yes: list[tuple[float, bool]] = []
    no: list[tuple[float, bool]] = []
    for read in reads:
        if not read.is_baseline:
            rows = [(w.confidence, not read.kind and abs(w.told) <= RIGHT) for w in read.windows.get(length, [])]
            (no if read.kind else yes).extend(rows)
    return yes, no


def _confidences(reads: Iterable[Read], length: int) -> list[float]:
    return [window.confidence for read in reads for window in read.windows.get(length, [])]
