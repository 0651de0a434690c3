"""What the API hands about: objects, arrays, angles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from . import units
from .nodetypes import is_a
from .scene import Node


class MObject:
    """A node or attribute inside Maya."""

    def __init__(self, node: Node | None = None) -> None:
        self._node = node

    def isNull(self) -> bool:
        return self._node is None

    def hasFn(self, kind: int) -> bool:
        node = self._node
        return node is not None and (kind == MFn.kDependencyNode or (kind == MFn.kAnimCurve and is_a(node.kind, "animCurve")))

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


class Array:
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


class MDoubleArray(Array):
    """Floats."""


class MIntArray(Array):
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
