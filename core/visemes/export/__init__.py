"""Output formats: a line of dialogue as text.

The lossless `json` is canonical; every other format keeps a part and its description says which.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError, UsageError
from visemes.export import (
    captions,
    csv,
    gltf,
    json,
    livelink,
    maya_anim,
    maya_ascii,
    otio,
    polly,
    rhubarb,
    textgrid,
    unity,
    usd,
    xsheet,
)
from visemes.export.json import timeline_json as timeline_json
from visemes.imports.json import read_line as read_line

if TYPE_CHECKING:
    from visemes.export.base import Exporter
    from visemes.line import Line
    from visemes.maps import VisemeMap

#: Every format by name, in the order of a list for people.
EXPORTERS: Final[dict[str, Exporter]] = {
    "json": json.EXPORTER,
    "csv": csv.EXPORTER,
    "tsv": rhubarb.TSV,
    "xml": rhubarb.XML,
    "rhubarb-json": rhubarb.RHUBARB_JSON,
    "dat": rhubarb.DAT,
    "textgrid": textgrid.EXPORTER,
    "srt": captions.SRT,
    "vtt": captions.VTT,
    "xsheet": xsheet.EXPORTER,
    "gltf": gltf.GLTF,
    "vrma": gltf.VRMA,
    "usd": usd.EXPORTER,
    "unity-anim": unity.EXPORTER,
    "livelink": livelink.EXPORTER,
    "maya-anim": maya_anim.EXPORTER,
    "maya-ascii": maya_ascii.EXPORTER,
    "otio": otio.EXPORTER,
    "polly": polly.EXPORTER,
}

#: Which formats a file ending may mean.
EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    extension: tuple(name for name, exporter in EXPORTERS.items() if extension in exporter.extensions)
    for extension in sorted({extension for exporter in EXPORTERS.values() for extension in exporter.extensions})
}


def choose_format(path: PurePath | str, explicit: str | None = None) -> str:
    """The name of the format to write to a path: the explicit one, else the only one its ending can mean.

    Raises UnknownNameError for an explicit name that is none, UsageError for an ending that means nothing or several things.
    """
    if explicit is not None:
        return _known(explicit)
    extension = PurePath(path).suffix.lower()
    names = EXTENSIONS.get(extension, ())
    if len(names) == 1:
        return names[0]
    if names:
        choices = " or ".join(f"-f {name}" for name in names)
        raise UsageError(f"{path}: '{extension}' can be {len(names)} formats", f"say which: {choices}")
    known = ", ".join(EXPORTERS)
    raise UsageError(f"{path}: no format is known by the ending '{extension}'", f"give one with -f: {known}")


def export(line: Line, format: str, viseme_map: VisemeMap | None = None, ending: str = "") -> bytes:  # noqa: A002 - what it is called everywhere
    """The line in a format, as the bytes of a file.

    viseme_map: the line's own; read by its name where it is not given. ending: of the file, for formats that have several.
    Raises UnknownNameError, MapError for a map that only its file knows, and what the format raises.
    """
    exporter = EXPORTERS[_known(format)]
    if exporter.text is not None:
        return exporter.text(line).encode("utf-8")
    if exporter.content is None:
        raise TypeError(f"the format {exporter.name} makes neither text nor content")
    from visemes.maps import load_map

    wanted = ending.lower() if ending.lower() in exporter.endings else exporter.endings[0]
    return exporter.content(line, viseme_map or load_map(line.viseme_map), wanted)


def _known(name: str) -> str:
    if name.lower() not in EXPORTERS:
        raise UnknownNameError("format", name, EXPORTERS)
    return name.lower()
