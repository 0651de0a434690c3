"""maya.api.OpenMaya and maya.api.OpenMayaAnim, as far as keys are written with them. What they change cannot be undone.

From the "Python API 2.0 Reference", class by class. Values are inner units: seconds of tangents, centimetres, radians.
"""

from __future__ import annotations

import math
import types
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from . import curve, keying, nodetypes, units
from .registry import NotModelledError
from .scene import Node, Plug, plug_named, plug_of, weighted

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


#: Tangent types the API calls by other names than "keyTangent".
API_TANGENTS = {
    "spline": "Smooth",
    "stepnext": "StepNext",
    "automix": "AutoMix",
    "autoease": "AutoEase",
    "autocustom": "AutoCustom",
}


def modules(maya: Maya) -> dict[str, types.ModuleType]:
    """The modules, made for one session."""
    package = types.ModuleType("maya.api")
    package.__path__ = []
    open_maya = types.ModuleType("maya.api.OpenMaya")
    open_maya_anim = types.ModuleType("maya.api.OpenMayaAnim")
    for name, value in _open_maya(maya).items():
        setattr(open_maya, name, value)
    for name, value in _open_maya_anim(maya, open_maya).items():
        setattr(open_maya_anim, name, value)
    return {"maya.api": package, "maya.api.OpenMaya": open_maya, "maya.api.OpenMayaAnim": open_maya_anim}


