"""Values as controls: a table says which, and a form moves values to and from them.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`textFieldGrp`, `textFieldButtonGrp`, `floatFieldGrp`, `intFieldGrp`, `floatSliderGrp`, `optionMenu`, `menuItem`, `checkBox`,
`scrollField`, `fileDialog2`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from maya import cmds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TEXT, FILE, FOLDER, NUMBER, WHOLE, SLIDER, MENU, CHECK, PAGE = (
    "text", "file", "folder", "number", "whole", "slider", "menu", "check", "page",
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A control. name: of the value it shows; kind: one of those above; choices: value → what a menu calls it.

    low, high: of a slider. files: what a file's dialog shows.
    """

    name: str
    kind: str
    label: str
    tip: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    low: float = 0.0
    high: float = 1.0
    files: str = "All files (*)"


#: Kind → the command that makes its control, and the flag that holds its value.
CONTROLS = {
    TEXT: ("textFieldGrp", "text"), FILE: ("textFieldButtonGrp", "text"), FOLDER: ("textFieldButtonGrp", "text"),
    NUMBER: ("floatFieldGrp", "value1"), WHOLE: ("intFieldGrp", "value1"), SLIDER: ("floatSliderGrp", "value"),
    CHECK: ("checkBox", "value"), PAGE: ("scrollField", "text"), MENU: ("optionMenu", "select"),
}  # fmt: skip


class Form:
    """Controls of fields, each made in the layout that is current.

    changed: is called with a field's name when a person changed it.
    """

    def __init__(self, changed: Callable[[str], None]) -> None:
        self._changed = changed
        self._made: dict[str, tuple[Field, str]] = {}

    def add(self, each: Field) -> None:
        """Make a field's control."""

        def changed(*_values: object) -> None:
            self._changed(each.name)

        told: dict[str, Any] = {"annotation": each.tip, "changeCommand": changed}
        if each.kind == PAGE:
            cmds.text(label=each.label, align="left")
            told.update(wordWrap=True, height=54)
        else:
            told["label"] = each.label
        if each.kind in (FILE, FOLDER):
            told.update(buttonLabel="…", buttonCommand=lambda *_: self._browse(each.name))
        elif each.kind in (NUMBER, WHOLE):
            told.update(numberOfFields=1)
        elif each.kind == SLIDER:
            told.update(field=True, minValue=each.low, maxValue=each.high, fieldMinValue=each.low, fieldMaxValue=each.high)
        made: Any = getattr(cmds, CONTROLS[each.kind][0])(**told)
        for label in each.choices.values():
            cmds.menuItem(label=label, parent=made)
        self._made[each.name] = (each, str(made))

    def _browse(self, name: str) -> None:
        each, _ = self._made[name]
        path = choose_file(each.label, each.files, folder=each.kind == FOLDER)
        if path:
            self.put(name, path)
            self._changed(name)

    def get(self, name: str) -> Any:
        """A field's value."""
        each, control = self._made[name]
        command, flag = CONTROLS[each.kind]
        value: Any = getattr(cmds, command)(control, query=True, **{flag: True})
        if each.kind == MENU:
            return list(each.choices)[value - 1] if each.choices and value else ""
        return value or "" if flag == "text" else bool(value) if each.kind == CHECK else value

    def put(self, name: str, value: Any) -> None:
        """Show a value. One that a menu does not offer is offered from now on."""
        each, control = self._made[name]
        command, flag = CONTROLS[each.kind]
        if each.kind == MENU:
            if value not in each.choices:
                self.offer(name, {**each.choices, value: value or "none"})
            value = 1 + list(self._made[name][0].choices).index(value)
        getattr(cmds, command)(control, edit=True, **{flag: value})

    def offer(self, name: str, choices: Mapping[str, str]) -> None:
        """Let a menu offer other choices."""
        each, control = self._made[name]
        items: Any = cmds.optionMenu(control, query=True, itemListLong=True)
        for item in items or ():
            cmds.deleteUI(item)
        for label in choices.values():
            cmds.menuItem(label=label, parent=control)
        self._made[name] = (replace(each, choices=dict(choices)), control)

    def values(self) -> dict[str, Any]:
        """The value of every field."""
        return {name: self.get(name) for name in self._made}


def choose_file(caption: str, files: str, *, save: bool = False, folder: bool = False) -> str:
    """Ask for a file, or a folder; empty when the dialog was left."""
    found: Any = cmds.fileDialog2(caption=caption, fileFilter=files, fileMode=3 if folder else 0 if save else 1)
    return str(found[0]) if found else ""


def row(*parts: Callable[[], object]) -> None:
    """Controls beside each other, of equal width."""
    cmds.rowLayout(numberOfColumns=len(parts), adjustableColumn=1)
    for part in parts:
        part()
    cmds.setParent("..")


def button(label: str, pressed: Callable[[], None], tip: str = "") -> str:
    """A button."""
    made: Any = cmds.button(label=label, annotation=tip, command=lambda *_: pressed())
    return str(made)
