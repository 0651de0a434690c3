"""What a scene keeps: characters, their mappings, and lines of dialogue. All of it is saved in the .blend."""

import uuid
from pathlib import Path
from typing import Any

import bpy
from bpy.props import (
    BoolProperty,
    CollectionProperty,
    EnumProperty,
    FloatProperty,
    IntProperty,
    PointerProperty,
    StringProperty,
)
from bpy.types import PropertyGroup

from . import live, sequencer, tables, targets, timelines
from .fcurves import PATH_OPTIONS

KINDS = (
    ("SHAPE_KEYS", "Shape Keys", "Shape keys of one or several meshes: face, teeth, tongue", "SHAPEKEY_DATA", 0),
    ("PROPERTIES", "Custom Properties", "Custom properties of objects and bones, which drive the rig", "PROPERTIES", 1),
    ("POSES", "Pose Assets", "Bones, by a pose asset for each mouth", "ARMATURE_DATA", 2),
    ("LAYERS", "Grease Pencil Layers", "A Grease Pencil layer for each mouth, one shown at a time", "OUTLINER_DATA_GP_LAYER", 3),
    ("TIME_OFFSET", "Grease Pencil Time Offset", "A frame of the drawing for each mouth, by a Time Offset modifier", "MOD_TIME", 4),
    (
        "IMAGE",
        "Image Sequence",
        "A picture of an image sequence for each mouth; the sequence is held and its offset animated",
        "RENDER_ANIMATION",
        5,
    ),
    ("OBJECTS", "Objects", "An object for each mouth, one shown at a time", "OBJECT_DATA", 6),
    ("MATERIALS", "Grease Pencil Materials", "A Grease Pencil material for each mouth, one shown at a time", "MATERIAL", 7),
)

SIDES = (
    ("both", "Both", "It moves both halves of the face"),
    ("left", "Left", "It moves the left half of the face"),
    ("right", "Right", "It moves the right half of the face"),
)


def _targets_of(self: Any, _context: Any, typed: str) -> list[str]:
    """Names of the rig, for the search of a mapping's target."""
    character = character_of(self)
    return [name for name in targets.names(character) if typed.lower() in name.lower()] if character else []


def character_of(row: Any) -> Any:
    """The character a row of a mapping belongs to."""
    found = row.id_data.path_resolve(row.path_from_id().rpartition(".mapping")[0])
    return found if isinstance(found, VisemesCharacter) else None


def _maps(_self: Any, _context: Any, typed: str) -> list[str]:
    return [name for name, (title, _) in tables.MAPS.items() if typed.lower() in f"{name} {title}".lower()]


def _languages(_self: Any, _context: Any, typed: str) -> list[str]:
    return [tag for tag in tables.LANGUAGES if tag.startswith(typed.lower())]


def _is_mesh_or_more(_self: Any, thing: Any) -> bool:
    return thing.type in {"MESH", "ARMATURE", "EMPTY", "LATTICE", "CURVE", "SURFACE"} | targets.GREASE_PENCILS


