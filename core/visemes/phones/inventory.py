# ruff: noqa: E501, RUF001, RUF002 - IPA letters look like others; that is their nature; tables read best with a row a line
"""The sounds of the International Phonetic Alphabet as tables: letters, diacritics and what they do.

Source: the IPA chart (2020 revision), its "other symbols", the extensions espeak-ng writes (ᵻ, ᵊ, ɫ) and the older letters
that are still found in corpora (ʧ, ʇ, ɩ, ƥ). Place and manner names are the chart's.
"""

from __future__ import annotations

from typing import Final

#: Where the tract is narrowest, as a distance from the lips (arbitrary units; only differences matter).
PLACES: Final = {
    "bilabial": 0.0, "labial-velar": 0.4, "labial-palatal": 0.4, "labiodental": 0.6, "dental": 1.7, "alveolar": 2.0,
    "postalveolar": 2.4, "retroflex": 2.6, "alveolo-palatal": 2.6, "palatal": 3.0, "velar": 4.0, "uvular": 4.4,
    "pharyngeal": 5.0, "epiglottal": 5.2, "glottal": 5.6,
}  # fmt: skip

#: How open the narrowest place is: 0 shut, 1 hissing, 2 free.
MANNERS: Final = {
    "stop": 0.0, "implosive": 0.0, "ejective": 0.0, "click": 0.1, "nasal": 0.2, "tap": 0.3, "trill": 0.5, "lateral tap": 0.5,
    "affricate": 0.6, "fricative": 1.0, "lateral fricative": 1.2, "approximant": 1.8, "lateral approximant": 1.8,
}  # fmt: skip

#: manner → place → letters, voiceless ones first, a blank, voiced ones ("-" for none).
CONSONANTS: Final[dict[str, dict[str, str]]] = {
    "stop": {
        "bilabial": "p b", "labiodental": "ȹ ȸ", "alveolar": "tȶ dȡ", "retroflex": "ʈ ɖ", "palatal": "c ɟ", "velar": "k ɡ",
        "uvular": "q ɢ", "epiglottal": "ʡ -", "glottal": "ʔ -",
    },
    "nasal": {
        "bilabial": "- m", "labiodental": "- ɱ", "alveolar": "- n", "retroflex": "- ɳ", "alveolo-palatal": "- ȵ",
        "palatal": "- ɲ", "velar": "- ŋ", "uvular": "- ɴ",
    },
    "trill": {"bilabial": "- ʙ", "alveolar": "- r", "uvular": "- ʀ", "epiglottal": "ʜ ʢ"},
    "tap": {"labiodental": "- ⱱ", "alveolar": "- ɾ", "retroflex": "- ɽ"},
    "fricative": {
        "bilabial": "ɸ β", "labiodental": "f v", "dental": "θ ð", "alveolar": "s z", "postalveolar": "ʃ ʒ",
        "retroflex": "ʂ ʐ", "alveolo-palatal": "ɕ ʑ", "palatal": "ç ʝ", "velar": "xɧ ɣ", "uvular": "χ ʁ",
        "pharyngeal": "ħ ʕ", "glottal": "h ɦ", "labial-velar": "ʍ -",
    },
    "lateral fricative": {"alveolar": "ɬ ɮ", "retroflex": "ꞎ -"},
    "approximant": {
        "labiodental": "- ʋ", "alveolar": "- ɹ", "retroflex": "- ɻ", "palatal": "- j", "velar": "- ɰ",
        "labial-velar": "- w", "labial-palatal": "- ɥ",
    },
    "lateral approximant": {"alveolar": "- lɫȴ", "retroflex": "- ɭ", "palatal": "- ʎ", "velar": "- ʟ"},
    "lateral tap": {"alveolar": "- ɺ"},
    "click": {
        "bilabial": "ʘ -", "dental": "ǀ -", "alveolar": "ǃ -", "palatal": "ǂ -", "postalveolar": "ǁ -",
        "retroflex": "𝼊 -", "velar": "ʞ -",
    },
    "implosive": {
        "bilabial": "ƥ ɓ", "alveolar": "ƭ ɗ", "retroflex": "- ᶑ", "palatal": "ƈ ʄ", "velar": "ƙ ɠ", "uvular": "ʠ ʛ",
    },
}  # fmt: skip

#: Hissing sounds with a groove in the tongue: the jaw rises until the teeth nearly meet.
SIBILANTS: Final = frozenset("szʃʒʂʐɕʑɧ")
#: Sounds with an r colour. Taps are left out: seen from outside they are quick d's.
RHOTIC_CONSONANTS: Final = frozenset("ɹɻrʀʁ")
#: How much a consonant rounds the lips by itself, 0..1.
CONSONANT_ROUNDING: Final = {
    "w": 1.0,
    "ʍ": 1.0,
    "ɥ": 1.0,
    "ɹ": 0.5,
    "ɻ": 0.5,
    "ʃ": 0.5,
    "ʒ": 0.5,
    "ɧ": 0.5,
    "ʂ": 0.3,
    "ʐ": 0.3,
    "ɕ": 0.3,
    "ʑ": 0.3,
}

