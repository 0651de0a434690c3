"""Commands about the program: undo, option variables, plug-ins, messages, dialogs, jobs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from .registry import NotModelledError, command

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


@command("undoInfo", undoable=False)
def undo_info(maya: Maya, call: Call) -> Any:
    """Page "undoInfo"."""
    journal, flags = maya.journal, call.flags
    if call.mode == "q":
        answers = {"state": journal.enabled, "undoName": journal.done[-1].name if journal.done else "", "undoQueueEmpty": not
        journal.done,
                   "redoName": journal.undone[-1].name if journal.undone else "", "redoQueueEmpty": not journal.undone,
                   "stateWithoutFlush": journal.enabled, "length": 50, "infinity": True}  # fmt: skip
        return answers[next(iter(flags))]
    if flags.get("openChunk"):
        journal.open_chunk(flags.get("chunkName", ""))
    elif flags.get("closeChunk"):
        journal.close_chunk()
    elif "stateWithoutFlush" in flags:
        journal.enabled = bool(flags["stateWithoutFlush"])
    elif "state" in flags:
        journal.enabled = bool(flags["state"])
        if not flags["state"]:
            journal.flush()
    elif set(flags) - {"chunkName", "infinity", "length"}:
        raise NotModelledError(f"undoInfo with {sorted(flags)}")
    return None


@command("undo", undoable=False)
def undo(maya: Maya, call: Call) -> None:
    """Page "undo"."""
    maya.journal.undo()


@command("redo", undoable=False)
def redo(maya: Maya, call: Call) -> None:
    """Page "redo"."""
    maya.journal.redo()


SCALARS = {"intValue": int, "floatValue": float, "stringValue": str}
LISTS = {"intValueAppend": int, "floatValueAppend": float, "stringValueAppend": str}


@command("optionVar", undoable=False)
def option_var(maya: Maya, call: Call) -> Any:
    """Page "optionVar": kept with the preferences; an unknown one is 0 when it is asked for."""
    variables, flags = maya.preferences["optionVars"], call.flags
    if "query" in flags:
        return variables.get(flags["query"], 0)
    if "exists" in flags:
        return flags["exists"] in variables
    if flags.get("list"):
        return sorted(variables)
    if "arraySize" in flags:
        value = variables.get(flags["arraySize"], [])
        return len(value) if isinstance(value, list) else 1
    for flag, given in flags.items():
        if flag in SCALARS:
            _typed(flag, given[1], SCALARS[flag])
            variables[given[0]] = SCALARS[flag](given[1])
        elif flag in LISTS:
            _typed(flag, given[1], LISTS[flag])
            old = variables.get(given[0])
            variables[given[0]] = [*(old if isinstance(old, list) else []), LISTS[flag](given[1])]
        elif flag == "remove":
            variables.pop(given, None)
        elif flag == "clearArray":
            variables[given] = []
        else:
            raise NotModelledError(f"optionVar with {flag}")
    return None


def _typed(flag: str, value: Any, kind: Any) -> None:
    if (kind is str and not isinstance(value, str)) or (kind is int and not isinstance(value, int)):
        raise TypeError(f"optionVar: {flag} takes a {kind.__name__}, not {value!r}")


@command("about", undoable=False)
def about(maya: Maya, call: Call) -> Any:
    """Page "about"."""
    answers = {"batch": maya.batch, "version": maya.version, "apiVersion": int(maya.version) * 10000, "majorVersion": maya.version,
               "installedVersion": f"Autodesk Maya {maya.version}", "product": f"Autodesk Maya {maya.version}", "linux": True,
               "linux64": True, "ntOS": False, "windows": False, "win64": False, "macOS": False, "macOSx86": False,
               "operatingSystem": "linux", "uiLanguage": "en_US", "minorVersion": "0"}  # fmt: skip
    asked = [name for name in call.flags if call.flags[name]]
    if len(asked) != 1 or asked[0] not in answers:
        raise NotModelledError(f"about with {asked}")
    return answers[asked[0]]


@command("internalVar", undoable=False)
def internal_var(maya: Maya, call: Call) -> str:
    """Page "internalVar": folders, with a slash at their end."""
    parts = {"userAppDir": "", "userPrefDir": f"{maya.version}/prefs/", "userShelfDir": f"{maya.version}/prefs/shelves/",
             "userScriptDir": f"{maya.version}/scripts/", "userBitmapsDir": f"{maya.version}/prefs/icons/", "userTmpDir": "tmp/",
             "userWorkspaceDir": "projects/"}  # fmt: skip
    asked = next(iter(call.flags))
    if asked not in parts:
        raise NotModelledError(f"internalVar with {asked}")
    folder = maya.home / parts[asked]
    folder.mkdir(parents=True, exist_ok=True)
    return f"{folder.as_posix()}/"


@command("workspace", undoable=False)
def workspace(maya: Maya, call: Call) -> Any:
    """Page "workspace": the project's folder."""
    if call.flags.get("rootDirectory") or call.flags.get("fullName"):
        folder = maya.home / "projects" / "default"
        folder.mkdir(parents=True, exist_ok=True)
        return f"{folder.as_posix()}/" if call.flags.get("rootDirectory") else folder.as_posix()
    raise NotModelledError(f"workspace with {sorted(call.flags)}")


