"""Operators that ask the engine: generate, move anew, guess a mapping, begin."""

import contextlib
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_
from bpy.props import BoolProperty, EnumProperty, StringProperty
from bpy.types import Operator

from . import apply, asking, live, properties, sequencer, targets, work
from .jobs import Job, Request
from .profiles import Row, rows_of


def lines_of(scene: Any, which: str) -> list[Any]:
    """The lines an operator is for: "ACTIVE" or "ALL"."""
    told = scene.visemes
    return list(told.lines) if which == "ALL" else [line for line in (told.line,) if line]


class LineWork(work.EngineWork):
    """Work on lines: each request belongs to one, found again by its key when the answer comes."""

    _keys: tuple[str, ...] = ()

    def ask(self, context: Any, lines: list[Any], *, again: bool) -> list[Request]:
        """A request for each line. Raises SoundError."""
        asked = [asking.export_request(context, line, again=again) for line in lines]
        self._keys = tuple(line.ensure_key() for line in lines)
        return asked

    def finish(self, _context: Any, scene: Any, job: Job) -> set[str]:
        """Write the keys of every line that was answered, and say what came of it."""
        told, failed = [], []
        by_key = {line.key: line for line in scene.visemes.lines}
        for key, request in zip(self._keys, job.requests, strict=True):
            line = by_key.get(key)
            if line is None:
                continue
            line.has_failed = request.error is not None
            line.told = work.explained(request.error) if request.error else self._apply(scene, line, request.result)
            (failed if line.has_failed else told).append(f"{line.title()}: {line.told}")
        for text in failed:
            self.report({"ERROR"}, text)  # type: ignore[attr-defined]
        if told:
            many = iface_("{count} lines generated").format(count=len(told))
            self.report({"INFO"}, told[0] if len(told) == 1 else many)  # type: ignore[attr-defined]
        return {"FINISHED"} if told else {"CANCELLED"}

    @staticmethod
    def _apply(scene: Any, line: Any, result: dict[str, Any]) -> str:
        curves, stayed = apply.apply_line(scene, line, result["line"], result.get("timeline"))
        if not curves:
            return iface_("nothing of the mapping moves in this line")
        told = iface_("{words} words, {curves} curves").format(words=len(line.words), curves=curves)
        return told + (iface_("; {count} keys of yours stayed").format(count=stayed) if stayed else "")


class VISEMES_OT_generate(LineWork, Operator):
    """Find out when each sound of the line is spoken, and write the keys that make the mouth say it. Your own keys stay"""

    bl_idname = "visemes.generate"
    bl_label = "Generate"
    bl_options = {"REGISTER", "UNDO"}

    which: EnumProperty(
        name="Lines", description="The lines to generate", default="ACTIVE", options={"SKIP_SAVE"},
        items=(("ACTIVE", "Active", "The line chosen in the list"), ("ALL", "All", "Every line of the scene")),
    )  # fmt: skip

    @classmethod
    def poll(cls, context: Any) -> bool:
        """The reason is shown by the panel as well."""
        line = context.scene.visemes.line
        reason = work.idle_problem() or ("" if line else iface_("There is no line: press Begin")) or asking.problem(context, line)
        return work.refused(cls, reason)

    def requests(self, context: Any) -> list[Request]:
        """The lines from their sounds and words; those that cannot be read are left out of a batch and say why."""
        lines = lines_of(context.scene, self.which)
        if self.which == "ALL":
            for line in lines:
                reason = asking.problem(context, line)
                line.has_failed, line.told = bool(reason), reason or line.told
                if reason:
                    self.report({"WARNING"}, f"{line.title()}: {reason}")
            lines = [line for line in lines if not asking.problem(context, line)]
        return self.ask(context, lines, again=False)


