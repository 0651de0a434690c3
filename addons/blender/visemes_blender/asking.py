"""What the engine is asked for a line of dialogue, and why a line cannot be generated."""

from pathlib import Path
from typing import Any

import bpy
from bpy.app.translations import pgettext_iface as iface_

from . import sequencer, tables, targets
from .jobs import Request
from .sequencer import SoundError
from .timing import Placement

#: Endings of a text beside its sound, in the engine's order.
TRANSCRIPTS = (".txt", ".lab", ".srt", ".vtt")


def problem(context: Any, line: Any) -> str:
    """Why a line cannot be generated now; empty when it can. Cheap enough for a panel."""
    scene = context.scene
    character = scene.visemes.character_named(line.character)
    if character is None:
        return iface_("Choose who says this line")
    if not character.mapping:
        return iface_("The mapping of {name} is empty: press Guess, or load a rig profile").format(name=character.name)
    return targets.problem(character) or sound_problem(context, line) or words_problem(line)


def sound_problem(context: Any, line: Any) -> str:
    """Why a line's sound cannot be read; empty when it can."""
    if line.source == "FILE":
        return sequencer.path_problem(line.path)
    if not line.strip:
        return iface_("Choose a sound strip, or a file")
    strips = sequencer.strips_scene(context)
    strip = sequencer.strip_named(strips, line.strip)
    if strip is None:
        return iface_("There is no sound strip called {name}").format(name=line.strip)
    if strips != context.scene and sequencer.rate_of(strips) != sequencer.rate_of(context.scene):
        return iface_("The scenes {one} and {other} have different frame rates").format(one=strips.name, other=context.scene.name)
    return sequencer.strip_problem(strips, strip)


def words_problem(line: Any) -> str:
    """Why a line's words cannot be read; empty when they can."""
    if line.words_from == "TYPED" and not line.typed.strip():
        return iface_("Type the words that are said")
    if line.words_from == "TEXT" and line.text is None:
        return iface_("Choose the text with the words that are said")
    if line.words_from == "FILE":
        path = line.words_path
        if path.startswith("//") and not bpy.data.filepath:
            return iface_("The text's path is relative to a file that was never saved: save the .blend first")
        if not path or not Path(sequencer.absolute(path)).is_file():
            return iface_("Choose the file with the words that are said")
    return ""


def sound_of(context: Any, line: Any) -> tuple[str, Placement]:
    """The sound file of a line and where it lies. Raises SoundError."""
    if line.source == "FILE":
        if reason := sequencer.path_problem(line.path):
            raise SoundError(reason)
        return sequencer.absolute(line.path), sequencer.file_placement(context.scene, line.frame)
    if reason := sound_problem(context, line):
        raise SoundError(reason)
    scene = sequencer.strips_scene(context)
    strip = sequencer.strip_named(scene, line.strip)
    return sequencer.sound_file(strip.sound), sequencer.strip_placement(scene, strip)


def beside(context: Any, line: Any) -> str | None:
    """The name of the text beside a line's sound, empty where there is none, None where the sound is in no folder."""
    sound = line.path
    if line.source == "STRIP":
        strip = sequencer.strip_named(sequencer.strips_scene(context), line.strip)
        if strip is None or strip.sound is None or strip.sound.packed_file is not None:
            return None
        sound = bpy.path.abspath(strip.sound.filepath, library=strip.sound.library)
    path = Path(sequencer.absolute(sound)) if sound else None
    if path is None or not path.is_file():
        return None
    found = (path.with_suffix(ending) for ending in TRANSCRIPTS)
    return next((text.name for text in found if text.is_file()), "")


def words_of(line: Any) -> dict[str, Any]:
    """What the engine is told of the words of a line."""
    if line.words_from == "TYPED":
        told: dict[str, Any] = {"text": line.typed}
    elif line.words_from == "TEXT":
        told = {"text": line.text.as_string()}
    elif line.words_from == "FILE":
        told = {"transcript": sequencer.absolute(line.words_path)}
    else:
        told = {"recognize": "auto"} if line.words_from == "NONE" else {}
    return told | ({"language": line.language} if line.language else {})


def motion_of(scene: Any, character: Any) -> dict[str, Any]:
    """What the engine is told of how a character moves."""
    sliders = {name: round(getattr(character, name), 6) for name in tables.SLIDERS}
    return {
        "map": map_of(character),
        "style": character.style,
        "sliders": {**sliders, "shot": character.shot, "seed": character.seed},
        "step": character.step,
        "dense": character.interpolation == "EVERY",
        "sub_frames": scene.visemes.sub_frames,
        **({"speaker": character.speaker} if character.speaker else {}),
    }


def map_of(character: Any) -> str:
    """The viseme map's name, or its file's path as the system writes it."""
    name = character.viseme_map
    return name if name in tables.MAPS else sequencer.absolute(name)


def export_request(context: Any, line: Any, *, again: bool = False) -> Request:
    """The request that makes a line's keys. again: from the times that are stored. Raises SoundError."""
    character = context.scene.visemes.character_named(line.character)
    sound, placement = sound_of(context, line)
    fields = {"sound": sound, "inline": True, **motion_of(context.scene, character), **placement.request()}
    timeline = line.timeline_data() if again else None
    if timeline:
        return Request("export", {**fields, "timeline": timeline}, line.title())
    whole = {"whole": True} if placement.is_part and is_of_whole(line) else {}
    return Request("export", {**fields, **words_of(line), **whole}, line.title())


def is_of_whole(line: Any) -> bool:
    """Whether a line's words are those of its whole sound, not only of the part that a trimmed strip plays."""
    return line.covers == "SOUND" or (line.covers == "AUTO" and line.words_from in {"BESIDE", "TEXT", "FILE"})


def edit_request(context: Any, line: Any, edits: list[dict[str, Any]]) -> Request:
    """The request that makes edits to a line's stored timeline and its keys anew. Raises SoundError."""
    asked = export_request(context, line, again=True)
    return Request("edit", {**asked.fields, "edits": edits}, line.title())


def retake_requests(context: Any, line: Any, path: str, text: str = "") -> list[Request]:
    """The requests that carry a line to a new take, a file, which begins where the old one did. Raises SoundError.

    The line as it was, on the new take's frames; its new times; its keys as a moved slider would make them. text: what is said in
    the new take; empty for the text beside it, else the old words.
    """
    character = context.scene.visemes.character_named(line.character)
    sound, placement = sound_of(context, line)
    grid = sequencer.file_placement(context.scene, placement.frame_at(0)).request()
    before = {name: value for name, value in export_request(context, line, again=True).fields.items() if name != "offset"}
    old = {} if placement.is_part else {"old_sound": sound}
    said = {"text": text} if text.strip() else {}
    taken = {"sound": path, "inline": True, "map": map_of(character), **old, **said}
    moved = {"sound": path, "inline": True, **motion_of(context.scene, character), **grid}
    title = line.title()
    return [
        Request("export", before | grid, title),
        Request("retake", taken, title, takes="line"),
        Request("export", moved, title, takes="timeline"),
    ]


def guess_request(character: Any, wanted: str = "") -> Request:
    """The request for the mapping that a character's names ask for."""
    fields: dict[str, Any] = {"names": targets.names(character)}
    return Request("guess", fields | ({"map": wanted} if wanted else {}), character.name)
