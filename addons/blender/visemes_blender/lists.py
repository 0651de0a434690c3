"""Lists of the panel, and the buttons beside them: characters, their objects and mappings, lines."""

from typing import Any

from bpy.app.translations import pgettext_iface as iface_
from bpy.props import EnumProperty, StringProperty
from bpy.types import Operator, UIList
from bpy_extras.io_utils import ExportHelper, ImportHelper

from . import asking, live, operators, profiles, sequencer, targets, work

#: Collection → (what a row is called, where it is).
COLLECTIONS = (
    ("characters", "Character", "A character of this scene"),
    ("lines", "Line", "A line of dialogue"),
    ("objects", "Object", "An object of the character"),
    ("mapping", "Row", "A row of the character's mapping"),
)


class VISEMES_UL_characters(UIList):
    """Who talks in this scene."""

    def draw_item(self, _context: Any, layout: Any, _data: Any, item: Any, _icon: int, _active: Any, _name: str) -> None:
        """The name, and a mark where something is in the way."""
        row = layout.row(align=True)
        row.prop(item, "name", text="", emboss=False, icon="USER")
        if targets.problem(item):
            row.label(icon="ERROR")


class VISEMES_UL_lines(UIList):
    """What is said in this scene."""

    def draw_item(self, context: Any, layout: Any, _data: Any, item: Any, _icon: int, _active: Any, _name: str) -> None:
        """What is said by whom, and how far it is."""
        row = layout.row(align=True)
        icon = "ERROR" if item.has_failed else "CHECKMARK" if item.timeline else "SPEAKER"
        row.label(text=item.title(), icon=icon, translate=False)
        row.label(text=item.character, translate=False)
        if asking.sound_problem(context, item):
            row.label(icon="ERROR")


class VISEMES_UL_objects(UIList):
    """What a character is made of."""

    def draw_item(self, _context: Any, layout: Any, _data: Any, item: Any, _icon: int, _active: Any, _name: str) -> None:
        """The object."""
        layout.prop(item, "object", text="")


class VISEMES_UL_mapping(UIList):
    """Which shape moves what of the rig, and how much."""

    def draw_item(self, _context: Any, layout: Any, data: Any, item: Any, _icon: int, _active: Any, _name: str) -> None:
        """Shape and target, once where they are called the same, and the weight; the row's fields stand below the list."""
        row = layout.row(align=True)
        name = row.row()
        name.alert = bool(item.target) and not targets.channels(data, item.target)
        same = item.shape == item.target
        text = item.shape if same else f"{item.shape} \N{RIGHTWARDS ARROW} {item.target or '?'}"
        name.label(text=text, icon="BLANK1" if item.target else "QUESTION", translate=False)
        if not data.is_drawn and item.weight != 1.0:
            weight = row.row()
            weight.alignment = "RIGHT"
            weight.label(text=f"\N{MULTIPLICATION SIGN} {item.weight:.2f}", translate=False)

    def filter_items(self, _context: Any, data: Any, name: str) -> tuple[list[int], list[int]]:
        """Rows whose shape or target holds what is typed."""
        rows, typed = getattr(data, name), self.filter_name.lower()
        flags = [self.bitflag_filter_item if typed in f"{row.shape} {row.target}".lower() else 0 for row in rows]
        return flags, []


def collection(scene: Any, which: str) -> tuple[Any, Any, str]:
    """(owner, collection, name of the index) of one of the lists."""
    owner = scene if which in {"characters", "lines"} else scene.character
    index = {"characters": "active_character", "lines": "active_line", "objects": "active_object", "mapping": "active_target"}[
        which
    ]
    return owner, getattr(owner, which) if owner else None, index


class _RowOperator:
    which: EnumProperty(name="List", description="The list to change", items=COLLECTIONS, default="mapping", options={"SKIP_SAVE"})


class VISEMES_OT_row_add(_RowOperator, Operator):
    """Add a row to the list"""

    bl_idname = "visemes.row_add"
    bl_label = "Add"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Add it and choose it."""
        scene = context.scene.visemes
        owner, rows, index = collection(scene, self.which)
        if rows is None:
            return {"CANCELLED"}
        with live.paused():
            if self.which == "characters":
                operators.add_character(scene, *(operators.fitting(context) or ("SHAPE_KEYS", [])))
            elif self.which == "lines":
                operators.add_line(context, scene.character)
            elif self.which == "objects":
                self._add_objects(context, owner)
            else:
                rows.add()
            setattr(owner, index, len(rows) - 1)
        return {"FINISHED"}

    @staticmethod
    def _add_objects(context: Any, character: Any) -> None:
        there = set(targets.objects(character))
        fresh = [thing for thing in context.selected_objects if thing not in there]
        for thing in fresh:
            character.objects.add().object = thing
        if not fresh:
            character.objects.add()


class VISEMES_OT_row_remove(_RowOperator, Operator):
    """Remove the chosen row from the list. Keys that were written stay"""

    bl_idname = "visemes.row_remove"
    bl_label = "Remove"
    bl_options = {"REGISTER", "UNDO", "INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Remove it and choose its neighbour."""
        owner, rows, index = collection(context.scene.visemes, self.which)
        chosen = getattr(owner, index) if owner else 0
        if not rows or not 0 <= chosen < len(rows):
            return {"CANCELLED"}
        with live.paused():
            rows.remove(chosen)
            setattr(owner, index, max(min(chosen, len(rows) - 1), 0))
        return {"FINISHED"}


