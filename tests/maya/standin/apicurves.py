"""maya.api.OpenMayaAnim: animation curves. What it changes cannot be undone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from . import curve, keying, tangents, units
from .apivalues import MAngle, MObject
from .attributes import curve_kind, factor
from .registry import NotModelledError
from .scene import plug_named, weighted

if TYPE_CHECKING:
    from .session import Maya

#: Tangent types the API calls by other names than "keyTangent".
API_TANGENTS = {
    "spline": "Smooth",
    "stepnext": "StepNext",
    "automix": "AutoMix",
    "autoease": "AutoEase",
    "autocustom": "AutoCustom",
}


def open_maya_anim(maya: Maya, open_maya: Any) -> dict[str, Any]:
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
            name = f"animCurve{codes[kind]}" if kind is not None else curve_kind(plug) if plug else None
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
            return MAngle(math.radians(tangents.angle(maya, self._here, vector))), tangents.weight_of(maya, self._here, vector)

        def find(self, time: Any) -> Any:
            return curve.index_at(self._here.keys, time._ticks)

        def findClosest(self, time: Any) -> int:
            keys = self._here.keys
            return min(range(len(keys)), key=lambda index: abs(keys[index].time - time._ticks))

        def evaluate(self, time: Any) -> float:
            return curve.evaluate(self._here.keys, self.isWeighted, time._ticks)

        def timedAnimCurveTypeForPlug(self, plug: Any) -> int:
            return codes.index(curve_kind(plug._here)[-2:])

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
                key = key._replace(type_in=curve.stepless(type_in))
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
                y = y * factor(maya, keying.output_kind(self._here))
            return (x, y) if self.isWeighted else curve.unit_vector((x, y))

        def remove(self, index: int, change: Any = None) -> None:
            self._no_change(change)
            self._key(index)
            self._set(tuple(key for number, key in enumerate(self._here.keys) if number != index))

        def setValue(self, index: int, value: float, change: Any = None) -> None:
            self._replace(index, change, value=float(value))

        def setInTangentType(self, index: int, tangentType: int, change: Any = None) -> None:
            self._no_change(change)
            self._one(index, tangents.with_type(self._here.keys, index, self._key(index), tangentType, incoming=True))

        def setOutTangentType(self, index: int, tangentType: int, change: Any = None) -> None:
            self._no_change(change)
            self._one(index, tangents.with_type(self._here.keys, index, self._key(index), tangentType, incoming=False))

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
                    tangents.from_angle(maya, self._here, degrees, second)
                    if convertUnits
                    else (second * math.cos(first.asRadians()), second * math.sin(first.asRadians()))
                )
            else:
                vector = self._vector(first, second, convertUnits)
            self._one(index, tangents.with_tangent(self._key(index), vector, incoming, self.isWeighted))

        def setAngle(self, index: int, angle: MAngle, isInTangent: bool, change: Any = None) -> None:
            self._no_change(change)
            weight = self.getTangentAngleWeight(index, isInTangent)[1] or 1.0
            self._one(
                index,
                tangents.with_tangent(
                    self._key(index), tangents.from_angle(maya, self._here, angle.asDegrees(), weight), isInTangent, self.isWeighted
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
            return curve.stepless(into or fallback[0]), out or fallback[1]

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
