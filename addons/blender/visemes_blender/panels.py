"""The sidebar's tab Visemes."""

from typing import Any

from bpy.app.translations import pgettext_iface as iface_
from bpy.types import Panel

from . import asking, preferences, sequencer, tables, targets, work


class _Tab:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Visemes"


def note(layout: Any, text: str, icon: str = "INFO") -> None:
    """A sentence of ours, on as many rows as it needs."""
    column = layout.column(align=True)
    column.scale_y = 0.8
    for number, row in enumerate(wrapped(text)):
        column.label(text=row, icon=icon if number == 0 else "BLANK1", translate=False)


def wrapped(text: str, width: int = 42) -> list[str]:
    """Words on rows of about this many letters."""
    rows = [""]
    for word in text.split():
        if rows[-1] and len(rows[-1]) + len(word) >= width:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return rows


def draw_list(layout: Any, kind: str, owner: Any, which: str, index: str, rows: int = 3) -> Any:
    """A list with its buttons; returns the column of buttons."""
    row = layout.row()
    row.template_list(kind, "", owner, which, owner, index, rows=rows)
    column = row.column(align=True)
    column.operator("visemes.row_add", text="", icon="ADD").which = which
    column.operator("visemes.row_remove", text="", icon="REMOVE").which = which
    return column


class VISEMES_PT_main(_Tab, Panel):
    """What is said, by whom, and the button."""

    bl_idname = "VISEMES_PT_main"
    bl_label = "Visemes"

    def draw(self, context: Any) -> None:
        """The engine where it is missing, the lines, the chosen one, Generate."""
        layout, scene = self.layout, context.scene.visemes
        if work.look_for_engine() or (preferences.DESK.work is not None and not preferences.DESK.work.done):
            preferences.draw_engine(layout)
        if not context.scene.is_editable:
            note(layout, iface_("This scene is linked and cannot be changed"), "LIBRARY_DATA_DIRECT")
            return
        if not scene.lines:
            note(layout, iface_("Select the face (and teeth, tongue), or drawings, then:"))
            layout.operator("visemes.begin", icon="PLAY")
            return
        column = draw_list(layout, "VISEMES_UL_lines", scene, "lines", "active_line")
        column.operator("visemes.lines_of_strips", text="", icon="SEQ_SEQUENCER")
        if scene.line:
            draw_line(layout, context, scene.line)
            draw_generate(layout, context, scene.line)


def draw_line(layout: Any, context: Any, line: Any) -> None:
    """Where the chosen line's sound and words come from."""
    scene = context.scene.visemes
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    column.prop_search(line, "character", scene, "characters", icon="USER")
    column.row().prop(line, "source", expand=True)
    if line.source == "STRIP":
        column.prop(line, "strip", icon="SEQ_SEQUENCER")
    else:
        column.prop(line, "path")
        column.prop(line, "frame")
    column.prop(line, "words_from")
    named = {"TYPED": "typed", "TEXT": "text", "FILE": "words_path"}.get(line.words_from)
    if named:
        column.prop(line, named)
    elif line.words_from == "BESIDE":
        draw_beside(column, context, line)
    strip = sequencer.strip_named(sequencer.strips_scene(context), line.strip) if line.source == "STRIP" else None
    if strip is not None and sequencer.is_trimmed(strip):
        column.prop(line, "covers")
    column.prop(line, "language")


def draw_beside(layout: Any, context: Any, line: Any) -> None:
    """Which text beside the sound holds its words."""
    found = asking.beside(context, line)
    if found is not None:
        split = layout.split(factor=0.4)
        split.label()
        split.label(text=found or iface_("none: recognised"), icon="TEXT" if found else "INFO", translate=False)


