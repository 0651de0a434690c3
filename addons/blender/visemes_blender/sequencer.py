"""Sound strips: which there are, whose sound they play, and where it lies on the scene's frames."""

import hashlib
from collections.abc import Container
from fractions import Fraction
from pathlib import Path
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_

from .fcurves import StripTimes, active_strip, all_strips, sequencer_scene, strip_times
from .rates import scene_rate
from .timing import Placement

#: Times are single precision in Blender: frames are exact to this part.
PARTS = 10_000


class SoundError(Exception):
    """A sound cannot be used; the message says why and what to do."""


def search(_self: Any, context: Any, typed: str) -> list[str]:
    """Names of sound strips, for a search field."""
    return [strip.name for strip in sound_strips(strips_scene(context)) if typed.lower() in strip.name.lower()]


def strips_scene(context: Any) -> Any:
    """The scene whose strips count: the edited one's where it has any, else the one whose sequencer is shown."""
    return context.scene if sound_strips(context.scene) else sequencer_scene(context)


def sound_strips(scene: Any) -> list[Any]:
    """Every sound strip of a scene, first things first."""
    return sorted(
        (strip for strip in all_strips(scene) if strip.type == "SOUND"), key=lambda strip: (strip_times(strip).first, strip.channel)
    )


def strip_named(scene: Any, name: str) -> Any | None:
    """The sound strip of this name, or None."""
    return next((strip for strip in sound_strips(scene) if strip.name == name), None)


def preferred_strip(scene: Any, taken: Container[str] = (), said_by: str = "") -> Any | None:
    """A sound strip no line has yet: the active one, else one named after who says it, else the first."""
    free = [strip for strip in sound_strips(scene) if strip.name not in taken]
    active = active_strip(scene)
    named = [strip for strip in free if said_by and said_by.lower() in strip.name.lower()]
    chosen = [strip for strip in free if active is not None and strip.name == active.name]
    return next(iter([*chosen, *named, *free]), None)


def is_trimmed(strip: Any) -> bool:
    """Whether a strip plays a part of its sound."""
    times = strip_times(strip)
    return times.trimmed_start > 0 or times.trimmed_end > 0


def strip_problem(scene: Any, strip: Any) -> str:
    """Why a strip cannot be used; empty when it can. Cheap enough for a panel."""
    if strip.sound is None:
        return iface_("The strip {name} has no sound").format(name=strip.name)
    if len(getattr(strip, "retiming_keys", ())) > 2:
        return iface_("The strip {name} runs at several speeds: render its sound to a file and use that").format(name=strip.name)
    if scene.render.fps_base <= 0:
        return iface_("The scene has no frame rate")
    return path_problem(strip.sound.filepath, strip.sound.library) if strip.sound.packed_file is None else ""


def path_problem(path: str, library: Any = None) -> str:
    """Why a file cannot be read; empty when it can."""
    if not path:
        return iface_("No sound file is chosen")
    if path.startswith("//") and library is None and not bpy.data.filepath:
        return iface_("The sound's path is relative to a file that was never saved: save the .blend first")
    if not Path(absolute(path, library)).is_file():
        return iface_("{name} is not where it was: File > External Data > Find Missing Files, or choose it again").format(
            name=Path(path).name
        )
    return ""


def absolute(path: str, library: Any = None) -> str:
    """A path of Blender's as one of the system's."""
    return str(Path(bpy.path.abspath(path, library=library)).resolve()) if path else ""


def sound_file(sound: Any) -> str:
    """The file of a sound; a packed one is written to the session's temporary folder. Raises SoundError."""
    if sound.packed_file is not None:
        data = sound.packed_file.data
        suffix = Path(sound.filepath).suffix or ".wav"
        unpacked = Path(bpy.app.tempdir, f"visemes_{hashlib.sha256(data).hexdigest()[:24]}{suffix}")
        if not unpacked.is_file():
            unpacked.write_bytes(data)
        return str(unpacked)
    if reason := path_problem(sound.filepath, sound.library):
        raise SoundError(reason)
    return absolute(sound.filepath, sound.library)


def rate_of(scene: Any) -> Fraction:
    """The exact frame rate of a scene."""
    return scene_rate(scene.render.fps, scene.render.fps_base)


def strip_placement(scene: Any, strip: Any) -> Placement:
    """Where a strip's sound lies: its offset, trim and speed count. Raises SoundError."""
    if reason := strip_problem(scene, strip):
        raise SoundError(reason)
    rate, times = rate_of(scene), strip_times(strip)
    zero = _exact(times.content) + Fraction(round(strip.sound_offset * PARTS), PARTS) * rate
    speed = _speed(strip, rate)
    first = _exact(times.first) if times.trimmed_start > 0 else None
    last = _exact(times.last) if times.trimmed_end > 0 else None
    return Placement(rate, zero, speed, first, last)


def _exact(frame: float) -> Fraction:
    return Fraction(round(frame * PARTS), PARTS)


def _speed(strip: Any, rate: Fraction) -> Fraction:
    """Seconds of sound a second of the scene: frames the sound has over frames it takes."""
    keys = getattr(strip, "retiming_keys", ())
    if len(keys) < 2:
        return Fraction(1)
    taken = keys[1].timeline_frame - keys[0].timeline_frame
    frames = round(sound_seconds(sound_file(strip.sound)) * float(rate))
    if taken <= 0 or frames <= 0:
        raise SoundError(iface_("The strip {name} has no speed").format(name=strip.name))
    return Fraction(frames, taken)


def sound_seconds(path: str) -> float:
    """How long a sound file is. Raises SoundError."""
    try:
        import aud
    except ImportError as error:
        raise SoundError(iface_("This Blender was built without sound: it cannot tell a strip's speed")) from error
    try:
        sound = aud.Sound(path)
        return float(sound.length / sound.specs[0])
    except aud.error as error:
        raise SoundError(iface_("{name} cannot be read as a sound").format(name=Path(path).name)) from error


def file_placement(scene: Any, frame: float) -> Placement:
    """Where a file's sound lies when it begins at a frame."""
    return Placement(rate_of(scene), _exact(frame))


__all__ = ["SoundError", "StripTimes", "sound_strips", "strip_placement"]