@command("pluginInfo", undoable=False)
def plugin_info(maya: Maya, call: Call) -> Any:
    """Page "pluginInfo"."""
    if call.flags.get("listPlugins"):
        return sorted(maya.plugins) or None
    if call.flags.get("loaded"):
        return call.arguments[0] in maya.plugins
    raise NotModelledError(f"pluginInfo with {sorted(call.flags)}")


@command("loadPlugin", undoable=False)
def load_plugin(maya: Maya, call: Call) -> Any:
    """Page "loadPlugin": only those that come with Maya are there."""
    for name in call.arguments:
        if name not in {"animImportExport", "atomImportExport", "fbxmaya", "AbcExport", "AbcImport"}:
            raise RuntimeError(f'Plug-in, "{name}", was not found on MAYA_PLUG_IN_PATH.')
        maya.plugins.add(name)
    return list(call.arguments)


@command("warning", undoable=False)
def warning(maya: Maya, call: Call) -> None:
    """Page "warning": a line in the script editor."""
    maya.say("warning", " ".join(map(str, call.arguments)))


@command("error", undoable=False)
def error(maya: Maya, call: Call) -> None:
    """Page "error": a line in the script editor, and the script stops."""
    maya.say("error", " ".join(map(str, call.arguments)))
    raise RuntimeError(" ".join(map(str, call.arguments)))


@command("inViewMessage", "headsUpMessage", undoable=False)
def message(maya: Maya, call: Call) -> None:
    """Pages "inViewMessage", "headsUpMessage": not in batch mode."""
    maya.needs_windows("inViewMessage")
    text = call.flags.get("assistMessage") or call.flags.get("message") or call.flags.get("statusMessage")
    if call.command == "headsUpMessage":
        text = call.arguments[0]
    if text:
        maya.say("message", text)


@command("confirmDialog", undoable=False)
def confirm_dialog(maya: Maya, call: Call) -> str:
    """Page "confirmDialog": the answer is the label of a button, or dismissString. Tests say beforehand what a user presses."""
    maya.needs_windows("confirmDialog")
    buttons = call.flags.get("button", ["Confirm"])
    buttons = [buttons] if isinstance(buttons, str) else list(buttons)
    return str(maya.answer("confirmDialog", call.flags, [*buttons, call.flags.get("dismissString", "dismiss")]))


@command("promptDialog", undoable=False)
def prompt_dialog(maya: Maya, call: Call) -> Any:
    """Page "promptDialog": afterwards the text is asked for."""
    maya.needs_windows("promptDialog")
    if call.mode == "q":
        return maya.prompted
    answer, maya.prompted = maya.answer("promptDialog", call.flags, None)
    return answer


@command("fileDialog2", undoable=False)
def file_dialog(maya: Maya, call: Call) -> Any:
    """Page "fileDialog2": a list of paths, None if it was left."""
    maya.needs_windows("fileDialog2")
    answer = maya.answer("fileDialog2", call.flags, None)
    return [answer] if isinstance(answer, str) else answer


@command("evalDeferred", undoable=False)
def eval_deferred(maya: Maya, call: Call) -> None:
    """Page "evalDeferred": at the next idle moment."""
    maya.deferred.put((call.arguments[0], (), {}))


@command("scriptJob", undoable=False)
def script_job(maya: Maya, call: Call) -> Any:
    """Page "scriptJob": not in batch mode ("scriptJobs are not available")."""
    flags = call.flags
    if "exists" in flags:
        return flags["exists"] in maya.jobs
    if "kill" in flags:
        if flags["kill"] not in maya.jobs:
            raise RuntimeError(f"Cannot find script job {flags['kill']}")
        del maya.jobs[flags["kill"]]
        return None
    if flags.get("listJobs"):
        return [f"{number}: {job['event'][0]}" for number, job in maya.jobs.items()]
    if "event" not in flags or set(flags) - {"event", "parent", "protected", "runOnce", "killWithScene", "replacePrevious"}:
        raise NotModelledError(f"scriptJob with {sorted(flags)}")
    number = max(maya.jobs, default=0) + 1
    maya.jobs[number] = dict(flags)
    return number


@command("waitCursor", undoable=False)
def wait_cursor(maya: Maya, call: Call) -> Any:
    """Page "waitCursor"."""
    if call.mode == "q":
        return maya.waiting > 0
    maya.waiting += 1 if call.flags.get("state") else -1
    return None


@command("refresh", undoable=False)
def refresh(maya: Maya, call: Call) -> None:
    """Page "refresh"."""


@command("progressWindow", undoable=False)
def progress_window(maya: Maya, call: Call) -> Any:
    """Page "progressWindow": one at a time; a test may press its Cancel."""
    maya.needs_windows("progressWindow")
    if call.mode == "q":
        if call.flags.get("isCancelled"):
            return maya.progress.get("cancelled", False)
        return maya.progress.get(next(iter(call.flags)), 0)
    if call.flags.get("endProgress"):
        maya.progress.clear()
        return None
    if call.mode == "c" and maya.progress:
        return False
    maya.progress.update(call.flags)
    return True


def on_main_thread() -> bool:
    """Whether this is the thread Maya's commands may be called from."""
    return threading.current_thread() is threading.main_thread()
