"""Windows, layouts and controls as a tree that tests read and press. In batch mode there is none of it.

A new layout is the parent of what is made next ("setParent"); a control knows what its flags were. Callbacks get what Maya gives
them: buttons and menu items False, check boxes a bool, fields their value, lists nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Callable

from .registry import NotModelledError, command

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya

LAYOUTS = ("columnLayout", "rowLayout", "rowColumnLayout", "formLayout", "frameLayout", "scrollLayout", "tabLayout", "paneLayout",
           "shelfLayout", "shelfTabLayout")  # fmt: skip
CONTROLS = ("button", "checkBox", "floatField", "floatFieldGrp", "floatSlider", "floatSliderGrp", "intField", "intFieldGrp",
"intSliderGrp",
            "optionMenu", "optionMenuGrp", "progressBar", "radioButtonGrp", "radioButton", "radioCollection", "scrollField",
            "separator",
            "shelfButton", "text", "textField", "textFieldButtonGrp", "textFieldGrp", "textScrollList", "iconTextButton",
            "symbolButton",
            "menu", "menuItem", "popupMenu", "treeView", "cmdScrollFieldReporter")  # fmt: skip
#: What a control's value is before anybody sets it.
DEFAULTS: dict[str, Any] = {"text": "", "value": 0, "label": "", "enable": True, "visible": True, "collapse": False, "progress": 0,
                            "minValue": 0, "maxValue": 100, "selectTabIndex": 1, "annotation": "", "isCancelled": False, "height":
                            0,
                            "width": 0, "select": 1, "value1": 0, "editable": True, "command": "", "image1": "", "sourceType":
                            "mel"}  # fmt: skip
STARTS = {
    "checkBox": {"value": False},
    "floatSliderGrp": {"value": 0.0, "minValue": 0.0},
    "floatField": {"value": 0.0},
    "optionMenu": {"value": ""},
}


class Widget:
    """A window, layout or control."""

    def __init__(self, name: str, kind: str, parent: Widget | None) -> None:
        self.name = name
        self.kind = kind
        self.parent = parent
        self.children: list[Widget] = []
        self.flags: dict[str, Any] = {}
        self.items: list[str] = []
        self.selected: list[int] = []

    @property
    def path(self) -> str:
        return f"{self.parent.path}|{self.name}" if self.parent and self.parent.name else self.name

    def walk(self) -> Iterator[Widget]:
        yield self
        for child in list(self.children):
            yield from child.walk()

    def get(self, flag: str) -> Any:
        return self.flags.get(flag, STARTS.get(self.kind, {}).get(flag, DEFAULTS.get(flag)))


class Windows:
    """All windows and what they hold."""

    def __init__(self) -> None:
        self.top = Widget("", "top", None)
        self.main = self._made("MayaWindow", "window", self.top)
        self.shelves = self._made("ShelfLayout", "shelfTabLayout", self.main)
        self.current: Widget = self.main

    def _made(self, name: str, kind: str, parent: Widget) -> Widget:
        widget = Widget(name, kind, parent)
        parent.children.append(widget)
        return widget

    def all(self) -> list[Widget]:
        return [widget for widget in self.top.walk() if widget.name]

    def find(self, name: str) -> Widget | None:
        """By path or by name; the newest of several."""
        last = name.rpartition("|")[2]
        found = [widget for widget in self.top.walk() if widget.name == last and f"|{widget.path}".endswith(f"|{name}")]
        return found[-1] if found and name else None

    def one(self, name: str) -> Widget:
        found = self.find(name)
        if found is None:
            raise RuntimeError(f"Object '{name}' not found.")
        return found

    def add(self, kind: str, name: str | None, parent: Widget | None = None) -> Widget:
        """A new widget. Raises RuntimeError for a name that is taken under the same parent."""
        parent = parent or self.current
        taken = {child.name for child in parent.children}
        if name and name in taken:
            raise RuntimeError(f"Object's name '{name}' is not unique.")
        if not name:
            everywhere = {widget.name for widget in self.top.walk()}
            name = next(made for number in itertools.count(1) if (made := f"{kind}{number}") not in everywhere)
        return self._made(name, kind, parent)

    def remove(self, widget: Widget) -> None:
        if self.current in list(widget.walk()):
            self.current = self.main
        if widget.parent:
            widget.parent.children.remove(widget)

    def labelled(self, label: str) -> Widget:
        """The control with a label: what a test presses."""
        found = [widget for widget in self.all() if widget.get("label") == label and widget.kind not in {"text", "window"}]
        if not found:
            raise LookupError(
                f"nothing is labelled {label!r}: {sorted({str(each.get('label')) for each in self.all() if each.get('label')})}"
            )
        return found[-1]


def call_back(maya: Maya, callback: Any, *arguments: Any) -> None:
    """What a control does: a function is called, a string run as Python."""
    if callable(callback):
        callback(*arguments)
    elif callback:
        maya.run_python(str(callback))


def press(maya: Maya, widget: Widget) -> None:
    """A click on a button, menu item or shelf button. What is greyed out cannot be pressed."""
    if not widget.get("enable"):
        raise AssertionError(f"{widget.path} is greyed out")
    if widget.kind == "shelfButton" and widget.get("sourceType") != "python":
        raise AssertionError(f"{widget.path}: its command is {widget.get('sourceType')}")
    flag = "buttonCommand" if widget.kind == "textFieldButtonGrp" else "command"
    callback = widget.flags.get(flag)
    if callback is None:
        raise AssertionError(f"{widget.path} does nothing")
    call_back(maya, callback, *([] if widget.kind in {"shelfButton", "textFieldButtonGrp"} else [False]))


def enter(maya: Maya, widget: Widget, value: Any) -> None:
    """A user changes a control: its value, and what it calls then."""
    if not widget.get("enable"):
        raise AssertionError(f"{widget.path} is greyed out")
    if widget.kind in {"optionMenu", "optionMenuGrp"}:
        labels = [child.get("label") for child in widget.children]
        if value not in labels:
            raise AssertionError(f"{widget.path} has {labels}, not {value!r}")
        widget.flags["select"] = labels.index(value) + 1
    elif widget.kind == "textScrollList":
        widget.selected = [widget.items.index(each) + 1 for each in (value if isinstance(value, list) else [value])]
        call_back(maya, widget.flags.get("selectCommand"))
        return
    else:
        widget.flags[
            "text"
            if "ext" in widget.kind or widget.kind == "scrollField"
            else "value1"
            if widget.kind.endswith("FieldGrp")
            else "value"
        ] = value
    for flag in ("onCommand" if value is True else "offCommand", "changeCommand"):
        if widget.flags.get(flag) is not None and (flag == "changeCommand" or isinstance(value, bool)):
            call_back(maya, widget.flags[flag], value)


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
