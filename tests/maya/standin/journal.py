"""The undo queue.

All state of a scene lies in dicts that are changed through `put` and `drop`; what a command changes is remembered while it runs
and becomes one step of the queue. Edits through the API are made without being remembered: Maya cannot undo them ("MDGModifier",
"Undo and redo" in the developer help). Pages: `undoInfo`, `undo`, `redo`.
"""

from __future__ import annotations

from typing import Any, Callable

Change = tuple[Callable[[], None], Callable[[], None]]  # redo, undo
_MISSING = object()


class Step:
    """What one undo takes back."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.changes: list[Change] = []


class Journal:
    """Remembers changes. `recording` holds the step being made; None while nothing is remembered."""

    def __init__(self) -> None:
        self.done: list[Step] = []
        self.undone: list[Step] = []
        self.enabled = True
        self.recording: Step | None = None
        self.chunks: list[str] = []
        self.chunk: Step | None = None

    def put(self, target: dict[Any, Any], key: Any, value: Any) -> None:
        """target[key] = value, undoable if a command runs."""
        before = target.get(key, _MISSING)

        def undo() -> None:
            if before is _MISSING:
                target.pop(key, None)
            else:
                target[key] = before

        def redo() -> None:
            target[key] = value

        self._apply(redo, undo)

    def drop(self, target: dict[Any, Any], key: Any) -> None:
        """del target[key], undoable if a command runs."""
        before = target[key]

        def redo() -> None:
            target.pop(key, None)

        def undo() -> None:
            target[key] = before

        self._apply(redo, undo)

    def _apply(self, redo: Callable[[], None], undo: Callable[[], None]) -> None:
        redo()
        if self.recording is not None:
            self.recording.changes.append((redo, undo))

    def begin(self, name: str) -> bool:
        """A command starts; False if it runs inside another one."""
        if self.recording is not None or not self.enabled:
            return False
        self.recording = Step(name)
        return True

    def end(self) -> None:
        """The command is over: its changes are a step, or part of the open chunk."""
        step, self.recording = self.recording, None
        if step is None or not step.changes:
            return
        self.undone.clear()
        if self.chunks:
            if self.chunk is None:
                self.chunk = Step(self.chunks[0])
            self.chunk.changes.extend(step.changes)
        else:
            self.done.append(step)

    def open_chunk(self, name: str) -> None:
        """Chunks may lie inside chunks; the outermost is the step."""
        self.chunks.append(name)

    def close_chunk(self) -> None:
        """Raises RuntimeError when none is open."""
        if not self.chunks:
            raise RuntimeError("undoInfo: no chunk is open")
        self.chunks.pop()
        if not self.chunks and self.chunk is not None:
            self.done.append(self.chunk)
            self.chunk = None

    def undo(self) -> None:
        """Take the last step back. Raises RuntimeError when there is none, as Maya does."""
        if self.chunks:
            raise RuntimeError("undo inside an open chunk")
        if not self.done:
            raise RuntimeError("There are no more commands to undo.")
        step = self.done.pop()
        for _, undo in reversed(step.changes):
            undo()
        self.undone.append(step)

    def redo(self) -> None:
        """Do it again. Raises RuntimeError when there is nothing."""
        if not self.undone:
            raise RuntimeError("There are no more commands to redo.")
        step = self.undone.pop()
        for redo, _ in step.changes:
            redo()
        self.done.append(step)

    def flush(self) -> None:
        """Forget everything: a new scene, or undo switched off."""
        self.done.clear()
        self.undone.clear()
        self.chunk = None