def _renamed(self: Any, _context: Any) -> None:
    """Lines name their character; they follow when it gets another name."""
    scene = self.id_data.visemes
    others = {character.name for character in scene.characters if character != self}
    if self.name in others or not self.name:
        self.name = free_name(self.name or "Character", others)
        return
    for line in scene.lines:
        if self.known_as and line.character == self.known_as:
            line.character = self.name
    self.known_as = self.name


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, or the first numbered one nobody has."""
    numbered = (f"{wanted}.{number:03d}" for number in range(1, len(taken) + 2))
    return wanted if wanted not in taken else next(name for name in numbered if name not in taken)


def _styled(self: Any, context: Any) -> None:
    """A style brings its own sliders."""
    values = tables.STYLES[self.style][2]
    with live.paused():
        for name, (_, _, default, _, _) in tables.SLIDERS.items():
            setattr(self, name, values.get(name, default))
    live.changed(self, context)


class VisemesObject(PropertyGroup):
    """An object of a character."""

    object: PointerProperty(
        name="Object", description="An object this character's mouth is made of", type=bpy.types.Object, poll=_is_mesh_or_more
    )


class VisemesTarget(PropertyGroup):
    """One row of a mapping: a shape of the map moves a target of the rig."""

    shape: StringProperty(name="Shape", description="The shape or mouth of the viseme map", update=live.changed)
    target: StringProperty(
        name="Target",
        description="What of the rig it moves: a shape key, a property, a pose, a layer, an object or a frame's number",
        search=_targets_of,
        update=live.changed,
    )
    weight: FloatProperty(
        name="Weight",
        description="How much a weight of 1 moves the target; 100 for percent, negative to reverse",
        default=1.0,
        soft_min=-1.0,
        soft_max=1.0,
        min=-100.0,
        max=100.0,
        update=live.changed,
    )
    minimum: FloatProperty(name="Minimum", description="The lowest value the target gets", default=0.0, update=live.changed)
    maximum: FloatProperty(name="Maximum", description="The highest value the target gets", default=1.0, update=live.changed)
    side: EnumProperty(name="Side", description="The half of the face the target moves", items=SIDES, default="both")
    channel: StringProperty(name="Part", description="The part of the face the shape belongs to", options={"HIDDEN"})


class VisemesStyle:
    """The sliders every animator expects; mixed into the character."""


VisemesStyle.__annotations__ = {
    "style": EnumProperty(
        name="Style",
        description="A way of moving; it sets the sliders below",
        default="realistic",
        update=_styled,
        items=[(name, label, tip) for name, (label, tip, _) in tables.STYLES.items()],
    ),
    "shot": EnumProperty(
        name="Shot",
        description="How far the camera is away: small mouths need larger movements",
        default="close-up",
        items=[(name, label, tip) for name, (label, tip) in tables.SHOTS.items()],
        update=live.changed,
    ),
    "seed": IntProperty(name="Seed", description="Of the timing of blinks", default=1, min=0, update=live.changed),
    **{
        name: FloatProperty(name=label, description=tip, default=default, min=low, max=high, precision=3, update=live.changed)
        for name, (low, high, default, label, tip) in tables.SLIDERS.items()
    },
}


class VisemesCharacter(VisemesStyle, PropertyGroup):
    """A talking head: what of it moves, and how."""

    name: StringProperty(name="Name", description="What this character is called", default="", update=_renamed)
    known_as: StringProperty(options={"HIDDEN"})
    kind: EnumProperty(name="Moves", description="What of the rig makes the mouth's shapes", items=KINDS, default="SHAPE_KEYS")
    objects: CollectionProperty(type=VisemesObject)
    active_object: IntProperty(name="Object", description="The object chosen in the list")
    viseme_map: StringProperty(
        name="Viseme Map",
        description="The set of mouth shapes the mapping speaks of: a name, or a file of your own",
        default="arkit52",
        search=_maps,
        search_options={"SUGGESTION"},
    )
    mapping: CollectionProperty(type=VisemesTarget)
    active_target: IntProperty(name="Row", description="The row of the mapping that is chosen")
    confidence: FloatProperty(
        name="Confidence",
        description="How well the rig's names fit the viseme map",
        min=0.0,
        max=1.0,
        default=0.0,
        subtype="FACTOR",
    )
    missing: StringProperty(name="Missing", description="Shapes the map's mouths need that the rig does not have")
    channel: IntProperty(
        name="Channel", description="Sound strips on this channel are this character's; 0 for any", default=0, min=0, max=128
    )
    strips: StringProperty(
        name="Strip Name",
        description="Sound strips whose names hold this are this character's; empty: the character's name",
        default="",
    )
    speaker: StringProperty(
        name="Speaker", description="Only words that the transcript marks as this speaker's, such as ANNA: Hello; empty for all"
    )
    step: IntProperty(
        name="Step", description="Frames between drawings: 1 on ones, 2 on twos", default=1, min=1, max=12, update=live.changed
    )
    interpolation: EnumProperty(
        name="Keys",
        description="How the curve runs between keys",
        default="BEZIER",
        update=live.changed,
        items=(
            ("BEZIER", "Bezier", "Few keys with handles, easy to edit"),
            ("STEPPED", "Stepped", "Constant keys: the pose jumps, as in drawn animation"),
            ("EVERY", "Every Frame", "A linear key on every frame, nothing left out"),
        ),
    )
    destination: EnumProperty(
        name="Into",
        description="Where the keys go",
        default="ACTION",
        items=(
            ("ACTION", "Action", "The active Action of what is animated; made where there is none"),
            ("NLA", "NLA Strip", "An Action of its own on an own NLA track, the active Action stays as it is"),
        ),
    )

    @property
    def is_drawn(self) -> bool:
        """Whether its mouths are drawings, one shown at a time."""
        return self.kind in targets.DRAWN


class VisemesPhone(PropertyGroup):
    """A sound of the chosen word, as the list shows it and a person moves it."""

    name: StringProperty(name="Sound", description="The sound, in IPA")
    start: FloatProperty(
        name="Start", description="When the sound begins, in seconds", min=0.0, precision=3, step=1, update=live.phone_changed
    )
    end: FloatProperty(
        name="End", description="When the sound ends, in seconds", min=0.0, precision=3, step=1, update=live.phone_changed
    )
    confidence: FloatProperty(
        name="Confidence", description="How sure the engine is of this sound; -1: it was not judged", default=-1.0
    )


class VisemesWord(PropertyGroup):
    """A word of a line, as the list shows it and a person corrects it."""

    name: StringProperty(
        name="Word",
        description="The word that is said; type what is really said, or nothing to take it away",
        update=live.word_changed,
    )
    start: FloatProperty(
        name="Start",
        description="When the word begins, in seconds of the sound",
        min=0.0,
        precision=3,
        step=1,
        update=live.word_changed,
    )
    end: FloatProperty(
        name="End",
        description="When the word ends, in seconds of the sound",
        min=0.0,
        precision=3,
        step=1,
        update=live.word_changed,
    )
    confidence: FloatProperty(
        name="Confidence", description="How sure the engine is of this word's place and sounds; -1: it was not judged", default=-1.0
    )
    phones: StringProperty(
        name="Sounds",
        description="How the word is said, in IPA or ARPABET with blanks between; empty: as the dictionary has it",
        update=live.word_changed,
    )
    emphasis: FloatProperty(
        name="Emphasis",
        description="How large the mouth makes this word: 1 as the voice has it",
        default=1.0,
        min=0.0,
        max=3.0,
        update=live.word_changed,
    )
    speaker: StringProperty(name="Speaker", description="Who says it")
    is_changed: BoolProperty(name="Changed", description="This word was corrected and waits for Update Phrase")


class VisemesAction(PropertyGroup):
    """An Action that holds keys of a line."""

    action: PointerProperty(name="Action", description="An Action that holds keys of this line", type=bpy.types.Action)


class VisemesLine(PropertyGroup):
    """One line of dialogue: a sound, what is said in it, and who says it."""

    name: StringProperty(name="Line", description="What this line is called")
    key: StringProperty(options={"HIDDEN"})
    character: StringProperty(name="Character", description="Who says this line")
    source: EnumProperty(
        name="Sound",
        description="Where the sound comes from",
        default="STRIP",
        items=(
            ("STRIP", "Strip", "A sound strip of the sequencer: its place, trim and speed count"),
            ("FILE", "File", "A sound or video file"),
        ),
    )
    strip: StringProperty(name="Strip", description="The sound strip", search=sequencer.search)
    path: StringProperty(name="File", description="The sound or video file", subtype="FILE_PATH", options=PATH_OPTIONS)
    frame: FloatProperty(name="Start Frame", description="The frame at which the file's sound begins", default=1.0)
    words_from: EnumProperty(
        name="Words",
        description="Where the words that are said come from",
        default="BESIDE",
        items=(
            (
                "BESIDE",
                "Beside the Sound",
                "A .txt, .lab, .srt or .vtt beside the sound file; without one, what is said is recognised",
            ),
            ("TYPED", "Typed", "Words typed here"),
            ("TEXT", "Text", "A text of this file"),
            ("FILE", "File", "A text or subtitle file"),
            ("NONE", "Nobody Knows", "What is said is recognised from the sound; writing the words down is better"),
        ),
    )
    typed: StringProperty(name="Words", description="The words that are said, as they are written")
    text: PointerProperty(name="Text", description="The text with the words that are said", type=bpy.types.Text)
    words_path: StringProperty(
        name="File", description="A text or subtitle file with the words that are said", subtype="FILE_PATH", options=PATH_OPTIONS
    )
    covers: EnumProperty(
        name="Words Of",
        description="Which part of the sound the words are those of, where the strip is trimmed",
        default="AUTO",
        items=(
            ("AUTO", "As Usual", "Typed words are those of the strip; those of a text or a file are those of the whole sound"),
            ("STRIP", "The Strip", "The words are those that are heard in the strip"),
            ("SOUND", "The Whole Sound", "The words are those of the whole sound; the strip shows a part of it"),
        ),
    )
    language: StringProperty(
        name="Language",
        description="The language that is spoken, as a tag such as en-us, de or pt-br; empty for English",
        search=_languages,
        search_options={"SUGGESTION"},
    )
    timeline: PointerProperty(
        name="Timeline", description="Words and sounds with their times, as the engine found them", type=bpy.types.Text
    )
    told: StringProperty(name="Outcome", description="What came of the last run")
    has_failed: BoolProperty(name="Failed", description="The last run of this line failed")
    warnings: StringProperty(name="Remarks", description="What the engine remarked on this line, a remark a row")
    words: CollectionProperty(type=VisemesWord)
    active_word: IntProperty(name="Word", description="The word that is chosen in the list", update=live.word_chosen)
    sounds: CollectionProperty(type=VisemesPhone)
    sounds_of: IntProperty(default=-1, options={"HIDDEN"})
    markers: StringProperty(options={"HIDDEN"})
    actions: CollectionProperty(type=VisemesAction)

    def ensure_key(self) -> str:
        """The line's own name in the record of keys, made with its first use."""
        if not self.key:
            self.key = uuid.uuid4().hex[:12]
        return self.key

    def timeline_text(self) -> str:
        """The stored timeline's text, empty when there is none any more."""
        return self.timeline.as_string() if self.timeline else ""

    def timeline_data(self) -> timelines.Timeline | None:
        """The stored timeline, or None."""
        return timelines.read(self.timeline_text()) if self.timeline else None

    def title(self) -> str:
        """What the list shows: the line's name, or its sound's."""
        return self.name or (self.strip if self.source == "STRIP" else Path(self.path).name) or "?"


