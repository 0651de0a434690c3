"""The sounds of the scene: which there are, whose file they play, where they lie on the frames, and what the time slider plays.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name): `sound`
(offset: the frame its sound begins at; sourceStart, sourceEnd: the part of the file that is heard, in frames from the file's start;
endTime; length), `timeControl`, `playbackOptions`, `workspace`.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maya import cmds, mel

from . import marks, scene
from .timing import Placement

if TYPE_CHECKING:
    from .lines import Line

#: Frames are exact to this part.
PARTS = 10_000

#: A part of a file that ends this near (frames) to its end is no part.
NEAR = 0.5


class SoundError(Exception):
    """A sound cannot be used; the message says why and what to do."""


def names() -> list[str]:
    """The sounds of the scene."""
    return list(cmds.ls(type="audio") or [])


def on_slider() -> str:
    """The sound the time slider plays; empty for none, and where Maya has no window."""
    slider = _slider()
    return str(cmds.timeControl(slider, query=True, sound=True) or "") if slider else ""


def _slider() -> str:
    if cmds.about(batch=True):
        return ""
    found: Any = mel.eval("$visemes_slider = $gPlayBackSlider")
    return str(found or "")


def put_on_slider(node: str) -> None:
    """Let the time slider play a sound."""
    slider = _slider()
    if slider:
        cmds.timeControl(slider, edit=True, sound=node, displaySound=True)


def file_of(node: str) -> str:
    """The file a sound plays. Raises SoundError."""
    if not cmds.objExists(node) or marks.kind_of(node) != "audio":
        raise SoundError(f"there is no sound called {node}: choose another")
    path = str(cmds.sound(node, query=True, file=True) or "")
    if not path:
        raise SoundError(f"the sound {node} has no file")
    return checked(path)


def checked(path: str) -> str:
    """A file's full path; relative ones begin at the project's folder. Raises SoundError."""
    if not path.strip():
        raise SoundError("choose a sound: one of the scene, or a file")
    full = Path(path).expanduser()
    if not full.is_absolute():
        full = Path(str(cmds.workspace(query=True, rootDirectory=True))) / full
    if not full.is_file():
        raise SoundError(f"{full} is not there")
    return str(full)


def sound_of(line: Line) -> tuple[str, Placement]:
    """The sound file of a line and where it lies. Raises SoundError."""
    try:
        rate = scene.rate()
    except ValueError as error:
        raise SoundError(str(error)) from error
    if line.node:
        return file_of(line.node), placement_of(line.node, rate)
    return checked(line.sound), Placement(rate, exact(line.start))


def placement_of(node: str, rate: Fraction) -> Placement:
    """Where a sound of the scene lies; a part of its file, where it is trimmed."""
    offset, start, end, length, until = (
        _frames(node, flag) for flag in ("offset", "sourceStart", "sourceEnd", "length", "endTime")
    )
    heard = (end if end > start else length) - start
    if until > offset:
        heard = min(heard, until - offset)
    is_whole = start <= 0 and (length <= 0 or heard >= length - Fraction(NEAR))
    if is_whole:
        return Placement(rate, offset)
    return Placement(rate, offset - start, first=offset, last=offset + heard)


def _frames(node: str, flag: str) -> Fraction:
    asked: dict[str, Any] = {flag: True}
    value: Any = cmds.sound(node, query=True, **asked)
    return exact(float(value or 0.0))


def exact(frame: float) -> Fraction:
    """A frame as an exact number."""
    return Fraction(round(frame * PARTS), PARTS)


def bring_in(path: str, frame: float, title: str) -> str:
    """The sound of the scene that plays a file from a frame on; made where there is none. Returns its node."""
    for node in names():
        if str(cmds.sound(node, query=True, file=True)) == path and abs(float(_frames(node, "offset")) - frame) < 1e-3:
            return node
    name = marks.legal(title)
    made: Any = cmds.sound(file=path, offset=frame, name=name if name[:1].isalpha() else f"sound_{name}")  # type: ignore[arg-type]  # a frame may be a part of one
    return str(made)


def extend_range(first: float, last: float) -> None:
    """Let the scene's range and the time slider hold these frames; it never shrinks."""
    for flag, frame, outer in (
        ("animationStartTime", first, min), ("minTime", first, min), ("animationEndTime", last, max), ("maxTime", last, max),
    ):  # fmt: skip
        asked: dict[str, Any] = {flag: True}
        now: Any = cmds.playbackOptions(query=True, **asked)
        if outer(now, frame) != now:
            change: dict[str, Any] = {flag: frame}
            cmds.playbackOptions(edit=True, **change)
