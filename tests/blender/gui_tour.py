"""A tour through the add-on in a real window, with clicks, which takes the pictures of docs/blender.md.

    python tests/blender/gui_tour.py --blender PROGRAM --wheels FOLDER          with an installed Blender 4.2 or newer
    python tests/blender/gui_tour.py --chroot FOLDER --wheels FOLDER            with Debian's, in a folder made by

    debootstrap --variant=minbase trixie FOLDER
    mount --bind /proc FOLDER/proc; mount --bind SOCKETS FOLDER/SOCKETS         (SOCKETS: the folder of X's sockets, .X11-unix)
    chroot FOLDER apt-get install --no-install-recommends blender python3-numpy python3-venv libegl1

It needs Xvfb, xdotool and ffmpeg outside, the zip of `make blender`, and a folder of wheels for that Blender's Python made by
`visemes bundle`, from which it sets the engine up by pressing the button. Outside Blender it starts the window, clicks, and takes
pictures into docs/pictures; inside Blender it makes the scene and tells where things are. It is no part of the tests that CI runs:
look at the pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

#: The window, in pixels, and the X display it is on.
SIZE, DISPLAY = (1600, 1000), ":88"

#: Where buttons are: pixels from the left and the top of their region, in Blender 4.3. Look at the pictures when one moves.
BUTTONS = {"Set Up Engine": (577, 307), "Begin with Selected": (1175, 137), "Generate": (1165, 336)}

#: Where the tour's files are, seen from inside the chroot.
INSIDE = Path("/", "srv", "visemes-tour")


class Tour:
    """Blender in a window, seen from outside. Inside and outside talk through a folder: `wish.json` and `answer.json`."""

    def __init__(self, folder: Path, pictures: Path) -> None:
        self.folder, self.pictures = folder, pictures
        self.number = 0

    def ask(self, what: str, timeout: float = 180.0, **details) -> dict:
        """Have something done inside Blender; returns what it says."""
        self.number += 1
        answer = self.folder / "answer.json"
        part = self.folder / "wish.part"
        part.write_text(json.dumps({"number": self.number, "what": what, **details}))
        part.replace(self.folder / "wish.json")
        limit = time.monotonic() + timeout
        while time.monotonic() < limit:
            time.sleep(0.1)
            said = json.loads(answer.read_text()) if answer.exists() else {}
            if said.get("number") == self.number:
                if "error" in said:
                    sys.exit(f"{what}: {said['error']}")
                return said
        sys.exit(f"{what}: Blender does not answer")

    def until(self, what: str, timeout: float = 300.0) -> None:
        """Wait for something inside Blender to become true."""
        limit = time.monotonic() + timeout
        while not self.ask("is", condition=what)["value"]:
            if time.monotonic() > limit:
                sys.exit(f"never: {what}")
            time.sleep(0.3)

    def click(self, place: dict, dx: float, dy: float) -> None:
        """Click dx pixels from the left and dy from the top of a region."""
        x, y = place["x"] + dx, SIZE[1] - (place["y"] + place["height"]) + dy
        for command in (["mousemove", str(round(x)), str(round(y))], ["mousedown", "1"], ["mouseup", "1"]):
            subprocess.run(["xdotool", *command], check=True, env={**os.environ, "DISPLAY": DISPLAY})
            time.sleep(2)  # Blender must have drawn the button under the mouse before it is pressed

    def rest_mouse(self) -> None:
        """Out of the way."""
        subprocess.run(["xdotool", "mousemove", "500", "970"], check=True, env={**os.environ, "DISPLAY": DISPLAY})

    def press(self, key: str) -> None:
        """Press a key."""
        subprocess.run(["xdotool", "mousemove", "600", "800", "key", key], check=True, env={**os.environ, "DISPLAY": DISPLAY})
        time.sleep(1)

    def picture(self, name: str, region: dict | None = None) -> None:
        """Take a picture of the window, or of a region of it: {x, y (from below), width, height}."""
        time.sleep(4)  # drawing takes its time without a graphics card
        target = self.pictures / f"blender_{name}.png"
        top = SIZE[1] - region["y"] - region["height"] if region else 0
        crop = f"crop={region['width']}:{region['height']}:{region['x']}:{top}," if region else ""
        small = f"trim=end_frame=1,{crop}scale=min(1150\\,iw):-1,split[a][b];[a]palettegen[p];[b][p]paletteuse"
        grab = ["ffmpeg", "-v", "error", "-y", "-f", "x11grab", "-video_size", f"{SIZE[0]}x{SIZE[1]}", "-i", DISPLAY]
        subprocess.run([*grab, "-frames:v", "1", "-vf", small, str(target)], check=True)
        sys.stdout.write(f"{target}\n")


def outside() -> None:
    """Start everything and walk through."""
    given = _arguments()
    root = Path(__file__).resolve().parents[2]
    zips = sorted((root / "dist").glob("visemes_blender-*.zip"), key=lambda path: path.stat().st_mtime)
    folder = given.chroot / INSIDE.relative_to("/") if given.chroot else root / "build" / "tour"
    if not given.keep:
        shutil.rmtree(folder, ignore_errors=True)
    for name in ("wish.json", "answer.json"):
        (folder / name).unlink(missing_ok=True)
    for name in ("examples", "home", "config"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(root / "examples", folder / "examples", dirs_exist_ok=True)
    shutil.copytree(given.wheels, folder / "wheels", dirs_exist_ok=True)
    shutil.copy(given.zip or zips[-1], folder / "addon.zip")
    shutil.copy(__file__, folder / "tour.py")
    seen = INSIDE if given.chroot else folder
    program = ["chroot", str(given.chroot), "blender"] if given.chroot else [given.blender]
    settings = {
        "DISPLAY": DISPLAY, "HOME": str(seen / "home"), "BLENDER_USER_RESOURCES": str(seen / "config"),
        "LIBGL_ALWAYS_SOFTWARE": "1", "PATH": os.environ["PATH"], "TOUR": str(seen),
    }  # fmt: skip
    screen = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"])
    time.sleep(2)
    window = [*program, "--factory-startup", "--window-geometry", "0", "0", *map(str, SIZE), "--python", str(seen / "tour.py")]
    with (folder / "blender.log").open("w") as log:
        blender = subprocess.Popen(window, env=settings, stdout=log, stderr=log)
    try:
        tour = Tour(folder, given.pictures or root / "docs" / "pictures")
        tour.ask("scene")
        tour.press("Escape")  # the splash
        if not given.keep:
            set_up(tour)
        talk(tour)
    finally:
        for process in (blender, screen):
            process.terminate()
            process.wait(20)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take the pictures of docs/blender.md in a real window.")
    parser.add_argument("--blender", default="blender", help="the program")
    parser.add_argument("--chroot", type=Path, help="a Debian that has it")
    parser.add_argument("--wheels", type=Path, required=True, help="made by visemes bundle for its Python")
    parser.add_argument("--keep", action="store_true", help="use the engine that an earlier tour set up")
    parser.add_argument("--zip", type=Path, help="the extension; default: the newest one built")
    parser.add_argument("--pictures", type=Path, help="where to; default: docs/pictures")
    return parser.parse_args()


def set_up(tour: Tour) -> None:
    """The engine, by its button in the preferences."""
    preferences = tour.ask("preferences")["region"]
    tour.picture("preferences", top(preferences, 400))
    tour.click(preferences, *BUTTONS["Set Up Engine"])
    tour.rest_mouse()
    tour.until("setting up")
    time.sleep(20)
    tour.picture("set_up", top(preferences, 400))
    tour.until("engine")
    tour.ask("view")


def talk(tour: Tour) -> None:
    """From a selected head to one that talks."""
    view = tour.ask("sidebar")["region"]
    time.sleep(2)  # a tab can be chosen once the sidebar was drawn
    tour.ask("tab")
    tour.rest_mouse()
    time.sleep(2)
    tour.picture("begin")
    tour.click(view, *BUTTONS["Begin with Selected"])
    tour.rest_mouse()
    tour.until("mapped")
    tour.picture("ready")
    tour.click(view, *BUTTONS["Generate"])
    tour.rest_mouse()
    tour.until("generated")
    tour.ask("frame", frame=20)
    tour.picture("talking")


def top(region: dict, height: int) -> dict:
    """The upper part of a region."""
    return {**region, "y": region["y"] + region["height"] - height, "height": height}


def inside() -> None:
    """Answer wishes from a timer."""
    import bpy

    folder, done = Path(os.environ["TOUR"]), {"number": 0}

    def listen() -> float:
        try:
            wish = json.loads((folder / "wish.json").read_text())
        except (OSError, ValueError):
            return 0.1
        if wish["number"] == done["number"]:
            return 0.1
        done["number"] = wish["number"]
        try:
            answer = WISHES[wish["what"]](folder, wish) or {}
        except Exception as error:  # noqa: BLE001 - whatever it is, outside must hear of it
            answer = {"error": repr(error)}
        part = folder / "answer.part"
        part.write_text(json.dumps({"number": wish["number"], **answer}))
        part.replace(folder / "answer.json")
        return 0.1

    bpy.app.timers.register(listen, first_interval=1.0, persistent=True)


def _window():
    import bpy

    return bpy.context.window_manager.windows[0]


def _area(kind: str):
    return max((area for area in _window().screen.areas if area.type == kind), key=lambda area: area.width * area.height)


def _region(area, kind: str) -> dict:
    region = next(region for region in area.regions if region.type == kind)
    return {"x": region.x, "y": region.y, "width": region.width, "height": region.height}


def _scene(folder: Path, _wish: dict) -> None:
    """The head, the light, the sound strip, the extension."""
    import bpy

    bpy.ops.extensions.package_install_files(filepath=str(folder / "addon.zip"), repo="user_default", enable_on_install=True)
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.use_preferences_save = False
    sys.path.insert(0, str(folder / "examples" / "blender"))
    import build

    scene = _window().scene
    for thing in list(bpy.data.objects):
        bpy.data.objects.remove(thing)
    parts = build.build_head(scene)
    build.add_camera(scene, at=(0.0, -8.2, -0.35))
    editor = scene.sequence_editor_create()
    strips = getattr(editor, "strips", None) or editor.sequences
    strips.new_sound("harbour", str(folder / "examples" / "harbour.wav"), 1, 1)
    scene.frame_end = 80
    for name, thing in parts.items():
        thing.select_set(name in ("Face", "Teeth", "Tongue"))
    _window().view_layer.objects.active = parts["Face"]
    space = _area("VIEW_3D").spaces.active
    space.shading.type, space.shading.light, space.shading.color_type = "SOLID", "STUDIO", "MATERIAL"
    space.shading.studio_light = "paint.sl"
    space.overlay.show_floor = space.overlay.show_axis_x = space.overlay.show_axis_y = False
    space.overlay.show_extras = space.overlay.show_outline_selected = False
    with bpy.context.temp_override(window=_window(), area=_area("VIEW_3D"), region=_area("VIEW_3D").regions[-1]):
        bpy.ops.view3d.view_camera()
        bpy.ops.view3d.view_center_camera()


def _preferences(folder: Path, _wish: dict) -> dict:
    """The add-on's preferences in the big area."""
    import bpy

    module = next(name for name in bpy.context.preferences.addons.keys() if name.endswith("visemes_blender"))  # noqa: SIM118
    bpy.context.preferences.addons[module].preferences.offline_folder = str(folder / "wheels")
    area = _area("VIEW_3D")
    area.type = "PREFERENCES"
    bpy.context.preferences.active_section = "ADDONS"
    bpy.context.window_manager.addon_search = "Visemes"
    with bpy.context.temp_override(window=_window(), area=area):
        bpy.ops.preferences.addon_expand(module=module)
    return {"region": _region(area, "WINDOW")}


