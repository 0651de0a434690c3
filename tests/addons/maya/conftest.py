"""The Maya add-on as it is shipped: what needs no Maya, and all of it on the stand-in of tests/maya."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def build_maya() -> ModuleType:
    """tools/build_maya.py."""
    spec = importlib.util.spec_from_file_location("build_maya", ROOT / "tools" / "build_maya.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(ROOT / "tools"))  # where it finds its neighbours when it is run
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return module


@pytest.fixture(scope="session")
def staged(build_maya, tmp_path_factory):
    """The add-on laid out as in its zip, without the engine's wheels."""
    return build_maya.stage(tmp_path_factory.mktemp("maya"))


@pytest.fixture(scope="session")
def addon(staged):
    """addon("plan") is the module `plan` of the staged add-on; for those that need no Maya."""
    package = ModuleType("staged_visemes_maya")
    package.__path__ = [str(staged / "scripts" / "visemes_maya")]
    sys.modules[package.__name__] = package
    yield lambda name: importlib.import_module(f"{package.__name__}.{name}")
    forget(package.__name__)


def forget(package: str) -> None:
    """Unload a package."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]


@pytest.fixture
def session(tmp_path):
    """A Maya with windows, empty preferences and an empty scene."""
    try:
        importlib.metadata.distribution("maya-stubs")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("maya-stubs is not installed: every command's flags are checked against it")
    before = list(sys.path)
    sys.path.insert(0, str(ROOT / "tests" / "maya"))
    from standin.session import Maya

    with Maya(tmp_path / "maya home") as session:
        yield session
    forget("visemes_maya")  # it knows this session alone
    sys.path[:] = before


@pytest.fixture
def cmds(session):
    """maya.cmds."""
    return sys.modules["maya.cmds"]


@pytest.fixture
def host(session, staged):
    """The add-on as this Maya loads it: host("scene") is its module `scene`."""
    sys.path.insert(0, str(staged / "scripts"))
    yield lambda name: importlib.import_module(f"visemes_maya.{name}" if name else "visemes_maya")
    forget("visemes_maya")


def engine_key(frame, value, slope=0.0, interpolation="bezier"):
    return {"frame": frame, "value": value, "slope_in": slope, "slope_out": slope, "interpolation": interpolation}


@pytest.fixture
def answer():
    """An answer of the engine (the `json` format) for "Oh boy" at 24 frames a second."""
    curves = {
        "jawOpen": [engine_key(10, 0.0), engine_key(14, 0.6, 0.05), engine_key(17, 0.7), engine_key(25, 0.0)],
        "mouthFunnel": [engine_key(11, 0.0), engine_key(15, 0.9), engine_key(22, 0.0)],
        "mouthClose": [engine_key(16, 0.0), engine_key(18, 0.5), engine_key("39/2", 0.1, -0.02), engine_key(24, 0.0)],
    }
    words = [
        {"start": 0.4, "end": 0.62, "word": "Oh", "confidence": 0.93},
        {"start": 0.62, "end": 1.0, "word": "boy", "confidence": 0.31},
    ]
    phones = [
        {"start": 0.4, "end": 0.62, "phone": "o\u028a", "stress": 1},
        {"start": 0.62, "end": 0.7, "phone": "b"},
        {"start": 0.7, "end": 1.0, "phone": "\u0254\u026a", "stress": 1},
    ]
    return {
        "schema_version": 2,
        "kind": "line",
        "sound": "line.wav",
        "viseme_map": "arkit52",
        "rest": "sil",
        "grid": {"fps": "24", "start_frame": 1, "step": 1, "offset": "0"},
        "settings": {},
        "warnings": [],
        "timeline": {"duration": 1.2, "language": "en-us", "aligner": "builtin", "warnings": [], "words": words, "phones": phones},
        "cues": [],
        "exposures": [{"frame": 10, "frames": 5, "viseme": "oh"}, {"frame": 15, "frames": 2, "viseme": "PP"}],
        "curves": [{"shape": shape, "channel": "jaw", "keys": keys} for shape, keys in curves.items()],
    }


@pytest.fixture
def face(cmds):
    """A rig: a blend shape of four targets, a control with limits, a locked, a driven and a constrained attribute."""
    base = cmds.polyCube(name="head")[0]
    names = ("jawOpen", "mouthFunnel", "mouthPucker", "mouthClose")
    targets = [cmds.duplicate(base, name=name)[0] for name in names]
    shapes = cmds.blendShape(*targets, base, name="head_bs")[0]
    cmds.delete(targets)
    control = cmds.createNode("transform", name="jaw_ctl")
    for name, more in (("open", {"minValue": 0, "maxValue": 5}), ("shut", {}), ("held", {}), ("led", {})):
        cmds.addAttr(control, longName=name, attributeType="double", keyable=True, **more)
    cmds.addAttr(control, longName="mouth", attributeType="long", keyable=True)
    cmds.setAttr("jaw_ctl.held", lock=True)
    other = cmds.createNode("transform", name="leader")
    cmds.connectAttr(f"{other}.translateX", "jaw_ctl.led")
    return SimpleNamespace(shapes=shapes, control=control, base=base)
