"""Finished lines in files made anew: edits applied, new takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from visemes.audio import read_sound
from visemes.edits.drawings import drawn
from visemes.edits.keys import with_edits
from visemes.edits.lines import RevisedLine, revise_line
from visemes.edits.retake import Take, retake
from visemes.edits.revise import revise
from visemes.edits.speech import LexiconSpeech
from visemes.maps import load_map
from visemes.pipeline import aligner_of, animate_each, finished_line, transcript_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.edits.model import Edit
    from visemes.edits.pages import EditsFile
    from visemes.edits.retake import Retake
    from visemes.edits.revise import Revised
    from visemes.jobs import Job
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.pipeline import Aligned, Progress


def apply_job(job: Job, edits: EditsFile, name: str, *, alone: bool, sound: Path | None = None) -> tuple[RevisedLine, VisemeMap]:
    """A finished line in a file with the edits that a file has for it, and its map.

    job: its `sound` is the file, its `map` wins over the line's own unless it is the default. name: the line's among the edits.
    alone: it is the only line meant. sound: its recording, the one beside it unless given. Raises InputError for what cannot be
    read.
    """
    line, viseme_map, found = finished_line(replace(job, outputs=()), sound)
    made, lost = edits.of(name, line.timeline, alone=alone)
    speech = LexiconSpeech(line.timeline.language, job.dictionary)
    revised = revise_line(line, made, viseme_map, speech, found)
    silent = () if found else (without_sound(line, job.sound.name),)
    told = dict.fromkeys((*silent, *speech.warnings, *revised.line.warnings))
    return replace(revised, unplaced=(*lost, *revised.unplaced), warnings=tuple(told)), viseme_map


def without_sound(line: Line, name: str) -> str:
    """What a person should know of a line made anew without its recording. name: of the line's file."""
    return f"{line.sound or 'its sound'} was not found beside {name}: loudness counts for nothing (--sound)"


def retake_job(job: Job, old: Path, old_sound: Path | None, progress: Progress) -> tuple[Retake, VisemeMap]:
    """A finished line on a new take, and its map.

    job: its `sound` is the new take; its words, if it has any, are what is said in it, else those of the old line are. old: the
    line's file. old_sound: its recording, the one beside it unless given; without it what no hand has touched says where things
    are. Raises RetakeError for a take of another line, InputError for what cannot be read.
    """
    line, viseme_map, recorded = finished_line(replace(job, sound=old, outputs=()), old_sound)
    return retaken(job, line, viseme_map, recorded, progress), viseme_map


def retaken(job: Job, line: Line, viseme_map: VisemeMap, recorded: Sound | None, progress: Progress) -> Retake:
    """A finished line on a new take; recorded: the old one. As `retake_job`."""
    progress("read", 0)
    sound = read_sound(job.sound).part(job.start, job.end)
    progress("read", 1)
    transcript = transcript_of(job)
    speech = LexiconSpeech(line.timeline.language, job.dictionary)
    progress("align", 0)
    made = retake(line, Take(sound, transcript.text if transcript else None, recorded), viseme_map, speech, aligner_of(job))
    progress("align", 1)
    warnings = tuple(dict.fromkeys((*speech.warnings, *made.line.warnings)))
    return replace(made, line=replace(made.line, warnings=warnings))


def edit_job(
    job: Job, aligned: Aligned, edits: Sequence[Edit], progress: Progress
) -> tuple[Revised, dict[str, Line], tuple[str, ...], tuple[str, ...]]:
    """Edits made to the timeline of a job: it, its lines by speaker, what could not be made, and what should be told."""
    viseme_map, speech = load_map(job.map), LexiconSpeech(aligned.timeline.language, job.dictionary)
    progress("align", 0)
    revised = revise(aligned.timeline, edits, speech, aligned.sound)
    progress("align", 1)
    plain = animate_each(job, replace(aligned, timeline=revised.timeline), progress)
    lines = {
        name: replace(
            line,
            curves=with_edits(line.curves, edits, viseme_map)[0],
            exposures=drawn(line.exposures, edits, viseme_map)[0],
        )
        for name, line in plain.items()
    }
    unset = (*with_edits((), edits, viseme_map)[1], *drawn((), edits, viseme_map)[1])
    lost = tuple(str(one) for one in (*revised.unplaced, *unset))
    told = (*speech.warnings, *(warning for line in lines.values() for warning in line.warnings))
    return revised, lines, lost, tuple(dict.fromkeys(told))
