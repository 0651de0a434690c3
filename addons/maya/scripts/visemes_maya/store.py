"""The lines of the scene, each kept on a node of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maya import cmds

from . import lines, marks

if TYPE_CHECKING:
    from .lines import Line


def all_lines() -> list[Line]:
    """The lines of the scene, by title."""
    found = (lines.from_data(marks.read_line(node) or {}) for node in marks.line_nodes().values())
    return sorted((line for line in found if line), key=lambda line: (line.title, line.key))


def load(key: str) -> Line | None:
    """A line by its key, None where it is gone."""
    node = marks.line_nodes().get(key)
    return lines.from_data(marks.read_line(node) or {}) if node else None


def save(line: Line) -> None:
    """Keep a line in the scene."""
    marks.write_line(line.key, line.title, lines.as_data(line))


def forget(key: str) -> None:
    """Take a line out of the scene. Its keys stay, as anybody's."""
    node = marks.line_nodes().get(key)
    if node:
        cmds.delete(node)
