"""Viseme maps: the mouth shapes of a set and the shape each phone is seen as.

A map is a TOML file (docs/maps.md); adding a set is adding a file. Pydantic is imported when the first file is read.
"""

from __future__ import annotations

from visemes.maps.files import json_schema, load_map, map_mistakes, map_names, map_path, new_map_text
from visemes.maps.model import Channel, Shape, Style, Viseme, VisemeMap

__all__ = [
    "Channel", "Shape", "Style", "Viseme", "VisemeMap", "json_schema", "load_map", "map_mistakes", "map_names", "map_path",
    "new_map_text",
]  # fmt: skip
