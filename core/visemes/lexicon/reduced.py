"""Words as they are shortened in speech: German habm for haben, Japanese des for desu. `data/reduced.toml` has the rules."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visemes.lexicon.spoken import Pronunciation


@cache
def _rules(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The rules of a language, whatever its accent."""
    rows = tomllib.loads((Path(__file__).parent / "data" / "reduced.toml").read_text(encoding="utf-8"))
    rules = rows.get(language.partition("-")[0], {}).get("rules", ())
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


def reduced(labels: Pronunciation, language: str) -> Pronunciation:
    """The word with everything shortened that may be; the same when nothing may, or nothing would be left but one sound."""
    text = f" {' '.join(labels)} "
    for pattern, instead in _rules(language):
        text = pattern.sub(instead, text)
    return tuple(text.split()) or labels
