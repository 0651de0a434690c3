"""Pronunciations from espeak-ng, through phonemizer: unknown words of English, every word of other languages.

The only module that imports them.

The library and its voices come from the `espeakng_loader` wheel, so that no system package is needed.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from visemes.lexicon.segments import groups
from visemes.phones import ipa_word_to_arpabet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from visemes.lexicon.spoken import Pronunciation

#: Languages espeak-ng should read other scripts in, by the first word of their letters' Unicode names.
SCRIPTS: Final = {
    "ARABIC": "ar", "ARMENIAN": "hy", "BENGALI": "bn", "CJK": "cmn", "CYRILLIC": "ru", "DEVANAGARI": "hi", "GEORGIAN": "ka",
    "GREEK": "el", "GUJARATI": "gu", "HANGUL": "ko", "HEBREW": "he", "HIRAGANA": "ja", "KANNADA": "kn", "KATAKANA": "ja",
    "MALAYALAM": "ml", "TAMIL": "ta", "TELUGU": "te",
}  # fmt: skip

#: Clauses whose readings are kept.
KEPT: Final = 4096

_LOG: Final = logging.getLogger("visemes.espeak")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False


def espeak_pronunciations(words: Sequence[str], language: str) -> dict[str, Pronunciation]:
    """ARPABET of as many words as espeak-ng can say; empty when espeak-ng is missing or fails.

    In an English transcript what is written in another script is read in a language of that script. All that is in one
    language goes through one call.
    """
    runs = {word: [(tag, "".join(run)) for tag, run in groupby(word, key=_languages(word, language))] for word in words}
    spoken: dict[tuple[str, str], Pronunciation] = {}
    for tag in dict.fromkeys(tag for word in words for tag, _ in runs[word]):
        texts = dict.fromkeys(text for word in words for key, text in runs[word] if key == tag)
        spoken.update({(tag, text): phones for text, phones in _spoken(tuple(texts), tag).items()})
    whole = {word: sum((spoken.get(run, ()) for run in runs[word]), ()) for word in words}
    return {word: phones for word, phones in whole.items() if phones}


def _languages(word: str, language: str) -> Callable[[str], str]:
    """Which language to read each character of a word in."""
    letters = [char for char in word if char.isalpha()]
    if not language.startswith("en") or not letters or any(_script(char) == "LATIN" for char in letters):
        return lambda _: language
    main = SCRIPTS.get(_script(letters[0]), language)
    return lambda char: SCRIPTS.get(_script(char), main)


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0].partition("-")[0]


def _spoken(words: Sequence[str], language: str) -> dict[str, Pronunciation]:
    try:
        lines = espeak(language).phonemize(words, strip=True)
    except Exception:  # noqa: BLE001 - phonemizer raises RuntimeError, OSError, AttributeError …: whatever it is, a spelling rule does the work
        return {}
    heard: Iterable[tuple[str, Pronunciation]] = (
        (word, ipa_word_to_arpabet(line)) for word, line in zip(words, lines, strict=False)
    )
    return {word: phones for word, phones in heard if phones}


@lru_cache(maxsize=KEPT)
def read(text: str, language: str) -> tuple[Pronunciation, ...]:
    """What espeak-ng says for a text, in IPA labels, a tuple for each group it writes; empty when it says nothing."""
    try:
        return groups(voice(language).text_to_phonemes(text), language)
    except Exception:  # noqa: BLE001 - one strange word must not stop a line
        return ()


@cache
def voice(language: str) -> Any:  # noqa: ANN401 - phonemizer has no types
    """espeak-ng with the voice of a language. Raises whatever phonemizer does when there is none."""
    use_wheel()
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    found = EspeakWrapper()
    found.set_voice(language)
    return found


@cache
def espeak(language: str) -> Any:  # noqa: ANN401 - phonemizer has no types
    """A phonemizer backend for a language, on the wheel's library when there is one, else on the system's.

    Raises ImportError or RuntimeError when neither can be used or the language is unknown.
    """
    use_wheel()
    from phonemizer.backend import EspeakBackend

    return EspeakBackend(language, with_stress=True, language_switch="remove-flags", words_mismatch="ignore", logger=_LOG)


def use_wheel() -> None:
    """Point phonemizer at the espeak-ng of the `espeakng_loader` wheel."""
    try:
        import espeakng_loader
    except ImportError:
        return
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