#: Vowel letter → (openness 0 close .. 1 open, backness 0 front .. 1 back, lip rounding 0..1), from the vowel trapezium.
VOWELS: Final = {
    "i": (0.0, 0.0, 0.0), "y": (0.0, 0.0, 1.0), "ɨ": (0.0, 0.5, 0.0), "ʉ": (0.0, 0.5, 1.0), "ɯ": (0.0, 1.0, 0.0), "u": (0.0, 1.0, 1.0),
    "ɪ": (0.17, 0.2, 0.0), "ʏ": (0.17, 0.2, 0.9), "ʊ": (0.17, 0.8, 0.8),
    "e": (0.33, 0.0, 0.0), "ø": (0.33, 0.0, 0.9), "ɘ": (0.33, 0.5, 0.0), "ɵ": (0.33, 0.5, 0.9), "ɤ": (0.33, 1.0, 0.0), "o": (0.33, 1.0, 0.9),
    "ə": (0.5, 0.5, 0.0),
    "ɛ": (0.67, 0.0, 0.0), "œ": (0.67, 0.0, 0.7), "ɜ": (0.67, 0.5, 0.0), "ɞ": (0.67, 0.5, 0.7), "ʌ": (0.67, 1.0, 0.0), "ɔ": (0.67, 1.0, 0.7),
    "æ": (0.83, 0.0, 0.0), "ɐ": (0.83, 0.5, 0.0),
    "a": (1.0, 0.1, 0.0), "ɶ": (1.0, 0.0, 0.4), "ɑ": (1.0, 1.0, 0.0), "ɒ": (1.0, 1.0, 0.4),
    # Rhotic letters, espeak's reduced vowels and the apical vowels of Chinese
    "ɚ": (0.5, 0.5, 0.3), "ɝ": (0.6, 0.5, 0.3), "ᵻ": (0.17, 0.5, 0.0), "ᵿ": (0.17, 0.7, 0.6), "ᵊ": (0.5, 0.5, 0.0),
    "ɿ": (0.1, 0.4, 0.0), "ʅ": (0.1, 0.6, 0.0), "ʮ": (0.1, 0.4, 1.0), "ʯ": (0.1, 0.6, 1.0),
    "ɼ": (0.3, 0.5, 0.0),
}  # fmt: skip

RHOTIC_VOWELS: Final = frozenset("ɚɝ")

#: Spellings that mean the same as another: ligatures, look-alikes, precomposed letters.
RESPELLED: Final = {
    "ʦ": "ts", "ʣ": "dz", "ʧ": "tʃ", "ʤ": "dʒ", "ʨ": "tɕ", "ʥ": "dʑ", "ꭧ": "tʂ", "ꭦ": "dʐ", "g": "ɡ",
    "ε": "ɛ", "ϵ": "ɛ", "ϑ": "θ", "φ": "ɸ", "Φ": "ɸ", "ǝ": "ə", "ә": "ə", "∅": "", "ʆ": "ɕ", "ʓ": "ʑ", "λ": "ʎ", "ƛ": "tɬ", "!": "ǃ", "|": "ǀ", "‖": "ǁ",
    "ʇ": "ǀ", "ʗ": "ǃ", "ʖ": "ǁ", "ɩ": "ɪ", "ɷ": "ʊ", "ı": "ɯ", "ᴀ": "ɐ",
}  # fmt: skip

#: What decomposition makes of ç.
CEDILLA_C: Final = "c\u0327"

TIES: Final = frozenset("\u0361\u035c\u203f")
LABIALIZED: Final = frozenset("ʷᵝ\u032b")
#: Small letters that put a closed mouth before or after a sound.
LABIAL_NASAL: Final = "ᵐ"
EJECTIVE: Final = frozenset("ʼ’'")
DENTAL: Final = "\u032a"
RHOTIC: Final = frozenset("˞ʴʵʶ")
#: Diacritic → change of (openness, backness, rounding).
SHIFTS: Final = {
    "\u031d": (-0.15, 0.0, 0.0), "\u031e": (0.15, 0.0, 0.0), "˔": (-0.15, 0.0, 0.0), "˕": (0.15, 0.0, 0.0),
    "\u031f": (0.0, -0.2, 0.0), "\u0320": (0.0, 0.2, 0.0), "\u0339": (0.0, 0.0, 0.3), "\u031c": (0.0, 0.0, -0.3),
}  # fmt: skip
#: Pulled towards the middle of the mouth: centralised, mid-centralised.
CENTRED: Final = frozenset("\u0308\u033d")
STRESS_MARKS: Final = {"ˈ": 1, "ˌ": 2, "'": 1, ",": 2}
