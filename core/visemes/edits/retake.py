"""Another take of a line: its words matched, a person's work carried to the new timing, what cannot be placed listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from visemes.align.doubt import is_wrong_transcript
from visemes.edits.carrying import carried
from visemes.edits.drawings import by_hand
from visemes.edits.keys import runs_of
from visemes.edits.lines import animated_anew
from visemes.edits.matching import matched_texts, matched_words
from visemes.edits.revise import revise
from visemes.edits.warp import Warp
from visemes.errors import RetakeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from visemes.align.base import Aligner
    from visemes.audio import Sound
    from visemes.edits.cells import Speech
    from visemes.edits.model import Unplaced
    from visemes.lexicon.spoken import SpokenWord
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.timeline import Timeline

#: With less than this share of words in common two takes are not of one line.
SAME_LINE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Retake:
    """A line on its new take.

    kept: how many of the old take's `words` are in it too. changes: what is not, one line each. carried: how many of a person's
    settings found their place. unplaced: those that did not, and why.
    """

    line: Line
    words: int
    kept: int
    changes: tuple[str, ...]
    carried: int
    unplaced: tuple[Unplaced, ...]

    @property
    def summary(self) -> str:
        """All of it in one line."""
        total = self.carried + len(self.unplaced)
        return f"{self.kept} of {self.words} words kept, {self.carried} of {total} settings by hand carried"


@dataclass(frozen=True, slots=True)
class Take:
    """A new recording and what is said in it. text: None for the words of the old take. old: the old recording, if there is one."""

    sound: Sound
    text: str | None = None
    old: Sound | None = None


def retake(line: Line, take: Take, viseme_map: VisemeMap, speech: Speech, aligner: Aligner) -> Retake:
    """The line on its new take, animated as it was.

    Raises RetakeError for a recording of another line, TranscriptError for a text in which nothing is spoken.
    """
    words = _words(line.timeline, take.text, speech)
    heard = aligner.align(take.sound, words, language=speech.language)
    pairs = matched_words(line.timeline.words, heard.words)
    _check(take.sound.name, line.timeline, words, heard, pairs)
    heard = _pronounced(heard.tidy(), line.timeline, pairs)
    has_work = any(word.is_by_hand for word in line.timeline.words) or any(phone.by_hand for phone in line.timeline.phones)
    warp = _warp(
        line, heard, pairs, take.old if has_work or runs_of(line.curves) or by_hand(line.exposures) else None, speech, aligner
    )
    work = carried(line.timeline, heard, pairs, warp, line)
    revised = revise(heard, work.edits, speech)
    timeline = replace(revised.timeline, warnings=tuple(dict.fromkeys((*take.sound.warnings, *heard.warnings))))
    fresh = animated_anew(line, timeline, viseme_map, take.sound, work.runs, work.drawings)
    changes = tuple(_changes(line.timeline, words, pairs, heard))
    return Retake(
        fresh,
        len(line.timeline.words),
        len(pairs),
        changes,
        work.count - len(revised.unplaced),
        (*work.unplaced, *revised.unplaced),
    )


def _words(old: Timeline, text: str | None, speech: Speech) -> tuple[SpokenWord, ...]:
    """What is said in the new take: pronounced as a person said it and by who said it, where the old take has the words."""
    words = speech.words(text if text is not None else " ".join(word.label for word in old.words))
    pairs = matched_texts(_texts(old), [word.text for word in words])
    known = {new: old.words[number] for number, new in pairs.items()}
    return tuple(
        replace(
            word,
            speaker=word.speaker or (known[i].speaker if i in known else ""),
            parts=((known[i].pronunciation,),) if i in known and known[i].pronunciation else word.parts,
        )
        for i, word in enumerate(words)
    )


def _texts(timeline: Timeline) -> list[str]:
    return [word.label for word in timeline.words]


def _check(name: str, old: Timeline, words: Sequence[SpokenWord], heard: Timeline, pairs: Mapping[int, int]) -> None:
    """Raise RetakeError for a recording of another line."""
    said = matched_texts(_texts(old), [word.text for word in words])
    most = max(len(old.words), len(words), 1)
    if len(said) / most < SAME_LINE:
        raise RetakeError(name, f"only {len(said)} of {most} words are the same")
    doubtful = len(words) - len(heard.words) + sum(_is_odd(heard, number) for number in range(len(heard.words)))
    if is_wrong_transcript(doubtful, len(words)) or (old.words and not pairs):
        raise RetakeError(name, f"{doubtful} of {len(words)} words do not fit the sound")


def _pronounced(heard: Timeline, old: Timeline, pairs: Mapping[int, int]) -> Timeline:
    """The new timeline with the words marked whose text or pronunciation a person gave."""
    words = list(heard.words)
    for number, new in pairs.items():
        given = old.words[number]
        words[new] = replace(words[new], pronunciation=given.pronunciation, by_hand=given.by_hand & {"text"})
    return replace(heard, words=tuple(words))


def _warp(line: Line, heard: Timeline, pairs: Mapping[int, int], sound: Sound | None, speech: Speech, aligner: Aligner) -> Warp:
    """From old to new times: by what the aligner hears in both takes; without the old sound, by what no hand has touched."""
    if sound is None:
        return Warp.between(line.timeline, heard, pairs)
    old = aligner.align(sound, _words(line.timeline, None, speech), language=speech.language).tidy()
    known = matched_words(line.timeline.words, old.words)
    both = {known[number]: new for number, new in pairs.items() if number in known}
    return Warp.between(old, heard, both)


def _changes(old: Timeline, words: Sequence[SpokenWord], pairs: Mapping[int, int], heard: Timeline) -> Iterator[str]:
    """What is different, in order."""
    texts, said = _texts(old), [word.text for word in words]
    same = matched_texts(texts, said)
    stops = [*same.items(), (len(texts), len(said))]
    i = j = 0
    for one, other in stops:
        yield from _change(texts[i:one], said[j:other])
        i, j = one + 1, other + 1
        if one < len(texts) and one not in pairs:
            yield f"'{texts[one]}' was not heard in the new take"
    yield from (f"'{heard.words[k].label}' sounds different in the new take" for k in pairs.values() if _is_odd(heard, k))


def _change(gone: Sequence[str], come: Sequence[str]) -> Iterator[str]:
    """One difference in words."""
    before, after = " ".join(gone), " ".join(come)
    if before and after:
        yield f"'{before}' is now '{after}'"
    elif before:
        yield f"'{before}' is gone"
    elif after:
        yield f"'{after}' is new"


def _is_odd(heard: Timeline, number: int) -> bool:
    """Whether the aligner doubts that a word is what is said."""
    word = heard.words[number]
    return any(mark.label == "different" and mark.contains(word.middle) for mark in heard.marks)