def draw_generate(layout: Any, context: Any, line: Any) -> None:
    """The button, or what is at work, or why it cannot be pressed; then what came of it."""
    job = work.DESK.job
    if job is not None:
        current = job.current
        name = f"{current.name}: " if current and len(job.requests) > 1 else ""
        box = layout.box()
        box.progress(factor=job.progress, type="BAR", text=name + iface_(work.stage_name(job)))
        box.label(text=iface_("Esc cancels"))
        return
    row = layout.row(align=True)
    row.scale_y = 1.6
    row.operator(
        "visemes.generate", icon="PLAY", text=iface_("Generate Again") if line.timeline else iface_("Generate")
    ).which = "ACTIVE"
    if len(context.scene.visemes.lines) > 1:
        row.operator("visemes.generate", text=iface_("All")).which = "ALL"
    reason = asking.problem(context, line)
    if reason:
        note(layout, iface_(reason), "ERROR")
    elif line.told:
        note(layout, line.told, "ERROR" if line.has_failed else "CHECKMARK")


class VISEMES_PT_character(_Tab, Panel):
    """Who talks, and what of the rig moves."""

    bl_idname = "VISEMES_PT_character"
    bl_label = "Character"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Once there is one."""
        return bool(context.scene.visemes.lines or context.scene.visemes.characters)

    def draw(self, context: Any) -> None:
        """The characters, and the chosen one."""
        layout, scene = self.layout, context.scene.visemes
        draw_list(layout, "VISEMES_UL_characters", scene, "characters", "active_character", 2)
        character = scene.character
        if character is None:
            return
        column = layout.column()
        column.use_property_split = True
        column.use_property_decorate = False
        column.prop(character, "kind")
        draw_list(layout, "VISEMES_UL_objects", character, "objects", "active_object", 2)
        for text, icon in ((targets.problem(character), "ERROR"), (targets.note(character), "INFO")):
            if text:
                note(layout, text, icon)


class VISEMES_PT_mapping(_Tab, Panel):
    """Which shape of the map moves what of the rig."""

    bl_idname = "VISEMES_PT_mapping"
    bl_label = "Mapping"
    bl_parent_id = "VISEMES_PT_character"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """For a character."""
        return context.scene.visemes.character is not None

    def draw(self, context: Any) -> None:
        """Map, guess, rows, profile."""
        layout, character = self.layout, context.scene.visemes.character
        row = layout.row(align=True)
        row.prop(character, "viseme_map", text="")
        row.operator("visemes.guess", icon="VIEWZOOM")
        if character.confidence > 0:
            told = iface_("Fits to {percent} %").format(percent=round(100 * character.confidence))
            layout.progress(factor=character.confidence, type="BAR", text=told)
        if character.missing:
            note(layout, iface_("The rig lacks {names}").format(names=character.missing))
        column = draw_list(layout, "VISEMES_UL_mapping", character, "mapping", "active_target", 6)
        column.separator()
        column.operator("visemes.load_profile", text="", icon="FILEBROWSER")
        column.operator("visemes.save_profile", text="", icon="FILE_TICK")
        if 0 <= character.active_target < len(character.mapping):
            draw_target(layout, character, character.mapping[character.active_target])


def draw_target(layout: Any, character: Any, row: Any) -> None:
    """The chosen row of the mapping."""
    column = layout.column()
    column.use_property_split = True
    column.use_property_decorate = False
    column.prop(row, "shape")
    column.prop(row, "target")
    if character.is_drawn:
        return
    column.prop(row, "weight")
    limits = column.row(align=True)
    limits.prop(row, "minimum", text=iface_("Range"))
    limits.prop(row, "maximum", text="")
    column.row().prop(row, "side", expand=True)


class VISEMES_PT_motion(_Tab, Panel):
    """How the mouth moves, and which keys it gets."""

    bl_idname = "VISEMES_PT_motion"
    bl_label = "Motion"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """For a character."""
        return context.scene.visemes.character is not None

    def draw(self, context: Any) -> None:
        """Style, sliders, keys."""
        layout, scene = self.layout, context.scene.visemes
        character = scene.character
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(character, "style")
        layout.prop(character, "shot")
        column = layout.column(align=True)
        for name in tables.DRAWINGS if character.is_drawn else tables.MOUTH:
            column.prop(character, name, slider=True)
        column = layout.column(align=True)
        column.prop(character, "step")
        if not character.is_drawn:
            column.prop(character, "interpolation")
            column.prop(scene, "sub_frames")
        column.prop(character, "destination")
        row = layout.row(align=True)
        row.operator("visemes.move", icon="FILE_REFRESH")
        row.prop(scene, "is_live", text="", icon="LINKED" if scene.is_live else "UNLINKED")


class VISEMES_PT_face(_Tab, Panel):
    """The rest of the face."""

    bl_idname = "VISEMES_PT_face"
    bl_label = "Rest of the Face"
    bl_parent_id = "VISEMES_PT_motion"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Drawings have none."""
        character = context.scene.visemes.character
        return character is not None and not character.is_drawn

    def draw(self, context: Any) -> None:
        """Brows, blinks …"""
        layout, character = self.layout, context.scene.visemes.character
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in tables.FACE:
            layout.prop(character, name, slider=True)
        layout.prop(character, "seed")
        layout.prop(character, "tolerance")


