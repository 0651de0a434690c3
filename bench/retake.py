"""Does a person's work land where it should in a new take? Needs flite, which tells when it says each phone.

    python bench/retake.py [--seed N]

Every sentence is spoken by every voice at its usual speed; boundaries, emphasis and keys are set by hand at random; then it is
spoken again faster, slower, and with a word changed. Where a time or a key should be now is known from flite's own phone times.
Printed are, for times and for keys, the share that lands within a frame (24 fps), the largest error, how many are listed as not
carried, and how many are neither carried nor listed.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

import numpy as np

from visemes.align import aligner_named
from visemes.audio import Sound, read_sound
from visemes.edits.lines import revise_line
from visemes.edits.model import Edit, Emphasize, SetKey, SetTime, WordRef
from visemes.edits.retake import Take, retake
from visemes.edits.speech import LexiconSpeech
from visemes.frames import FrameGrid
from visemes.line import Key, Line
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.pipeline import align, animate
from visemes.transcript import parse_transcript

GRID = FrameGrid(Fraction(24))
FRAME = 1 / 24
VOICES = ("slt", "rms", "awb", "kal16")
SENTENCES = (
    ("nobody waved at the old boat in the harbour", "boat", "ship"),
    ("we packed five boxes of books before breakfast", "boxes", "cartons"),
    ("my brother bought a purple umbrella last November", "purple", "yellow"),
    ("the baker put both pies back in the oven", "pies", "cakes"),
    ("please bring me another cup of black coffee", "black", "strong"),
    ("she moved the map from the wall to the table", "wall", "door"),
    ("perhaps the boys will jump over the muddy pond", "muddy", "narrow"),
    ("they found a bird asleep above the window frame", "bird", "kitten"),
)


def speak(text: str, voice: str, stretch: float) -> tuple[Sound, list[tuple[str, float]]]:
    """The sound, and the label and end of every phone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take.wav"
        command = ["flite", "-voice", voice, "-psdur", "--setf", f"duration_stretch={stretch}", "-t", text, "-o", str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        return read_sound(path), [(label, float(end)) for label, _, end in (item.rpartition(":") for item in told)]


def true_map(old: list[tuple[str, float]], new: list[tuple[str, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Times of the edges of phones that both takes have, old and new; shorter runs than two phones may be alike by chance."""
    blocks = SequenceMatcher(None, [label for label, _ in old], [label for label, _ in new], autojunk=False).get_matching_blocks()
    ends = [np.array([0.0, *(end for _, end in take)]) for take in (old, new)]
    pairs = {(ends[0][a + k], ends[1][b + k]) for a, b, size in blocks if size > 1 for k in range(size + 1)}
    return np.array(sorted(a for a, _ in pairs)), np.array(sorted(b for _, b in pairs))


def worked(line: Line, rng: random.Random) -> Line:
    """The line with work by hand."""
    words = line.timeline.words
    moved = rng.sample(range(1, len(words)), 3)
    edits: list[Edit] = [
        SetTime(WordRef(n), "start", words[n].start + rng.choice([-1, 1]) * rng.uniform(0.02, 0.05)) for n in moved
    ]
    number = rng.randrange(len(words))
    phones = line.timeline.phones_in(words[number])
    if len(phones) > 2:
        edits.append(SetTime(WordRef(number), "start", phones[1].start + rng.uniform(0.0, 0.4) * phones[1].duration, 1))
    edits += [Emphasize(WordRef(number), 1.5) for number in rng.sample(range(len(words)), 2)]
    first, last = (GRID.nearest(t) for t in (words[0].start, words[-1].end))
    edits += [SetKey("jawOpen", Key(Fraction(frame), 0.4)) for frame in rng.sample(range(first + 1, last), 5)]
    return revise_line(line, edits, load_map("arkit52"), LexiconSpeech()).line


@dataclass
class Tally:
    """What became of one kind of work."""

    errors: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def tally(old: Line, new: Line, known: tuple[np.ndarray, np.ndarray], listed: list[str], tallies: dict[str, Tally]) -> None:
    """Compare every time and key with where it should be; the changed word is the only one that differs."""
    same = len(old.timeline.words) == len(new.timeline.words)
    places = [
        (w, new.timeline.phones_in(w)) if same and w.label == before.label else (None, ())
        for before, w in zip(old.timeline.words, new.timeline.words, strict=same)
    ]
    times, keys, emphasis = tallies["times"], tallies["keys"], tallies["emphasis"]
    for word, (there, phones) in zip(old.timeline.words, places, strict=same):
        for edge in word.by_hand:
            times.counts["set"] += 1
            if there and edge in there.by_hand:
                times.errors.append(abs(getattr(there, edge) - float(np.interp(getattr(word, edge), *known))) / FRAME)
        for number, phone in enumerate(old.timeline.phones_in(word)):
            for edge in phone.by_hand:
                times.counts["set"] += 1
                now = next((p for p in phones[max(0, number - 1) : number + 2] if edge in p.by_hand), None)
                if now:
                    times.errors.append(abs(getattr(now, edge) - float(np.interp(getattr(phone, edge), *known))) / FRAME)
        if word.emphasis != 1:
            emphasis.counts["set"] += 1
            if there and there.emphasis == word.emphasis:
                emphasis.errors.append(0.0)
    before, after = ([key.frame for c in line.curves for key in c.keys if key.by_hand] for line in (old, new))
    keys.counts["set"] += len(before)
    wanted = [float(GRID.frame_at(float(np.interp(float(GRID.seconds_at(f)), *known)))) for f in before]
    lost = {int(text.split("frame ")[1].split(":")[0]) for text in listed if text.startswith("key")}
    kept = [w for f, w in zip(before, wanted, strict=True) if int(f) not in lost]
    keys.errors += [abs(float(f) - w) for f, w in zip(after, kept, strict=False)]
    keys.counts["listed"] += len(lost)
    times.counts["listed"] += sum(" starts at " in text or " ends at " in text for text in listed)
    emphasis.counts["listed"] += sum(" with emphasis " in text for text in listed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    rng = random.Random(parser.parse_args().seed)  # noqa: S311 - a test, not a secret
    aligner, viseme_map, style = aligner_named("builtin"), load_map("arkit52"), style_named("realistic")
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for text, word, other in SENTENCES:
        for voice in VOICES:
            sound, phones = speak(text, voice, 1.0)
            line = animate(align(sound, parse_transcript(text)), viseme_map, GRID, style, sound)
            line = worked(line, rng)
            for name, said, stretch in (
                ("faster (0.8)", text, 0.8),
                ("slower (1.25)", text, 1.25),
                ("a word changed", text.replace(word, other), 1.1),
            ):
                take, now = speak(said, voice, stretch)
                for kind, old in (("", sound), (", no old sound", None)):
                    made = retake(line, Take(take, said, old), viseme_map, LexiconSpeech(), aligner)
                    tally(line, made.line, true_map(phones, now), [str(one) for one in made.unplaced], tallies[name + kind])
    print(f"{'take':32}{'work':10}{'set':>5}{'landed':>8}{'in a frame':>12}{'median':>8}{'largest':>9}{'listed':>8}{'silent':>8}")
    for name, kinds in tallies.items():
        for kind, one in kinds.items():
            errors = np.array(one.errors or [0.0])
            silent = one.counts["set"] - len(one.errors) - one.counts["listed"]
            share = f"{np.mean(errors <= 1):.1%}"
            print(
                f"{name:32}{kind:10}{one.counts['set']:5}{len(one.errors):8}{share:>12}{np.median(errors):8.2f}{errors.max():9.2f}"
                f"{one.counts['listed']:8}{silent:8}"
            )


if __name__ == "__main__":
    main()
