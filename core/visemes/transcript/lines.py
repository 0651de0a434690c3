"""Lines of a script: who speaks, and what is not spoken at all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.transcript.tables import DIRECTIONS, LEAD_INS, NOT_DIRECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETS: Final = re.compile(r"\[[^\[\]]{0,400}\]|\{[^{}]{0,400}\}")
_TAGS: Final = re.compile(r"</?[A-Za-z][^<>\n]{0,80}>|<[\d:.]{5,12}>")
_REMARKS: Final = re.compile(r"\(([^()]{1,200})\)|(?<![\w*])\*([^*\n]{1,80})\*(?![\w*])")

#: A name, a remark in brackets, a colon; a dash or ">>" of subtitles may stand before it, and Fountain's "^" for speech at the
#: same time before the colon.
_LABEL: Final = re.compile(
    r"^\s*(?:[-\u2013\u2014\u2022>]+\s*)?(?P<name>[^\W\d_][\w .'\u2019&#-]{0,39}?)\s*(?:\([^()]*\)\s*)?\^?\s*"
    r"[:\uff1a](?=\s|$|[\"'\u201c\u2018\u00a1\u00bf]|[A-Z]|(?<=\uff1a))"
)
#: Remarks in the wide brackets of Chinese and Japanese, which scripts use for directions.
_WIDE_REMARKS: Final = re.compile("\uff08[^\uff08\uff09]{1,80}\uff09|\u3010[^\u3010\u3011]{1,80}\u3011")
#: First words of directions in lines of any language.
_STAGE_WORDS: Final = frozenset(Path(__file__).with_name("stage_words.txt").read_text(encoding="utf-8").split())
_SMALL_WORDS: Final = frozenset(("of", "the", "and", "de", "van", "von", "der", "la", "le", "&"))
_LONGEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker says in one go. start, end: seconds of the subtitle, None outside subtitles."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


def speeches(
    text: str, start: float | None = None, end: float | None = None, speaker: str = "", *, english: bool = True
) -> Iterator[Speech]:
    """The text by speakers, without labels, tags and stage directions.

    A speaker goes on until the next label, over line breaks; a blank line ends what was said, not who speaks. english: whether
    the endings of English tell directions from remarks that are spoken.
    """
    lines = without_tags(text).split("\n")
    counts = Counter(name for line in lines if (name := label(line)[0]))
    said: list[str] = []
    for line in lines:
        name, rest = label(line)
        if name and is_speaker(name, counts[name]):
            yield from _speech(speaker, said, start, end, english=english)
            speaker, said = name, [rest]
        else:
            said.append(line)
    yield from _speech(speaker, said, start, end, english=english)


def without_tags(text: str) -> str:
    """The text without what stands in brackets and without tags."""
    return _TAGS.sub(" ", _BRACKETS.sub(" ", text))


def _speech(speaker: str, lines: list[str], start: float | None, end: float | None, *, english: bool) -> Iterator[Speech]:
    if text := without_directions("\n".join(lines), english=english).strip():
        yield Speech(speaker, text, start, end)


def label(line: str) -> tuple[str, str]:
    """What may be a speaker's name at the start of a line, and the rest; an empty name when there is none."""
    match = _LABEL.match(line)
    return (" ".join(match["name"].split()), line[match.end() :]) if match else ("", line)


def is_speaker(name: str, times: int) -> bool:
    """Whether words before a colon name a speaker.

    ANNA: and OLD MAN #2: do, and so do up to three words with capitals (Anna Smith:), unless the first of them usually
    leads into a sentence (Listen: Note:). A label in capitals that occurs twice is a speaker in any case.
    """
    words = name.split()
    capitals = name == name.upper()
    if len(words) > _LONGEST_NAME or (capitals and times > 1):
        return len(words) <= _LONGEST_NAME
    if words[0].lower() in LEAD_INS:
        return False
    return capitals or (len(words) < _LONGEST_NAME and all(_like_a_name(word) for word in words))


def _like_a_name(word: str) -> bool:
    return word[0].isupper() or word[0] in "#0123456789" or word in _SMALL_WORDS


def without_directions(text: str, *, english: bool = True) -> str:
    """The text without (laughs) and *sighs*; remarks that are spoken stay: (and I mean it), *really*.

    In other languages only usual stage words are directions, and whatever stands in wide brackets.
    """
    if not english:
        text = _WIDE_REMARKS.sub(" ", text)
    return _REMARKS.sub(lambda m: " " if is_direction(m[1] or m[2], english=english) else f" {m[1] or m[2]} ", text)


def is_direction(remark: str, *, english: bool = True) -> bool:
    """Whether a remark tells how to speak or what happens: laughs, sighing, to Anna, V.O., softly."""
    words = [word.strip(".,;:!?-\"'").lower() for word in remark.split()]
    words = [word for word in words if word]
    if not words or words[0] in DIRECTIONS:
        return bool(words) or not remark.strip(".!?- ")
    if not english:
        return words[0] in _STAGE_WORDS
    if words[0] == "to" and len(words) > 1:
        return remark.split()[1][0].isupper() or words[1] in ("himself", "herself", "themselves", "camera")
    return words[0] not in NOT_DIRECTIONS and len(words[0]) > 3 and words[0].endswith(("ing", "ly", "s"))
