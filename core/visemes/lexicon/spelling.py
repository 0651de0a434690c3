"""Letters to sounds by rule, for the rare word that neither the dictionary nor espeak-ng can say.

Nothing here tries to be right about English spelling: it gives a mouth something close to move to.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from visemes.lexicon.dictionary import with_stress
from visemes.phones import CONSONANTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.lexicon.spoken import Pronunciation

#: Spelling (a regular expression at the current letter) and its phones; the first that fits wins.
RULES: Final = tuple(
    (re.compile(pattern), tuple(phones.split()))
    for pattern, phones in (
        ("^y$", "Y"), ("tch", "CH"), ("sch", "SH"), ("dge", "JH"), ("igh", "AY"), ("eigh", "EY"), ("augh", "AO"), ("ough", "AO"),
        ("tion", "SH AH N"), ("sion", "ZH AH N"), ("ture$", "CH ER"), ("ous$", "AH S"), ("wh", "W"), ("^wr", "R"), ("^kn", "N"),
        ("^gn", "N"), ("^ps", "S"), ("^pn", "N"), ("^x", "Z"), ("mb$", "M"), ("ph", "F"), ("sh", "SH"), ("ch", "CH"), ("ck", "K"),
        ("th", "TH"), ("ng$", "NG"), ("ng(?=[kx])", "NG"), ("nk", "NG K"), ("qu", "K W"), ("gh", "G"), ("zh", "ZH"),
        ("ee", "IY"), ("ea", "IY"), ("ie", "IY"), ("ei", "EY"), ("ey$", "IY"), ("ey", "EY"), ("ai", "EY"), ("ay", "EY"),
        ("oo", "UW"), ("ou", "AW"), ("ow$", "OW"), ("ow", "AW"), ("oi", "OY"), ("oy", "OY"), ("oa", "OW"), ("au", "AO"),
        ("aw", "AO"), ("eu", "UW"), ("ew", "UW"), ("ue$", "UW"), ("ui", "UW"), ("ar", "AA R"), ("or", "AO R"), ("[eiu]r", "ER"),
        ("a(?=[^aeiouwxy]e$)", "EY"), ("e(?=[^aeiouwxy]e$)", "IY"), ("i(?=[^aeiouwxy]e$)", "AY"), ("o(?=[^aeiouwxy]e$)", "OW"),
        ("u(?=[^aeiouwxy]e$)", "UW"), ("(?<=.)e$", ""), ("(?<=.)a$", "AH"), ("(?<=.)i$", "IY"), ("o$", "OW"), ("y$", "IY"),
        ("c(?=[eiy])", "S"), ("g(?=[eiy])", "JH"), (r"([bcdfghjklmnpqrstvwxz])(?=\1)", ""), ("^y(?=[aeiou])", "Y"),
        ("a", "AE"), ("b", "B"), ("c", "K"), ("d", "D"), ("e", "EH"), ("f", "F"), ("g", "G"), ("h", "HH"), ("i", "IH"), ("j", "JH"),
        ("k", "K"), ("l", "L"), ("m", "M"), ("n", "N"), ("o", "AA"), ("p", "P"), ("q", "K"), ("r", "R"), ("s", "S"), ("t", "T"),
        ("u", "AH"), ("v", "V"), ("w", "W"), ("x", "K S"), ("y", "IH"), ("z", "Z"),
    )
)  # fmt: skip

#: What is said when a word has no letter that can be read at all.
NEUTRAL: Final[Pronunciation] = ("AH0",)


def spell_out(word: str) -> Pronunciation:
    """Phones for any string; never empty."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", word.lower()) if "a" <= char <= "z")
    return with_stress(tuple(_phones(letters))) or NEUTRAL


def _phones(letters: str) -> Iterator[str]:
    place = 0
    while place < len(letters):
        match, phones = next((m, phones) for pattern, phones in RULES if (m := pattern.match(letters, place)))
        yield from phones
        place = match.end()


def stuttered(word: str) -> tuple[Pronunciation, ...]:
    """The broken-off beginning of a word, "w-" in "w-w-wait", with and without a murmur after it; empty for anything else."""
    onset = spell_out(word[:-1]) if word.endswith("-") and word[:-1].isalpha() else ()
    voiced = ("DH",) if onset == ("TH",) else onset
    return tuple(dict.fromkeys((onset, (*onset, "AH0"), voiced, (*voiced, "AH0")))) if onset and onset[-1] in CONSONANTS else ()
