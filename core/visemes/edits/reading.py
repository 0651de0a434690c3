"""Edits as JSON: from a file that nobody vouches for, from a request, and back (docs/schema/edits.schema.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from visemes.edits.model import Delete, Edit, Emphasize, Insert, Pronounce, Rewrite, SetDrawing, SetKey, SetTime, WordRef
from visemes.errors import TimelineError
from visemes.imports.json import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from visemes.imports.fields import Fields

#: The newest schema this version reads, and the one it writes.
NEWEST: Final = 1

#: Edits one file may hold; a person makes a few hundred.
MOST_EDITS: Final = 100_000

_EDGES: Final = ("start", "end")


def edits_in(document: Fields) -> tuple[Edit, ...]:
    """The edits under `edits` of an object. Raises TimelineError."""
    rows = document.rows("edits", _edit)
    if len(rows) > MOST_EDITS:
        raise TimelineError(f"{document.source}: holds {len(rows)} edits, which nobody makes by hand")
    return rows


def edits_document(edits: Sequence[Edit], sound: str = "") -> dict[str, Any]:
    """Edits as plain data, as `visemes.edits.pages` reads them. sound: the recording's file name."""
    return {"schema_version": NEWEST, "kind": "edits", "sound": sound, "edits": [_row(edit) for edit in edits]}


def _edit(row: Fields) -> Edit:
    return _READERS[row.choice("edit", tuple(_READERS))](row)


def _ref(row: Fields, name: str = "word") -> WordRef:
    index = row.integer(name)
    if index < 0:
        raise row.error(name, "a word's number, 0 or more", index)
    at = row.take("at", None)
    return WordRef(index, row.text("was", ""), None if at is None else row.number("at"))


def _span(row: Fields) -> tuple[WordRef, WordRef]:
    """The words `first` to `last`, or the one `word`; `was` and `at` speak of the first."""
    if row.take("word", None) is not None:
        return _ref(row), _ref(row)
    first = _ref(row, "first")
    last = row.integer("last", first.index)
    if last < first.index:
        raise row.error("last", "the same as first or more", last)
    return first, first if last == first.index else WordRef(last, row.text("was_last", ""))


def _time(row: Fields, name: str) -> float | None:
    return None if row.take(name, None) is None else row.number(name)


def _rewrite(row: Fields) -> Rewrite:
    text = None if row.take("text", None) is None else row.text("text")
    times = _time(row, "start"), _time(row, "end")
    named = row.take("word", None) is not None or row.take("first", None) is not None
    if not named and None in times:
        raise row.error("first", "a word's number, unless start and end say where", None)
    first, last = _span(row) if named else (None, None)
    return Rewrite(first, last, text, row.texts("phones"), *times, move_neighbours=row.flag("move_neighbours"))


def _pronounce(row: Fields) -> Pronounce:
    return Pronounce(_ref(row), row.text("phones"))


def _set_time(row: Fields) -> SetTime:
    return SetTime(
        _ref(row), row.choice("edge", _EDGES), row.number("seconds"), row.optional_integer("phone"), row.text("was_phone", "")
    )


def _emphasize(row: Fields) -> Emphasize:
    return Emphasize(_ref(row), row.number("emphasis"))


def _insert(row: Fields) -> Insert:
    return Insert(_ref(row, "before"), row.text("text"), row.texts("phones"))


def _delete(row: Fields) -> Delete:
    return Delete(*_span(row))


def _set_key(row: Fields) -> SetKey:
    return SetKey(row.text("shape"), key_of(row))


def _set_drawing(row: Fields) -> SetDrawing:
    frames = row.integer("frames", 1)
    if frames < 1:
        raise row.error("frames", "1 or more", frames)
    return SetDrawing(row.integer("frame"), frames, row.text("viseme"))


_READERS: Final[dict[str, Callable[[Fields], Edit]]] = {
    "words": _rewrite, "pronunciation": _pronounce, "time": _set_time, "emphasis": _emphasize, "insert": _insert,
    "delete": _delete, "key": _set_key, "drawing": _set_drawing,
}  # fmt: skip


def _row(edit: Edit) -> dict[str, Any]:
    """One edit as plain data; what is as usual is left out."""
    return {"edit": edit.kind} | {name: value for name, value in _WRITERS[edit.kind](edit).items() if not _usual(value)}


def _usual(value: object) -> bool:
    return value is None or value is False or value in ("", [])


def _shown(ref: WordRef, name: str = "word") -> dict[str, Any]:
    return {name: ref.index, "was": ref.was, "at": ref.at}


def _shown_span(edit: Any) -> dict[str, Any]:  # noqa: ANN401 - a Rewrite or a Delete
    if edit.first is None:
        return {}
    if edit.first == edit.last:
        return _shown(edit.first)
    return _shown(edit.first, "first") | {"last": edit.last.index, "was_last": edit.last.was}


def _shown_rewrite(edit: Any) -> dict[str, Any]:  # noqa: ANN401
    more = {"text": edit.text, "phones": list(edit.phones), "start": edit.start, "end": edit.end}
    return _shown_span(edit) | more | {"move_neighbours": edit.move_neighbours}


def _shown_key(edit: Any) -> dict[str, Any]:  # noqa: ANN401
    from visemes.export.json import key_document

    return {"shape": edit.shape} | key_document(edit.key)


_WRITERS: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "words": _shown_rewrite,
    "pronunciation": lambda edit: _shown(edit.word) | {"phones": edit.phones},
    "time": lambda edit: (
        _shown(edit.word) | {"phone": edit.phone, "was_phone": edit.was_phone, "edge": edit.edge, "seconds": edit.seconds}
    ),
    "emphasis": lambda edit: _shown(edit.word) | {"emphasis": edit.emphasis},
    "insert": lambda edit: _shown(edit.before, "before") | {"text": edit.text, "phones": list(edit.phones)},
    "delete": _shown_span,
    "key": _shown_key,
    "drawing": lambda edit: {"frame": edit.frame, "frames": edit.frames, "viseme": edit.viseme},
}
