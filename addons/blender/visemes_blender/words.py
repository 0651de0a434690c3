"""Operators on the words of a line: correct them, find one again phrase by phrase, mark the doubtful ones."""

import json
from typing import Any

from bpy.app.translations import pgettext_iface as iface_
from bpy.props import EnumProperty, StringProperty
from bpy.types import Operator, UIList

from . import asking, operators, timelines, work
from .jobs import Job, Request
from .sequencer import SoundError

#: What a marker of ours is called.
MARKER = "{word} ?"


class VISEMES_UL_words(UIList):
    """The words of a line with their times and how sure they are."""

    def draw_item(self, context: Any, layout: Any, _data: Any, item: Any, _icon: int, _active: Any, _name: str) -> None:
        """Word, time, confidence."""
        row = layout.row(align=True)
        doubtful = 0 <= item.confidence < context.scene.visemes.doubt
        row.alert = doubtful
        row.prop(item, "name", text="", emboss=False, icon="GREASEPENCIL" if item.is_changed else "BLANK1")
        times = row.row(align=True)
        times.alignment = "RIGHT"
        times.label(text=f"{item.start:.2f}", translate=False)
        sure = f"{round(100 * item.confidence)} %" if item.confidence >= 0 else ""
        times.label(text=sure, translate=False)

    def filter_items(self, _context: Any, data: Any, name: str) -> tuple[list[int], list[int]]:
        """Words that hold what is typed."""
        typed = self.filter_name.lower()
        return [self.bitflag_filter_item if typed in row.name.lower() else 0 for row in getattr(data, name)], []


def line_with_words(context: Any) -> Any | None:
    """The chosen line if it has words."""
    line = context.scene.visemes.line
    return line if line is not None and line.words and line.timeline is not None else None


def rows_of(line: Any) -> dict[int, timelines.Row]:
    """The corrected words of a line, by their numbers."""
    return {
        number: timelines.Row(
            word.name, word.start, word.end, word.phones, word.emphasis,
            [(sound.start, sound.end) for sound in line.sounds] if number == line.sounds_of else (),
        )
        for number, word in enumerate(line.words)
        if word.is_changed
    }  # fmt: skip


class EditWork(operators.LineWork):
    """Edits of the chosen line's words."""

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A line with words, whose sound is there."""
        line = line_with_words(context)
        reason = work.idle_problem() or ("" if line else iface_("Generate the line first")) or asking.problem(context, line)
        return work.refused(cls, reason or cls.lacks(line))

    @staticmethod
    def lacks(_line: Any) -> str:
        """Why there is nothing to do; empty when there is."""
        return ""

    def edits(self, line: Any) -> list[dict[str, Any]]:
        """What is to be edited."""
        raise NotImplementedError

    def requests(self, context: Any) -> list[Request]:
        """One edit of one line."""
        line = line_with_words(context)
        timeline = line.timeline_data() if line else None
        if timeline is None:
            raise SoundError(iface_("The line's timeline is gone: generate it again"))
        self._keys = (line.ensure_key(),)
        return [asking.edit_request(context, line, self.edits(line))]

    def finish(self, context: Any, scene: Any, job: Job) -> set[str]:
        """Write the keys, and say what could not be done."""
        outcome = super().finish(context, scene, job)
        result = job.requests[0].result or {}
        for lost in result.get("unplaced", ()):
            self.report({"WARNING"}, lost)  # type: ignore[attr-defined]
        return outcome


class VISEMES_OT_update_phrase(EditWork, Operator):
    """Make the corrected words so: only their phrase is listened to again, and only its keys change"""

    bl_idname = "visemes.update_phrase"
    bl_label = "Update Phrase"
    bl_options = {"REGISTER", "UNDO"}

    @staticmethod
    def lacks(line: Any) -> str:
        """Something must be corrected."""
        return "" if any(word.is_changed for word in line.words) else iface_("Correct a word, its sounds or its times first")

    def edits(self, line: Any) -> list[dict[str, Any]]:
        """The corrections."""
        return timelines.corrections(line.timeline_data(), rows_of(line))


class VISEMES_OT_insert_word(EditWork, Operator):
    """Add words that are said and missing here, beside the chosen word; they are found in the sound"""

    bl_idname = "visemes.insert_word"
    bl_label = "Insert Words"
    bl_options = {"REGISTER", "UNDO"}

    text: StringProperty(name="Words", description="The words that are missing", options={"SKIP_SAVE"})
    where: EnumProperty(
        name="Where", description="On which side of the chosen word they are said", default="AFTER",
        items=(("BEFORE", "Before", "Before the chosen word"), ("AFTER", "After", "After the chosen word")),
    )  # fmt: skip

    _asked = False

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the words first."""
        if self.text or self._asked:
            return super().invoke(context, event)
        self._asked = True
        return set(context.window_manager.invoke_props_dialog(self))

    def draw(self, _context: Any) -> None:
        """The dialog."""
        self.layout.prop(self, "text")
        self.layout.row().prop(self, "where", expand=True)

    def edits(self, line: Any) -> list[dict[str, Any]]:
        """One insertion."""
        before = line.active_word + (self.where == "AFTER")
        return [{"edit": "insert", "before": before, "text": self.text}]

    def execute(self, context: Any) -> set[str]:
        """After the dialog."""
        if not self.text.strip():
            self.report({"WARNING"}, iface_("No words were typed"))
            return {"CANCELLED"}
        return super().execute(context)