class VISEMES_OT_load_profile(Operator, ImportHelper):
    """Fill the mapping from a rig profile, made here, by `visemes rig guess` or in Maya"""

    bl_idname = "visemes.load_profile"
    bl_label = "Load Rig Profile"
    bl_options = {"REGISTER", "UNDO"}

    filter_glob: StringProperty(default="*.json;*.toml", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A character to load it for."""
        return work.refused(cls, "" if context.scene.visemes.character else iface_("There is no character: press Begin"))

    def execute(self, context: Any) -> set[str]:
        """Read it."""
        character = context.scene.visemes.character
        try:
            profile = profiles.read(self.filepath)
        except profiles.ProfileError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        operators.fill(character, profiles.rows_of(profile), profile["viseme_map"])
        character.confidence, character.missing = 0.0, ""
        lost = sorted({row.target for row in character.mapping if not targets.channels(character, row.target)})
        if lost:
            self.report({"WARNING"}, iface_("The rig has no {names}").format(names=", ".join(lost[:8])))
        return {"FINISHED"}


class VISEMES_OT_save_profile(Operator, ExportHelper):
    """Save the mapping as a rig profile, which other files, Maya and the command line read too"""

    bl_idname = "visemes.save_profile"
    bl_label = "Save Rig Profile"
    bl_options = {"REGISTER"}

    filename_ext = ".json"
    filter_glob: StringProperty(default="*.json", options={"HIDDEN"})

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A mapping to save."""
        character = context.scene.visemes.character
        return work.refused(cls, "" if character and character.mapping else iface_("The mapping is empty"))

    def execute(self, context: Any) -> set[str]:
        """Write it."""
        character = context.scene.visemes.character
        rows = [
            profiles.Row(row.shape, row.target, number(row.weight), number(row.minimum), number(row.maximum), row.side)
            for row in character.mapping
            if row.shape and row.target
        ]
        try:
            profiles.write(self.filepath, profiles.profile_of(character.name, character.viseme_map, rows))
        except profiles.ProfileError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, iface_("{count} rows saved").format(count=len(rows)))
        return {"FINISHED"}


def number(value: float) -> float:
    """A property's number without the noise of single precision."""
    return float(f"{value:.6g}")


class VISEMES_OT_lines_of_strips(Operator):
    """Make a line of every sound strip that has none: for the character whose channel or name fits, else the one chosen"""

    bl_idname = "visemes.lines_of_strips"
    bl_label = "Lines of All Strips"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Strips, and somebody to say them."""
        if not context.scene.visemes.characters:
            return work.refused(cls, iface_("There is no character: press Begin"))
        strips = sequencer.sound_strips(sequencer.strips_scene(context))
        return work.refused(cls, "" if strips else iface_("The sequencer has no sound strips"))

    def execute(self, context: Any) -> set[str]:
        """Make them."""
        scene = context.scene.visemes
        taken = {line.strip for line in scene.lines if line.source == "STRIP"}
        fresh = [
            strip for strip in sequencer.sound_strips(sequencer.strips_scene(context)) if strip.name not in taken and not strip.mute
        ]
        characters = list(scene.characters)
        several = len(characters) > 1
        made = 0
        for strip in fresh:
            speaker = speaker_of(strip, characters) or (None if several else scene.character)
            if speaker is None:
                continue
            line = scene.lines.add()
            line.strip, line.character = strip.name, speaker.name
            made += 1
        scene.active_line = max(min(scene.active_line, len(scene.lines) - 1), 0)
        told = iface_("{made} lines made").format(made=made)
        left = len(fresh) - made
        self.report(
            {"INFO"}, told + (iface_("; {left} strips fit no character's channel or name").format(left=left) if left else "")
        )
        return {"FINISHED"}


def speaker_of(strip: Any, characters: list[Any]) -> Any | None:
    """Whose a strip is: a name in the strip's name goes before a channel."""
    name = strip.name.lower()
    named = [
        who for who in characters if (who.strips or who.name).lower() in name and (not who.channel or who.channel == strip.channel)
    ]
    on_channel = [who for who in characters if who.channel == strip.channel]
    return next(iter([*sorted(named, key=lambda who: -len(who.strips or who.name)), *on_channel]), None)


CLASSES = (
    VISEMES_UL_characters, VISEMES_UL_lines, VISEMES_UL_objects, VISEMES_UL_mapping, VISEMES_OT_row_add, VISEMES_OT_row_remove,
    VISEMES_OT_load_profile, VISEMES_OT_save_profile, VISEMES_OT_lines_of_strips,
)  # fmt: skip
