"""What the engine is asked for a line. No Maya here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .facts import EVERY
from .jobs import Request
from .lines import FILE, NONE, TYPED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .lines import Line
    from .timing import Placement


def words_of(line: Line) -> dict[str, Any]:
    """What the engine is told of the words of a line."""
    if line.words == TYPED:
        told: dict[str, Any] = {"text": line.typed}
    elif line.words == FILE:
        told = {"transcript": line.transcript}
    else:
        told = {"recognize": "auto"} if line.words == NONE else {}
    return {**told, **({"language": line.language} if line.language else {})}


def motion_of(line: Line) -> dict[str, Any]:
    """What the engine is told of how the character moves."""
    return {
        "map": line.viseme_map,
        "style": line.style,
        "sliders": {**{name: round(value, 6) for name, value in sorted(line.sliders.items())}, "shot": line.shot},
        "step": line.step,
        "dense": line.keys == EVERY,
        "sub_frames": line.sub_frames,
        **({"speaker": line.speaker} if line.speaker else {}),
    }


def export_request(line: Line, sound: str, placement: Placement, *, again: bool = False) -> Request:
    """The request that makes a line's keys. sound: its file; again: from the times that are stored."""
    fields = {"sound": sound, "inline": True, **motion_of(line), **placement.request()}
    if again and line.timeline:
        return Request("export", {**fields, "timeline": line.timeline}, line.title)
    whole = {"whole": True} if placement.is_part and line.words not in (TYPED, NONE) else {}
    return Request("export", {**fields, **words_of(line), **whole}, line.title)


def edit_request(line: Line, sound: str, placement: Placement, edits: Sequence[dict[str, Any]]) -> Request:
    """The request that corrects a line's words and makes its keys anew; only the phrases that were corrected are aligned again."""
    asked = export_request(line, sound, placement, again=True)
    return Request("edit", {**asked.fields, "edits": list(edits)}, line.title)


def retake_requests(line: Line, sound: str, placement: Placement, take: str, begins: Placement, text: str = "") -> list[Request]:
    """The requests that carry a line to a new recording: the line as it was, its new times, its new keys.

    sound, placement: the old recording; take: the new file; begins: where it lies. text: what is said in it; empty for the text
    beside it, else the old words.
    """
    grid = begins.request()
    before = {name: value for name, value in export_request(line, sound, placement, again=True).fields.items() if name != "offset"}
    taken = {"sound": take, "inline": True, "map": line.viseme_map}
    taken.update({} if placement.is_part else {"old_sound": sound}, **({"text": text} if text.strip() else {}))
    return [
        Request("export", {**before, **grid}, line.title),
        Request("retake", taken, line.title, takes="line"),
        Request("export", {"sound": take, "inline": True, **motion_of(line), **grid}, line.title, takes="timeline"),
    ]


def guess_request(names: Sequence[str], wanted: str = "") -> Request:
    """The request for the mapping that names of targets ask for. wanted: a viseme map; empty for whichever fits best."""
    return Request("guess", {"names": list(names), **({"map": wanted} if wanted else {})})
