"""The window: a pane that Maya docks, with all of a line from its sound to its keys.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`workspaceControl` (its `uiScript` is run again when Maya brings the pane back after a restart), `frameLayout`, `progressBar`,
`scriptJob`, `confirmDialog`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maya import cmds

from . import apply, doing, form, preferences, sounds, store, work
from .client import EngineError
from .engine_box import EngineBox
from .fields import A_FILE, CHARACTER, MOTION, SLIDERS, SOUND, SOUND_FILES, WORDS
from .form import Field, Form, button, row
from .lines import Line
from .mapping import MappingBox
from .word_list import WordList
from .writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .jobs import Job, Request

#: The pane, and what fills it; Maya keeps both with its workspace.
PANE = "visemesPane"
SCRIPT = "import visemes_maya.window; visemes_maya.window.build()"


def show() -> None:
    """Open the pane, or bring it to the front."""
    if cmds.workspaceControl(PANE, exists=True):
        cmds.workspaceControl(PANE, edit=True, restore=True)
        return
    script: Any = SCRIPT  # the stubs know of functions only, which Maya cannot keep
    cmds.workspaceControl(
        PANE, label="Visemes", uiScript=script, tabToControl=("AttributeEditor", -1), initialWidth=420, loadImmediately=True
    )


def build() -> None:
    """Fill the pane: what Maya runs, also after a restart."""
    PANEL.build()


class Panel:
    """The controls, and the line they show."""

    def __init__(self) -> None:
        self.line = Line()
        self._form = Form(self._changed)
        self._sliders = Form(self._slid)
        self._mapping = MappingBox(self)
        self._words = WordList(self)
        self._engine = EngineBox()
        self._top = self._chooser = self._bar = self._status = self._notes = ""
        self._buttons: dict[str, str] = {}
        self._keys: list[str] = []

    def build(self) -> None:
        """Make every control in the layout that is current."""
        self._form, self._sliders = Form(self._changed), Form(self._slid)
        cmds.scrollLayout(childResizable=True)
        top: Any = cmds.columnLayout(adjustableColumn=True, rowSpacing=3)
        self._top = str(top)
        self._chooser = str(cmds.optionMenu(label="Line", changeCommand=self._chosen))
        row(lambda: button("New Line", self.new), lambda: button("Forget Line", self.forget, "Its keys stay"))
        self._section("Sound", SOUND, top)
        self._section("Words", WORDS, top)
        self._frame("Character", top)
        self._mapping.build()
        cmds.setParent(top)
        self._section("Motion", MOTION, top)
        self._slider_section(top)
        self._actions()
        self._frame("What is said", top, closed=True)
        self._words.build()
        cmds.setParent(top)
        self._frame("Engine", top, closed=True)
        self._engine.build()
        cmds.setParent(top)
        for event in ("SceneOpened", "NewSceneOpened"):
            cmds.scriptJob(event=(event, self.refresh), parent=str(top))
        self.refresh()

    def _frame(self, label: str, top: Any, *, closed: bool = False) -> None:
        cmds.frameLayout(label=label, collapsable=True, collapse=closed, parent=str(top), marginWidth=4, marginHeight=4)
        cmds.columnLayout(adjustableColumn=True, rowSpacing=2)

    def _section(self, label: str, table: tuple[Field, ...], top: Any) -> None:
        self._frame(label, top)
        for each in table:
            self._form.add(each)
        cmds.setParent(top)

    def _slider_section(self, top: Any) -> None:
        self._frame("Sliders", top, closed=True)
        for each in SLIDERS:
            self._sliders.add(each)
        cmds.setParent(top)

    def _actions(self) -> None:
        for name, pressed, tip in (
            ("Generate", self.generate, "Find out when each sound is spoken, and write the keys"),
            ("Generate All", self.generate_all, "Every line of the scene"),
            ("Move Anew", self.move, "Write the keys anew with the sliders and the mapping as they are"),
            ("Clear Ours", self.clear, "Take away the keys that we wrote; yours stay"),
            ("Cancel", self.cancel, "Stop the engine; nothing is changed"),
        ):
            self._buttons[name] = button(name, pressed, tip)
        self._bar = str(cmds.progressBar(maxValue=100))
        self._status = str(cmds.text(label="", align="left", wordWrap=True))
        self._notes = str(cmds.textScrollList(numberOfRows=4, allowMultiSelection=True))

    # -- what is shown ---------------------------------------------------------------------------------------------------------

    def refresh(self, *_: object) -> None:
        """Show the scene as it is: another one was opened, for which what is at work was not meant."""
        work.DESK.cancel()
        found = store.all_lines()
        chosen = next((line for line in found if line.key == preferences.get(preferences.CHOSEN)), found[0] if found else None)
        self.open(chosen or new_line())
        self._engine.refresh()
        self.tell("")

    def open(self, line: Line) -> None:
        """Show a line."""
        self.line = line
        preferences.put(preferences.CHOSEN, line.key)
        if not self.is_shown:
            return
        self._list_lines()
        self._form.offer("node", {A_FILE: "A file", **{node: node for node in sounds.names()}})
        for table in (SOUND, WORDS, MOTION):
            for each in table:
                self._form.put(each.name, getattr(line, each.name))
        self._show_sliders()
        self._mapping.refresh()
        self._words.refresh()
        self.busy(None)

    def _show_sliders(self) -> None:
        for each in SLIDERS:
            self._sliders.put(each.name, self.line.slider(each.name))

    def _list_lines(self) -> None:
        items: Any = cmds.optionMenu(self._chooser, query=True, itemListLong=True)
        for item in items or ():
            cmds.deleteUI(item)
        shown = store.all_lines()
        self._keys = [line.key for line in shown]
        if self.line.key not in self._keys:
            self._keys.append(self.line.key)
            shown.append(self.line)
        for number, line in enumerate(shown, 1):
            cmds.menuItem(label=f"{number}: {line.title or 'new line'}", parent=self._chooser)
        cmds.optionMenu(self._chooser, edit=True, select=1 + self._keys.index(self.line.key))

    def tell(self, text: str, rows: Sequence[str] = ()) -> None:
        """Say something in the window and in the script editor."""
        self._show(text, rows)
        for each in [text, *rows] if text else ():
            work.say(each)

    def _show(self, text: str, rows: Sequence[str]) -> None:
        if not self.is_shown:
            return
        cmds.text(self._status, edit=True, label=text)
        cmds.textScrollList(self._notes, edit=True, removeAll=True)
        for each in rows:
            cmds.textScrollList(self._notes, edit=True, append=each)

    def fail(self, text: str) -> None:
        """Say an error in the window, in the script editor and in a dialog."""
        work.say(text, error=True)
        if self.is_shown and not cmds.text(self._status, query=True, label=True):
            self._show(text.partition("\n")[0], text.split("\n"))
        cmds.confirmDialog(title="Visemes", message=text, button=["OK"], icon="warning")

    @property
    def is_shown(self) -> bool:
        """Whether the controls are there: the pane may have been closed while the engine was at work."""
        return bool(self._top) and bool(cmds.layout(self._top, exists=True))

    def busy(self, job: Job | None) -> None:
        """Show what is at work, and what can be pressed."""
        if not self.is_shown:
            return
        cmds.progressBar(self._bar, edit=True, progress=round(100 * job.progress) if job else 0)
        if job is not None:
            cmds.text(self._status, edit=True, label=f"{work.stage_name(job)} …")
        at_work = work.DESK.is_busy
        for name, control in self._buttons.items():
            can = at_work if name == "Cancel" else not at_work and (name != "Move Anew" or self.line.timeline is not None)
            cmds.button(control, edit=True, enable=can)

    # -- what a person changes ---------------------------------------------------------------------------------------------------

    def _chosen(self, *_label: object) -> None:
        self.collect()
        chosen: Any = cmds.optionMenu(self._chooser, query=True, select=True)
        key = self._keys[chosen - 1]
        self._keep()
        self.open(store.load(key) or self.line)

    def _keep(self) -> None:
        """Keep the line in the scene, if it says anything yet."""
        if self.line != new_line(self.line.key) and (self.line.rows or self.line.sound or self.line.node):
            with apply.chunk("Visemes: line"):
                store.save(self.line)

    def new(self) -> None:
        """Begin another line, of the same character."""
        self.collect()
        self._keep()
        fresh = new_line()
        self.open(replace(fresh, **{name: getattr(self.line, name) for name in CHARACTER}))

    def forget(self) -> None:
        """Take the line out of the scene; its keys stay."""
        with apply.chunk("Visemes: forget line"):
            store.forget(self.line.key)
        self.refresh()

    def _changed(self, name: str) -> None:
        self.collect()
        if name == "style":
            self.line = replace(self.line, sliders={})
            self._show_sliders()

    def _slid(self, name: str) -> None:
        self.line = replace(self.line, sliders={**self.line.sliders, name: float(self._sliders.get(name))})

    def collect(self) -> Line:
        """The line as the controls say it."""
        told = self._form.values()
        told.update(start=float(told["start"]), fade=max(0.0, float(told["fade"])), step=max(1, int(told["step"])))
        line = replace(self.line, **told)
        self.line = replace(line, title=line.title or title_of(line))
        return self.line

    # -- what the buttons do -----------------------------------------------------------------------------------------------------

    def generate(self) -> None:
        """From the sound and the words."""
        self._write(Writing([self.collect()], lambda line: [doing.generate(line)]))

    def generate_all(self) -> None:
        """Every line of the scene; those that cannot be generated say why."""
        self.collect()
        self._keep()
        self._write(Writing(store.all_lines() or [self.line], lambda line: [doing.generate(line)]))

    def move(self) -> None:
        """From the times that are stored."""
        self._write(Writing([self.collect()], lambda line: [doing.generate(line, again=True)]))

    def fix(self, rows: dict[int, Any]) -> None:
        """With corrected words."""
        self._write(Writing([self.collect()], lambda line: [doing.fix(line, rows)]))

    def retake(self) -> None:
        """Carried to a new recording."""
        path = form.choose_file("New take", SOUND_FILES)
        if path:
            take = path
            self._write(Writing([self.collect()], lambda line: doing.retake(line, take), lambda line: doing.retaken(line, take)))

    def _write(self, writing: Writing) -> None:
        """Ask the engine for lines and write what comes."""

        def finish(job: Job) -> None:
            if job.cancelled:
                self.open(self.line)
                self.tell("Cancelled: nothing was changed")
                return
            writing.finish(job)
            self.open(next((told.line for told in writing.told if told.line.key == self.line.key), self.line))
            self.tell(writing.text, writing.rows)
            if writing.failed:
                self.fail("\n".join(writing.failed))

        if writing.requests:
            self.start(writing.requests, finish)
        elif writing.refused:
            self.fail("\n".join(writing.refused))

    def start(self, requests: list[Request], finish: Callable[[Job], None]) -> None:
        """Begin a job, and say so."""
        try:
            work.DESK.start(requests, finish, self.busy)
        except EngineError as error:
            self.fail(work.explained(error))
        else:
            self.busy(work.DESK.job)

    def clear(self) -> None:
        """Take the line's keys away."""
        try:
            told = doing.clear(self.collect())
        except (apply.ApplyError, ValueError) as error:
            self.fail(str(error))
        else:
            self.tell(told.text, told.rows)

    def cancel(self) -> None:
        """Stop the engine."""
        work.DESK.cancel()


def new_line(key: str = "") -> Line:
    """A line of the sound that the time slider plays."""
    first: Any = cmds.playbackOptions(query=True, minTime=True)
    line = Line(node=sounds.on_slider(), start=float(first))
    return replace(line, key=key) if key else line


def title_of(line: Line) -> str:
    """What a line is called by itself: as its sound."""
    return line.node.rpartition(":")[2] or line.sound.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


#: The window of this Maya.
PANEL = Panel()
