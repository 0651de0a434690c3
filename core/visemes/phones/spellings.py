# ruff: noqa: E501, RUF001, RUF002 - IPA letters look like others; that is their nature; tables read best with a row a line
"""Phone spellings: ARPABET, X-SAMPA and IPA, into one another.

Sources: the CMU Pronouncing Dictionary's phone set, the TIMIT documentation (its extra symbols), J. C. Wells, "Computer-coding
the IPA: a proposed extension of SAMPA" (1995).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from visemes.phones import inventory as ipa
from visemes.phones.features import LETTERS, Features, distance, normalize, parse, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PhoneSet = Literal["ipa", "arpabet", "xsampa"]

#: ARPABET vowels as CMUdict spells them, to IPA. AH and ER change with stress, see `arpabet_to_ipa`.
VOWELS: Final = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "EH": "ɛ", "ER": "ɝ", "EY": "eɪ",
    "IH": "ɪ", "IY": "i", "OW": "oʊ", "OY": "ɔɪ", "UH": "ʊ", "UW": "u",
}  # fmt: skip

CONSONANTS: Final = {
    "B": "b", "CH": "tʃ", "D": "d", "DH": "ð", "F": "f", "G": "ɡ", "HH": "h", "JH": "dʒ", "K": "k", "L": "l",
    "M": "m", "N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v",
    "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip

#: The vowels English reduces when they carry no stress.
REDUCED: Final = {"AH": "ə", "ER": "ɚ"}

#: Symbols of TIMIT and older ARPABET that CMUdict does not use; a closure before a burst is spelled as its stop.
EXTRA: Final = {
    "AX": "ə", "AXR": "ɚ", "AX-H": "ə", "IX": "ɨ", "UX": "ʉ", "DX": "ɾ", "NX": "ɾ̃", "EL": "l̩", "EM": "m̩", "EN": "n̩", "ENG": "ŋ̍",
    "HV": "ɦ", "WH": "ʍ", "Q": "ʔ", "H": "h", "BCL": "b", "DCL": "d", "GCL": "ɡ", "PCL": "p", "TCL": "t", "KCL": "k",
}  # fmt: skip

#: Labels that mean nobody speaks, whatever the phone set.
SILENCES: Final = frozenset(
    {"", "sil", "sp", "spn", "spk", "pau", "h#", "#h", "#", "<eps>", "<sil>", "_", "-", "epi", "ssil", "silence", "<p:>"}
)

#: X-SAMPA that is not one IPA character for one ASCII letter of the same look.
XSAMPA: Final = {
    "b_<": "ɓ", "d`": "ɖ", "d_<": "ɗ", "g": "ɡ", "g_<": "ɠ", "h\\": "ɦ", "j\\": "ʝ", "l`": "ɭ", "l\\": "ɺ", "n`": "ɳ", "p\\": "ɸ",
    "r`": "ɽ", "r\\": "ɹ", "r\\`": "ɻ", "s`": "ʂ", "s\\": "ɕ", "t`": "ʈ", "v\\": "ʋ", "x\\": "ɧ", "z`": "ʐ", "z\\": "ʑ",
    "A": "ɑ", "B": "β", "B\\": "ʙ", "C": "ç", "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ", "G\\": "ɢ", "G\\_<": "ʛ", "H": "ɥ", "H\\": "ʜ",
    "I": "ɪ", "I\\": "ᵻ", "J": "ɲ", "J\\": "ɟ", "J\\_<": "ʄ", "K": "ɬ", "K\\": "ɮ", "L": "ʎ", "L\\": "ʟ", "M": "ɯ", "M\\": "ɰ",
    "N": "ŋ", "N\\": "ɴ", "O": "ɔ", "O\\": "ʘ", "P": "ʋ", "Q": "ɒ", "R": "ʁ", "R\\": "ʀ", "S": "ʃ", "T": "θ", "U": "ʊ",
    "U\\": "ᵿ", "V": "ʌ", "W": "ʍ", "X": "χ", "X\\": "ħ", "Y": "ʏ", "Z": "ʒ", ":": "ː", ":\\": "ˑ", "@": "ə", "@\\": "ɘ", "@`": "ɚ",
    "{": "æ", "}": "ʉ", "1": "ɨ", "2": "ø", "3": "ɜ", "3\\": "ɞ", "3`": "ɝ", "4": "ɾ", "5": "ɫ", "6": "ɐ", "7": "ɤ", "8": "ɵ",
    "9": "œ", "&": "ɶ", "?": "ʔ", "?\\": "ʕ", "<\\": "ʢ", ">\\": "ʡ", "|\\": "ǀ", "|\\|\\": "ǁ", "!\\": "ǃ", "=\\": "ǂ",
    '"': "ˈ", "%": "ˌ", "=": "̩", "~": "̃", "`": "˞", "'": "ʲ", "_>": "ʼ", "_0": "̥", "_v": "̬", "_h": "ʰ", "_w": "ʷ", "_j": "ʲ",
    "_G": "ˠ", "_?\\": "ˤ", "_d": "̪", "_a": "̺", "_m": "̻", "_N": "̼", "_o": "̞", "_r": "̝", "_+": "̟", "_-": "̠", '_"': "̈", "_x": "̽",
    "_O": "̹", "_c": "̜", "_t": "̤", "_k": "̰", "_e": "̴", "_n": "ⁿ", "_l": "ˡ", "_}": "̚", "_^": "̯", "_=": "̩", "_~": "̃", "_": "\u0361",
    "_T": "̋", "_H": "́", "_M": "̄", "_L": "̀", "_B": "̏", "_F": "̂", "_R": "̌",
}  # fmt: skip
_LONGEST: Final = max(map(len, XSAMPA))

#: IPA that English speakers hear as something the nearest letter does not give.
HEARD: Final = {
    "ʔ": "T", "ɲ": "N Y", "ʎ": "L Y", "x": "K", "χ": "HH", "ħ": "HH", "ç": "HH", "ɣ": "G", "ʁ": "R", "ʀ": "R", "r": "R", "ɾ": "D", "ɸ": "F", "β": "V",
    "y": "UW", "ø": "ER", "œ": "ER", "ɐ": "AH", "a": "AA", "e": "EY", "o": "OW", "ɒ": "AA", "ɜ": "ER", "ᵻ": "IH", "ɨ": "IH", "ʉ": "UW",
    "c": "K", "ɟ": "JH",
    "ʕ": "", "ɥ": "W", "ʍ": "W", "ɬ": "L", "ts": "T S", "dz": "D Z", "tɕ": "CH", "dʑ": "JH", "tʂ": "CH", "dʐ": "JH", "əʊ": "OW", "ɛɪ": "EY",
    "ɔʏ": "OY", "oɪ": "OY", "ɒɪ": "OY", "ɑɪ": "AY", "æʊ": "AW", "ɑʊ": "AW", "ʌɪ": "AY", "ɪə": "IH R", "eə": "EH R", "ʊə": "UH R",
}  # fmt: skip

_TO_ARPABET: Final = {
    **{spelled: phone for phone, spelled in {**EXTRA, **CONSONANTS, **VOWELS}.items() if phone in {*CONSONANTS, *VOWELS}},
    "ə": "AH", "ɚ": "ER",
}  # fmt: skip
#: Pairs of letters that are one phone of English, longest spellings first.
_PAIRS: Final = frozenset(key for key in {**_TO_ARPABET, **HEARD} if len(plain(key)) == 2)


def arpabet_to_ipa(phone: str) -> tuple[str, int | None]:
    """IPA and stress (None for consonants and vowels without a digit) of an ARPABET phone such as `AH0`.

    Raises KeyError for anything else.
    """
    base, digit = (phone[:-1], int(phone[-1])) if phone[-1:].isdigit() else (phone, None)
    if base in CONSONANTS:
        return CONSONANTS[base], None
    return (REDUCED[base] if digit == 0 and base in REDUCED else VOWELS[base]), digit


def xsampa_to_ipa(label: str) -> str:
    """IPA of an X-SAMPA (or SAMPA) string; characters that are neither are kept."""
    spelled, place = [], 0
    while place < len(label):
        size = next((n for n in range(_LONGEST, 0, -1) if label[place : place + n] in XSAMPA), 1)
        spelled.append(XSAMPA.get(label[place : place + size], label[place : place + size]))
        place += size
    return "".join(spelled)


def is_silence(label: str) -> bool:
    """Whether a label of any phone set means that nobody speaks."""
    return label.strip().lower() in SILENCES


def _without_stress(label: str) -> str:
    """An ARPABET phone without its digit: it has one at the most."""
    return label[:-1] if label[-1:] in {"0", "1", "2"} else label


def _is_arpabet(label: str) -> bool:
    base = _without_stress(label).upper()
    return base in VOWELS or base in CONSONANTS or base in EXTRA


def phone_set(labels: Iterable[str]) -> PhoneSet:
    """Which spelling a whole tier uses, from all of its labels together: one label alone can mean several sounds."""
    spoken = {label.strip() for label in labels if not is_silence(label)}
    if any(not label.isascii() for label in spoken):
        return "ipa"
    if spoken and all(map(_is_arpabet, spoken)) and (any(len(s) > 1 for s in spoken) or all(s.isupper() for s in spoken)):
        return "arpabet"
    only_lower = all(label.isalpha() and label.islower() for label in spoken)
    return "ipa" if only_lower else "xsampa"


def to_ipa(label: str, spelling: PhoneSet | None = None) -> tuple[str, int | None]:
    """IPA and stress of a phone label; ("", None) for silence.

    spelling: what `phone_set` found for the tier; None judges this label alone. Never fails: what cannot be read is kept as it is.
    """
    label = label.strip()
    if is_silence(label):
        return "", None
    spelling = spelling or phone_set([label])
    if spelling == "arpabet" and _is_arpabet(label):
        return _arpabet_label(label.upper())
    text = xsampa_to_ipa(label) if spelling == "xsampa" else label
    stress = next((level for mark, level in ipa.STRESS_MARKS.items() if text.startswith(mark)), None)
    return text.lstrip("".join(ipa.STRESS_MARKS)), stress


def _arpabet_label(label: str) -> tuple[str, int | None]:
    base = _without_stress(label)
    return (EXTRA[base], None) if base in EXTRA else arpabet_to_ipa(label)


def split_ipa(word: str) -> tuple[tuple[str, int | None], ...]:
    """The phones of a transcribed word with their stress: "həlˈoʊ" → h, ə, l, oʊ (1).

    Diphthongs and affricates of English and anything under a tie bar are one phone; a stress mark counts for the next vowel
    (IPA puts it before the syllable, espeak-ng before the vowel). Vowels without a mark are 0, consonants None.
    """
    phones: list[tuple[str, int | None]] = []
    stress = 0
    for cluster in _clusters(word):
        if cluster in ipa.STRESS_MARKS:
            stress = ipa.STRESS_MARKS[cluster]
        elif parse(cluster)[0].is_vowel:
            phones.append((cluster, stress))
            stress = 0
        else:
            phones.append((cluster, None))
    return tuple(phones)


def _clusters(word: str) -> Iterator[str]:
    """Stress marks and phones of a word, in order."""
    current = ""
    for char in normalize(word):
        if char in ipa.STRESS_MARKS and not (char == "'" and current and char in ipa.EJECTIVE and _is_stop(current)):
            if current:
                yield current
            current = ""
            yield char
        elif char in LETTERS and current and not _joins(current, char):
            yield current
            current = char
        elif char in LETTERS or (current and not char.isspace() and char not in "-_.|"):
            current += char
    if current:
        yield current


def _is_stop(cluster: str) -> bool:
    return parse(cluster)[-1].manner == "stop"


def _joins(cluster: str, letter: str) -> bool:
    tied = cluster[-1] in ipa.TIES
    whole = plain(cluster)
    return tied or (len(whole) == 1 and "ː" not in cluster and whole + letter in _PAIRS)


def ipa_to_arpabet(phone: str) -> tuple[str, ...]:
    """The ARPABET phones an English speaker would say for any one IPA phone; empty only when nothing of it is heard."""
    letters = plain(phone)
    if letters in _TO_ARPABET:
        return (_TO_ARPABET[letters],)
    if letters in HEARD:
        return tuple(HEARD[letters].split())
    return tuple(spelled for sound in parse(phone) for spelled in _nearest_arpabet(sound))


def _nearest_arpabet(sound: Features) -> tuple[str, ...]:
    if sound.letter in _TO_ARPABET:
        return (_TO_ARPABET[sound.letter],)
    if sound.letter in HEARD:
        return tuple(HEARD[sound.letter].split())
    return (min(_SINGLE, key=lambda phone: distance(sound, _SINGLE[phone])),)


_SINGLE: Final = {phone: parse(spelled)[0] for spelled, phone in _TO_ARPABET.items() if len(plain(spelled)) == 1}


def ipa_word_to_arpabet(word: str) -> tuple[str, ...]:
    """ARPABET with stress digits of a word in IPA, as espeak-ng writes it: "həlˈoʊ" → HH AH0 L OW1."""
    spelled: list[str] = []
    for phone, stress in split_ipa(word):
        parts = ipa_to_arpabet(phone)
        spelled += [f"{part}{stress or 0}" if part in VOWELS else part for part in parts]
    return tuple(spelled)
