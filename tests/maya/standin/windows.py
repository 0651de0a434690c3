"""Windows, layouts and controls as a tree that tests read and press. In batch mode there is none of it.

A new layout is the parent of what is made next ("setParent"); a control knows what its flags were. Callbacks get what Maya gives
them: buttons and menu items False, check boxes a bool, fields their value, lists nothing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
