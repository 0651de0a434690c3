"""Gentle's JSON: a list of words with their phones, whose lengths are told one after the other.

A word that was not found in the sound has no times, one that is in no dictionary only the phone `oov`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from visemes.imports.base import Importer
from visemes.imports.fields import Fields, parse_json
from visemes.imports.tiers import Row, timeline_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.timeline import Timeline

#: The word was heard.
HEARD: Final = "success"

#: What Gentle writes for the sounds of a word it does not know.
UNKNOWN: Final = "oov"

_LOOK: Final = re.compile(r'"case"\s*:\s*"(?:success|not-found-in-(?:audio|transcript))"')


def recognize(text: str) -> bool:
    """Whether a JSON text tells of words found and not found."""
    return text.lstrip().startswith("{") and bool(_LOOK.search(text))


def parse(text: str, source: str) -> Timeline:
    """The timeline in Gentle's JSON. Raises TimelineError."""
    document = Fields(parse_json(text, source), source)
    words: list[Row] = []
    phones: list[Row] = []
    for number, word in enumerate(document.children("words"), 1):
        if word.text("case", HEARD) == HEARD:
            start, end = word.number("start"), word.number("end")
            words.append(Row(start, end, word.text("word"), number))
            phones += _phones(word, start, number)
    return timeline_of(source, 0.0, words, phones)


def _phones(word: Fields, start: float, number: int) -> Iterator[Row]:
    for phone in word.children("phones"):
        end = start + phone.number("duration")
        label = phone.text("phone")
        if label.partition("_")[0] != UNKNOWN:
            yield Row(start, end, label, number)
        start = end


IMPORTER: Final = Importer("Gentle JSON", (), recognize, parse)
