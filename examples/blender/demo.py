"""A talking head as a short film: `make blender-demo` runs this inside a Blender of tools/blender_environments.py.

    PYTHON_WITH_BPY examples/blender/demo.py ADDON_ZIP OUTPUT.mp4 [SOUND]

It does what a user does: installs the extension from its zip, selects the head's meshes, presses Begin and Generate. Then Workbench
renders the frames, which needs no graphics card, and Blender joins them with the sound.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("BLENDER_USER_RESOURCES", tempfile.mkdtemp(prefix="visemes-demo-"))

import bpy

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from build import add_camera, build_head, set_look  # noqa: E402 - found beside this file

#: Width and height of the film, and frames before and after the sound.
SIZE, REST = (480, 540), 8


def make_film(addon_zip: Path, target: Path, sound: Path) -> None:
    """Everything, from an empty file to the film."""
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.ops.extensions.package_install_files(filepath=str(addon_zip), repo="user_default", enable_on_install=True)
    scene = bpy.context.scene
    parts = build_head(scene)
    add_camera(scene)
    set_look(scene, SIZE)
    talk(scene, parts, sound)
    render(scene, target, sound)


def talk(scene: bpy.types.Scene, parts: dict[str, bpy.types.Object], sound: Path) -> None:
    """Begin and Generate, as in the sidebar."""
    for name, thing in parts.items():
        thing.select_set(name in ("Face", "Teeth", "Tongue", "Brows"))
    bpy.context.view_layer.objects.active = parts["Face"]
    bpy.ops.visemes.begin()
    line, character = scene.visemes.line, scene.visemes.character
    line.source, line.path, line.frame = "FILE", str(sound), REST + 1
    character.brows = 1.0
    bpy.ops.visemes.generate()
    scene.frame_start = 1
    scene.frame_end = round(REST + line.words[-1].end * scene.render.fps / scene.render.fps_base) + 2 * REST


def render(scene: bpy.types.Scene, target: Path, sound: Path) -> None:
    """Frames, and a film of them with the sound."""
    settings = scene.render.image_settings
    if hasattr(settings, "media_type"):  # since 5.0
        settings.media_type = "VIDEO"
    settings.file_format = "FFMPEG"
    film = scene.render.ffmpeg
    film.format, film.codec, film.audio_codec = "MPEG4", "H264", "AAC"
    film.constant_rate_factor = "HIGH"
    editor = scene.sequence_editor_create()
    strips = getattr(editor, "strips", None) or editor.sequences
    strips.new_sound("voice", str(sound), 1, REST + 1)  # sound alone in the sequencer: the pictures are the camera's
    scene.render.filepath = str(target)
    bpy.ops.render.render(animation=True)


if __name__ == "__main__":
    given = [Path(argument).resolve() for argument in sys.argv[1:]]
    make_film(given[0], given[1], given[2] if len(given) > 2 else HERE.parent / "harbour.wav")
    sys.stdout.flush()
    os._exit(0)  # some Blenders crash or hang at Python's own end
