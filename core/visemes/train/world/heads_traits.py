"""What a head is like: numbers and kinds drawn from its family's ranges in `heads.toml`."""

from __future__ import annotations

import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import UnknownNameError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TABLE: Final = Path(__file__).with_name("heads.toml")


@dataclass(frozen=True, slots=True)
class Traits:
    """One character's numbers (`traits["mouth_half"]`), kinds (`traits.kind("shading")`) and colours (`traits.colour("skin")`)."""

    numbers: dict[str, float]
    kinds: dict[str, str]
    colours: dict[str, NDArray[np.float32]]

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]

    def kind(self, name: str) -> str:
        """Which of the ways of `name` this character has."""
        return self.kinds[name]

    def colour(self, name: str) -> NDArray[np.float32]:
        """Reflected shares of red, green and blue."""
        return self.colours[name]


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def families() -> list[str]:
    """Names of the families of heads, in the table's order."""
    return [name for name in _table() if name != "common"]


def stream(family: str, *seeds: int) -> np.random.Generator:
    """Random numbers of a family and seeds: the same on every machine."""
    return np.random.default_rng([zlib.crc32(family.encode()), *(abs(int(seed)) for seed in seeds)])


def sample(family: str, seed: int) -> Traits:
    """The traits of a character.

    Raises:
        UnknownNameError: there is no such family.
    """
    if family not in families():
        raise UnknownNameError("family of heads", family, families())
    random = stream(family, seed)
    ranges = _table()["common"] | _table()[family]
    numbers, kinds, colours = {}, {}, {}
    for name in sorted(ranges):
        value = ranges[name]
        if isinstance(value, int | float):
            numbers[name] = float(value)
        elif isinstance(value, str):
            kinds[name] = value
        elif isinstance(value[0], str) and value[0].startswith("#"):
            colours[name] = _mixed(value, random)
        elif isinstance(value[0], str):
            kinds[name] = str(value[random.integers(len(value))])
        else:
            numbers[name] = float(random.uniform(*value))
    # a mouth is narrower than the head it is in
    room = 0.66 * numbers["wide"] * (1 - 0.4 * max(numbers["taper"], 0.0))
    numbers["mouth_half"] = min(numbers["mouth_half"], room)
    return Traits(numbers, kinds, colours)


def _mixed(names: list[str], random: np.random.Generator) -> NDArray[np.float32]:
    """One of the colours or something between it and another, a little lighter or darker."""
    first, second = (_rgb(str(names[random.integers(len(names))])) for _ in range(2))
    share = random.uniform(0.0, 0.5)
    colour: NDArray[np.float32] = np.clip((first * (1 - share) + second * share) * random.uniform(0.85, 1.1), 0.01, 1.0)
    return colour.astype(np.float32)


def _rgb(name: str) -> NDArray[np.float64]:
    """A colour as light, from its name as screens want it (`#rrggbb`, gamma 2.2)."""
    parts = [int(name[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return np.array(parts) ** 2.2
