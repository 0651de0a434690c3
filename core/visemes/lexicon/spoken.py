"""What the lexicon gives an aligner: the words of a line with everything that may be heard in their places."""

from __future__ import annotations

from dataclasses import dataclass

#: ARPABET phones, vowels with their stress digit, such as ("HH", "AH0", "L", "OW1").
Pronunciation = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of the transcript with everything an aligner may hear in its place.

    text: as the transcript spells it ("1984"). parts: the words spoken for it, in order ("nineteen", "eighty",
    "four"), each with its possible pronunciations, at least one. speaker: from labels like `ANNA:`, else empty.
    """

    text: str
    parts: tuple[tuple[Pronunciation, ...], ...]
    speaker: str = ""
