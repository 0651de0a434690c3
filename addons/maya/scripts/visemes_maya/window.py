"""The window: a pane that Maya docks, with all of a line from its sound to its keys.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`workspaceControl` (its `uiScript` is run again when Maya brings the pane back after a restart), `frameLayout`, `progressBar`,
`scriptJob`, `confirmDialog`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maya import cmds

from . import apply, doing, facts, form, lines, preferences, sounds, store, tables, targets, work
from .client import EngineError
from .engine_box import EngineBox
from .form import CHECK, FILE, MENU, NUMBER, PAGE, SLIDER, TEXT, WHOLE, Field, Form, button, row
from .lines import Line
from .mapping import MappingBox
from .profiles import ProfileError
from .sounds import SoundError
from .word_list import WordList

if TYPE_CHECKING:
    from collections.abc import Callable

    from .jobs import Job, Request

#: The pane, and what fills it; Maya keeps both with its workspace.
PANE = "visemesPane"
SCRIPT = "import visemes_maya.window; visemes_maya.window.build()"

SOUND_FILES = "Sounds (*.wav *.aif *.aiff *.mp3 *.flac *.ogg *.m4a *.mov *.mp4);;All files (*)"
TEXT_FILES = "Texts (*.txt *.lab *.srt *.vtt);;All files (*)"

#: Says in the menu of sounds that a file is meant, of which the scene has no sound.
A_FILE = ""

SOUND = (
    Field("node", MENU, "Sound", "A sound of the scene, with its place and trim; or a file"),
    Field("sound", FILE, "File", "A recording, where no sound of the scene is chosen", files=SOUND_FILES),
    Field("start", NUMBER, "Start frame", "The frame at which the file's sound begins"),
)
WORDS = (
    Field("words", MENU, "Words", "Where what is said comes from", {
        lines.BESIDE: "Text beside the sound", lines.TYPED: "Typed", lines.FILE: "A file", lines.NONE: "Recognise English",
    }),
    Field("typed", PAGE, "Typed words", "What is said, as people write it"),
    Field("transcript", FILE, "Text file", files=TEXT_FILES),
    Field("language", TEXT, "Language", "Empty for whichever the words are in; else a tag such as en-us or de"),
    Field("speaker", TEXT, "Speaker", "Move the mouth for this one's words only, as the text names them"),
)  # fmt: skip
MOTION = (
    Field("style", MENU, "Style", choices={name: told[0] for name, told in tables.STYLES.items()}),
    Field("shot", MENU, "Shot", choices={name: told[0] for name, told in tables.SHOTS.items()}),
    Field("keys", MENU, "Keys", "Drawings: the exposure sheet of a 2D set, held", {
        facts.CURVES: "Few Bezier keys", facts.EVERY: "On every frame", facts.HELD: "Held, stepped", facts.DRAWINGS: "Drawings",
    }),
    Field("step", WHOLE, "On every … frame", "2: on twos"),
    Field("base", CHECK, "Into the base animation", "Instead of an override layer of its own"),
    Field("fade", NUMBER, "Fade", "Frames over which the layer comes and goes around the line"),
    Field("set_sound", CHECK, "Play the sound on the time slider"),
    Field("extend", CHECK, "Extend the scene's range"),
)  # fmt: skip


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
        self._chooser = self._bar = self._status = self._notes = ""
        self._buttons: dict[str, str] = {}
        self._keys: list[str] = []

    def build(self) -> None:
        """Make every control in the layout that is current."""
        self._form, self._sliders = Form(self._changed), Form(self._slid)
        cmds.scrollLayout(childResizable=True)
        top: Any = cmds.columnLayout(adjustableColumn=True, rowSpacing=3)
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
        for name in (*tables.MOUTH, *tables.FACE, *tables.DRAWINGS):
            low, high, _, label, tip = tables.SLIDERS[name]
            self._sliders.add(Field(name, SLIDER, label, tip, low=low, high=high))
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

    def refresh(self) -> None:
        """Show the scene as it is: another one was opened."""
        found = store.all_lines()
        chosen = next((line for line in found if line.key == preferences.get(preferences.CHOSEN)), found[0] if found else None)
        self.open(chosen or new_line())
        self._engine.refresh()
        self.tell("")

    def open(self, line: Line) -> None:
        """Show a line."""
        self.line = line
        preferences.put(preferences.CHOSEN, line.key)
        self._list_lines()
        self._form.offer("node", {A_FILE: "A file", **{node: node for node in sounds.names()}})
        for table in (SOUND, WORDS, MOTION):
            for each in table:
                self._form.put(each.name, getattr(line, each.name))
        for name in tables.SLIDERS:
            if name != "tolerance":
                self._sliders.put(name, line.slider(name))
        self._mapping.refresh()
        self._words.refresh()
        self.busy(None)

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

    def tell(self, text: str, rows: list[str] | None = None, *, error: bool = False) -> None:
        """Say something in the window and in the script editor."""
        cmds.text(self._status, edit=True, label=text)
        cmds.textScrollList(self._notes, edit=True, removeAll=True)
        for each in rows or ():
            cmds.textScrollList(self._notes, edit=True, append=each)
        for each in [text, *(rows or ())] if text else ():
            work.say(each, error=error and each is text)

    def fail(self, text: str) -> None:
        """Say an error in the window, in the script editor and in a dialog."""
        self.tell(text, error=True)
        cmds.confirmDialog(title="Visemes", message=text, button=["OK"], icon="warning")

    def busy(self, job: Job | None) -> None:
        """Show what is at work, and what can be pressed."""
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
        kept = {name: getattr(self.line, name) for name in (
            "namespace", "nodes", "rows", "viseme_map", "style", "shot", "sliders", "keys", "step", "base", "fade", "set_sound",
            "extend",
        )}  # fmt: skip
        self.open(replace(fresh, **kept))

    def forget(self) -> None:
        """Take the line out of the scene; its keys stay."""
        with apply.chunk("Visemes: forget line"):
            store.forget(self.line.key)
        self.refresh()

    def _changed(self, name: str) -> None:
        self.collect()
        if name == "style":
            self.line = replace(self.line, sliders={})
            for slider in tables.SLIDERS:
                if slider != "tolerance":
                    self._sliders.put(slider, self.line.slider(slider))

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
        self._write([self.collect()], lambda line: [doing.generate(line)])

    def generate_all(self) -> None:
        """Every line of the scene; those that cannot be generated say why."""
        self.collect()
        self._keep()
        self._write(store.all_lines() or [self.line], lambda line: [doing.generate(line)])

    def move(self) -> None:
        """From the times that are stored."""
        self._write([self.collect()], lambda line: [doing.generate(line, again=True)])

    def fix(self, rows: dict[int, Any]) -> None:
        """With corrected words."""
        self._write([self.collect()], lambda line: [doing.fix(line, rows)])

    def retake(self) -> None:
        """Carried to a new recording."""
        path = form.choose_file("New take", SOUND_FILES)
        if path:
            self._write([self.collect()], lambda line: doing.retake(line, path), lambda line: doing.retaken(line, path))

    def _write(
        self, chosen: list[Line], ask: Callable[[Line], list[Request]], change: Callable[[Line], Line] = lambda line: line
    ) -> None:
        """Ask the engine for lines and write what comes."""
        asked, refused = self._asked(chosen, ask)

        def finish(job: Job) -> None:
            self._finish(job, asked, change, refused)

        if asked:
            self.start([request for _, requests in asked for request in requests], finish)
        elif refused:
            self.fail("\n".join(refused))

    def _asked(
        self, chosen: list[Line], ask: Callable[[Line], list[Request]]
    ) -> tuple[list[tuple[Line, list[Request]]], list[str]]:
        asked, refused = [], []
        for line in chosen:
            reason = doing.problem(line)
            try:
                asked += [] if reason else [(line, ask(line))]
            except SoundError as error:
                reason = str(error)
            refused += [f"{line.title or 'this line'}: {reason}"] if reason else []
        return asked, refused

    def start(self, requests: list[Request], finish: Callable[[Job], None]) -> None:
        """Begin a job, and say so."""
        try:
            work.DESK.start(requests, finish, self.busy)
        except EngineError as error:
            self.fail(work.explained(error))
        else:
            self.busy(work.DESK.job)

    def _finish(
        self, job: Job, asked: list[tuple[Line, list[Request]]], change: Callable[[Line], Line], refused: list[str]
    ) -> None:
        if job.cancelled:
            self.open(self.line)
            self.tell("Cancelled: nothing was changed")
            return
        told: list[doing.Told] = []
        failed = list(refused)
        for line, requests in asked:
            error = next((request.error for request in requests if request.error), None)
            try:
                if error:
                    raise error
                told.append(doing.write(change(line), *_answer(requests)))
            except EngineError as problem:
                failed.append(f"{line.title}: {work.explained(problem)}")
            except (apply.ApplyError, SoundError, ValueError) as problem:
                failed.append(f"{line.title}: {problem}")
        self._say(told, failed)

    def _say(self, told: list[doing.Told], failed: list[str]) -> None:
        mine = next((each.line for each in told if each.line.key == self.line.key), self.line)
        self.open(mine)
        rows = [each for done in told for each in done.rows]
        text = f"{len(told)} lines written" if len(told) > 1 else f"{told[0].line.title}: {told[0].text}" if told else ""
        if told:
            self.tell(text, [*failed, *rows])
        if failed:
            self.fail("\n".join(failed))
            if told:
                self.tell(text, [*failed, *rows])

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

    def guess(self, *, keep_map: bool = False) -> None:
        """Fill the mapping from the names of the rig."""
        try:
            request = doing.guess(self.collect(), keep_map=keep_map)
        except SoundError as error:
            self.fail(str(error))
            return

        def finish(job: Job) -> None:
            self.busy(None)
            if job.cancelled:
                self.tell("Cancelled: nothing was changed")
            elif request.error or request.result is None:
                self.fail(work.explained(request.error or EngineError("the engine said nothing")))
            else:
                self.open(doing.guessed(self.line, request.result))
                sure = round(100 * request.result["confidence"])
                missing = [f"no target for {name}" for name in request.result["missing"]]
                self.tell(f"{self.line.viseme_map}: {len(self.line.rows)} targets, confidence {sure} %", missing)

        self.start([request], finish)

    def load_profile(self) -> None:
        """Take the mapping from a rig profile."""
        path = form.choose_file("Rig profile", "Rig profiles (*.json *.toml);;All files (*)")
        if path:
            try:
                self.open(doing.with_profile(self.collect(), path))
            except ProfileError as error:
                self.fail(str(error))

    def save_profile(self) -> None:
        """Write the mapping as a rig profile."""
        path = form.choose_file("Rig profile", "Rig profiles (*.json)", save=True)
        if path:
            try:
                doing.save_profile(self.collect(), path)
            except ProfileError as error:
                self.fail(str(error))

    def use_selected(self) -> None:
        """The selected meshes and controls are the mouth."""
        nodes = targets.chosen()
        if not nodes:
            self.fail("select the meshes with the mouth's blend shapes, or its controls")
            return
        self.open(replace(self.collect(), nodes=tuple(nodes), namespace=targets.namespace(nodes)))


def _answer(requests: list[Request]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    result = requests[-1].result or {}
    return result["line"], result.get("timeline")


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
