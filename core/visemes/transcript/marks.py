"""Marks of another language inside a line: `<fr>croissant</fr>`, or WebVTT's `<lang fr>croissant</lang>`.

A mark counts only when it names a language and is closed again; every other tag is taken out with the rest of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from visemes.errors import UnknownNameError
from visemes.languages import language_named

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK: Final = re.compile(
    r"<(?:lang[\s=]+(?P<named>[\w-]{2,40})\s*>(?P<long>.*?)</lang|(?P<tag>[A-Za-z]{2,3}(?:-[\w-]{2,30})?)>(?P<short>.*?)</(?P=tag))>",
    re.IGNORECASE | re.DOTALL,
)

#: Tags of subtitles and web pages that look like languages.
_NOT_LANGUAGES: Final = frozenset({"tr", "th", "br", "hr", "li", "ol", "ul", "td", "em", "rt", "rp", "sub", "sup", "del", "ins"})

#: Characters that stand for a mark while other tags are taken out: its beginning, what ends its language, its end.
OPEN, NAMED, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_KEPT: Final = re.compile(f"{OPEN}([^{NAMED}]*){NAMED}([^{CLOSE}]*){CLOSE}")


def kept(text: str) -> str:
    """The text with its marks in a form that survives the removal of tags."""
    return _MARK.sub(_keep, re.sub(f"[{OPEN}-{CLOSE}]", "", text))


def _keep(match: re.Match[str]) -> str:
    name = match["named"] or match["tag"]
    inner = match["long"] if match["named"] else match["short"]
    tag = None if name.lower() in _NOT_LANGUAGES and not match["named"] else _language(name)
    return f"{OPEN}{tag}{NAMED}{inner}{CLOSE}" if tag else match[0]


def _language(name: str) -> str | None:
    try:
        return language_named(name)
    except UnknownNameError:
        return None


def without_marked(text: str) -> str:
    """The text without what is marked as another language's: what tells the line's own."""
    return re.sub(f"[{OPEN}-{CLOSE}]", "", _KEPT.sub(" ", text))


def runs(text: str, language: str) -> Iterator[tuple[str, str]]:
    """The language and the text of every stretch, in order. language: of what is not marked."""
    place = 0
    for match in _KEPT.finditer(text):
        yield language, text[place : match.start()]
        yield match[1], match[2]
        place = match.end()
    yield language, re.sub(f"[{OPEN}-{CLOSE}]", "", text[place:])
