"""Commands that make windows, layouts and controls, change and ask them. None of them works in batch mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from .registry import NotModelledError, command
from .windows import CONTROLS, LAYOUTS, Widget, call_back

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


def _parent_of(maya: Maya, call: Call) -> Widget | None:
    return maya.windows.one(call.flags["parent"]) if "parent" in call.flags else None


def _control(maya: Maya, call: Call) -> Any:
    """Pages named by the command: controls and layouts are made, edited, asked."""
    name = call.arguments[0] if call.arguments else None
    if call.flags.get("exists"):
        found = None if maya.batch else maya.windows.find(name or "")
        return found is not None and (found.kind == call.command or call.command in {"layout", "control"})
    maya.needs_windows(call.command)
    if call.mode == "c":
        widget = maya.windows.add(call.command, name, _place(maya, call))
        if call.command in LAYOUTS:
            maya.windows.current = widget
    else:
        widget = maya.windows.one(str(name))
        if widget.kind != call.command and call.command not in {"layout", "control"}:
            raise RuntimeError(f"Object '{name}' is not a {call.command}, it is a {widget.kind}")
    if call.mode == "q":
        return _answer(maya, widget, next(iter(call.flags)))
    _edit(widget, call.flags)
    return widget.path


def _place(maya: Maya, call: Call) -> Widget | None:
    """The parent: menu items go into the newest menu or option menu if none is named ("menuItem")."""
    if "parent" in call.flags or call.command != "menuItem":
        return _parent_of(maya, call)
    menus = [widget for widget in maya.windows.all() if widget.kind in {"optionMenu", "optionMenuGrp", "menu", "popupMenu"}]
    return menus[-1] if menus else None


for _name in (*LAYOUTS, *CONTROLS, "layout", "control"):
    command(_name, undoable=False)(_control)


def _edit(widget: Widget, flags: dict[str, Any]) -> None:
    for flag, value in flags.items():
        special = SPECIAL.get((widget.kind, flag))
        if special:
            special(widget, value)
        elif flag == "step" and widget.kind == "progressBar":
            widget.flags["progress"] = min(widget.get("progress") + value, widget.get("maxValue"))
        elif flag != "parent":
            widget.flags[flag] = value
    if widget.kind == "progressBar" and flags.get("beginProgress"):
        widget.flags["isCancelled"] = False


def _append(widget: Widget, value: Any) -> None:
    widget.items += [value] if isinstance(value, str) else list(value)


def _clear(widget: Widget, value: Any) -> None:
    widget.items, widget.selected = [], []


def _select_item(widget: Widget, value: Any) -> None:
    for item in [value] if isinstance(value, str) else value:
        if item not in widget.items:
            raise RuntimeError(f"'{item}' is not in the list")
        widget.selected.append(widget.items.index(item) + 1)


def _select_index(widget: Widget, value: Any) -> None:
    for index in [value] if isinstance(value, int) else value:
        if not 1 <= index <= len(widget.items):
            raise RuntimeError(f"Item {index} is not in the list")
        widget.selected.append(index)


def _deselect(widget: Widget, value: Any) -> None:
    widget.selected = []


def _choose(widget: Widget, value: Any) -> None:
    labels = [child.get("label") for child in widget.children]
    if value not in labels:
        raise RuntimeError(f"Item not found: {value}")
    widget.flags["select"] = labels.index(value) + 1


SPECIAL: dict[Any, Callable[[Widget, Any], None]] = {
    ("textScrollList", "append"): _append, ("textScrollList", "removeAll"): _clear, ("textScrollList", "selectItem"): _select_item,
    ("textScrollList", "selectIndexedItem"): _select_index, ("textScrollList", "deselectAll"): _deselect,
    ("optionMenu", "value"): _choose, ("optionMenuGrp", "value"): _choose,
}  # fmt: skip


def _answer(maya: Maya, widget: Widget, asked: str) -> Any:
    if widget.kind == "textScrollList":
        answers = {"allItems": widget.items or None, "selectItem": [widget.items[index - 1] for index in widget.selected] or None,
                   "selectIndexedItem": widget.selected or None, "numberOfItems": len(widget.items),
                   "numberOfSelectedItems": len(widget.selected)}  # fmt: skip
        if asked in answers:
            return answers[asked]
    if widget.kind in {"optionMenu", "optionMenuGrp"} and asked in {"value", "itemListLong", "itemListShort", "numberOfItems"}:
        labels = [child.get("label") for child in widget.children]
        if asked == "numberOfItems":
            return len(labels)
        if asked == "value":
            return labels[widget.get("select") - 1] if labels else None
        return [child.path if asked == "itemListLong" else child.name for child in widget.children] or None
    if asked == "childArray":
        return [child.name for child in widget.children] or None
    if asked == "numberOfChildren":
        return len(widget.children)
    if asked == "fullPathName":
        return widget.path
    if asked == "parent":
        return widget.parent.path if widget.parent else ""
    if asked == "selectTab" and widget.kind in {"shelfTabLayout", "tabLayout"}:
        return widget.flags.get("selectTab", widget.children[0].name if widget.children else "")
    found = widget.get(asked)
    if found is None and asked not in widget.flags:
        raise NotModelledError(f"{widget.kind} -q {asked}")
    return found


@command("window", undoable=False)
def window(maya: Maya, call: Call) -> Any:
    """Page "window": made invisible, shown by showWindow."""
    name = call.arguments[0] if call.arguments else None
    if call.flags.get("exists"):
        found = None if maya.batch else maya.windows.find(str(name))
        return found is not None and found.kind == "window"
    maya.needs_windows("window")
    if call.mode == "c":
        widget = maya.windows.add("window", name, maya.windows.top)
        maya.windows.current = widget
        widget.flags["visible"] = False
    else:
        widget = maya.windows.one(str(name))
    if call.mode == "q":
        return _answer(maya, widget, next(iter(call.flags)))
    widget.flags.update(call.flags)
    return widget.path


@command("showWindow", undoable=False)
def show_window(maya: Maya, call: Call) -> None:
    """Page "showWindow"."""
    maya.needs_windows("showWindow")
    maya.windows.one(call.arguments[0]).flags["visible"] = True


@command("workspaceControl", undoable=False)
def workspace_control(maya: Maya, call: Call) -> Any:
    """Page "workspaceControl": a pane that holds what uiScript makes; the script is run again when the pane comes back in a new
    session, so it has to be a string there.
    """
    name = call.arguments[0]
    if call.flags.get("exists"):
        return not maya.batch and maya.windows.find(name) is not None
    maya.needs_windows("workspaceControl")
    if call.mode == "c":
        widget = maya.windows.add("workspaceControl", name, maya.windows.top)
        widget.flags.update({"visible": True, **call.flags})
        fill(maya, widget)
        return widget.path
    widget = maya.windows.one(name)
    if widget.kind != "workspaceControl":
        raise RuntimeError(f"Object '{name}' is not a workspaceControl")
    if call.mode == "q":
        return _answer(maya, widget, next(iter(call.flags)))
    if call.flags.get("close"):
        callback = widget.flags.get("closeCommand")
        maya.windows.remove(widget)
        call_back(maya, callback)
    elif call.flags.get("restore"):
        widget.flags["visible"] = True
    else:
        widget.flags.update(call.flags)
        if "uiScript" in call.flags:
            fill(maya, widget)
    return widget.path


def fill(maya: Maya, widget: Widget) -> None:
    """Run a pane's uiScript with the pane as parent."""
    before, maya.windows.current = maya.windows.current, widget
    call_back(maya, widget.flags.get("uiScript"))
    maya.windows.current = before if before in maya.windows.all() else maya.windows.main