class VISEMES_OT_move(LineWork, Operator):
    """Move the mouth anew with the sliders and the mapping as they are now; when each sound is spoken stays as it is"""

    bl_idname = "visemes.move"
    bl_label = "Move Anew"
    bl_options = {"REGISTER", "UNDO"}

    character: StringProperty(
        name="Character", description="Whose lines are moved; empty for everybody's", default="", options={"SKIP_SAVE"}
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only lines with stored times can be moved."""
        reason = work.idle_problem()
        if not reason and not any(cls._can_move(context, line) for line in context.scene.visemes.lines):
            reason = iface_("Generate a line first")
        return work.refused(cls, reason)

    @staticmethod
    def _can_move(context: Any, line: Any) -> bool:
        return line.timeline is not None and not asking.problem(context, line)

    def requests(self, context: Any) -> list[Request]:
        """Every line that has its times."""
        lines = [line for line in context.scene.visemes.lines if self._can_move(context, line)]
        lines = [line for line in lines if self.character in {"", line.character}]
        return self.ask(context, lines, again=True)


class VISEMES_OT_guess(work.EngineWork, Operator):
    """Fill the mapping from the names of the rig: the viseme map that fits them best, and which of its shapes each one makes"""

    bl_idname = "visemes.guess"
    bl_label = "Guess"
    bl_options = {"REGISTER", "UNDO"}

    keep_map: BoolProperty(
        name="Keep the Viseme Map",
        description="Use the viseme map that is chosen, even if another fits better",
        options={"SKIP_SAVE"},
    )

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A character with something to move."""
        character = context.scene.visemes.character
        reason = work.idle_problem() or ("" if character else iface_("There is no character: press Begin"))
        reason = reason or targets.problem(character)
        if not reason and not targets.names(character):
            reason = iface_("Nothing of the rig has a name to guess from")
        return work.refused(cls, reason)

    def requests(self, context: Any) -> list[Request]:
        """The character's names; numbered drawings have none, they get the map's mouths in order."""
        character = context.scene.visemes.character
        if character.kind in targets.NUMBERED:
            return [Request("maps", {}, character.name)]
        return [asking.guess_request(character, asking.map_of(character) if self.keep_map else "")]

    def finish(self, _context: Any, scene: Any, job: Job) -> set[str]:
        """Fill the mapping."""
        request = job.requests[0]
        character = scene.visemes.characters.get(request.name)
        if request.error or character is None:
            self.report({"ERROR"}, work.explained(request.error) if request.error else iface_("The character is gone"))
            return {"CANCELLED"}
        if request.command == "maps":
            return self._number(character, request.result["maps"])
        fill(character, rows_of(request.result["profile"]), request.result["profile"]["viseme_map"])
        character.confidence = request.result["confidence"]
        character.missing = ", ".join(request.result["missing"])
        told = iface_("{name}: {count} targets, confidence {percent} %")
        self.report(
            {"INFO"},
            told.format(name=character.viseme_map, count=len(character.mapping), percent=round(100 * character.confidence)),
        )
        return {"FINISHED"}

    def _number(self, character: Any, maps: list[dict[str, Any]]) -> set[str]:
        """Frames 1, 2, 3 … for the mouths of the map, rest first."""
        chosen = next((row for row in maps if row["name"] == character.viseme_map), None)
        if chosen is None or chosen["style"] != "2d":
            chosen = next(row for row in maps if row["name"] == "preston_blair")
        mouths = [chosen["rest"], *(name for name in chosen["visemes"] if name != chosen["rest"])]
        fill(character, [Row(mouth, str(number)) for number, mouth in enumerate(mouths, 1)], chosen["name"])
        character.confidence, character.missing = 0.0, ""
        self.report({"INFO"}, iface_("Frames were numbered in the map's order: correct them in the mapping"))
        return {"FINISHED"}


def fill(character: Any, rows: list[Row], viseme_map: str) -> None:
    """Replace a mapping."""
    with live.paused():
        character.viseme_map = viseme_map
        character.mapping.clear()
        character.active_target = 0
        for row in rows:
            target = character.mapping.add()
            target.shape, target.target, target.weight = row.shape, row.name, row.weight
            target.minimum, target.maximum, target.side = row.minimum, row.maximum, row.side


class VISEMES_OT_begin(Operator):
    """Make a character of the selected objects and a line of the sound strip, and guess the mapping"""

    bl_idname = "visemes.begin"
    bl_label = "Begin with Selected"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Something selected that can talk."""
        reason = (
            ""
            if fitting(context)
            else iface_("Select the objects the mouth is made of: meshes with shape keys, Grease Pencil, a rig")
        )
        return work.refused(cls, reason)

    def execute(self, context: Any) -> set[str]:
        """Make both."""
        scene = context.scene.visemes
        kind, things = fitting(context)
        with live.paused():
            character = add_character(scene, kind, things)
            add_line(context, character)
            scene.active_line = len(scene.lines) - 1
        if bpy.ops.visemes.guess.poll():
            with contextlib.suppress(RuntimeError):  # what it reports as an error, which the user has been told
                bpy.ops.visemes.guess("INVOKE_DEFAULT")
        return {"FINISHED"}


def add_line(context: Any, character: Any | None) -> Any:
    """A new line of a sound strip that has none, else of a file."""
    scene = context.scene.visemes
    said_by = (character.strips or character.name) if character else ""
    taken = {line.strip for line in scene.lines if line.source == "STRIP"}
    strip = sequencer.preferred_strip(sequencer.strips_scene(context), taken, said_by)
    line = scene.lines.add()
    line.character = character.name if character else ""
    line.frame = float(context.scene.frame_start)
    if strip is None:
        line.source = "FILE"
    else:
        line.strip = strip.name
    return line


def add_character(scene: Any, kind: str, things: list[Any]) -> Any:
    """A new character made of objects."""
    character = scene.characters.add()
    character.kind = kind
    character.viseme_map = "preston_blair" if kind in targets.DRAWN else "arkit52"
    for thing in things:
        character.objects.add().object = thing
    others = {other.name for other in scene.characters if other != character}
    character.name = properties.free_name(things[0].name if things else iface_("Character"), others)
    character.known_as = character.name
    scene.active_character = len(scene.characters) - 1
    return character


def fitting(context: Any) -> tuple[str, list[Any]] | None:
    """The kind of character the selected objects make, and those of them it is made of."""
    chosen = list(context.selected_objects)
    if context.object and context.object in chosen:
        chosen.sort(key=lambda thing: thing != context.object)
    keyed = [thing for thing in chosen if getattr(thing.data, "shape_keys", None)]
    pencils = [thing for thing in chosen if thing.type in targets.GREASE_PENCILS]
    rigs = [thing for thing in chosen if thing.type == "ARMATURE"]
    pictures = [thing for thing in chosen if targets.image_users(thing)]
    if keyed:
        return "SHAPE_KEYS", keyed
    if pencils:
        return "LAYERS", pencils
    if rigs:
        return ("PROPERTIES" if any(targets.custom_names(thing) for thing in rigs) else "POSES"), rigs
    if pictures:
        return "IMAGE", pictures
    return ("OBJECTS", chosen) if len(chosen) > 1 else None


class VISEMES_OT_clear(Operator):
    """Take the keys of the line away that are still as they were written. Your own keys stay"""

    bl_idname = "visemes.clear"
    bl_label = "Remove Keys"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A line that has keys."""
        line = context.scene.visemes.line
        return work.refused(cls, "" if line and apply.actions_of(line) else iface_("This line has no keys"))

    def execute(self, context: Any) -> set[str]:
        """Take them away."""
        line = context.scene.visemes.line
        apply.clear(line)
        line.told = ""
        return {"FINISHED"}


CLASSES = (VISEMES_OT_generate, VISEMES_OT_move, VISEMES_OT_guess, VISEMES_OT_begin, VISEMES_OT_clear)
