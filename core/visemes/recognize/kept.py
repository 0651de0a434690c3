"""Recognised pieces of a long sound, kept in a file, so that a run that was killed goes on where it stopped.

One JSON value a line: first what the file is about, then a record for every finished piece. A line that was cut off by the kill,
and everything in a file about another sound or another recogniser, is done again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.audio import Sound

#: Raised when the meaning of a record changes.
VERSION: Final = 1


@dataclass(frozen=True)
class Kept:
    """The file of one sound and recogniser; without a path nothing is kept."""

    path: Path | None
    key: str

    @classmethod
    def of(cls, path: Path | None, sound: Sound, recogniser: str) -> Kept:
        """The file that goes with a sound; the words' and the phones' lie beside each other."""
        if path is None:
            return cls(None, "")
        digest = hashlib.sha256(np.ascontiguousarray(sound.samples).data).hexdigest()
        return cls(path.with_name(f"{path.name}.{recogniser}"), f"visemes {recogniser} {VERSION} {digest}")

    def finished(self) -> list[dict[str, Any]]:
        """The records of an earlier run, in order, each with the sample after its piece as "end"; the file is put in order."""
        if self.path is None:
            return []
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        records = list(readable(lines[1:])) if lines[:1] == [json.dumps(self.key)] else []
        kept = [json.dumps(self.key), *map(json.dumps, records)]
        with suppress(OSError):  # keeping the work is a favour; a full disk must not end it
            self.path.write_text("\n".join(kept) + "\n", encoding="utf-8")
        return records

    def add(self, record: dict[str, Any]) -> None:
        """Append the record of a finished piece."""
        if self.path is not None:
            with suppress(OSError), self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(record) + "\n")


def readable(lines: list[str]) -> list[dict[str, Any]]:
    """The records up to the first line that is none."""
    records: list[dict[str, Any]] = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            break
        if not (isinstance(record, dict) and isinstance(record.get("end"), int) and record["end"] > 0):
            break
        records.append(record)
    return records
