"""A shot in another language: its frames, map, style and sliders stay, what is said is new."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from visemes.edits.drawings import by_hand
from visemes.edits.keys import runs_of
from visemes.edits.lines import animated_anew
from visemes.edits.matching import matched_texts
from visemes.edits.model import Unplaced
from visemes.errors import TimelineError
from visemes.imports.source import read_text
from visemes.pipeline import align_job, spoken
from visemes.timeline import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from visemes.jobs import Job
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.pipeline import Aligned, Progress
    from visemes.timeline import Timeline

#: Columns of a table of dubs; only `sound` must be there.
COLUMNS: Final = ("sound", "language", "text", "transcript")


@dataclass(frozen=True, slots=True)
class Dubbed:
    """A shot in one language.

    shot: how long the shot is, speech: when the last sound of the new line ends (seconds). late: the words that end after the
    shot. unplaced: what a person had set that the new line has no place for.
    """

    line: Line
    shot: float
    late: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]

    @property
    def speech(self) -> float:
        """When the last sound ends, seconds; 0 where nobody speaks."""
        phones = self.line.timeline.phones
        return phones[-1].end if phones else 0.0

    @property
    def over(self) -> float:
        """How much longer the speech is than the shot, seconds; 0 where it fits."""
        return max(0.0, self.speech - self.shot) if self.speech - self.shot > SAME_TIME else 0.0

    @property
    def frames_over(self) -> int:
        """The frames after the shot's last on which the mouth still speaks."""
        grid = self.line.grid
        return max(0, grid.last_frame(self.speech) - grid.last_frame(self.shot)) if self.over else 0

    @property
    def told(self) -> tuple[str, ...]:
        """Where the line is longer than the shot, in words; nothing where it fits."""
        if not self.over:
            return ()
        where = f"from '{self.late[0]}' on" if self.late else "with its last sound"
        return (f"speaks {self.over:.2f} s ({self.frames_over} frames) longer than the shot of {self.shot:.2f} s, {where}",)


def dub_job(job: Job, shot: Line, viseme_map: VisemeMap, progress: Progress) -> Dubbed:
    """A finished line's shot with the speech of a job. Raises as `visemes.pipeline.align_job`."""
    aligned = align_job(job, progress)
    progress("motion", 0)
    made = dubbed(shot, viseme_map, replace(aligned, timeline=spoken(job, aligned.timeline)))
    progress("motion", 1)
    return made


def dubbed(shot: Line, viseme_map: VisemeMap, aligned: Aligned) -> Dubbed:
    """A finished line's shot with another sound and its words.

    Emphasis goes to words that are the same in both languages (names); keys set by hand stay where speech does not move their
    shapes, since they are the shot's acting. The rest of a person's work belonged to the old words.
    """
    timeline, unplaced = _emphasised(shot.timeline, aligned.timeline.tidy())
    speaks = {name for viseme in viseme_map.visemes.values() for name, weight in viseme.shapes.items() if weight}
    runs = {shape: own for shape, own in runs_of(shot.curves).items() if shape not in speaks}
    lost = [
        Unplaced(f"{sum(map(len, own))} keys of {shape}", "speech moves this shape, and it is another")
        for shape, own in runs_of(shot.curves).items()
        if shape in speaks
    ]
    lost += [Unplaced(f"drawing {e.viseme} at frame {e.frame}", "it belonged to the old words") for e in by_hand(shot.exposures)]
    line = animated_anew(shot, timeline, viseme_map, aligned.sound, runs)
    end = shot.timeline.duration
    late = tuple(word.label for word in line.timeline.words if word.end > end + SAME_TIME)
    return Dubbed(line, end, late, (*unplaced, *lost))


def _emphasised(old: Timeline, new: Timeline) -> tuple[Timeline, list[Unplaced]]:
    """The new timeline with the emphasis of words that both have, and the emphasis nobody has a place for."""
    pairs = matched_texts([word.label for word in old.words], [word.label for word in new.words])
    words, unplaced = list(new.words), []
    for number, word in enumerate(old.words):
        if word.emphasis != 1 and number in pairs:
            words[pairs[number]] = replace(words[pairs[number]], emphasis=word.emphasis)
        elif word.emphasis != 1:
            unplaced.append(Unplaced(f"emphasis {word.emphasis:g} of '{word.label}'", "the dubbed line has no such word"))
    return replace(new, words=tuple(words)), unplaced


def read_dubs(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a table of dubs: CSV with a heading, `sound` and, where they are needed, `language`, `text` or `transcript`.

    Files are looked for beside the table. Raises TimelineError for what is no such table.
    """
    reader = csv.DictReader(io.StringIO(read_text(path)), skipinitialspace=True)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    strange = next((name for name in names if name not in COLUMNS), None)
    if "sound" not in names or strange is not None:
        what = f"has a column '{strange}'" if strange is not None else "has no column 'sound'"
        raise TimelineError(f"{path}: {what}", f"the heading should name {', '.join(COLUMNS)}, of which sound is needed")
    reader.fieldnames = names
    return tuple(_rows(reader, path))


def _rows(reader: csv.DictReader[str], path: Path) -> Iterator[dict[str, str]]:
    try:
        for row in reader:
            if None in row or None in row.values():
                raise TimelineError(f"{path}:{reader.line_num}: has another number of cells than the heading")
            if not row["sound"].strip():
                raise TimelineError(f"{path}:{reader.line_num}: names no sound")
            filled = {name: cell.strip() for name, cell in row.items() if cell.strip()}
            yield filled | {name: str(path.parent / filled[name]) for name in ("sound", "transcript") if name in filled}
    except csv.Error as error:
        raise TimelineError(f"{path}:{reader.line_num}: {error}") from error
