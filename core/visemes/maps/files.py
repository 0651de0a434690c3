"""Where viseme maps live and how they are read, checked and begun."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import MapError, UnknownNameError
from visemes.maps.model import VisemeMap

if TYPE_CHECKING:
    from visemes.maps.schema import Mistake

_PACKAGE: Final = Path(__file__).resolve().parents[1]
#: Inside an installed package the maps lie beside its modules; in a source checkout at the top of the repository.
FOLDERS: Final = (_PACKAGE / "viseme_maps", _PACKAGE.parents[1] / "viseme_maps")


def _folder() -> Path:
    return next((folder for folder in FOLDERS if folder.is_dir()), FOLDERS[0])


def map_names() -> tuple[str, ...]:
    """Names of the shipped maps, sorted."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def map_path(name_or_path: str | Path) -> Path:
    """The file of a shipped map or of a user's own.

    Raises UnknownNameError for a name that is no shipped map (with the nearest), MapError for a path without a file.
    """
    text = str(name_or_path)
    path = Path(text).expanduser()
    shipped = _folder() / f"{text}.toml"
    if text in map_names():
        return shipped
    if path.is_file():
        return path
    if path.suffix or len(path.parts) > 1 or path.exists():
        raise MapError(
            path, "", "is not a file" if path.exists() else "no such file", "give a map's name or the path of a .toml file"
        )
    raise UnknownNameError("viseme map", text, map_names())


def load_map(name_or_path: str | Path) -> VisemeMap:
    """A viseme map by name or by path.

    Raises MapError that names every mistake of the file, UnknownNameError for an unknown name.
    """
    path = map_path(name_or_path)
    return _shipped(path) if path.parent == _folder() else _loaded(path)


@lru_cache(maxsize=32)
def _shipped(path: Path) -> VisemeMap:
    return _loaded(path)


def _loaded(path: Path) -> VisemeMap:
    result = _read(path)
    if isinstance(result, VisemeMap):
        return result
    first, *others = result
    more = "".join(f"; {other.key}: {other.expected}" for other in others)
    raise MapError(path, first.key, first.expected + more, first.hint)


def map_mistakes(path: str | Path) -> tuple[MapError, ...]:
    """Every mistake of a map file, one error each, in the file's terms; empty for a good file."""
    result = _read(map_path(path))
    return () if isinstance(result, VisemeMap) else tuple(MapError(path, m.key, m.expected, m.hint) for m in result)


def _read(path: Path) -> VisemeMap | tuple[Mistake, ...]:
    from visemes.maps import schema

    try:
        data: dict[str, Any] = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise MapError(path, "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MapError(path, "", "is not UTF-8 text", "a viseme map is a TOML file, see docs/maps.md") from None
    except tomllib.TOMLDecodeError as error:
        raise MapError(path, "", f"is not TOML: {error}", "keys with blanks or letters beyond a-z need quotes") from None
    return schema.read(data)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a map file (its TOML read as data)."""
    from visemes.maps.schema import MapFile

    schema = MapFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def new_map_text(name: str) -> str:
    """A commented map file to start a set of one's own from. Raises MapError for a name a map cannot have."""
    if not name.isascii() or not name.replace("_", "a").isalnum() or name != name.lower() or name.startswith("_"):
        raise MapError(name, "name", "must be small letters, digits and _, such as my_rig")
    return (_PACKAGE / "maps" / "template.toml").read_text(encoding="utf-8").replace("NAME", name)
