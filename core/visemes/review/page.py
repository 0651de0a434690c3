"""The page itself: a template, its style and its scripts in one file, with the lines as data in it."""

from __future__ import annotations

import html
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from visemes import __version__
from visemes.review.document import line_data, sound_text, summary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from visemes.review.document import Reviewed

#: The scripts in the order they need each other; each is a plain file that a person can read.
SCRIPTS: Final = ("wavesurfer.min.js", "model.js", "edits.js", "mouth.js", "lanes.js", "player.js", "editor.js", "main.js")

_FOLDER: Final = files("visemes.review") / "assets"


def review_page(lines: Sequence[Reviewed], title: str, progress: Callable[[float], None] = lambda _: None) -> str:
    """The HTML text of a page with these lines; the same text for the same lines.

    title: what the browser shows. progress: told 0..1, may raise to stop. Raises OutputError when a sound cannot be encoded.
    """
    parts = [_data("index", {"version": __version__, "title": title, "lines": [summary(line) for line in lines]})]
    for number, line in enumerate(lines):
        parts += [_data(f"line-{number}", line_data(line)), _text(f"sound-{number}", sound_text(line.sound))]
        progress((number + 1) / len(lines))
    scripts = "\n".join(f"<script>\n{_read(name)}\n</script>" for name in SCRIPTS)
    # the scripts go in last and in one pass, so that nothing in a line can be taken for a place to put something
    return _filled(
        _read("review.html"),
        {"title": html.escape(title), "style": _read("review.css"), "data": "\n".join(parts), "scripts": scripts},
    )


def _filled(template: str, values: dict[str, str]) -> str:
    """The template with each `<!-- name -->` replaced."""
    before, *rest = template.split("<!-- ")
    for part in rest:
        name, _, after = part.partition(" -->")
        before += values[name] + after
    return before


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").strip()


def _data(name: str, value: Any) -> str:  # noqa: ANN401 - any JSON
    """Data for the scripts. Transcripts are anybody's text: nothing in it may end the script element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _text(name: str, base64: str) -> str:
    return f'<script type="text/plain" id="{name}">{base64}</script>'
