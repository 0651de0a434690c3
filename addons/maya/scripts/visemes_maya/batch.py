"""The add-on without windows: `mayapy -m visemes_maya line.wav --scene shot.ma --namespace hero --save shot_talking.ma`.

    mayapy -m visemes_maya --list lines.csv --scene shot.ma --nodes head_bs --save

A list is a CSV file with a row a line and the columns `sound`, `text`, `transcript`, `start`, `title`, `namespace`, `nodes`
(several with blanks between), `profile`, `map`, `style`, `speaker`, `language`; what a row leaves empty is as the command line
says, and paths begin at the list's folder. Exit code 0: every line was written; 1: some were not, their reasons are on standard
error; 2: nothing was done.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__, facts, tables
from .client import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lines import Line

#: Columns of a list that are fields of a line as they stand.
PLAIN = ("title", "namespace", "style", "speaker", "language")

#: Columns that are paths.
PATHS = ("sound", "transcript", "profile")
COLUMNS = (*PATHS, *PLAIN, "text", "start", "nodes", "map")


class UsageError(Exception):
    """What was asked for cannot be understood; the message says why."""


@dataclass(frozen=True)
class Task:
    """A line to write, and the rig profile it is to be written with; empty for guessing from the names of its nodes."""

    line: Line
    profile: str = ""
    wanted_map: str = ""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(prog="mayapy -m visemes_maya", description="Dialogue audio in, a talking mouth out, in Maya.")
    add = found.add_argument
    add("sounds", nargs="*", metavar="SOUND", help="recordings, a line each")
    add("--list", metavar="FILE", help="a CSV file with a row a line: " + ", ".join(COLUMNS))
    add("--scene", required=True, metavar="FILE", help="the scene to open")
    add("--save", nargs="?", const="", metavar="FILE", help="save the scene, under another name if one is given")
    add("--text", default="", help="what is said; else the text beside the sound, else what is recognised")
    add("--transcript", default="", metavar="FILE", help="a file with what is said")
    add("--start", type=float, metavar="FRAME", help="the frame the sound begins at; the scene's first by itself")
    add("--namespace", default="", help="the character's namespace")
    add("--nodes", nargs="+", default=[], metavar="NODE", help="blend shapes and controls of the mouth")
    add("--profile", default="", metavar="FILE", help="a rig profile; guessed from the nodes' names by itself")
    add("--map", default="", metavar="NAME", help="the viseme map to guess for")
    add("--style", default="realistic", choices=list(tables.STYLES), help="how the mouth moves")
    add("--shot", default="close-up", choices=list(tables.SHOTS))
    add("--slider", action="append", default=[], metavar="NAME=VALUE", help="may be repeated: " + ", ".join(tables.SLIDERS))
    add("--speaker", default="", help="whose words of a transcript with speakers")
    add("--language", default="", help="of the words, a tag such as en-us")
    add("--keys", default=facts.CURVES, choices=facts.KEYS, help="how keys run")
    add("--step", type=int, default=1, help="2: on twos")
    add("--base", action="store_true", help="into the base animation instead of a layer of its own")
    add("--extend-range", action="store_true", help="let the scene's range grow to hold the lines")
    add("--engine", default="", metavar="PATH", help="the engine's program, its folder or its environment")
    add("--version", action="version", version=f"visemes_maya {__version__}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Run a command line. Returns the exit code."""
    given = parser().parse_args(list(arguments))
    try:
        tasks = tasks_of(given)
        open_scene(given.scene)
    except (UsageError, OSError, RuntimeError) as error:
        print(f"visemes_maya: {error}", file=sys.stderr)
        return 2
    failed = [not write(task, given.engine) for task in tasks]
    try:
        if given.save is not None and not all(failed):
            save_scene(given.save)
    except RuntimeError as error:
        print(f"visemes_maya: the scene cannot be saved: {error}", file=sys.stderr)
        return 1
    finally:
        _end()
    return 1 if any(failed) else 0


def tasks_of(given: argparse.Namespace) -> list[Task]:
    """The lines a command line means. Raises UsageError."""
    rows = [{"sound": path} for path in given.sounds]
    if given.list:
        rows += rows_of(given.list)
    if not rows:
        raise UsageError("give a sound, or --list FILE")
    for row in rows:
        sound = Path(row["sound"]).expanduser()
        if not sound.is_file():
            raise UsageError(f"{sound} is not there")
    return [task_of(row, given) for row in rows]


