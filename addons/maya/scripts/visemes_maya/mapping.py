"""The part of the window that shows which target each shape of the map moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from maya import cmds

from . import doing, form, targets, work
from .client import EngineError
from .form import NUMBER, TEXT, Field, Form, button, row
from .profiles import ProfileError, Row
from .sounds import SoundError

if TYPE_CHECKING:
    from .jobs import Job
    from .window import Panel

CHARACTER = (
    Field("namespace", TEXT, "Namespace", "Of the character, without the colon at its end"),
    Field("viseme_map", TEXT, "Viseme map", "A map's name, or the path of one"),
)
TARGET = (
    Field("shape", TEXT, "Shape", "Of the map"),
    Field("name", TEXT, "Target", "A plug without the namespace (head_bs.jawOpen), or an attribute of the chosen nodes (jawOpen)"),
    Field("weight", NUMBER, "Weight", "The target's value where the shape's is 1"),
    Field("minimum", NUMBER, "Minimum"),
    Field("maximum", NUMBER, "Maximum"),
)


class MappingBox:
    """Namespace, nodes and mapping of the line that the window shows."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._character, self._target = Form(self._renamed), Form(lambda _: None)
        self._nodes = self._list = ""

    def build(self) -> None:
        """Make the controls."""
        self._character, self._target = Form(self._renamed), Form(lambda _: None)
        row(lambda: button("Use Selected", self.use_selected, "The selected meshes and controls are the mouth"))
        self._nodes = str(cmds.text(label="", align="left", wordWrap=True))
        for each in CHARACTER:
            self._character.add(each)
        row(
            lambda: button("Guess", self.guess, "Fill the mapping from the names of the rig"),
            lambda: button("Guess for This Map", lambda: self.guess(keep_map=True)),
            lambda: button("Load…", self.load_profile, "A rig profile"),
            lambda: button("Save…", self.save_profile, "As a rig profile"),
        )
        self._list = str(cmds.textScrollList(numberOfRows=8, selectCommand=self._chosen))
        for each in TARGET:
            self._target.add(each)
        row(
            lambda: button("Set", self._set, "Give the chosen row these values"),
            lambda: button("Add", self._add, "Another row"),
            lambda: button("Remove", self._remove, "The chosen row"),
        )

    def refresh(self) -> None:
        """Show the line's."""
        line = self._panel.line
        cmds.text(self._nodes, edit=True, label=", ".join(line.nodes) or "nothing chosen: targets are named with their nodes")
        for each in CHARACTER:
            self._character.put(each.name, getattr(line, each.name))
        cmds.textScrollList(self._list, edit=True, removeAll=True)
        for target in line.rows:
            cmds.textScrollList(self._list, edit=True, append=said(target))

    def _renamed(self, _name: str) -> None:
        self._panel.line = replace(self._panel.line, **self._character.values())

    def guess(self, *, keep_map: bool = False) -> None:
        """Fill the mapping from the names of the rig."""
        try:
            request = doing.guess(self._panel.collect(), keep_map=keep_map)
        except SoundError as error:
            self._panel.fail(str(error))
            return

        def finish(job: Job) -> None:
            self._panel.busy(None)
            if job.cancelled:
                self._panel.tell("Cancelled: nothing was changed")
            elif request.error or request.result is None:
                self._panel.fail(work.explained(request.error or EngineError("the engine said nothing")))
            else:
                self._panel.open(doing.guessed(self._panel.line, request.result))
                sure = round(100 * request.result["confidence"])
                missing = [f"no target for {name}" for name in request.result["missing"]]
                self._panel.tell(
                    f"{self._panel.line.viseme_map}: {len(self._panel.line.rows)} targets, confidence {sure} %", missing
                )

        self._panel.start([request], finish)

    def load_profile(self) -> None:
        """Take the mapping from a rig profile."""
        path = form.choose_file("Rig profile", "Rig profiles (*.json *.toml);;All files (*)")
        if path:
            try:
                self._panel.open(doing.with_profile(self._panel.collect(), path))
            except ProfileError as error:
                self._panel.fail(str(error))

    def save_profile(self) -> None:
        """Write the mapping as a rig profile."""
        path = form.choose_file("Rig profile", "Rig profiles (*.json)", save=True)
        if path:
            try:
                doing.save_profile(self._panel.collect(), path)
            except ProfileError as error:
                self._panel.fail(str(error))

    def use_selected(self) -> None:
        """The selected meshes and controls are the mouth."""
        nodes = targets.chosen()
        if not nodes:
            self._panel.fail("select the meshes with the mouth's blend shapes, or its controls")
            return
        self._panel.open(replace(self._panel.collect(), nodes=tuple(nodes), namespace=targets.namespace(nodes)))

    def _index(self) -> int:
        """The number of the chosen row, -1 for none."""
        chosen: Any = cmds.textScrollList(self._list, query=True, selectIndexedItem=True)
        return chosen[0] - 1 if chosen else -1

    def _chosen(self, *_: object) -> None:
        index = self._index()
        if 0 <= index < len(self._panel.line.rows):
            for each in TARGET:
                self._target.put(each.name, getattr(self._panel.line.rows[index], each.name))

    def _row(self) -> Row | None:
        """The row that the fields say, None (and a word about it) where it is none."""
        told = self._target.values()
        found = Row(
            str(told["shape"]).strip(),
            str(told["name"]).strip(),
            float(told["weight"]),
            float(told["minimum"]),
            float(told["maximum"]),
        )
        if not found.shape or not found.name or found.minimum >= found.maximum:
            self._panel.fail("a row needs a shape, a target, and a minimum below its maximum")
            return None
        return found

    def _set(self) -> None:
        index, found = self._index(), self._row()
        if found and index >= 0:
            self._put([*self._panel.line.rows[:index], found, *self._panel.line.rows[index + 1 :]])

    def _add(self) -> None:
        found = self._row()
        if found:
            self._put([*self._panel.line.rows, found])

    def _remove(self) -> None:
        index = self._index()
        if index >= 0:
            self._put([*self._panel.line.rows[:index], *self._panel.line.rows[index + 1 :]])

    def _put(self, rows: list[Row]) -> None:
        self._panel.line = replace(self._panel.line, rows=tuple(rows))
        self.refresh()


def said(each: Row) -> str:
    """A row as the list shows it."""
    sides = "" if each.side == "both" else f", {each.side}"
    return f"{each.shape}  →  {each.name}  times {each.weight:g}{sides}"
