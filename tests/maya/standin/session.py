"""A running Maya: its scene, its windows, its preferences, and the modules that Python sees.

    with Maya(home) as maya:        # `maya.cmds` and its sisters can be imported
        from maya import cmds
        cmds.createNode("network")

`restart` is what a user does to a Maya of windows: preferences and shelves are kept, everything else is new. `pump` lets the idle
moments pass in which Maya runs what was deferred.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import queue
import re
import sys
import threading
import types
from pathlib import Path
from typing import Any, Callable

from . import (
    api,
    application,
    attributes,
    connections,
    controls,
    describing,
    files,
    flags,
    keying,
    layering,
    making,
    namespaces,
    nodes,
    tangents,
    timing,
    windows,
)
from .journal import Journal
from .registry import COMMANDS, NotModelledError
from .scene import Scene
from .windows import Windows

#: Global variables of Maya's own MEL scripts, and what they name.
MEL_GLOBALS = {"gPlayBackSlider": "timeControl1", "gShelfTopLevel": "MayaWindow|ShelfLayout", "gMainWindow": "MayaWindow",
               "gMainProgressBar": "mainProgressBar"}  # fmt: skip
#: Where the commands are: importing them registers them.
ROOMS = (
    application, attributes, connections, controls, describing, files, keying, layering, making, namespaces, nodes, tangents,
    timing,
)  # fmt: skip
#: What Maya writes of a shelf button into the shelf's file.
KEPT_OF_BUTTONS = ("label", "image", "image1", "annotation", "command", "sourceType", "imageOverlayLabel", "docTag", "style")


def known_commands() -> frozenset[str]:
    """Every command of Maya by maya-stubs. Raises ModuleNotFoundError where the stubs are not installed."""
    return frozenset(re.findall(r"^def (\w+)\(", stub("cmds/__init__.pyi"), re.MULTILINE))


def stub(name: str) -> str:
    """A file of maya-stubs."""
    place = importlib.metadata.distribution("maya-stubs").locate_file(f"maya-stubs/{name}")
    return Path(str(place)).read_text(encoding="utf-8")


class Commands(types.ModuleType):
    """The module maya.cmds."""

    def __init__(self, maya: Maya) -> None:
        super().__init__("maya.cmds")
        self.__path__: list[str] = []
        self._maya = maya
        self._known = known_commands()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__") or (name not in self._known and name not in COMMANDS):
            raise AttributeError(f"module 'maya.cmds' has no attribute '{name}'")
        if name not in COMMANDS:
            raise NotModelledError(f"the command '{name}'")

        def command(*arguments: Any, **keywords: Any) -> Any:
            return self._maya.call(name, arguments, keywords)

        command.__name__ = name
        return command


class Maya:
    """One session. home: the folder of the user's preferences (MAYA_APP_DIR). batch: mayapy, without windows."""

    def __init__(self, home: Path, *, batch: bool = False, version: str = "2025") -> None:
        self.home = home
        self.batch = batch
        self.version = version
        self.preferences: dict[str, Any] = {"optionVars": {}, "panes": {}}
        self.said: list[tuple[str, str]] = []
        self.dialogs: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, list[Any]] = {}
        self.prompted = ""
        self._modules: dict[str, Any] = {}
        self._path = list(sys.path)  # what a session starts with
        self._outside = tuple(sys.path)
        self._begin()

    def _begin(self) -> None:
        self.journal = Journal()
        self.windows = Windows()
        self.time_slider = MEL_GLOBALS["gPlayBackSlider"]
        self.default_tangents = ("auto", "auto")
        self.weighted_by_default = False
        self.plugins: set[str] = set()
        self.jobs: dict[int, dict[str, Any]] = {}
        self.callbacks: dict[int, tuple[int, Callable[..., Any], Any]] = {}
        self.deferred: queue.Queue[Any] = queue.Queue()
        self.progress: dict[str, Any] = {}
        self.slider: dict[str, Any] = {}
        self.waiting = 0
        self.globals: dict[str, Any] = {"__name__": "__main__"}
        self.scene = Scene(self.journal)
        bar = self.windows.add("progressBar", MEL_GLOBALS["gMainProgressBar"], self.windows.main)
        bar.flags["isMainProgressBar"] = True
        self.scene.settings["modified"] = False

    # -- the modules -----------------------------------------------------------------------------------------------------------

    def __enter__(self) -> Maya:
        top = types.ModuleType("maya")
        top.__path__ = []
        made = {"maya": top, "maya.cmds": Commands(self), "maya.mel": self._mel(), "maya.utils": self._utils(),
                "maya.standalone": self._standalone(), **api.modules(self)}  # fmt: skip
        for name, module in made.items():
            self._modules[name] = sys.modules.get(name)
            sys.modules[name] = module
            owner, _, last = name.rpartition(".")
            if owner:
                setattr(made[owner], last, module)
        return self

    def __exit__(self, *_: object) -> None:
        for name, module in self._modules.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
        sys.path[:] = self._outside

    def _mel(self) -> types.ModuleType:
        module = types.ModuleType("maya.mel")
        module.eval = self.mel  # type: ignore[attr-defined]
        return module

    def _utils(self) -> types.ModuleType:
        module = types.ModuleType("maya.utils")
        module.executeDeferred = self._defer  # type: ignore[attr-defined]
        module.executeInMainThreadWithResult = self._with_result  # type: ignore[attr-defined]
        module.processIdleEvents = self.pump  # type: ignore[attr-defined]
        return module

    def _standalone(self) -> types.ModuleType:
        module = types.ModuleType("maya.standalone")
        module.initialize = lambda name="python": None  # type: ignore[attr-defined]
        module.uninitialize = lambda: None  # type: ignore[attr-defined]
        return module

    # -- what commands need ----------------------------------------------------------------------------------------------------

    def call(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        """A command. Raises RuntimeError off the main thread ("Python and threading": commands run on the main thread only)."""
        if not application.on_main_thread():
            raise RuntimeError(f"maya.cmds.{name} was called from the thread '{threading.current_thread().name}'")
        checked = flags.check(name, arguments, keywords)
        command = COMMANDS[name]
        begun = command.undoable and self.journal.begin(name)
        try:
            return command.run(self, checked)
        finally:
            if begun:
                self.journal.end()

    def needs_windows(self, name: str) -> None:
        """Raises RuntimeError in batch mode, where there are no windows."""
        if self.batch:
            raise RuntimeError(f"{name} cannot be used in batch mode")

    def say(self, kind: str, text: str) -> None:
        """A line in the script editor."""
        self.said.append((kind, text))

    def answer(self, dialog: str, flags_given: dict[str, Any], allowed: list[str] | None) -> Any:
        """What a test said that the user answers. A dialog nobody expects is a failure."""
        self.dialogs.append((dialog, flags_given))
        if not self.answers.get(dialog):
            raise AssertionError(f"an unexpected {dialog}: {flags_given}")
        given = self.answers[dialog].pop(0)
        given = given(flags_given) if callable(given) else given
        if allowed is not None and given not in allowed:
            raise AssertionError(f"{dialog} has {allowed}, not {given!r}")
        return given

    def run_python(self, code: str) -> None:
        """A string that a button, a pane or a deferred call runs, in the main namespace."""
        exec(compile(code, "<maya console>", "exec"), self.globals)  # noqa: S102 - that is what Maya does with it

    def mel(self, code: str) -> Any:
        """MEL, as far as tools need it: reading Maya's global variables, and saving the shelves."""
        text = code.strip().rstrip(";").strip()
        found = re.fullmatch(r"(?:global string \$\w+;\s*)?(?:(?:string\s+)?\$\w+\s*=\s*)?\$(g\w+)", text)
        if found and found[1] in MEL_GLOBALS:
            return "" if self.batch else MEL_GLOBALS[found[1]]
        if re.fullmatch(r"saveAllShelves \$gShelfTopLevel|saveAllShelves\(\$gShelfTopLevel\)", text.rpartition(";")[2].strip()):
            self._save_shelves()
            return None
        raise NotModelledError(f"the MEL {code!r}")

    def new_scene(self) -> None:
        """An empty scene; what can be undone is forgotten."""
        self.journal = Journal()
        self.scene = Scene(self.journal)
        self.scene.settings["modified"] = False
        self.slider.clear()
        self.happened("NewSceneOpened")

    def happened(self, event: str) -> None:
        """Tell script jobs and callbacks."""
        for number, job in list(self.jobs.items()):
            if job["event"][0] == event:
                windows.call_back(self, job["event"][1])
                if job.get("runOnce"):
                    self.jobs.pop(number, None)
        for kind, callback, data in list(self.callbacks.values()):
            if api.EVENTS.get(kind) == event:
                callback(data)

    # -- time passes -----------------------------------------------------------------------------------------------------------

    def _defer(self, work: Any, *arguments: Any, **keywords: Any) -> None:
        self.deferred.put((work, arguments, keywords))

    def _with_result(self, work: Any, *arguments: Any, **keywords: Any) -> Any:
        """From another thread: waits until the main thread has done it; not in batch mode ("Python and threading")."""
        if application.on_main_thread():
            return work(*arguments, **keywords)
        self.needs_windows("executeInMainThreadWithResult")
        done = threading.Event()
        box: dict[str, Any] = {}

        def run() -> None:
            try:
                box["result"] = work(*arguments, **keywords)
            except BaseException as error:  # noqa: BLE001 - handed to the thread that asked
                box["error"] = error
            done.set()

        self.deferred.put((run, (), {}))
        if not done.wait(30):
            raise RuntimeError("the main thread never became idle")
        if "error" in box:
            raise box["error"]
        return box["result"]

    def pump(self) -> int:
        """Idle moments: everything deferred so far is run, and what that defers. Returns how much it was."""
        count = 0
        while True:
            try:
                work, arguments, keywords = self.deferred.get_nowait()
            except queue.Empty:
                return count
            count += 1
            if callable(work):
                work(*arguments, **keywords)
            else:
                self.run_python(work)

    def pump_until(self, done: Callable[[], bool], seconds: float = 30.0) -> None:
        """Idle moments until something is so. Raises TimeoutError."""
        import time

        end = time.monotonic() + seconds
        while not done():
            with contextlib.suppress(queue.Empty):
                item = self.deferred.get(timeout=0.02)
                self.deferred.put(item)
            self.pump()
            if time.monotonic() > end:
                raise TimeoutError(f"not after {seconds} s")

    # -- a new session ---------------------------------------------------------------------------------------------------------

    def restart(self) -> None:
        """Quit and start again: shelves and open panes come back, modules are found, userSetup.py of each is run."""
        self._save_shelves()
        self.preferences["panes"] = {
            pane.name: {key: value for key, value in pane.flags.items() if key in {"label", "uiScript"}}
            for pane in self.windows.top.children
            if pane.kind == "workspaceControl"
        }
        sys.path[:] = self._path
        self._begin()
        if "maya.cmds" in sys.modules:
            self.start()

    def start(self) -> None:
        """What a session does before the user can work."""
        for folder in self._module_folders():
            sys.path.append(str(folder / "scripts"))
        self._load_shelves()
        for place in list(sys.path):
            setup = Path(place, "userSetup.py")
            if setup.is_file():
                self.run_python(setup.read_text(encoding="utf-8"))
        for name, kept in self.preferences["panes"].items():
            if isinstance(kept.get("uiScript"), str):
                pane = self.windows.add("workspaceControl", name, self.windows.top)
                pane.flags.update({"visible": True, **kept})
                controls.fill(self, pane)
        self.pump()

    def _module_folders(self) -> list[Path]:
        """Folders named by the module files of the user ("Distributing Maya plug-ins": `+ NAME VERSION PATH`)."""
        found = []
        for place in [*(self.home / "modules").glob("*.mod"), *(self.home / self.version / "modules").glob("*.mod")]:
            for line in place.read_text(encoding="utf-8").splitlines():
                match = re.fullmatch(r"\+\s+(?:\w+:\S+\s+)*(\S+)\s+(\S+)\s+(.+?)\s*", line)
                if match:
                    found.append((place.parent / match[3]).resolve())
        return found

    @property
    def _shelf_folder(self) -> Path:
        return self.home / self.version / "prefs" / "shelves"

    def _save_shelves(self) -> None:
        """A file a shelf. A button's command is written as text: a function cannot be."""
        if self.batch:
            return
        self._shelf_folder.mkdir(parents=True, exist_ok=True)
        for old in self._shelf_folder.glob("shelf_*.mel"):
            old.unlink()
        for shelf in self.windows.shelves.children:
            rows = [
                {flag: button.flags[flag] for flag in KEPT_OF_BUTTONS if isinstance(button.flags.get(flag), str)}
                for button in shelf.children
            ]
            (self._shelf_folder / f"shelf_{shelf.name}.mel").write_text(json.dumps(rows), encoding="utf-8")

    def _load_shelves(self) -> None:
        if self.batch or not self._shelf_folder.is_dir():
            return
        for file in sorted(self._shelf_folder.glob("shelf_*.mel")):
            shelf = self.windows.add("shelfLayout", file.stem[len("shelf_") :], self.windows.shelves)
            for row in json.loads(file.read_text(encoding="utf-8")):
                self.windows.add("shelfButton", None, shelf).flags.update(row)
