"""Moments as markers on a host's timeline: a script that Blender and Maya both run, or a table.

Blender gets timeline markers, Maya bookmarks of its time slider (2020 and newer). Running a script again takes away what it put
before, so that the timeline does not fill up.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Final

from visemes.errors import UsageError
from visemes.guide.compare_told import what_of

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.guide.compare import Comparison, Moment

#: Endings of files of markers.
ENDINGS: Final = (".py", ".csv")
#: Letters of a marker's name; colours (red, green, blue) by how much a viewer minds.
LONGEST: Final = 60
COLOURS: Final = ((0.5, (0.80, 0.20, 0.16)), (0.25, (0.90, 0.55, 0.15)), (0.0, (0.85, 0.78, 0.25)))

_SCRIPT: Final = '''"""Markers where a rig's mouth differs from its guide, for Blender and Maya; written by visemes.

Blender: open it in the text editor and run it, or `blender scene.blend --python FILE`. Maya: Script Editor, Open Script, Execute.
Run it again with newer markers: those of before are taken away first.
"""

import json

PREFIX = "lips: "
MARKERS = json.loads({data})


def blender():
    import bpy

    scene = bpy.context.scene
    for marker in [m for m in scene.timeline_markers if m.name.startswith(PREFIX)]:
        scene.timeline_markers.remove(marker)
    for one in MARKERS:
        scene.timeline_markers.new(PREFIX + one["name"], frame=one["first"])


def maya():
    import maya.cmds as cmds

    cmds.loadPlugin("timeSliderBookmark", quiet=True)
    from maya.plugin.timeSliderBookmark.timeSliderBookmark import createBookmark

    for node in cmds.ls(type="timeSliderBookmark") or []:
        if (cmds.getAttr(node + ".name") or "").startswith(PREFIX):
            cmds.delete(node)
    for one in MARKERS:
        createBookmark(name=PREFIX + one["name"], start=one["first"], stop=one["last"], color=tuple(one["colour"]))


try:
    import bpy  # noqa: F401
except ImportError:
    maya()
else:
    blender()
'''


def check_ending(path: Path) -> None:
    """Raise UsageError for a file of markers with another ending."""
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"--markers {path}: is neither .py nor .csv", "name it like markers.py: Blender and Maya run it")


def markers(found: Comparison, ending: str) -> bytes:
    """The markers of a comparison, in the order of the film. ending: of ENDINGS."""
    moments = sorted(found.moments, key=lambda moment: (moment.first, moment.last))
    return (_table(moments) if ending == ".csv" else _script(moments)).encode()


def _script(moments: list[Moment]) -> str:
    data = [
        {"first": m.first, "last": m.last, "name": _name(m), "colour": _colour(m.difference.weight)} for m in moments
    ]  # fmt: skip
    # a string literal in plain ASCII: nothing in a word can end it
    return _SCRIPT.replace("{data}", json.dumps(json.dumps(data)))


def _name(moment: Moment) -> str:
    said = f" {moment.word}" if moment.word else ""
    return f"{what_of(moment)}{said}"[:LONGEST]


def _colour(weight: float) -> tuple[float, float, float]:
    return next(colour for limit, colour in COLOURS if weight >= limit)


def _table(moments: list[Moment]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["frame", "last", "time", "what", "phones", "word", "to do"])
    for m in moments:
        table.writerow([m.first, m.last, f"{m.start:.3f}", what_of(m), m.phones, m.word, m.advice])
    return text.getvalue()
