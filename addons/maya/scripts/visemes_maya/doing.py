"""What the window's buttons and the command line do: ask for a line, and write what came into the scene."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import apply, asking, profiles, scene, sounds, store, targets, timelines, work
from .lines import BESIDE, TYPED, text_beside
from .names import without_namespace
from .plan import clear_plan, make_plan
from .sounds import SoundError
from .timing import Placement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .facts import Plan, Skip
    from .jobs import Request
    from .lines import Line


@dataclass
class Told:
    """What came of a line. text: in a few words; skips: targets that were not keyed, and why; notes: what else is worth reading."""

    line: Line
    text: str
    skips: list[Skip] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[str]:
        """Everything but the text, a row each."""
        return [*(f"{skip.target}: {skip.reason}" for skip in self.skips), *self.notes]


def problem(line: Line) -> str:
    """Why a line cannot be generated; empty when it can."""
    if not line.rows:
        return "the mapping is empty: press Guess, or load a rig profile"
    if line.words == TYPED and not line.typed.strip():
        return "type the words that are said"
    if line.words == "file" and not Path(line.transcript).is_file():
        return "choose the file with the words that are said"
    try:
        sounds.sound_of(line)
    except SoundError as error:
        return str(error)
    return ""


def generate(line: Line, *, again: bool = False) -> Request:
    """What the engine is asked for a line. again: from the times that are stored. Raises SoundError."""
    sound, placement = sounds.sound_of(line)
    return asking.export_request(line, sound, placement, again=again)


def fix(line: Line, rows: dict[int, timelines.Row]) -> Request:
    """What the engine is asked when words were corrected: only their phrases are aligned again. Raises SoundError."""
    if line.timeline is None:
        raise SoundError("generate the line first")
    sound, placement = sounds.sound_of(line)
    return asking.edit_request(line, sound, placement, timelines.corrections(line.timeline, rows))


def retake(line: Line, path: str, text: str = "") -> list[Request]:
    """What the engine is asked to carry a line to a new recording of it, which begins where the old one did. Raises SoundError."""
    if line.timeline is None:
        raise SoundError("generate the line first")
    sound, placement = sounds.sound_of(line)
    begins = Placement(placement.rate, sounds.exact(placement.frame_at(0)))
    return asking.retake_requests(line, sound, placement, sounds.checked(path), begins, text)


def retaken(line: Line, path: str, text: str = "") -> Line:
    """A line with the new recording as its sound."""
    _, placement = sounds.sound_of(line)
    taken = replace(line, sound=sounds.checked(path), node="", start=placement.frame_at(0))
    if not text.strip() and text_beside(Path(taken.sound)):
        return replace(taken, words=BESIDE)
    return replace(taken, words=TYPED, typed=text.strip() or timelines.said(line.timeline or {"words": ()}))


def speak(line: Line, named: str = "") -> Told:
    """Generate a line and write it, waiting for the engine: for scripts. named: another engine than the preferences name.

    Raises SoundError, EngineError, ApplyError.
    """
    result = work.ask(generate(line), named)
    return write(line, result["line"], result.get("timeline"))


def write(line: Line, answer: dict[str, Any], timeline: dict[str, Any] | None = None) -> Told:
    """Write a line's keys, keep the line, and set the sound and the range if they are wanted: one step of undo.

    timeline: the whole of it, where the line has the words of one speaker only. Raises ApplyError.
    """
    line = replace(line, timeline=timeline or answer["timeline"])
    if line.base and scene.layer_of(line.key):
        clear(line)  # it moves out of its layer: a step of undo of its own
    plan = make_plan(answer, line.wanted(), _facts(line))

    def also(_done: apply.Done) -> None:
        store.save(line)
        _heard(line, plan)

    done = apply.apply(plan, also)
    words = len(line.timeline["words"]) if line.timeline else 0
    where = "in the base animation" if line.base else f"in layer {done.layer}"
    text = f"{_many(words, 'word')}, {_many(done.curves, 'curve')} {where}"
    text += f"; {_many(plan.stayed, 'key')} of yours stayed" if plan.stayed else ""
    if not done.curves:
        text = "nothing of the mapping moves in this line"
    return Told(line, text, [*plan.skips, *done.skips], [*plan.notes, *answer.get("warnings", ())])


def _facts(line: Line) -> Any:
    return scene.read(line.key, [row.name for row in line.rows], line.nodes, line.namespace, base=line.base)


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _heard(line: Line, plan: Plan) -> None:
    """The sound on the time slider, and the range that holds the line, if they are wanted."""
    if line.set_sound:
        path, placement = sounds.sound_of(line)
        node = line.node or sounds.bring_in(path, placement.frame_at(0), Path(path).stem)
        sounds.put_on_slider(node)
    if line.extend and plan.edits:
        sounds.extend_range(plan.first, plan.last)


def clear(line: Line) -> Told:
    """Take a line's keys away; those a person put beside them stay. Raises ApplyError."""
    plan = clear_plan(line.key, line.title, scene.read(line.key, (), line.nodes, line.namespace, base=line.base))
    apply.apply(plan)
    text = f"{_many(len(plan.removals) - bool(plan.drops_layer and plan.layer), 'curve')} removed"
    kept = f"; {_many(plan.stayed, 'key')} of yours stayed" if plan.stayed else ""
    return Told(line, text + kept)


def guess(line: Line, *, keep_map: bool = False) -> Request:
    """What the engine is asked to fill a mapping from the names of the rig. Raises SoundError where there are none."""
    names = targets.names(line.nodes)
    if not names:
        raise SoundError("choose blend shapes or controls first: nothing that can be keyed has a name to guess from")
    plain = [without_namespace(name, line.namespace) for name in names]
    return asking.guess_request(plain, line.viseme_map if keep_map else "")


def guessed(line: Line, result: dict[str, Any]) -> Line:
    """A line with the mapping that was guessed."""
    profile = result["profile"]
    return replace(line, rows=tuple(profiles.rows_of(profile)), viseme_map=str(profile["viseme_map"]))


def with_profile(line: Line, path: str) -> Line:
    """A line with the mapping of a rig profile. Raises ProfileError."""
    profile = profiles.read(path)
    named = str(profile["viseme_map"])
    beside = Path(path).parent / named
    return replace(line, rows=tuple(profiles.rows_of(profile)), viseme_map=str(beside) if beside.is_file() else named)


def save_profile(line: Line, path: str) -> None:
    """Write a line's mapping as a rig profile, without the character's namespace. Raises ProfileError."""
    rows: Sequence[profiles.Row] = [replace(row, name=without_namespace(row.name, line.namespace)) for row in line.rows]
    profiles.write(path, profiles.profile_of(Path(path).stem, line.viseme_map, rows))
