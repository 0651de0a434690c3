"""Jobs as plain data, the way `visemes serve` gets them."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError, UsageError
from visemes.files import STDOUT
from visemes.jobs import Job, Output
from visemes.outputs import output_for

if TYPE_CHECKING:
    from collections.abc import Mapping


def job_from(request: Mapping[str, object]) -> Job:
    """A job from plain data: the fields of `Job` by name, outputs as {target, format, speaker} objects or file names.

    Raises UsageError or UnknownNameError for a field that does not exist or has a value of the wrong kind.
    """
    known = {f.name for f in fields(Job)}
    for name in request:
        if name not in known:
            raise UnknownNameError("field", name, known)
    if not isinstance(request.get("sound"), str):
        raise UsageError("the request names no sound", 'give "sound": a path')
    values = {name: _READERS[name](name, value) for name, value in request.items() if value is not None}
    return Job(**values)  # type: ignore[arg-type]


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"{name} is no text", f'give "{name}" as a string')
    return value


def _path(name: str, value: object) -> Path:
    return Path(_text(name, value))


def _number(name: str, value: object) -> str:
    """A number as text, exact as it was written; `parse_fps` and `parse_span` say what is wrong with it."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UsageError(f"{name} is no number", f'give "{name}" as a number or a string')
    return str(value)


def _seconds(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UsageError(f"{name} is no time", f'give "{name}" in seconds')
    return float(value)


def _whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UsageError(f"{name} is no whole number", f'give "{name}" as a whole number')
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{name} is neither true nor false", f'give "{name}": true')
    return value


def _sliders(name: str, value: object) -> dict[str, str | float]:
    if not isinstance(value, dict) or not all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in value.values()):
        raise UsageError(f"{name} is no object of numbers", f'give "{name}" as {{"jaw": 1.2}}')
    return value


def _texts(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise UsageError(f"{name} is no object of strings", f'give "{name}" as {{"model": "english_mfa"}}')
    return value


def _outputs(name: str, value: object) -> tuple[Output, ...]:
    rows = value if isinstance(value, list) else [value]
    outputs = []
    for row in rows:
        target, explicit = (row.get("target"), row.get("format")) if isinstance(row, dict) else (row, None)
        speaker = row.get("speaker", "") if isinstance(row, dict) else ""
        if not isinstance(target, str) or target == STDOUT or not isinstance(explicit, str | None) or not isinstance(speaker, str):
            raise UsageError(
                f"{name} has an entry that is no file", f'give "{name}" as [{{"target": "line.json", "format": "json"}}]'
            )
        outputs.append(replace(output_for(target, explicit), speaker=speaker))
    return tuple(outputs)


#: How each field of a request is read.
_READERS: Final = {
    "sound": _path, "text": _text, "transcript": _path, "timeline": _path, "dictionary": _path, "map": _text,
    "fps": _number, "step": _whole, "start_frame": _whole, "offset": _number, "style": _text, "sliders": _sliders,
    "speaker": _text, "language": _text, "recognize": _text, "dense": _flag, "draft": _flag, "sub_frames": _flag,
    "aligner": _text, "aligner_settings": _texts, "recognize_settings": _texts, "download": _flag, "adapt_voice": _flag,
    "start": _seconds, "end": _seconds, "whole": _flag, "outputs": _outputs,
}  # fmt: skip
