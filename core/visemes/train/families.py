"""Who is trained on, who decides when to stop, and who is only tested: families.toml, read and checked."""

from __future__ import annotations

import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal

from visemes.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from visemes.train.world.speech import Split

SCHEMA_VERSION: Final = 1
#: The sections that keep things apart by name, and the splits a name may be in.
HELD: Final = ("engines", "voices", "languages")
SPLITS: Final[tuple[Literal["test"], Literal["valid"]]] = ("test", "valid")


@dataclass(frozen=True, slots=True)
class Families:
    """What is held out. held: section and split to names. sentences: split to how many of a hundred. tables: the other sections."""

    held: Mapping[tuple[str, str], frozenset[str]]
    sentences: Mapping[str, int]
    tables: Mapping[str, Any]

    def split_of(self, engine: str, voice: str, language: str, *sentences: str) -> Split:
        """Where a line belongs: the strictest of what its engine, voice, language and sentences say."""
        names = {"engines": engine, "voices": f"{engine}/{voice}", "languages": language}
        said = {self.split_of_sentence(sentence) for sentence in sentences}
        for split in SPLITS:
            if split in said or any(name in self.held[section, split] for section, name in names.items()):
                return split
        return "train"

    def split_of_sentence(self, sentence: str) -> Split:
        """Where a sentence belongs, whoever says it; only its letters and digits count."""
        letters = "".join(c for c in sentence.casefold() if c.isalnum())
        place = zlib.crc32(letters.encode()) % 100
        test, valid = self.sentences["test"], self.sentences["valid"]
        return "test" if place < test else "valid" if place < test + valid else "train"

    def table(self, name: str) -> Mapping[str, Any]:
        """A section of its own, such as "drawn" or "heads". Raises InputError when there is none."""
        if not isinstance(self.tables.get(name), dict):
            raise InputError(f"families.toml: no section [{name}]", "add it, with what is trained on and what is held out")
        found: Mapping[str, Any] = self.tables[name]
        return found


@cache
def families() -> Families:
    """The families as they are shipped."""
    return parse_families(files("visemes.train").joinpath("families.toml").read_text("utf-8"))


def parse_families(text: str, source: str = "families.toml") -> Families:
    """Families from a text. Raises InputError for what is missing, unknown, or in two splits at once."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{source}: {error}", "correct the file") from error
    if document.pop("schema_version", None) != SCHEMA_VERSION:
        raise InputError(f"{source}: schema_version is not {SCHEMA_VERSION}", "update visemes, or the file")
    held: dict[tuple[str, str], frozenset[str]] = {}
    for section in HELD:
        held |= {(section, split): _names(document, section, split, source) for split in SPLITS}
    for section in HELD:
        if twice := held[section, "test"] & held[section, "valid"]:
            raise InputError(f"{source}: [{section}] has {min(twice)!r} in test and in valid", "keep it in one of them")
    shares = document.get("sentences", {})
    if not all(isinstance(shares.get(split), int) and 0 <= shares[split] <= 50 for split in SPLITS):
        raise InputError(f"{source}: [sentences] needs test and valid, 0 to 50 of a hundred", "correct the file")
    tables = {name: table for name, table in document.items() if name not in {*HELD, "sentences"}}
    return Families(held, {split: shares[split] for split in SPLITS}, tables)


def _names(document: Mapping[str, Any], section: str, split: str, source: str) -> frozenset[str]:
    names = document.get(section, {}).get(split)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{source}: [{section}] needs {split}, a list of names", "correct the file")
    return frozenset(names)
