"""`languages.toml`, typed, and every name a language goes by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from visemes.errors import UnknownNameError

#: What `--language` takes besides the tags: guess from the text.
AUTO: Final = "auto"

#: What is spoken unless something else is found.
ENGLISH: Final = "en-us"


@dataclass(frozen=True, slots=True)
class Language:
    """A language or accent.

    tag: as espeak-ng spells it. scripts: what it is written in (see `visemes.languages.scripts`). also: other tags and names.
    label: what the identification library calls it; empty for what is never guessed. voice: the language whose voice reads it,
    its own when empty. numbers: the language whose voice says figures where its own cannot. digits: the zero of the only digits
    its voice reads. romanized: whether its letters are read by their Unicode names. unpointed: whether
    its voice must not see vowel points.
    """

    tag: str
    name: str
    scripts: tuple[str, ...] = ("Latin",)
    also: tuple[str, ...] = ()
    label: str = ""
    voice: str = ""
    numbers: str = ""
    digits: str = ""
    romanized: bool = False
    unpointed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, in small letters; a language's first accent also answers to the language's bare name."""
        whole = self.name.lower()
        return (self.tag.lower(), *self.also, whole, whole.replace("(", "").replace(")", ""), whole.partition(" (")[0])


def _read() -> dict[str, Language]:
    rows = tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))
    return {
        tag: Language(
            tag,
            row["name"],
            tuple(row.get("scripts", "Latin").split()),
            tuple(row.get("also", "").split()),
            **{name: row[name] for name in ("label", "voice", "numbers", "digits", "romanized", "unpointed") if name in row},
        )
        for tag, row in rows.items()
    }


#: Every language by its tag, in the order of the table.
LANGUAGES: Final = _read()


@cache
def _by_name() -> dict[str, str]:
    """Tag by every name; tags win over other names, and the first of several languages over the others."""
    tags = {tag.lower(): tag for tag in LANGUAGES}
    names: dict[str, str] = {}
    for language in LANGUAGES.values():
        for name in language.names:
            names.setdefault(name, language.tag)
    return names | tags


def language_named(name: str) -> str:
    """The tag of a language by tag (`fr-fr`), other codes (`fr`, `fra`, `fr-CA`, `pt_BR`) or name (`French`, `español` not).

    What espeak-ng does not tell apart is taken for the nearest it has: fr-CA is fr-fr. Raises UnknownNameError.
    """
    asked = name.strip().lower().replace("_", "-")
    parts = asked.split("-")
    for size in range(len(parts), 0, -1):
        if found := _by_name().get("-".join(parts[:size])):
            return found
    raise UnknownNameError("language", name, known_names())


def known_names() -> tuple[str, ...]:
    """Tags and plain names, for suggestions."""
    return (AUTO, *LANGUAGES, *(language.name.partition(" (")[0] for language in LANGUAGES.values()))


def name_of(tag: str) -> str:
    """What people call a language; the tag itself for one that is not in the table."""
    return LANGUAGES[tag].name if tag in LANGUAGES else tag


def is_english(tag: str) -> bool:
    """Whether CMUdict and the English rules for figures apply: every accent of English, and no tag at all."""
    return tag.partition("-")[0] in {"", "en"}