def _view(_folder: Path, _wish: dict) -> None:
    """The view again, in place of the preferences."""
    _area("PREFERENCES").type = "VIEW_3D"


def _sidebar(_folder: Path, _wish: dict) -> dict:
    """The view's sidebar."""
    area = _area("VIEW_3D")
    area.spaces.active.show_region_ui = True
    return {"region": {"x": area.x, "y": area.y, "width": area.width, "height": area.height}}


def _tab(_folder: Path, _wish: dict) -> None:
    """The add-on's tab."""
    area = _area("VIEW_3D")
    next(region for region in area.regions if region.type == "UI").active_panel_category = "Visemes"
    area.tag_redraw()


def _frame(_folder: Path, wish: dict) -> None:
    """Go to a frame."""
    _window().scene.frame_set(wish["frame"])


def _is(_folder: Path, wish: dict) -> dict:
    import bpy

    module = next(name for name in bpy.context.preferences.addons.keys() if name.endswith("visemes_blender"))  # noqa: SIM118
    preferences, work = sys.modules[f"{module}.preferences"], sys.modules[f"{module}.work"]
    visemes = _window().scene.visemes
    conditions = {
        "setting up": lambda: preferences.DESK.work is not None,
        "engine": lambda: preferences.DESK.work is not None and preferences.DESK.work.done and not work.look_for_engine(anew=True),
        "mapped": lambda: bool(visemes.character and visemes.character.mapping) and work.DESK.job is None,
        "generated": lambda: bool(visemes.line and visemes.line.timeline) and work.DESK.job is None,
    }
    return {"value": conditions[wish["condition"]]()}


#: What outside may ask for.
WISHES = {"scene": _scene, "preferences": _preferences, "view": _view, "sidebar": _sidebar, "tab": _tab, "frame": _frame, "is": _is}

if __name__ == "__main__":
    inside() if "bpy" in sys.modules else outside()