class VisemesScene(PropertyGroup):
    """What a scene keeps."""

    characters: CollectionProperty(type=VisemesCharacter)
    active_character: IntProperty(name="Character", description="The character chosen in the list")
    lines: CollectionProperty(type=VisemesLine)
    active_line: IntProperty(name="Line", description="The line chosen in the list")
    is_live: BoolProperty(
        name="Live",
        description="Move the mouth again as soon as a slider or the mapping changes, for lines generated before",
        default=True,
    )
    doubt: FloatProperty(
        name="Doubt Below",
        description="Words with less confidence than this are doubtful",
        default=0.6,
        min=0.0,
        max=1.0,
        subtype="FACTOR",
    )
    sub_frames: BoolProperty(
        name="Between Frames", description="Allow keys on parts of a frame at low frame rates", default=False, update=live.changed
    )
    mouth_group: StringProperty(
        name="Vertex Group",
        description="Vertices of the mouth for the mouth-box track; empty: those the shape keys of lips and tongue move",
    )

    @property
    def character(self) -> Any | None:
        """The character chosen in the list, or None."""
        return self.characters[self.active_character] if 0 <= self.active_character < len(self.characters) else None

    @property
    def line(self) -> Any | None:
        """The line chosen in the list, or None."""
        return self.lines[self.active_line] if 0 <= self.active_line < len(self.lines) else None

    def character_named(self, name: str) -> Any | None:
        """The character of a line, or None."""
        return self.characters.get(name)


CLASSES = (VisemesObject, VisemesTarget, VisemesCharacter, VisemesPhone, VisemesWord, VisemesAction, VisemesLine, VisemesScene)
