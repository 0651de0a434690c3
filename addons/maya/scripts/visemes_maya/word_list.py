"""The part of the window that lists the words with their times and how sure the engine is, and takes corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maya import cmds

from . import timelines
from .form import NUMBER, TEXT, Field, Form, button, row

if TYPE_CHECKING:
    from .window import Panel

#: Below this a word is marked.
DOUBT = 0.5

WORD = (
    Field("word", TEXT, "Word", "Empty to leave it out"),
    Field("phones", TEXT, "Said as", "IPA, or ARPABET with stress digits"),
    Field("start", NUMBER, "Start", "Seconds"),
    Field("end", NUMBER, "End", "Seconds"),
    Field("emphasis", NUMBER, "Emphasis", "0 to 3; 1 as the voice has it"),
)


class WordList:
    """The words of the line that the window shows; corrections wait until its phrase is updated."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._form = Form(self._changed)
        self._list = ""
        self._waiting: dict[int, timelines.Row] = {}

    def build(self) -> None:
        """Make the controls."""
        self._form = Form(self._changed)
        self._list = str(cmds.textScrollList(numberOfRows=10, selectCommand=self._chosen))
        for each in WORD:
            self._form.add(each)
        row(
            lambda: button("Update Phrase", self._update, "Align the corrected phrases again, and only them"),
            lambda: button("Forget Corrections", self.refresh),
            lambda: button("New Take…", self._panel.retake, "Carry the line to a new recording of it"),
        )

    def refresh(self) -> None:
        """Show the line's words; corrections are forgotten."""
        self._waiting = {}
        self._show()

    def _show(self) -> None:
        cmds.textScrollList(self._list, edit=True, removeAll=True)
        for number in range(len(self._words())):
            cmds.textScrollList(self._list, edit=True, append=self._said(number))

    def _words(self) -> list[dict[str, Any]]:
        timeline = self._panel.line.timeline
        return timeline["words"] if timeline else []

    def _said(self, number: int) -> str:
        """A word as the list shows it."""
        found, word = self._row(number), self._words()[number]
        sure = timelines.confidence_of(word)
        mark = "*" if number in self._waiting else "?" if 0 <= sure < DOUBT else " "
        return f"{mark} {found.start:8.2f}  {found.word}" + (f"  ({round(100 * sure)} %)" if sure >= 0 else "")

    def _row(self, number: int) -> timelines.Row:
        """A word as it is, or as it was corrected."""
        if number in self._waiting:
            return self._waiting[number]
        word, timeline = self._words()[number], self._panel.line.timeline or {}
        phones = timelines.spelled(timelines.phones_of(timeline, word))
        return timelines.Row(word["word"], word["start"], word["end"], phones, float(word.get("emphasis", 1.0)))

    def _index(self) -> int:
        chosen: Any = cmds.textScrollList(self._list, query=True, selectIndexedItem=True)
        return chosen[0] - 1 if chosen else -1

    def _chosen(self, *_: object) -> None:
        number = self._index()
        if 0 <= number < len(self._words()):
            found = self._row(number)
            for each in WORD:
                self._form.put(each.name, getattr(found, each.name))

    def _changed(self, _name: str) -> None:
        number = self._index()
        if not 0 <= number < len(self._words()):
            return
        told = self._form.values()
        self._waiting[number] = timelines.Row(
            str(told["word"]), float(told["start"]), float(told["end"]), str(told["phones"]), float(told["emphasis"])
        )
        self._show()
        cmds.textScrollList(self._list, edit=True, selectIndexedItem=number + 1)

    def _update(self) -> None:
        if self._waiting:
            self._panel.fix(dict(self._waiting))
        else:
            self._panel.fail("choose a word and correct it first")
