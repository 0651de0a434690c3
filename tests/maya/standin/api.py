"""maya.api.OpenMaya, as far as keys are written with it, and where its modules are made.

From the "Python API 2.0 Reference", class by class. Values are inner units: seconds of tangents, centimetres, radians.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from . import units
from .apicurves import open_maya_anim
from .apivalues import Array, MAngle, MDoubleArray, MFn, MIntArray, MObject, MObjectHandle
from .registry import NotModelledError
from .scene import Node, Plug, plug_of

if TYPE_CHECKING:
    from .session import Maya

#: "MSceneMessage": which event a callback waits for.
EVENTS = {1: "NewSceneOpened", 3: "NewSceneOpened", 9: "SceneOpened", 13: "SceneSaved"}


#: Units of time the API calls by other names.
OWN_NAMES = {
    "film": "kFilm",
    "pal": "kPALFrame",
    "ntsc": "kNTSCFrame",
    "show": "kShowScan",
    "palf": "kPALField",
    "ntscf": "kNTSCField",
    "game": "kGames",
    "sec": "kSeconds",
    "min": "kMinutes",
    "hour": "kHours",
    "millisec": "kMilliseconds",
}


def modules(maya: Maya) -> dict[str, types.ModuleType]:
    """The modules, made for one session."""
    package = types.ModuleType("maya.api")
    package.__path__ = []
    open_maya = types.ModuleType("maya.api.OpenMaya")
    anim = types.ModuleType("maya.api.OpenMayaAnim")
    for name, value in _open_maya(maya).items():
        setattr(open_maya, name, value)
    for name, value in open_maya_anim(maya, open_maya).items():
        setattr(anim, name, value)
    return {"maya.api": package, "maya.api.OpenMaya": open_maya, "maya.api.OpenMayaAnim": anim}


def _open_maya(maya: Maya) -> dict[str, Any]:
    class MTime:
        """A time with its unit; film's frames if none is said."""

        def __init__(self, value: Any = 0.0, unit: int = 6) -> None:
            if isinstance(value, MTime):
                value, unit = value.value, value.unit
            if unit not in units.BY_MTIME:
                raise ValueError(f"{unit} is no unit of time")
            self.value = float(value)
            self.unit = unit

        @property
        def _ticks(self) -> int:
            return units.ticks(self.value, units.BY_MTIME[self.unit])

        def asUnits(self, unit: int) -> float:
            return units.in_unit(self._ticks, units.BY_MTIME[unit])

        @staticmethod
        def uiUnit() -> int:
            return units.MTIME[maya.scene.settings["unit"]]

        @staticmethod
        def setUIUnit(unit: int) -> None:
            maya.scene.settings["unit"] = units.BY_MTIME[unit]

        @staticmethod
        def ticksPerSecond() -> int:
            return units.TICKS

        def __eq__(self, other: object) -> bool:
            return isinstance(other, MTime) and other._ticks == self._ticks

        def __lt__(self, other: Any) -> bool:
            return bool(self._ticks < other._ticks)

        def __hash__(self) -> int:
            return hash(self._ticks)

        def __repr__(self) -> str:
            return f"maya.api.OpenMaya.MTime({self.value}, {self.unit})"

    for label, number in units.MTIME.items():
        name = OWN_NAMES.get(label)
        setattr(MTime, name or "k" + label.replace(".", "_").replace("fps", "FPS").replace("df", "DF"), number)
    for rate, number in ((15, 5), (24, 6), (25, 7), (30, 8), (48, 9), (50, 10), (60, 11)):
        setattr(MTime, f"k{rate}FPS", number)

    class MTimeArray(Array):
        """Times."""

        _kind = MTime

    class MSelectionList:
        """Nodes and plugs by name."""

        def __init__(self) -> None:
            self._items: list[Any] = []

        def add(self, item: Any, mergeWithExisting: bool = False) -> MSelectionList:
            if isinstance(item, str):
                found = maya.scene.plugs(item) if "." in item else maya.scene.matching(item)
                if not found:
                    raise RuntimeError("(kInvalidParameter): Object does not exist")
                self._items += found
            else:
                self._items.append(item._node if isinstance(item, MObject) else item._plug)
            return self

        def length(self) -> int:
            return len(self._items)

        def getDependNode(self, index: int) -> MObject:
            item = self._items[index]
            return MObject(item.node if isinstance(item, Plug) else item)

        def getPlug(self, index: int) -> MPlug:
            if not isinstance(self._items[index], Plug):
                raise TypeError("(kInvalidParameter): item is not a plug")
            return MPlug._of(self._items[index])

        def getSelectionStrings(self, index: int | None = None) -> Any:
            names = tuple(item.name for item in self._items)
            return names if index is None else (names[index],)

    class MPlug:
        """A plug."""

        def __init__(self, node: Any = None, attribute: Any = None) -> None:
            if node is not None:
                raise NotModelledError("MPlug(node, attribute)")
            self._plug: Plug | None = None

        @classmethod
        def _of(cls, plug: Plug | None) -> MPlug:
            made = cls()
            made._plug = plug
            return made

        @property
        def _here(self) -> Plug:
            if self._plug is None:
                raise RuntimeError("(kFailure): the plug is null")
            return self._plug

        @property
        def isNull(self) -> bool:
            return self._plug is None

        def name(self) -> str:
            return self._here.name

        def node(self) -> MObject:
            return MObject(self._here.node)

        @property
        def isLocked(self) -> bool:
            return maya.scene.locked(self._here)

        @property
        def isKeyable(self) -> bool:
            return maya.scene.keyable(self._here)

        @property
        def isDestination(self) -> bool:
            return maya.scene.source(self._here) is not None

        @property
        def isConnected(self) -> bool:
            return self.isDestination or bool(maya.scene.destinations(self._here))

        def source(self) -> MPlug:
            return MPlug._of(maya.scene.source(self._here))

        def asDouble(self) -> float:
            return float(maya.scene.value(self._here))

        def partialName(self, **options: bool) -> str:
            return self._here.key if not options.get("includeNodeName") else self._here.name

    class MFnDependencyNode:
        """What can be asked of a node."""

        def __init__(self, thing: MObject | None = None) -> None:
            self._node: Node | None = None
            if thing is not None:
                self.setObject(thing)

        def setObject(self, thing: MObject) -> MFnDependencyNode:
            if thing.isNull():
                raise ValueError("(kInvalidParameter): Object is incompatible with this method")
            self._node = thing._node
            return self

        @property
        def _here(self) -> Node:
            if self._node is None:
                raise RuntimeError("(kInvalidParameter): no object")
            return self._node

        def object(self) -> MObject:
            return MObject(self._here)

        def name(self) -> str:
            return self._here.name

        def uuid(self) -> MUuid:
            return MUuid(self._here.uuid)

        def hasAttribute(self, name: str) -> bool:
            return self._here.attribute(name) is not None

        def findPlug(self, name: str, wantNetworkedPlug: bool) -> MPlug:
            plug = plug_of(self._here, name)
            if plug is None:
                raise RuntimeError("(kInvalidParameter): Cannot find item of required type")
            return MPlug._of(plug)

        @property
        def typeName(self) -> str:
            return self._here.kind

        @property
        def isFromReferencedFile(self) -> bool:
            return bool(self._here.referenced)

        @property
        def isLocked(self) -> bool:
            return bool(self._here.state["locked"])

    class MUuid:
        """A node's unchanging name."""

        def __init__(self, text: str = "") -> None:
            self._text = text

        def asString(self) -> str:
            return self._text

    class MGlobal:
        """Messages, and whether there are windows."""

        kInteractive, kBatch, kLibraryApp, kBaseUIMode = range(4)

        @staticmethod
        def displayInfo(text: str) -> None:
            maya.say("info", text)

        @staticmethod
        def displayWarning(text: str) -> None:
            maya.say("warning", text)

        @staticmethod
        def displayError(text: str) -> None:
            maya.say("error", text)

        @staticmethod
        def mayaState() -> int:
            return 2 if maya.batch else 0

    class MSceneMessage:
        """Callbacks about files."""

        kBeforeNew, kAfterNew, kBeforeOpen, kAfterOpen, kBeforeSave, kAfterSave = 1, 3, 8, 9, 12, 13

        @staticmethod
        def addCallback(message: int, function: Any, clientData: Any = None) -> int:
            number = max(maya.callbacks, default=0) + 1
            maya.callbacks[number] = (message, function, clientData)
            return number

    class MMessage:
        """Taking callbacks back."""

        @staticmethod
        def removeCallback(number: int) -> None:
            if number not in maya.callbacks:
                raise RuntimeError("(kFailure): no such callback")
            del maya.callbacks[number]

    own = [
        MTime,
        MTimeArray,
        MSelectionList,
        MPlug,
        MFnDependencyNode,
        MUuid,
        MGlobal,
        MSceneMessage,
        MMessage,
        MObject,
        MObjectHandle,
        MFn,
        MDoubleArray,
        MIntArray,
        MAngle,
    ]
    return {each.__name__: each for each in own}
