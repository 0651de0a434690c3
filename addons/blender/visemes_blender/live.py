"""What happens when a slider moves: after a short rest, lines that were generated before move anew, as one step of undo."""

import contextlib
from collections.abc import Iterator
from typing import Any

import bpy

from . import timelines

#: Seconds a slider must rest before the mouth moves anew.
REST = 0.25

_state = {"paused": 0}

#: Whose lines wait to be moved; "" for everybody's.
_waiting: set[str] = set()


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """While the add-on itself sets properties, nothing is a person's change."""
    _state["paused"] += 1
    try:
        yield
    finally:
        _state["paused"] -= 1


def is_paused() -> bool:
    """Whether the add-on itself is setting properties."""
    return _state["paused"] > 0


def changed(row: Any, _context: Any) -> None:
    """A slider or a mapping changed: move the mouth anew once it rests."""
    scene = row.id_data
    if is_paused() or bpy.app.background or not isinstance(scene, bpy.types.Scene) or not scene.visemes.is_live:
        return
    if any(line.timeline for line in scene.visemes.lines):
        waiting = {*_waiting, _whose(row)}
        stop()
        _waiting.update(waiting)
        bpy.app.timers.register(_move, first_interval=REST)


def _whose(row: Any) -> str:
    """The name of the character that a changed property belongs to; empty for the scene's own."""
    path = row.path_from_id()
    owner = row.id_data.path_resolve(path.rpartition(".mapping")[0]) if ".mapping[" in path else row
    return owner.name if ".characters[" in path else ""


def _move() -> float | None:
    """Run the operator in the window a person works in, so that it is a step of undo."""
    window = bpy.context.window or next(iter(bpy.context.window_manager.windows), None)
    if window is None:
        return None
    with bpy.context.temp_override(window=window):
        if not bpy.ops.visemes.move.poll():
            return REST  # something else is at work: later
        whose = next(iter(_waiting)) if len(_waiting) == 1 else ""
        _waiting.clear()
        bpy.ops.visemes.move("INVOKE_DEFAULT", character=whose)
    return None


def word_changed(word: Any, _context: Any) -> None:
    """A person corrected a word."""
    if not is_paused():
        word.is_changed = True


def phone_changed(phone: Any, _context: Any) -> None:
    """A person moved a sound: its word is corrected."""
    if is_paused():
        return
    line = phone.id_data.path_resolve(phone.path_from_id().rpartition(".sounds")[0])
    if 0 <= line.sounds_of < len(line.words):
        line.words[line.sounds_of].is_changed = True


def word_chosen(line: Any, _context: Any) -> None:
    """Another word was chosen: list its sounds, unless those of one are corrected and wait."""
    if not is_paused():
        show_sounds(line)


def show_sounds(line: Any) -> None:
    """List the sounds of the chosen word."""
    timeline = line.timeline_data()
    number = line.active_word
    with paused():
        line.sounds.clear()
        line.sounds_of = -1
        if timeline is None or not 0 <= number < min(len(timeline["words"]), len(line.words)):
            return
        line.sounds_of = number
        for phone in timelines.phones_of(timeline, timeline["words"][number]):
            row = line.sounds.add()
            row.name, row.start, row.end = timelines.spelled([phone]), phone["start"], phone["end"]
            row.confidence = timelines.confidence_of(phone)


def stop() -> None:
    """Forget a move that waits."""
    _waiting.clear()
    if bpy.app.timers.is_registered(_move):
        bpy.app.timers.unregister(_move)
