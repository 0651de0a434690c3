"""Languages: which there are, what they are called, what they are written in, and which of them a text is in."""

from __future__ import annotations

from visemes.languages.guess import Guess, detect
from visemes.languages.scripts import has_spaces, main_script, script_of
from visemes.languages.table import AUTO, ENGLISH, LANGUAGES, Language, is_english, language_named, name_of

__all__ = [
    "AUTO", "ENGLISH", "LANGUAGES", "Guess", "Language", "detect", "has_spaces", "is_english", "language_named", "main_script",
    "name_of", "script_of",
]  # fmt: skip
