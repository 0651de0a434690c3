"""Rig profiles as files: the same that `visemes rig guess` and every add-on write (docs/rigs.md). No host here."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSION = 1

#: A profile is a small file; more than this (bytes) is none.
LARGEST = 4_000_000


class ProfileError(Exception):
    """A file is no rig profile; the message says why."""


@dataclass(frozen=True)
class Row:
    """A shape of the map moves a target of the rig."""

    shape: str
    name: str
    weight: float = 1.0
    minimum: float = 0.0
    maximum: float = 1.0
    side: str = "both"


def rows_of(profile: Mapping[str, Any]) -> list[Row]:
    """The rows of a profile as plain data. Raises ProfileError."""
    try:
        return [_row(shape, target) for shape, targets in profile["targets"].items() for target in targets]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ProfileError("this is no rig profile: targets are missing or malformed") from error


def _row(shape: str, target: Mapping[str, Any]) -> Row:
    numbers = {name: float(target[name]) for name in ("weight", "minimum", "maximum") if name in target}
    row = Row(str(shape), str(target["name"]), side=str(target.get("side", "both")), **numbers)
    if not all(map(math.isfinite, numbers.values())) or row.minimum >= row.maximum or not row.name:
        raise ProfileError(f"{shape}: {row.name!r} has an impossible range or weight")
    return row


def profile_of(name: str, viseme_map: str, rows: Iterable[Row]) -> dict[str, Any]:
    """Rows as a profile."""
    targets: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        told = asdict(row)
        targets.setdefault(told.pop("shape"), []).append(told)
    return {"schema_version": VERSION, "name": name or "rig", "viseme_map": viseme_map, "targets": targets}


def read(path: str | Path) -> dict[str, Any]:
    """A profile from a .json or .toml file. Raises ProfileError."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ProfileError(f"{path.name} is too large for a rig profile")
        text = path.read_text(encoding="utf-8-sig")
        data = _toml(text, path.name) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise ProfileError(f"{path.name} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ProfileError(f"{path.name} is neither TOML nor JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("viseme_map"), str):
        raise ProfileError(f"{path.name} is no rig profile: it names no viseme_map")
    if data.get("schema_version", VERSION) != VERSION:
        raise ProfileError(f"{path.name} was written by a newer version of visemes")
    rows_of(data)
    return data


def _toml(text: str, name: str) -> Any:
    """A TOML document. Raises ProfileError in Pythons that cannot read it: those before 3.11."""
    try:
        import tomllib  # type: ignore[import-not-found,unused-ignore]  # from Python 3.11 on
    except ImportError as error:
        raise ProfileError(
            f"{name} is TOML, which this Python cannot read: save it as JSON (visemes rig guess -o hero.json)"
        ) from error
    return tomllib.loads(text)


def write(path: str | Path, profile: Mapping[str, Any]) -> None:
    """Write a profile as JSON, complete or not at all. Raises ProfileError."""
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text(profile), encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - over an existing file
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ProfileError(f"{path.name} cannot be written: {error.strerror or error}") from error


def text(profile: Mapping[str, Any]) -> str:
    """A profile as JSON, one target a line."""
    head = "".join(
        f"  {json.dumps(key)}: {json.dumps(profile[key], ensure_ascii=False)},\n"
        for key in ("schema_version", "name", "viseme_map")
    )
    shapes = [
        f"    {json.dumps(shape, ensure_ascii=False)}: [\n{_lines(targets)}\n    ]" for shape, targets in profile["targets"].items()
    ]
    return "{\n" + head + '  "targets": {\n' + ",\n".join(shapes) + "\n  }\n}\n"


def _lines(targets: Iterable[Mapping[str, Any]]) -> str:
    return ",\n".join(f"      {json.dumps(target, ensure_ascii=False)}" for target in targets)
