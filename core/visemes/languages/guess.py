"""Which language a text is in: its script decides, then py3langid; short lines are English unless there is no doubt.

The only module that imports py3langid, and only for a text whose script leaves a choice and that is not plainly English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.languages.scripts import scripts_in
from visemes.languages.table import ENGLISH, LANGUAGES, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")

#: English words that few other languages have; a line with enough of them is English whatever names are in it.
ENGLISH_WORDS: Final = frozenset(Path(__file__).with_name("english_words.txt").read_text(encoding="utf-8").split())

#: Share of a line's words that makes it English when they are among these.
ENGLISH_SHARE: Final = 0.2

#: Share of words in the English dictionary from which a line in plain letters that also has one of these needs no second look.
PLAINLY_ENGLISH: Final = 0.8

#: Other languages than English are taken from so many different words on; two are enough when no dictionary knows them.
FEWEST_WORDS: Final = 3
FEWEST_STRANGE_WORDS: Final = 2

#: How likely English may at most be, and the other language (with its relatives) must at least be: rising from the first to
#: the second number as more of the words are in the English dictionary.
ENGLISH_AT_MOST: Final = 0.01
OTHER_AT_LEAST: Final = (0.5, 0.95)

#: From which probability on a line that is not taken for another language is English for sure.
ENGLISH_FOR_SURE: Final = 0.5

#: Labels of languages that are taken for one another; together they are sure that a line is not English.
RELATIVES: Final = (
    {"no", "da", "sv"}, {"id", "ms"}, {"cs", "sk"}, {"hr", "bs", "sr", "sl"}, {"es", "ca", "pt", "an"}, {"nl", "af"}, {"tr", "az"},
)  # fmt: skip

#: Letters that Cantonese writes and Mandarin does not.
CANTONESE: Final = frozenset("唔係佢嘅咗喺啲冇嚟哋咁嗰乜嘢啱")

#: A letter of these stands for a syllable or a word, and counts as much as several others.
DENSE: Final = frozenset({"Han", "Kana", "Hangul"})


@dataclass(frozen=True, slots=True)
class Guess:
    """A language that was chosen. tag: as espeak-ng spells it. sure: whether the text was enough to tell, short ones are not."""

    tag: str
    sure: bool = True

    @property
    def other(self) -> bool:
        """Whether a person should be told."""
        return self.tag != ENGLISH

    @property
    def told(self) -> str:
        """What to tell a person."""
        return f"the words are taken as {name_of(self.tag)} (--language {self.tag}); name the language if that is wrong"


def detect(text: str, in_english: Callable[[str], bool] = lambda _: False) -> Guess:
    """The language most of a text is in. in_english: whether an English dictionary has a word, in small letters."""
    counts = scripts_in(text)
    if not counts:
        return Guess(ENGLISH, sure=False)
    script = max(counts, key=lambda name: counts[name] * (3 if name in DENSE else 1))
    if script == "Latin":
        return _latin(text, in_english)
    if script in {"Han", "Kana"}:
        return Guess("ja" if counts["Kana"] else "yue" if CANTONESE & set(text) else "cmn")
    return Guess(_among(text, candidates(script)))


@cache
def candidates(script: str) -> tuple[str, ...]:
    """The tags of the languages that are written in a script and may be guessed; of a script with none, those never guessed."""
    written = [language for language in LANGUAGES.values() if script in language.scripts]
    return tuple(language.tag for language in written if language.label) or tuple(language.tag for language in written[:1])


#: How many times likelier another language of a script must be than the usual one for a word or two.
USUAL_GAIN: Final = 5

#: What a script is when nothing tells its languages apart.
USUAL: Final = {"Cyrillic": "ru", "Arabic": "ar", "Devanagari": "hi", "Bengali": "bn", "Ethiopic": "am"}


def _among(text: str, tags: tuple[str, ...]) -> str:
    """The likeliest of some languages; English where there is none."""
    if len(tags) < 2:
        return tags[0] if tags else ENGLISH
    ranked = rank(text, tags)
    usual = next((tag for tag in USUAL.values() if tag in tags), tags[0])
    likely = dict(ranked)
    short = len(_WORD.findall(text)) < FEWEST_WORDS
    return usual if not ranked or (short and likely[usual] * USUAL_GAIN >= ranked[0][1]) else ranked[0][0]


def _latin(text: str, in_english: Callable[[str], bool]) -> Guess:
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    different = dict.fromkeys(words)
    listed = sum(map(in_english, words)) / len(words)
    strange = len(different) >= FEWEST_STRANGE_WORDS and not listed
    if _plainly_english(words, listed):
        return Guess(ENGLISH)
    if len(different) < FEWEST_WORDS and not strange:
        return Guess(ENGLISH, sure=False)
    ranked = rank(text, candidates("Latin"))
    short = len(different) < FEWEST_WORDS or (len(different) == FEWEST_WORDS and "".join(words).isascii())
    if ranked and _is_other(ranked, listed, short=short):
        return Guess(ranked[0][0])
    return Guess(ENGLISH, sure=dict(ranked).get(ENGLISH, 0.0) >= ENGLISH_FOR_SURE)


def _plainly_english(words: Sequence[str], listed: float) -> bool:
    share = sum(word in ENGLISH_WORDS for word in words) / len(words)
    return share >= ENGLISH_SHARE or (share > 0 and listed >= PLAINLY_ENGLISH and all(word.isascii() for word in words))


def _is_other(ranked: Sequence[tuple[str, float]], listed: float, *, short: bool) -> bool:
    """Whether the likeliest language is another than English without doubt."""
    likely = dict(ranked)
    label = LANGUAGES[ranked[0][0]].label
    family = next((group for group in RELATIVES if label in group), {label})
    together = sum(likely[tag] for tag in likely if LANGUAGES[tag].label in family)
    low, high = OTHER_AT_LEAST
    enough = high if short else low + (high - low) * max(0.0, 2 * listed - 1)
    return likely[ENGLISH] <= ENGLISH_AT_MOST and together >= enough


def rank(text: str, tags: tuple[str, ...]) -> list[tuple[str, float]]:
    """Some languages with their probabilities, the likeliest first; empty where py3langid is not installed."""
    labels = {LANGUAGES[tag].label: tag for tag in tags}
    try:
        identifier = _identifier()
    except ImportError:
        return []
    identifier.set_languages(list(labels))
    return [(labels[label], float(share)) for label, share in identifier.rank(text)]


@cache
def _identifier():  # type: ignore[no-untyped-def]  # noqa: ANN202 - py3langid has no types
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
