"""What the lexicon gives an aligner: the words of a line with everything that may be heard in their places."""

from __future__ import annotations

from dataclasses import dataclass

#: English: ARPABET phones, vowels with their stress digit, such as ("HH", "AH0", "L", "OW1"). Any other language: IPA, one
#: label a segment, a stressed vowel with its mark in front.
Pronunciation = tuple[str, ...]


def is_ipa(label: str) -> bool:
    """Whether a label of a pronunciation is IPA; ARPABET begins with a capital letter of ASCII, which IPA has none of."""
    return not "A" <= label[:1] <= "Z"


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of the transcript with everything an aligner may hear in its place.

    text: as the transcript spells it ("1984"). parts: the words spoken for it, in order ("nineteen", "eighty",
    "four"), each with its possible pronunciations, at least one. speaker: from labels like `ANNA:`, else empty. spoken: the
    parts in letters, for aligners that read; empty where `text` says it. language: its own, as espeak-ng spells it, where that
    is not the line's.
    """

    text: str
    parts: tuple[tuple[Pronunciation, ...], ...]
    speaker: str = ""
    spoken: tuple[str, ...] = ()
    language: str = ""
