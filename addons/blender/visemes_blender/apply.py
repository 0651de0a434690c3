"""What the engine answered, into the .blend: keys on the rig, words into the list, the timeline as a text."""

from collections import defaultdict
from typing import Any

import bpy

from . import fcurves, live, solve, targets, timelines
from .keys import channels as channels_of

#: How an Action is called that we make.
ACTION_NAME = "Visemes {name}"

#: Bytes a name may have before 5.0.
NAME_BYTES = 63


def routes_of(character: Any) -> list[solve.Route]:
    """The mapping as routes to properties of the rig; rows without a target of the rig are left out."""
    routes = []
    for row in character.mapping:
        low, high = min(row.minimum, row.maximum), max(row.minimum, row.maximum)
        for channel in targets.channels(character, row.target) if row.target else ():
            place = (channel.owner, channel.path, channel.index)
            routes.append(solve.Route(row.shape, place, row.weight, low, high, channel.base, channel.scale, row.target))
    return routes


def apply_line(scene: Any, line: Any, answer: dict[str, Any], timeline: dict[str, Any] | None = None) -> tuple[int, int]:
    """Write a line's keys and keep its timeline. Returns how many curves it has, and how many keys of the user's stayed in them.

    timeline: the whole of it, where the line has the words of one speaker only.
    """
    character = scene.visemes.character_named(line.character)
    keep_timeline(line, timeline or answer["timeline"], answer)
    keep_channels(character, answer)
    return write_keys(character, line, answer)


def write_keys(character: Any, line: Any, answer: dict[str, Any]) -> tuple[int, int]:
    """Write a line's keys into the Actions of everything it moves."""
    routes = routes_of(character)
    if character.is_drawn:
        curves = solve.drawing_curves(answer, routes)
        if character.kind == "IMAGE":
            targets.hold_images(character)
    else:
        curves = solve.curves(answer, routes, step=character.step if character.interpolation == "STEPPED" else 0)
    by_owner: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for (owner, path, index), keys in curves.items():
        by_owner[owner][path, index] = keys
    stayed, marks = 0, defaultdict(set)
    for owner, mine in by_owner.items():
        found, inside = _write(owner, character, line, mine)
        stayed += inside
        marks[found.action].add(fcurves.mark_of(found, line.key))
    _leave_others(line, marks)
    return len(curves), stayed


def _write(owner: Any, character: Any, line: Any, curves: dict[Any, Any]) -> tuple[fcurves.Curves, int]:
    key = line.ensure_key()
    if character.destination != "NLA":
        found = fcurves.active_curves(owner, short(ACTION_NAME.format(name=character.name)))
        return found, fcurves.write_line(found, key, curves)
    name = f"{ACTION_NAME.format(name=character.name)}: {line.title()}"
    found, strip = fcurves.strip_curves(owner, short(name), actions_of(line))
    stayed = fcurves.write_line(found, key, curves)
    frames = [k.frame for keys in curves.values() for k in keys]
    fcurves.fit_strip(strip, min(frames), max(frames))
    return found, stayed


def short(name: str) -> str:
    """A name that every Blender keeps whole: 63 bytes."""
    return name.encode()[:NAME_BYTES].decode(errors="ignore")


def _leave_others(line: Any, marks: dict[Any, set[str]]) -> None:
    """Take the line's keys away from everything it moved before and moves no more. A copy of an Action is another's: it stays."""
    for action in actions_of(line):
        fcurves.clear_line(action, line.key, marks.get(action, set()))
    line.actions.clear()
    for action in marks:
        line.actions.add().action = action


def actions_of(line: Any) -> list[Any]:
    """The Actions a line was written into that are still there."""
    return [row.action for row in line.actions if row.action is not None and row.action.is_editable]


def clear(line: Any) -> None:
    """Take the keys of ours that a line has away."""
    for action in actions_of(line):
        fcurves.clear_line(action, line.key)
    line.actions.clear()


def keep_timeline(line: Any, timeline: dict[str, Any], answer: dict[str, Any]) -> None:
    """Store a line's timeline as a text of the .blend, and its words in the list."""
    if line.timeline is None:
        line.timeline = bpy.data.texts.new(short(f"Visemes {line.title()}"))
    content = timelines.text(timeline, answer.get("schema_version", timelines.VERSION))
    if line.timeline.as_string() != content:
        line.timeline.from_string(content)
    line.warnings = "\n".join(answer.get("warnings", ()))
    list_words(line, timeline)


def list_words(line: Any, timeline: dict[str, Any]) -> None:
    """Fill the list of words anew."""
    chosen = line.active_word
    with live.paused():
        line.words.clear()
        for word in timeline["words"]:
            row = line.words.add()
            row.name, row.start, row.end = word["word"], word["start"], word["end"]
            row.confidence = timelines.confidence_of(word)
            row.emphasis = word.get("emphasis", 1.0)
            row.speaker = word.get("speaker", "")
            row.phones = timelines.spelled(timelines.phones_of(timeline, word))
            row.is_changed = False
        line.active_word = min(chosen, max(len(line.words) - 1, 0))
    live.show_sounds(line)


def keep_channels(character: Any, answer: dict[str, Any]) -> None:
    """Remember which part of the face each shape belongs to; the mouth-box track asks for it."""
    parts = channels_of(answer)
    with live.paused():
        for row in character.mapping:
            row.channel = parts.get(row.shape, row.channel)
