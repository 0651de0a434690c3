"""What a drawn character is like: numbers and kinds drawn from its family's ranges in `drawn.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import numpy as np

from visemes.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE: Final = Path(__file__).with_name("drawn.toml")


@dataclass(frozen=True, slots=True)
class Traits:
    """One character's: numbers by name (what it has or has not is 1 or 0) and kinds by name."""

    family: str
    seed: int
    numbers: Mapping[str, float]
    kinds: Mapping[str, str]

    def __getitem__(self, name: str) -> float:
        """A number."""
        return self.numbers[name]

    def kind(self, name: str) -> str:
        """A kind."""
        return self.kinds[name]

    def has(self, name: str) -> bool:
        """Whether it has something, such as glasses."""
        return bool(self.numbers[f"has_{name}"])

    def dice(self, *names: object) -> np.random.Generator:
        """Random numbers for one purpose, always the same for a character."""
        return dice(self.family, self.seed, *names)


def dice(*names: object) -> np.random.Generator:
    """Random numbers of their own for a purpose: what is drawn for another does not shift them."""
    return np.random.default_rng([crc32(str(name).encode()) for name in names])


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The names of all families of drawn characters."""
    return tuple(sorted(_table()["family"]))


def traits_of(family: str, seed: int) -> Traits:
    """The traits of a family's character number `seed`. Raises UsageError for a family there is none of."""
    table = _table()
    if family not in table["family"]:
        raise UsageError(f"no family of drawn characters is called {family!r}", hint=f"there are: {', '.join(families())}")
    numbers: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for name, value in {**table["base"], **table["family"][family]}.items():
        rng = dice(family, seed, name)
        if name.startswith("has_"):
            numbers[name] = float(rng.random() < value)
        elif isinstance(value, list) and isinstance(value[0], str):
            kinds[name] = str(value[rng.integers(len(value))])
        else:
            low, high = value if isinstance(value, list) else (value, value)
            numbers[name] = float(rng.uniform(low, high))
    return Traits(family, seed, numbers, kinds)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))
