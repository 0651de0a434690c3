"""Everything Blender is told of the add-on, and told to forget again."""

import atexit

import bpy

from . import lists, live, mouth, operators, panels, preferences, properties, takes, words, work

CLASSES = (
    *preferences.CLASSES,
    *properties.CLASSES,
    *operators.CLASSES,
    *lists.CLASSES,
    *words.CLASSES,
    *takes.CLASSES,
    *mouth.CLASSES,
    *panels.CLASSES,
)


def register() -> None:
    """Register every class, and the scene's properties."""
    for each in CLASSES:
        bpy.utils.register_class(each)
    bpy.types.Scene.visemes = bpy.props.PointerProperty(type=properties.VisemesScene)
    atexit.register(work.end)  # Blender ends without unregistering


def unregister() -> None:
    """Stop what is at work, then forget everything in reverse."""
    atexit.unregister(work.end)
    live.stop()
    preferences.stop()
    work.end()
    del bpy.types.Scene.visemes
    for each in reversed(CLASSES):
        bpy.utils.unregister_class(each)
