"""Records of the synthetic world: arrays and what they tell about themselves, one to a file, a folder of them to learn from."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar
from zipfile import BadZipFile

import numpy as np

from visemes.errors import UsageError
from visemes.files import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Self


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Arrays with a name: subclasses name them, as fields. A file holds them, and what it tells about itself as JSON.

    name, about: where it comes from, for tables; about["split"] is "train", "valid" or "test". KIND: what a person calls it.
    MADE_BY: the command that makes some.
    """

    name: str
    about: dict[str, str]

    KIND: ClassVar[str]
    MADE_BY: ClassVar[str]

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        held = io.BytesIO()
        about = np.frombuffer(json.dumps({"name": self.name, **self.about}).encode(), np.uint8)
        np.savez(held, about=about, **{name: getattr(self, name) for name in self._arrays()})
        write(path, held.getvalue())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read one; nothing in it is run. Raises UsageError for a file that is none."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                about = json.loads(held["about"].tobytes())
                return cls(about.pop("name"), about, *(held[name] for name in cls._arrays()))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise UsageError(f"{path}: is no {cls.KIND} of the synthetic world ({error})") from error

    @classmethod
    def load_all(cls, folder: Path) -> Iterator[Self]:
        """Every one of a folder and the folders in it, by name. Raises UsageError where there is none."""
        paths = sorted(folder.rglob("*.npz"))
        if not paths:
            raise UsageError(f"{folder}: no {cls.KIND}s in it", f"make some: {cls.MADE_BY}")
        return (cls.load(path) for path in paths)

    @classmethod
    def _arrays(cls) -> list[str]:
        return [field.name for field in fields(cls) if field.name not in ("name", "about")]