class MObject:
    """A node or attribute inside Maya."""

    def __init__(self, node: Node | None = None) -> None:
        self._node = node

    def isNull(self) -> bool:
        return self._node is None

    def hasFn(self, kind: int) -> bool:
        node = self._node
        return node is not None and (kind == MFn.kDependencyNode or (kind == MFn.kAnimCurve and keying.is_curve(node)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MObject) and other._node is self._node

    def __hash__(self) -> int:
        return hash(id(self._node))


MObject.kNullObj = MObject()  # type: ignore[attr-defined]


class MFn:
    """Kinds of objects."""

    kInvalid = 0
    kDependencyNode = 4
    kAnimCurve = 7


class MObjectHandle:
    """An object that may have gone."""

    def __init__(self, thing: MObject) -> None:
        self._object = thing

    def isValid(self) -> bool:
        return not self._object.isNull() and self.isAlive()

    def isAlive(self) -> bool:
        return not self._object.isNull()

    def object(self) -> MObject:
        return self._object


class _Array:
    """MDoubleArray and its sisters: typed lists. A value of another type is refused."""

    _kind: Any = float

    def __init__(self, *given: Any) -> None:
        if len(given) == 2:
            self._items = [self._checked(given[1])] * given[0]
        elif len(given) == 1 and isinstance(given[0], int) and self._kind is not int:
            self._items = [self._kind()] * given[0]
        else:
            self._items = [self._checked(value) for value in (given[0] if given else ())]

    def _checked(self, value: Any) -> Any:
        if self._kind is float:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise TypeError(f"a {type(self).__name__} holds floats, not {value!r}")
            return float(value)
        if not isinstance(value, self._kind):
            raise TypeError(f"a {type(self).__name__} holds {self._kind.__name__}, not {value!r}")
        return value

    def append(self, value: Any) -> Any:
        self._items.append(self._checked(value))
        return self

    def copy(self, other: Iterable[Any]) -> Any:
        self._items = [self._checked(value) for value in other]
        return self

    def clear(self) -> Any:
        self._items = []
        return self

    def setLength(self, length: int) -> Any:
        self._items = [*self._items[:length], *([self._kind()] * (length - len(self._items)))]
        return self

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __setitem__(self, index: int, value: Any) -> None:
        self._items[index] = self._checked(value)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


class MDoubleArray(_Array):
    """Floats."""


class MIntArray(_Array):
    """Whole numbers."""

    _kind = int


class MAngle:
    """An angle with its unit."""

    kInvalid, kRadians, kDegrees, kAngMinutes, kAngSeconds, kLast = range(6)
    _FACTORS = {1: 1.0, 2: units.ANGLES["deg"], 3: units.ANGLES["min"], 4: units.ANGLES["sec"]}

    def __init__(self, value: float = 0.0, unit: int = 1) -> None:
        self.value = float(value)
        self.unit = unit

    def asRadians(self) -> float:
        return self.value * self._FACTORS[self.unit]

    def asDegrees(self) -> float:
        return math.degrees(self.asRadians())


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

    class MTimeArray(_Array):
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


def _open_maya_anim(maya: Maya, open_maya: Any) -> dict[str, Any]:
    codes = ["TA", "TL", "TT", "TU", "UA", "UL", "UT", "UU"]

    class MFnAnimCurve(open_maya.MFnDependencyNode):  # type: ignore[misc, name-defined]
        """Keys of an animation curve. Its edits are not undoable unless a MAnimCurveChange is given, which is not modelled."""

        def __init__(self, thing: Any = None) -> None:
            if isinstance(thing, open_maya.MPlug):
                source = maya.scene.source(thing._here)
                if source is None or not keying.is_curve(source.node):
                    raise RuntimeError("(kInvalidParameter): Object is incompatible with this method")
                thing = MObject(source.node)
            super().__init__(thing)

        def setObject(self, thing: MObject) -> Any:
            if thing.isNull() or thing._node is None or not keying.is_curve(thing._node):
                raise ValueError("(kInvalidParameter): Object is incompatible with this method")
            return super().setObject(thing)

        def create(self, *given: Any) -> MObject:
            """create(type) makes a curve that drives nothing, create(plug[, type]) one that drives a plug."""
            plug = given[0]._here if given and isinstance(given[0], open_maya.MPlug) else None
            kind = next((each for each in given if isinstance(each, int)), None)
            name = f"animCurve{codes[kind]}" if kind is not None else keying.curve_kind(plug) if plug else None
            if name is None:
                raise TypeError("create: a plug or a type of curve")
            if plug is not None and (maya.scene.locked(plug) or maya.scene.source(plug)):
                raise RuntimeError("(kFailure): Unexpected Internal Failure")
            node = maya.scene.add(
                f":{name}1" if plug is None else f":{plug.node.name.replace(':', '_')}_{plug.alias or plug.key.split('[')[0]}", name
            )
            if plug is not None:
                maya.scene.connect(plug_named(node, "output"), plug)
            self._node = node
            return MObject(node)

        # -- asking ----------------------------------------------------------------------------------------------------------------

        @property
        def numKeys(self) -> int:
            return len(self._here.keys)

        @property
        def animCurveType(self) -> int:
            return codes.index(self._here.kind[-2:])

        @property
        def isWeighted(self) -> bool:
            return weighted(self._here)

        @property
        def isStatic(self) -> bool:
            return curve.is_static(self._here.keys)

        @property
        def isTimeInput(self) -> bool:
            return self._here.kind[-2] == "T"

        @property
        def preInfinityType(self) -> int:
            return int(self._here.values.get("preInfinity", 0))

        @property
        def postInfinityType(self) -> int:
            return int(self._here.values.get("postInfinity", 0))

        def input(self, index: int) -> Any:
            return self._time(self._key(index).time)

        def value(self, index: int) -> float:
            return self._key(index).value

        def inTangentType(self, index: int) -> int:
            return self._key(index).type_in

        def outTangentType(self, index: int) -> int:
            return self._key(index).type_out

        def tangentsLocked(self, index: int) -> bool:
            return self._key(index).tangents_locked

        def weightsLocked(self, index: int) -> bool:
            return self._key(index).weights_locked

        def isBreakdown(self, index: int) -> bool:
            return self._key(index).breakdown

        def getTangentXY(self, index: int, isInTangent: bool) -> Any:
            self._key(index)
            return curve.tangent(self._here.keys, index, isInTangent)

        def getTangentAngleWeight(self, index: int, isInTangent: bool) -> Any:
            self._key(index)
            vector = curve.tangent(self._here.keys, index, isInTangent)
            return MAngle(math.radians(keying.angle(maya, self._here, vector))), keying._weight(maya, self._here, vector)

        def find(self, time: Any) -> Any:
            return curve.index_at(self._here.keys, time._ticks)

        def findClosest(self, time: Any) -> int:
            keys = self._here.keys
            return min(range(len(keys)), key=lambda index: abs(keys[index].time - time._ticks))

        def evaluate(self, time: Any) -> float:
            return curve.evaluate(self._here.keys, self.isWeighted, time._ticks)

        def timedAnimCurveTypeForPlug(self, plug: Any) -> int:
            return codes.index(keying.curve_kind(plug._here)[-2:])

        # -- editing ---------------------------------------------------------------------------------------------------------------

        def addKey(self, time: Any, value: float, tangentInType: int = 0, tangentOutType: int = 0, change: Any = None) -> int:
            self._no_change(change)
            key = curve.Key(self._ticks(time), float(value), *self._types(tangentInType, tangentOutType))
            self._set(curve.inserted(self._here.keys, [key]))
            return curve.index_at(self._here.keys, key.time) or 0

        def addKeys(
            self,
            times: Any,
            values: Any,
            tangentInType: int = 0,
            tangentOutType: int = 0,
            keepExistingKeys: bool = False,
            change: Any = None,
        ) -> None:
            """Keys at many times: without keepExistingKeys those there were go."""
            self._no_change(change)
            times, values = list(times), list(values)
            if len(times) != len(values):
                raise RuntimeError("(kInvalidParameter): times and values differ in number")
            types_ = self._types(tangentInType, tangentOutType)
            keys = [curve.Key(self._ticks(time), float(value), *types_) for time, value in zip(times, values)]
            self._set(curve.inserted(self._here.keys if keepExistingKeys else (), keys))

        def addKeysWithTangents(
            self,
            times: Any,
            values: Any,
            tangentInType: int = 0,
            tangentOutType: int = 0,
            tangentInTypeArray: Any = None,
            tangentOutTypeArray: Any = None,
            tangentInXArray: Any = None,
            tangentInYArray: Any = None,
            tangentOutXArray: Any = None,
            tangentOutYArray: Any = None,
            tangentsLockedArray: Any = None,
            weightsLockedArray: Any = None,
            convertUnits: bool = True,
            keepExistingKeys: bool = False,
            change: Any = None,
        ) -> None:
            """Keys with their tangents.

            Where x and y are given, every tangent comes out fixed whatever its type: a type is set afterwards (others found so in
            Maya: OpenUSD, pxr/base/ts, tsTest_MayapyDriver: "types that seem to get confused").
            """
            self.addKeys(times, values, tangentInType, tangentOutType, keepExistingKeys, change)
            size = len(list(times))
            arrays = [
                tangentInTypeArray,
                tangentOutTypeArray,
                tangentInXArray,
                tangentInYArray,
                tangentOutXArray,
                tangentOutYArray,
                tangentsLockedArray,
                weightsLockedArray,
            ]
            if any(array is not None and len(array) not in {0, size} for array in arrays):
                raise RuntimeError("(kInvalidParameter): arrays differ in length")
            given = [list(array) if array is not None and len(array) else None for array in arrays]
            keys = list(self._here.keys)
            for place, time in enumerate(times):
                index = next(number for number, key in enumerate(keys) if key.time == self._ticks(time))
                keys[index] = self._with_all(keys[index], [array[place] if array else None for array in given], convertUnits)
            self._set(tuple(keys))

        def _with_all(self, key: curve.Key, given: list[Any], convert: bool) -> curve.Key:
            type_in, type_out, in_x, in_y, out_x, out_y, locked, weights_locked = given
            if type_in is not None:
                key = key._replace(type_in=keying._made(type_in, incoming=True))
            if type_out is not None:
                key = key._replace(type_out=type_out)
            if in_x is not None and in_y is not None:
                key = key._replace(type_in=curve.FIXED, tangent_in=self._vector(in_x, in_y, convert))
            if out_x is not None and out_y is not None:
                key = key._replace(type_out=curve.FIXED, tangent_out=self._vector(out_x, out_y, convert))
            return key._replace(
                tangents_locked=key.tangents_locked if locked is None else bool(locked), weights_locked=bool(weights_locked)
            )

        def _vector(self, x: float, y: float, convert: bool) -> curve.Tangent:
            if convert:
                x = x / float(units.RATES[maya.scene.settings["unit"]])
                y = y * keying.factor(maya, keying.output_kind(self._here))
            return (x, y) if self.isWeighted else curve.unit_vector((x, y))

        def remove(self, index: int, change: Any = None) -> None:
            self._no_change(change)
            self._key(index)
            self._set(tuple(key for number, key in enumerate(self._here.keys) if number != index))

        def setValue(self, index: int, value: float, change: Any = None) -> None:
            self._replace(index, change, value=float(value))

        def setInTangentType(self, index: int, tangentType: int, change: Any = None) -> None:
            self._no_change(change)
            self._one(index, keying.with_type(self._here.keys, index, self._key(index), tangentType, incoming=True))

        def setOutTangentType(self, index: int, tangentType: int, change: Any = None) -> None:
            self._no_change(change)
            self._one(index, keying.with_type(self._here.keys, index, self._key(index), tangentType, incoming=False))

        def setTangent(self, index: int, *given: Any, change: Any = None, convertUnits: bool = True) -> None:
            """setTangent(index, x, y, isInTangent) or (index, MAngle, weight, isInTangent)."""
            rest = list(given)
            if len(rest) > 3:
                change = rest[3]
                convertUnits = rest[4] if len(rest) > 4 else convertUnits
            self._no_change(change)
            first, second, incoming = rest[:3]
            if not isinstance(incoming, bool):
                raise TypeError("setTangent: isInTangent is a bool")
            if isinstance(first, MAngle):
                degrees = first.asDegrees()
                vector = (
                    keying.from_angle(maya, self._here, degrees, second)
                    if convertUnits
                    else (second * math.cos(first.asRadians()), second * math.sin(first.asRadians()))
                )
            else:
                vector = self._vector(first, second, convertUnits)
            self._one(index, keying.with_tangent(self._key(index), vector, incoming, self.isWeighted))

        def setAngle(self, index: int, angle: MAngle, isInTangent: bool, change: Any = None) -> None:
            self._no_change(change)
            weight = self.getTangentAngleWeight(index, isInTangent)[1] or 1.0
            self._one(
                index,
                keying.with_tangent(
                    self._key(index), keying.from_angle(maya, self._here, angle.asDegrees(), weight), isInTangent, self.isWeighted
                ),
            )

        def setTangentsLocked(self, index: int, locked: bool, change: Any = None) -> None:
            self._replace(index, change, tangents_locked=bool(locked))

        def setWeightsLocked(self, index: int, locked: bool, change: Any = None) -> None:
            self._replace(index, change, weights_locked=bool(locked))

        def setIsBreakdown(self, index: int, isBreakdown: bool, change: Any = None) -> None:
            self._replace(index, change, breakdown=bool(isBreakdown))

        def setIsWeighted(self, isWeighted: bool, change: Any = None) -> None:
            """Fixed tangents lose their lengths with the weights."""
            self._no_change(change)
            maya.scene.write(plug_named(self._here, "weightedTangents"), bool(isWeighted))
            if not isWeighted:
                self._set(
                    tuple(
                        key._replace(tangent_in=curve.unit_vector(key.tangent_in), tangent_out=curve.unit_vector(key.tangent_out))
                        for key in self._here.keys
                    )
                )

        def setPreInfinityType(self, kind: int, change: Any = None) -> None:
            self._no_change(change)
            maya.scene.write(plug_named(self._here, "preInfinity"), kind)

        def setPostInfinityType(self, kind: int, change: Any = None) -> None:
            self._no_change(change)
            maya.scene.write(plug_named(self._here, "postInfinity"), kind)

        # -- inside ----------------------------------------------------------------------------------------------------------------

        def _key(self, index: int) -> curve.Key:
            if not 0 <= index < len(self._here.keys):
                raise IndexError("(kInvalidParameter): Index out of bounds")
            return self._here.keys[index]

        def _set(self, keys: curve.Keys) -> None:
            keying.set_keys(maya, self._here, keys)

        def _one(self, index: int, key: curve.Key) -> None:
            self._set(curve.replaced(self._here.keys, index, key))

        def _replace(self, index: int, change: Any, **fields: Any) -> None:
            self._no_change(change)
            self._one(index, self._key(index)._replace(**fields))

        def _types(self, into: int, out: int) -> Any:
            """kTangentGlobal is what the preferences say."""
            fallback = [curve.TANGENTS[name] for name in maya.default_tangents]
            return keying._made(into or fallback[0], incoming=True), out or fallback[1]

        @staticmethod
        def _ticks(time: Any) -> int:
            if not isinstance(time, open_maya.MTime):
                raise TypeError(f"a time is a MTime, not {time!r}")
            return int(time._ticks)

        @staticmethod
        def _time(ticks: int) -> Any:
            unit = maya.scene.settings["unit"]
            return open_maya.MTime(units.in_unit(ticks, unit), units.MTIME[unit])

        @staticmethod
        def _no_change(change: Any) -> None:
            if change is not None:
                raise NotModelledError("MAnimCurveChange")

    for name, number in curve.TANGENTS.items():
        setattr(MFnAnimCurve, f"kTangent{API_TANGENTS.get(name, name.capitalize())}", number)
    for number, code in enumerate(codes):
        setattr(MFnAnimCurve, f"kAnimCurve{code}", number)
    for name, number in {"Constant": 0, "Linear": 1, "Cycle": 3, "CycleRelative": 4, "Oscillate": 5}.items():
        setattr(MFnAnimCurve, f"k{name}", number)

    class MAnimControl:
        """The time slider's ranges."""

        @staticmethod
        def currentTime() -> Any:
            return MFnAnimCurve._time(maya.scene.settings["time"])

        @staticmethod
        def minTime() -> Any:
            return MFnAnimCurve._time(maya.scene.settings["min"])

        @staticmethod
        def maxTime() -> Any:
            return MFnAnimCurve._time(maya.scene.settings["max"])

    return {"MFnAnimCurve": MFnAnimCurve, "MAnimControl": MAnimControl}


__all__ = ["EVENTS", "modules", "nodetypes"]
