"""Words to phones: `Lexicon` answers for one word, `pronounce` for a whole transcript."""

from __future__ import annotations

from visemes.lexicon.lexicon import Lexicon, is_listed
from visemes.lexicon.pronounce import pronounce
from visemes.lexicon.spoken import Pronunciation, SpokenWord, is_ipa

__all__ = ["Lexicon", "Pronunciation", "SpokenWord", "is_ipa", "is_listed", "pronounce"]