class VISEMES_OT_revert_words(Operator):
    """Forget corrections that were not made yet"""

    bl_idname = "visemes.revert_words"
    bl_label = "Forget Corrections"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Something must be corrected."""
        line = line_with_words(context)
        there = line is not None and any(word.is_changed for word in line.words)
        return work.refused(cls, "" if there else iface_("Nothing was corrected"))

    def execute(self, context: Any) -> set[str]:
        """List the words as they are stored."""
        line = context.scene.visemes.line
        timeline = line.timeline_data()
        if timeline is None:
            self.report({"ERROR"}, iface_("The line's timeline is gone: generate it again"))
            return {"CANCELLED"}
        operators.apply.list_words(line, timeline)
        return {"FINISHED"}


class VISEMES_OT_show_word(Operator):
    """Go to the frame at which the chosen word begins"""

    bl_idname = "visemes.show_word"
    bl_label = "Go to Word"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A word whose sound lies somewhere."""
        line = line_with_words(context)
        reason = "" if line and line.active_word < len(line.words) else iface_("Choose a word")
        return work.refused(cls, reason or asking.sound_problem(context, line))

    def execute(self, context: Any) -> set[str]:
        """Set the frame."""
        line = context.scene.visemes.line
        try:
            _, placement = asking.sound_of(context, line)
        except SoundError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        context.scene.frame_set(round(placement.frame_at(line.words[line.active_word].start)))
        return {"FINISHED"}


class VISEMES_OT_mark_doubt(Operator):
    """Put a marker on the timeline at every word the engine is not sure of; those put before are taken away"""

    bl_idname = "visemes.mark_doubt"
    bl_label = "Mark Doubtful Words"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """A line with words, whose sound is there."""
        line = line_with_words(context)
        reason = "" if line else iface_("Generate the line first")
        return work.refused(cls, reason or asking.sound_problem(context, line))

    def execute(self, context: Any) -> set[str]:
        """Mark them."""
        scene, line = context.scene, context.scene.visemes.line
        timeline = line.timeline_data()
        try:
            _, placement = asking.sound_of(context, line)
        except SoundError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        unmark(scene, line)
        words = timelines.doubtful(timeline, scene.visemes.doubt) if timeline else []
        put = [(MARKER.format(word=word["word"]), round(placement.frame_at(word["start"]))) for word in words]
        for name, frame in put:
            scene.timeline_markers.new(name, frame=frame)
        line.markers = json.dumps(put) if put else ""
        told = iface_("{count} doubtful words marked") if put else iface_("No word is doubtful")
        self.report({"INFO"}, told.format(count=len(put)))
        return {"FINISHED"}


def unmark(scene: Any, line: Any) -> None:
    """Take away the markers we put for a line; those that were renamed or moved are the user's now."""
    ours = {(name, frame) for name, frame in json.loads(line.markers)} if line.markers else set()
    for marker in list(scene.timeline_markers):
        if (marker.name, marker.frame) in ours:
            scene.timeline_markers.remove(marker)


CLASSES = (
    VISEMES_UL_words, VISEMES_OT_update_phrase, VISEMES_OT_insert_word, VISEMES_OT_revert_words, VISEMES_OT_show_word,
    VISEMES_OT_mark_doubt,
)  # fmt: skip
