"""The actor said the line again: what a person set by hand is carried to the new recording."""

from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_
from bpy.props import BoolProperty, StringProperty
from bpy.types import Operator

from . import asking, sequencer, timelines, words, work
from .jobs import Job, Request
from .sequencer import SoundError

#: What the file selector shows.
_SHOWN = {"default": True, "options": {"HIDDEN", "SKIP_SAVE"}}


class VISEMES_OT_retake(words.EditWork, Operator):
    """Carry the line to a new recording of it: times, pronunciations and emphasis set by hand go along. Your own keys stay"""

    bl_idname = "visemes.retake"
    bl_label = "New Take"
    bl_options = {"REGISTER", "UNDO"}

    filepath: StringProperty(
        name="New Take", description="The sound or video file of the new recording", subtype="FILE_PATH", options={"SKIP_SAVE"}
    )
    text: StringProperty(
        name="Words",
        description="What is said in the new take; empty for the text beside the file, else the words as they are",
        options={"SKIP_SAVE"},
    )
    filter_sound: BoolProperty(**_SHOWN)
    filter_movie: BoolProperty(**_SHOWN)
    filter_folder: BoolProperty(**_SHOWN)

    _is_choosing = False

    @staticmethod
    def lacks(line: Any) -> str:
        """Corrections that wait would be lost."""
        waits = any(word.is_changed for word in line.words)
        return iface_("Press Update Phrase first, or forget the corrections that wait") if waits else ""

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the file first."""
        if self.filepath or bpy.app.background or context.window is None:
            return super().invoke(context, event)
        self._is_choosing = True
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: Any) -> set[str]:
        """Wait for the engine; but after the file selector, which can only end, begin anew with the file that was chosen."""
        if not self._is_choosing:
            return super().execute(context)
        bpy.ops.visemes.retake("INVOKE_DEFAULT", filepath=self.filepath, text=self.text)
        return {"CANCELLED"}

    def requests(self, context: Any) -> list[Request]:
        """The line as it was, its new times, its new keys."""
        if reason := sequencer.path_problem(self.filepath):
            raise SoundError(reason)
        line = words.line_with_words(context)
        if line is None or line.timeline_data() is None:
            raise SoundError(iface_("The line's timeline is gone: generate it again"))
        self._keys = (line.ensure_key(),)
        self._frame = asking.sound_of(context, line)[1].frame_at(0)
        return asking.retake_requests(context, line, sequencer.absolute(self.filepath), self.text)

    def finish(self, context: Any, scene: Any, job: Job) -> set[str]:
        """The line has another sound, other times and other keys; a take that is refused changes nothing."""
        line = next((line for line in scene.visemes.lines if line.key == self._keys[0]), None)
        if line is None:
            return {"CANCELLED"}
        _, taken, last = job.requests
        line.has_failed = last.error is not None
        if last.error:
            line.told = work.explained(last.error)
            self.report({"ERROR"}, f"{line.title()}: {line.told}")
            return {"CANCELLED"}
        left = self._change_sound(line)
        told = self._apply(scene, line, last.result)
        set_words(context, line, self.text.strip())
        lost = [*left, *taken.result["changes"], *taken.result["unplaced"]]
        line.warnings = "\n".join(dict.fromkeys([*lost, *line.warnings.splitlines()]))
        kept = iface_("{kept} of {words} words kept, {carried} settings by hand carried")
        line.told = f"{kept.format_map(taken.result)}; {told}"
        for text in lost:
            self.report({"WARNING"}, text)
        self.report({"INFO"}, f"{line.title()}: {line.told}")
        return {"FINISHED"}

    def _change_sound(self, line: Any) -> list[str]:
        """The line's sound is the new file from now on; what a person should know of it."""
        strip = line.strip if line.source == "STRIP" else ""
        line.source, line.path, line.frame = "FILE", self.filepath, self._frame
        return [iface_("The strip {name} still plays the old take").format(name=strip)] if strip else []


def set_words(context: Any, line: Any, typed: str) -> None:
    """Where the words of a line come from when it is generated again: beside the new sound, else they are typed."""
    timeline = line.timeline_data()
    if not typed and asking.beside(context, line):
        line.words_from = "BESIDE"
    elif typed or timeline:
        line.words_from, line.typed = "TYPED", typed or timelines.said(timeline)


CLASSES = (VISEMES_OT_retake,)
