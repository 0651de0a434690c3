"""Which voice says what, and how: the lines of a corpus of espeak-ng, drawn by a seed, each in the split it belongs to."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from visemes.train.families import families
from visemes.train.world.espeak import Voice, speaker
from visemes.train.world.sentences import drawn, sentences
from visemes.train.world.speech import Spoken, at_rate, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.train.world.speech import Split

ENGINE: Final = "espeak-ng"
#: Shortest and longest line, seconds, before the silence around it.
SHORTEST, LONGEST = 2.2, 10.5
#: Silence before and after a line, seconds.
HEAD, TAIL = (0.15, 1.1), (0.2, 1.2)
#: Pauses between the sentences of a line, seconds.
PAUSE: Final = (0.05, 1.1)
#: How large speakers are (`Spoken.resized`): small ones for the high voices of cartoons.
SIZES: Final = (0.72, 1.18)
#: How often a language is drawn: English, one with many sentences, one with few.
ENGLISH, MANY, FEW = 25, 4, 1
#: What a last vowel takes to die away after its end (seconds).
DECAY: Final = 0.12
#: Tries to find a sentence of the wanted split.
TRIES: Final = 400


def espeak_lines(hours: float, seed: int, split: Split = "train") -> Iterator[Spoken]:
    """At least `hours` of speech of one split; the same for the same seed.

    To the byte in a fresh process; what espeak-ng said before moves its phones by up to a pitch period.
    """
    number, seconds = 0, 0.0
    while seconds < 3600 * hours:
        rng = random.Random(f"{seed} {split} {number}")  # noqa: S311 (seeded on purpose)
        line = espeak_line(f"{split}{seed}_{number:05d}", rng, split)
        number += 1
        if line is not None:
            seconds += line.seconds
            yield line


def espeak_line(name: str, rng: random.Random, split: Split) -> Spoken | None:
    """One line, None when the voice that was drawn makes none of a fit length, or there is none of the split."""
    language, variant = rng.choices(*_languages())[0], _variant(rng, split)
    voice = Voice(
        language, variant, rng.randint(110, 240), rng.randint(15, 90), rng.randint(20, 95), rng.choice((0, 0, 0, 1, 3, 8))
    )
    parts: list[Spoken] = []
    wanted = rng.uniform(SHORTEST, LONGEST - 3)
    size = rng.uniform(*SIZES) if rng.random() < 0.7 else 1.0
    while sum(part.seconds for part in parts) * size < wanted and len(parts) < 6:
        text = _sentence(language, variant, rng, split)
        part = text and _said(name, text, voice)
        if not part:
            return None
        parts.append(part)
    line = joined(parts, [rng.uniform(*PAUSE) for _ in parts[1:]]).resized(size).levelled()
    if not SHORTEST / 2 <= line.seconds <= LONGEST or not line.timeline.phones:
        return None
    return line.padded(rng.uniform(*HEAD), rng.uniform(*TAIL))


def _sentence(language: str, variant: str, rng: random.Random, split: Split) -> str:
    """A sentence that makes the line belong to the split; empty when there is none."""
    known = families()
    engine = known.split_of(ENGINE, variant or "plain", language)
    for _ in range(TRIES):
        text = drawn(language, rng)
        own = known.split_of_sentence(text)
        # a test voice says test sentences alone: nothing of it was ever trained on
        if (own == split and engine in {"train", split}) if split != "test" else (own == "test" and engine != "valid"):
            return text
    return ""


def _said(name: str, text: str, voice: Voice) -> Spoken | None:
    """A sentence spoken, without the silence at its end; None for what espeak-ng makes no sound of."""
    said = speaker().say(text, voice)
    timeline = said.timeline(voice.tag)
    if len(timeline.phones) < 2:
        return None
    end = min(timeline.duration, timeline.phones[-1].end + DECAY)
    samples = at_rate(said.samples[: round(end * said.rate)], said.rate)
    timeline = timeline.part(0.0, len(samples) / 16000)
    return Spoken(f"espeak_{name}", voice.variant or "plain", ENGINE, voice.tag, text, samples, timeline)


def _variant(rng: random.Random, split: Split) -> str:
    """A voice, any of them; where it is not for training, half the time one that is held out."""
    held = sorted(name.partition("/")[2] for name in families().held.get(("voices", split), ()) if name.startswith(f"{ENGINE}/"))
    return rng.choice(held) if held and rng.random() < 0.5 else rng.choice(("", *speaker().variants))


def _languages() -> tuple[list[str], list[int]]:
    """Every language that is spoken, and how often."""
    tags = [tag for tag in sentences() if tag in speaker().voices or tag == "en"]
    return tags, [ENGLISH if tag == "en" else MANY if len(sentences()[tag]) > 4 else FEW for tag in tags]