@command("workspaceControlState", undoable=False)
def workspace_control_state(maya: Maya, call: Call) -> Any:
    """Page "workspaceControlState": what is remembered of a closed pane."""
    if call.flags.get("exists"):
        return call.arguments[0] in maya.preferences["panes"]
    if "remove" in call.flags or call.mode == "e":
        maya.preferences["panes"].pop(call.arguments[0], None)
        return None
    raise NotModelledError(f"workspaceControlState with {sorted(call.flags)}")


@command("windowPref", undoable=False)
def window_pref(maya: Maya, call: Call) -> Any:
    """Page "windowPref"."""
    return False if call.flags.get("exists") else None


@command("setParent", undoable=False)
def set_parent(maya: Maya, call: Call) -> Any:
    """Page "setParent": ".." is the parent of the current one."""
    maya.needs_windows("setParent")
    windows = maya.windows
    if call.mode == "q":
        return windows.current.path
    target = call.arguments[0] if call.arguments else None
    if call.flags.get("upLevel") or target == "..":
        windows.current = windows.current.parent or windows.main
    elif target:
        windows.current = windows.one(target)
    elif call.flags.get("topLevel"):
        windows.current = windows.main
    return windows.current.path


@command("deleteUI", undoable=False)
def delete_ui(maya: Maya, call: Call) -> None:
    """Page "deleteUI"."""
    maya.needs_windows("deleteUI")
    for name in call.arguments:
        maya.windows.remove(maya.windows.one(name))


@command("setFocus", undoable=False)
def set_focus(maya: Maya, call: Call) -> None:
    """Page "setFocus"."""
    maya.windows.one(call.arguments[0])
