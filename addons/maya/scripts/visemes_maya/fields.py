"""The fields of the window, as tables."""

from __future__ import annotations

from . import facts, lines, tables
from .form import CHECK, FILE, MENU, NUMBER, PAGE, SLIDER, TEXT, WHOLE, Field

SOUND_FILES = "Sounds (*.wav *.aif *.aiff *.mp3 *.flac *.ogg *.m4a *.mov *.mp4);;All files (*)"
TEXT_FILES = "Texts (*.txt *.lab *.srt *.vtt);;All files (*)"

#: Says in the menu of sounds that a file is meant, of which the scene has no sound.
A_FILE = ""

SOUND = (
    Field("node", MENU, "Sound", "A sound of the scene, with its place and trim; or a file"),
    Field("sound", FILE, "File", "A recording, where no sound of the scene is chosen", files=SOUND_FILES),
    Field("start", NUMBER, "Start frame", "The frame at which the file's sound begins"),
)
WORDS = (
    Field("words", MENU, "Words", "Where what is said comes from", {
        lines.BESIDE: "Text beside the sound", lines.TYPED: "Typed", lines.FILE: "A file", lines.NONE: "Recognise English",
    }),
    Field("typed", PAGE, "Typed words", "What is said, as people write it"),
    Field("transcript", FILE, "Text file", files=TEXT_FILES),
    Field("language", TEXT, "Language", "Empty for whichever the words are in; else a tag such as en-us or de"),
    Field("speaker", TEXT, "Speaker", "Move the mouth for this one's words only, as the text names them"),
)  # fmt: skip
MOTION = (
    Field("style", MENU, "Style", choices={name: told[0] for name, told in tables.STYLES.items()}),
    Field("shot", MENU, "Shot", choices={name: told[0] for name, told in tables.SHOTS.items()}),
    Field("keys", MENU, "Keys", "Drawings: the exposure sheet of a 2D set, held", {
        facts.CURVES: "Few Bezier keys", facts.EVERY: "On every frame", facts.HELD: "Held, stepped", facts.DRAWINGS: "Drawings",
    }),
    Field("step", WHOLE, "On every … frame", "2: on twos"),
    Field("base", CHECK, "Into the base animation", "Instead of an override layer of its own"),
    Field("fade", NUMBER, "Fade", "Frames over which the layer comes and goes around the line"),
    Field("set_sound", CHECK, "Play the sound on the time slider"),
    Field("extend", CHECK, "Extend the scene's range"),
)  # fmt: skip

#: All sliders, in the order of the window.
SLIDERS = tuple(
    Field(name, SLIDER, tables.SLIDERS[name][3], tables.SLIDERS[name][4], low=tables.SLIDERS[name][0], high=tables.SLIDERS[name][1])
    for name in (*tables.MOUTH, *tables.FACE, *tables.DRAWINGS)
)

#: What a new line takes over from the one before it: the character and how it moves.
CHARACTER = (
    "namespace", "nodes", "rows", "viseme_map", "style", "shot", "sliders", "keys", "step", "base", "fade", "set_sound", "extend",
)  # fmt: skip