class VISEMES_PT_batch(_Tab, Panel):
    """Which strips are whose."""

    bl_idname = "VISEMES_PT_batch"
    bl_label = "Whose Strips"
    bl_parent_id = "VISEMES_PT_character"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """For a character."""
        return context.scene.visemes.character is not None

    def draw(self, context: Any) -> None:
        """Channel, name, speaker."""
        layout, character = self.layout, context.scene.visemes.character
        layout.use_property_split = True
        layout.use_property_decorate = False
        layout.prop(character, "channel")
        layout.prop(character, "strips")
        layout.prop(character, "speaker")
        layout.operator("visemes.lines_of_strips", icon="SEQ_SEQUENCER")


class VISEMES_PT_words(_Tab, Panel):
    """What the engine heard, to be looked at and corrected."""

    bl_idname = "VISEMES_PT_words"
    bl_label = "Words"

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Once a line has some."""
        line = context.scene.visemes.line
        return line is not None and bool(line.words)

    def draw(self, context: Any) -> None:
        """The words, the chosen one, and what the engine remarked."""
        layout, scene = self.layout, context.scene.visemes
        line = scene.line
        row = layout.row()
        row.template_list("VISEMES_UL_words", "", line, "words", line, "active_word", rows=6)
        column = row.column(align=True)
        column.operator("visemes.insert_word", text="", icon="ADD")
        column.operator("visemes.show_word", text="", icon="TRACKING_FORWARDS_SINGLE")
        column.operator("visemes.mark_doubt", text="", icon="MARKER_HLT")
        column.operator("visemes.revert_words", text="", icon="LOOP_BACK")
        if 0 <= line.active_word < len(line.words):
            draw_word(layout, line, line.words[line.active_word])
        row = layout.row()
        row.scale_y = 1.3
        row.operator("visemes.update_phrase", icon="FILE_REFRESH")
        row.operator("visemes.retake", icon="FILE_SOUND")
        layout.prop(scene, "doubt", slider=True)
        for text in line.warnings.splitlines():
            note(layout, text)


def draw_word(layout: Any, line: Any, word: Any) -> None:
    """The chosen word and its sounds."""
    column = layout.column(align=True)
    row = column.row(align=True)
    row.prop(word, "start")
    row.prop(word, "end")
    column.prop(word, "phones")
    column.prop(word, "emphasis", slider=True)
    if line.sounds_of != line.active_word:
        return
    box = layout.column(align=True)
    for sound in line.sounds:
        row = box.row(align=True)
        row.label(text=sound.name, translate=False)
        row.prop(sound, "start", text="")
        row.prop(sound, "end", text="")
        row.label(text=f"{round(100 * sound.confidence)} %" if sound.confidence >= 0 else "", translate=False)


class VISEMES_PT_check(_Tab, Panel):
    """For checking the finished video."""

    bl_idname = "VISEMES_PT_check"
    bl_label = "Mouth Boxes"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """For a character."""
        return context.scene.visemes.character is not None

    def draw(self, context: Any) -> None:
        """Where the mouth is, and the button."""
        layout, scene = self.layout, context.scene.visemes
        layout.prop(scene, "mouth_group", icon="GROUP_VERTEX")
        layout.operator("visemes.mouth_boxes", icon="EXPORT")


CLASSES = (
    VISEMES_PT_main,
    VISEMES_PT_words,
    VISEMES_PT_character,
    VISEMES_PT_mapping,
    VISEMES_PT_batch,
    VISEMES_PT_motion,
    VISEMES_PT_face,
    VISEMES_PT_check,
)
