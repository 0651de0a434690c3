"""Commands about time: units, ranges, sounds, animation layers."""

from __future__ import annotations

import re
import wave
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import units
from .attributes import shown
from .registry import NotModelledError, command
from .scene import Node, plug_named

if TYPE_CHECKING:
    from .flags import Call
    from .session import Maya


@command("currentUnit")
def current_unit(maya: Maya, call: Call) -> Any:
    """Page "currentUnit": keys keep their frames when the rate changes, unless updateAnimation is off."""
    scene, flags = maya.scene, call.flags
    if call.mode == "q":
        return next(
            scene.settings[{"time": "unit", "linear": "linear", "angle": "angle"}[name]] for name in flags if name != "fullName"
        )
    if "linear" in flags:
        scene.set("linear", _known(units.LENGTHS, flags["linear"]))
    if "angle" in flags:
        scene.set("angle", _known(units.ANGLES, flags["angle"]))
    if "time" in flags:
        before, after = scene.settings["unit"], units.time_unit(flags["time"])
        scene.set("unit", after)
        if flags.get("updateAnimation", True):
            _move_keys(maya, units.RATES[before] / units.RATES[after])
        for name in ("time", "min", "max", "start", "end"):
            scene.set(name, round(scene.settings[name] * units.RATES[before] / units.RATES[after]))
    return None


def _known(table: Any, name: str) -> str:
    if name not in table:
        raise RuntimeError(f"Invalid unit: {name}")
    return name


def _move_keys(maya: Maya, scale: Fraction) -> None:
    for node in maya.scene.all():
        if node.keys:
            maya.journal.put(node.curve, "keys", tuple(key._replace(time=round(key.time * scale)) for key in node.keys))


@command("currentTime")
def current_time(maya: Maya, call: Call) -> float:
    """Page "currentTime"."""
    scene = maya.scene
    if call.arguments and call.mode != "q":
        scene.set("time", units.ticks(call.arguments[0], scene.settings["unit"]))
    return units.in_unit(scene.settings["time"], scene.settings["unit"])


RANGE = {"minTime": "min", "maxTime": "max", "animationStartTime": "start", "animationEndTime": "end"}


@command("playbackOptions")
def playback_options(maya: Maya, call: Call) -> Any:
    """Page "playbackOptions": the playback range lies inside the animation range, which is widened for it."""
    settings, unit = maya.scene.settings, maya.scene.settings["unit"]
    if call.mode == "q":
        name = next(iter(call.flags))
        if name == "framesPerSecond":
            return float(units.RATES[unit])
        if name in RANGE:
            return units.in_unit(settings[RANGE[name]], unit)
        if name in {"by", "playbackSpeed", "loop"}:
            return settings[{"by": "step", "playbackSpeed": "speed", "loop": "loop"}[name]]
        raise NotModelledError(f"playbackOptions -q {name}")
    if set(call.flags) - {*RANGE, "by", "playbackSpeed", "loop"}:
        raise NotModelledError(f"playbackOptions with {sorted(call.flags)}")
    for name, value in call.flags.items():
        place = RANGE.get(name) or {"by": "step", "playbackSpeed": "speed", "loop": "loop"}[name]
        maya.scene.set(place, units.ticks(value, unit) if name in RANGE else value)
    if settings["min"] < settings["start"] or ("minTime" in call.flags and settings["min"] < settings["start"]):
        maya.scene.set("start", settings["min"])
    if settings["max"] > settings["end"]:
        maya.scene.set("end", settings["max"])
    return None


@command("sound")
def sound(maya: Maya, call: Call) -> Any:
    """Page "sound": an audio node that plays a file from a frame of the scene on."""
    scene, flags = maya.scene, call.flags
    if call.mode == "c":
        if set(flags) - {"file", "offset", "name", "endTime", "sourceStart", "sourceEnd", "mute"}:
            raise NotModelledError(f"sound with {sorted(flags)}")
        path = flags.get("file", "")
        if not Path(path).is_file():
            raise RuntimeError(f"Could not open sound file '{path}'")
        stem = re.sub(r"\W|^(?=\d)", "_", Path(path).stem, flags=re.ASCII)
        node = scene.add(flags.get("name") or stem or "audio1", "audio")
    else:
        node = scene.one(call.arguments[0], RuntimeError)
    if node.kind != "audio":
        raise RuntimeError(f"'{node.name}' is no audio node")
    if call.mode == "q":
        return _about_sound(maya, node, next(iter(flags)))
    names = {
        "file": "filename",
        "offset": "offset",
        "endTime": "endFrame",
        "sourceStart": "sourceStart",
        "sourceEnd": "sourceEnd",
        "mute": "mute",
    }
    for flag, value in flags.items():
        if flag in names:
            plug = plug_named(node, names[flag])
            scene.write(plug, value if flag in {"file", "mute"} else units.ticks(value, scene.settings["unit"]))
    return node.name


def _about_sound(maya: Maya, node: Node, asked: str) -> Any:
    if asked == "file":
        return maya.scene.value(plug_named(node, "filename"))
    if asked == "length":
        return length(maya, node)
    names = {"offset": "offset", "endTime": "endFrame", "sourceStart": "sourceStart", "sourceEnd": "sourceEnd", "mute": "mute"}
    if asked not in names:
        raise NotModelledError(f"sound -q {asked}")
    plug = plug_named(node, names[asked])
    return shown(maya, plug.attribute.kind, maya.scene.value(plug))


def length(maya: Maya, node: Node) -> float:
    """Frames of a wave file."""
    with wave.open(maya.scene.value(plug_named(node, "filename"))) as file:
        seconds = Fraction(file.getnframes(), file.getframerate())
    return float(seconds * units.RATES[maya.scene.settings["unit"]])


@command("timeControl", undoable=False)
def time_control(maya: Maya, call: Call) -> Any:
    """Page "timeControl": the time slider is there in a session with windows only; a sound is shown if displaySound is on."""
    name = call.arguments[0] if call.arguments else ""
    if maya.batch or name != maya.time_slider:
        raise RuntimeError(f"Object '{name}' not found.")
    if call.mode == "q":
        asked = next(iter(call.flags))
        if asked not in {"sound", "displaySound", "exists", "rangeArray", "rangeVisible"}:
            raise NotModelledError(f"timeControl -q {asked}")
        return maya.slider.get(
            asked, {"rangeArray": [1.0, 2.0], "rangeVisible": False, "exists": True, "displaySound": False}.get(asked, "")
        )
    if call.mode == "c" or set(call.flags) - {"sound", "displaySound", "forceRefresh"}:
        raise NotModelledError(f"timeControl with {sorted(call.flags)}")
    for flag, value in call.flags.items():
        if flag == "sound" and value:
            node = maya.scene.one(value, RuntimeError)
            if node.kind != "audio":
                raise RuntimeError(f"'{value}' is no audio node")
        maya.slider[flag] = value
    return name