def rows_of(path: str) -> list[dict[str, str]]:
    """The rows of a list, their paths made whole. Raises UsageError, OSError."""
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - csv wants one opened like this
        reader = csv.DictReader(file)
        unknown = set(reader.fieldnames or ()) - set(COLUMNS)
        if unknown or "sound" not in (reader.fieldnames or ()):
            raise UsageError(f"{path}: the first row has to name the columns, of {', '.join(COLUMNS)}; sound is needed")
        rows = [{name: value.strip() for name, value in row.items() if name and value and value.strip()} for row in reader]
    for row in rows:
        row.update({name: str(Path(path).parent / Path(row[name]).expanduser()) for name in PATHS if name in row})
    return [row for row in rows if "sound" in row]


def task_of(row: dict[str, str], given: argparse.Namespace) -> Task:
    """What a row means where the command line says the rest. Raises UsageError."""
    from .lines import BESIDE, FILE, TYPED, Line

    def of(name: str) -> str:
        return row.get(name) or str(getattr(given, name) or "")

    text, transcript = of("text"), of("transcript")
    told = {name: of(name) for name in PLAIN if name in row or hasattr(given, name)}
    line = Line(
        sound=str(Path(row["sound"]).expanduser().resolve()),
        words=TYPED if text else FILE if transcript else BESIDE,
        typed=text,
        transcript=transcript,
        nodes=tuple(row["nodes"].split() if "nodes" in row else given.nodes),
        shot=given.shot,
        sliders=dict(slider(each) for each in given.slider),
        keys=given.keys,
        step=max(given.step, 1),
        base=given.base,
        extend=given.extend_range,
    )
    known: dict[str, Any] = {name: value for name, value in told.items() if value}
    line = replace(line, **known)
    return Task(replace(line, title=line.title or Path(line.sound).stem, start=_start(row, given)), of("profile"), of("map"))


def _start(row: dict[str, str], given: argparse.Namespace) -> float:
    try:
        return float(row["start"]) if "start" in row else math.nan if given.start is None else given.start
    except ValueError as error:
        raise UsageError(f"{row['start']!r} is no frame") from error


def slider(text: str) -> tuple[str, float]:
    """`jaw=1.2`. Raises UsageError."""
    name, _, value = text.partition("=")
    try:
        number = float(value)
    except ValueError as error:
        raise UsageError(f"{text!r} is no slider: write NAME=VALUE") from error
    if name not in tables.SLIDERS:
        raise UsageError(f"there is no slider {name!r}: {', '.join(tables.SLIDERS)}")
    low, high = tables.SLIDERS[name][:2]
    if not low <= number <= high:
        raise UsageError(f"{name} lies between {low:g} and {high:g}")
    return name, number


def open_scene(path: str) -> None:
    """Start Maya, where that is mayapy's business, and open a scene. Raises UsageError, RuntimeError."""
    from maya import cmds, standalone

    if not hasattr(cmds, "about"):  # mayapy begins without its commands
        standalone.initialize(name="python")
        atexit.register(standalone.uninitialize)
    cmds.undoInfo(state=True)  # a line that fails half-way is taken back
    full = Path(path).expanduser().resolve()
    if not full.is_file():
        raise UsageError(f"{full} is not there")
    cmds.file(str(full), open=True, force=True, prompt=False)


def save_scene(path: str) -> None:
    """Save the scene, under another name if one is given. Raises RuntimeError."""
    from maya import cmds

    kind = None
    if path:
        full = Path(path).expanduser().resolve()
        cmds.file(rename=str(full))
        kind = {".ma": "mayaAscii", ".mb": "mayaBinary"}.get(full.suffix.lower())
    settings: dict[str, Any] = {"type": kind} if kind else {}
    cmds.file(save=True, force=True, **settings)


def write(task: Task, named: str) -> bool:
    """Generate a line and write it into the scene; says on standard output what came of it. Returns whether it worked."""
    from . import apply, doing, profiles, sounds, work

    try:
        told = doing.speak(_mapped(task, named), named)
    except EngineError as error:
        reason = work.explained(error)
    except (sounds.SoundError, profiles.ProfileError, apply.ApplyError, ValueError) as error:
        reason = str(error)
    else:
        print(f"{told.line.title}: {told.text}")
        for row in told.rows:
            print(f"  {row}")
        return True
    print(f"visemes_maya: {task.line.title}: {reason}", file=sys.stderr)
    return False


def _mapped(task: Task, named: str) -> Line:
    """A line with its mapping and its place in the scene that is open. Raises EngineError and what `doing` raises."""
    from maya import cmds

    from . import doing, work

    line = task.line
    if math.isnan(line.start):  # not given
        line = replace(line, start=float(cmds.playbackOptions(query=True, minTime=True)))
    if task.profile:
        return doing.with_profile(line, task.profile)
    line = replace(line, viseme_map=task.wanted_map or line.viseme_map)
    return doing.guessed(line, work.ask(doing.guess(line, keep_map=bool(task.wanted_map)), named))


def _end() -> None:
    from .session import KEEPER

    KEEPER.close()
