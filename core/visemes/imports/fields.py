"""Taking values out of JSON that nobody vouches for.

Every value is asked for by name and kind; what is missing, of another kind, out of range or not asked for at all
becomes one line that says where it is: `a.json: timeline.phones[3].start should be a number, not "x"`.
"""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeVar

from visemes.errors import TimelineError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
S = TypeVar("S", bound=str)

#: What a missing value without a default is known by.
REQUIRED: Final[Any] = object()

#: No frame, count or time of a film is larger; keeps huge numbers of a hostile file away from arithmetic.
LARGEST: Final = 10**12

_FRACTION: Final = re.compile(r"-?\d{1,40}(?:\.\d{1,40}|/\d{1,40})?", re.ASCII)


def parse_json(text: str, source: str) -> Any:  # noqa: ANN401 - JSON is anything
    """The value of a JSON text; stricter than Python's reader: no NaN, no Infinity, no key twice.

    Raises TimelineError with the source and the line.
    """
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        raise TimelineError(f"{source}:{error.lineno}: not valid JSON: {error.msg.lower()}") from error
    except RecursionError as error:
        raise TimelineError(f"{source}: not valid JSON: nested too deeply") from error
    except ValueError as error:
        raise TimelineError(f"{source}: not valid JSON: {error}") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twin!r} stands twice in one object")
    return found


class Fields:
    """One JSON object, asked value by value.

    value: the object. source: the file's name. where: the object's place in it ("timeline.phones[3]"), empty for the whole.
    Call `finish` when everything was asked for. Every method raises TimelineError.
    """

    __slots__ = ("_asked", "_value", "source", "where")

    def __init__(self, value: object, source: str, where: str = "") -> None:
        self.source, self.where = source, where
        if not isinstance(value, dict):
            raise self.error("", "an object", value)
        self._value: dict[str, Any] = value
        self._asked: set[str] = set()

    def error(self, name: str, expected: str, value: object) -> TimelineError:
        """The error for a value that is not what was expected."""
        shown = json.dumps(value, ensure_ascii=False)
        shown = shown if len(shown) <= 40 else shown[:37] + "..."
        return TimelineError(f"{self.source}: {self.place(name)} should be {expected}, not {shown}")

    def place(self, name: str) -> str:
        """Where a value stands in the file."""
        shown = name if name.isprintable() else repr(name)
        return ".".join(part for part in (self.where, shown) if part) or "the file"

    def take(self, name: str, default: object = REQUIRED) -> Any:  # noqa: ANN401
        """A value of any kind."""
        self._asked.add(name)
        if name in self._value:
            return self._value[name]
        if default is REQUIRED:
            raise TimelineError(f"{self.source}: {self.place(name)} is missing")
        return default

    def text(self, name: str, default: object = REQUIRED) -> str:
        """A string."""
        value = self.take(name, default)
        if not isinstance(value, str):
            raise self.error(name, "a string", value)
        return value

    def choice(self, name: str, choices: Sequence[S], default: object = REQUIRED) -> S:
        """One of a few strings."""
        value = self.take(name, default)
        for choice in choices:
            if value == choice:
                return choice
        raise self.error(name, " or ".join(f'"{choice}"' for choice in choices), value)

    def number(self, name: str, default: object = REQUIRED) -> float:
        """A finite number."""
        value = self.take(name, default)
        if not is_number(value):
            raise self.error(name, "a number", value)
        return float(value)

    def confidence(self) -> float | None:
        """The number `confidence` in 0..1, or None when it is missing."""
        value = self.take("confidence", None)
        if value is None:
            return None
        if not is_number(value) or not 0 <= value <= 1:
            raise self.error("confidence", "a number from 0 to 1", value)
        return float(value)

    def integer(self, name: str, default: object = REQUIRED) -> int:
        """A whole number."""
        value = self.take(name, default)
        if not is_number(value) or not isinstance(value, int):
            raise self.error(name, "a whole number", value)
        return value

    def flag(self, name: str) -> bool:
        """True or false; missing means false."""
        value = self.take(name, default=False)
        if not isinstance(value, bool):
            raise self.error(name, "true or false", value)
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or None when it is missing."""
        return None if self.take(name, None) is None else self.integer(name)

    def fraction(self, name: str, default: object = REQUIRED) -> Fraction:
        """An exact number: 12, 12.5, "12" or "24000/1001"."""
        value = self.take(name, default)
        exact = _exact(value)
        if exact is None or abs(exact) > LARGEST:
            raise self.error(name, 'a number or a fraction such as "24000/1001"', value)
        return exact

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; missing means none."""
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise self.error(name, "a list of strings", values)
        return tuple(values)

    def scalars(self, name: str) -> dict[str, str | float | int | bool]:
        """An object of strings, numbers and booleans; missing means none."""
        values = self.take(name, {})
        if not isinstance(values, dict):
            raise self.error(name, "an object", values)
        for key, value in values.items():
            if not (isinstance(value, str | bool) or is_number(value)):
                raise self.error(f"{name}.{key}", "a string, a number, true or false", value)
        return dict(values)

    def child(self, name: str) -> Fields:
        """An object."""
        return Fields(self.take(name), self.source, self.place(name))

    def rows(self, name: str, build: Callable[[Fields], T]) -> tuple[T, ...]:
        """What `build` makes of every object of a list; missing means none."""
        return tuple(_finished(row, build) for row in self._children(name))

    def children(self, name: str) -> Iterator[Fields]:
        """The objects of a list, of which not everything has to be asked for; missing means none."""
        return self._children(name)

    def items(self, name: str) -> Iterator[tuple[int, Any]]:
        """What is in a list, with its numbers; missing means nothing."""
        return enumerate(self._list(name))

    def objects(self) -> Iterator[tuple[str, Fields]]:
        """Every value of this object, which all have to be objects, by name."""
        for name, value in self._value.items():
            yield name, Fields(value, self.source, self.place(name))

    def default(self, name: str, value: object) -> None:
        """What a missing value is."""
        self._value.setdefault(name, value)

    def finish(self) -> None:
        """Raise for the first value nobody asked for: in a file made by hand it is a misspelt one."""
        strange = next((name for name in self._value if name not in self._asked), None)
        if strange is not None:
            raise TimelineError(f"{self.source}: {self.place(strange)} is not known here", did_you_mean(strange, self._asked))

    def _list(self, name: str) -> list[Any]:
        values = self.take(name, [])
        if not isinstance(values, list):
            raise self.error(name, "a list", values)
        return values

    def _children(self, name: str) -> Iterator[Fields]:
        place = self.place(name)
        for index, value in enumerate(self._list(name)):
            yield Fields(value, self.source, f"{place}[{index}]")


def _finished(row: Fields, build: Callable[[Fields], T]) -> T:
    built = build(row)
    row.finish()
    return built


def is_number(value: object) -> bool:
    """Whether a JSON value is a finite number of a sane size (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST and math.isfinite(value)


def _exact(value: object) -> Fraction | None:
    if is_number(value):
        return Fraction(str(value))  # the decimal that is written, not the binary number nearest to it
    if not isinstance(value, str) or not _FRACTION.fullmatch(value):
        return None
    numerator, _, denominator = value.partition("/")
    return None if denominator.strip("0") == "" != denominator else Fraction(numerator) / Fraction(denominator or 1)
