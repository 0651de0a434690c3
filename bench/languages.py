"""Alignment in every language of espeak-ng, on its own synthetic speech, whose phone times are exact.

    python bench/languages.py [--only TAG …] [--markdown] [--adapt-voice] [--pink DB] [--reverb SECONDS]

Each of three sentences is spoken by a voice of the language and goes the whole way from a sound file to an
exported line. Languages without sentences read figures. Nothing that is made here trains what the package ships.

espeak-ng reports a stop when it bursts and leaves the silence of its closure to the sound before it. Phoneticians and
aligners count the closure to the stop, so there the stop begins with that silence, which in synthetic speech is exactly
zero. Otherwise its events are taken as they are. Our phones and its own are matched by an edit distance over their labels.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from conditions import Conditions, add_options, conditions
from visemes.errors import VisemesError
from visemes.jobs import Job, Output
from visemes.languages import LANGUAGES, language_named
from visemes.phones import distance, parse
from visemes.pipeline import run, shared_aligner
from visemes.train.world.espeak import Voice, speaker
from visemes.train.world.sentences import sentences

SENTENCES = {tag: lines[:3] for tag, lines in sentences().items()}
FIGURES = ["3, 7, 12.", "20, 4, 9.", "15, 6, 11."]
VARIANTS = ("", "f2", "m3")
SKIP, DIFFERENT = 1.0, 0.5  # costs of the edit distance: a label without partner, and per unit of articulatory distance


@dataclass
class Measured:
    """What was found in one language. errors: ms, ours minus theirs. words: transcribed, marked as doubtful."""

    errors: list[float] = field(default_factory=list)
    theirs: int = 0
    words: int = 0
    marked: int = 0
    failures: list[str] = field(default_factory=list)

    def row(self, tag: str, *, markdown: bool) -> str:
        """One line of the table."""
        away = np.abs(self.errors) if self.errors else np.array([np.nan])
        middle, bias = np.median(away), np.median(self.errors or [np.nan])
        shares = [f"{100 * np.mean(away <= limit):.0f} %" for limit in (20, 50)]
        cells = [
            LANGUAGES[tag].name, tag, self.theirs, f"{middle:.1f}", f"{away.mean():.1f}", f"{bias:+.1f}", *shares,
            self.theirs - len(self.errors), f"{self.marked} / {self.words}", len(self.failures),
        ]  # fmt: skip
        if markdown:
            return "| " + " | ".join(map(str, cells)) + " |"
        return f"{cells[0]:32.32} {cells[1]:20.20}" + "".join(f"{cell!s:>9}" for cell in cells[2:])


def cost(theirs: str, ours: str) -> float:
    """How unlike two labels are."""
    a, b = parse(theirs), parse(ours)
    return 0.0 if theirs == ours else 0.05 if a == b else DIFFERENT * min(4.0, distance(a[0], b[0])) if a and b else 2 * SKIP


def matched(theirs: list[tuple[float, str]], ours: list[tuple[float, str]]) -> list[tuple[int, int]]:
    """The cheapest alignment of two phone strings, by their labels alone."""
    table = np.zeros((len(theirs) + 1, len(ours) + 1))
    table[:, 0] = SKIP * np.arange(len(theirs) + 1)
    table[0] = SKIP * np.arange(len(ours) + 1)
    costs = np.array([[cost(a, b) for _, b in ours] for _, a in theirs]).reshape(len(theirs), len(ours))
    for i in range(1, len(theirs) + 1):
        for j in range(1, len(ours) + 1):
            table[i, j] = min(table[i - 1, j - 1] + costs[i - 1, j - 1], table[i - 1, j] + SKIP, table[i, j - 1] + SKIP)
    pairs, i, j = [], len(theirs), len(ours)
    while i and j:
        if table[i, j] == table[i - 1, j - 1] + costs[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif table[i, j] == table[i - 1, j] + SKIP:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


def texts(tag: str) -> list[str]:
    """What to say in a language: its sentences, those of the language an accent belongs to, or figures."""
    base = tag.partition("-")[0]
    same_script = base in SENTENCES and LANGUAGES[language_named(base)].scripts == LANGUAGES[tag].scripts
    return SENTENCES.get(tag) or (SENTENCES[base] if same_script else FIGURES)


def write_wave(path: Path, samples: np.ndarray, rate: int) -> None:
    """A mono file of 16 bits."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def measure(tag: str, folder: Path, harder: Conditions, *, adapt: bool) -> Measured:
    """Every sentence of a language."""
    found = Measured()
    jobs, truths = [], []
    for number, text in enumerate(texts(tag)):
        spoken = speaker().say(text, Voice(tag, VARIANTS[number % len(VARIANTS)]))
        sound = folder / f"{tag}_{number}.wav"
        write_wave(sound, harder.applied(spoken.samples, []), spoken.rate)
        outputs = (Output(str(sound.with_suffix(".json")), "json"),)
        jobs.append(Job(sound, text=text, language=tag, adapt_voice=adapt, outputs=outputs))
        truths.append(spoken.onsets)
    if not any(truths):
        raise ValueError("espeak-ng says nothing: its dictionary is not in the wheel")
    aligner = shared_aligner(jobs)
    for job, theirs in zip(jobs, truths, strict=True):
        try:
            one(found, job, theirs, aligner)
        except VisemesError as error:
            found.failures.append(f"{tag}: {job.text}: {error}")
    return found


def one(found: Measured, job: Job, theirs: list[tuple[float, str]], aligner: object) -> None:
    """One sentence, all the way to its file."""
    timeline = run(job, aligner=aligner).timeline
    ours = [(p.start, p.label) for p in timeline.phones]
    pairs = matched(theirs, ours)
    found.theirs += len(theirs)
    found.errors += [1000 * (ours[j][0] - theirs[i][0]) for i, j in pairs]
    found.words += len(timeline.words)
    found.marked += len(timeline.marks)
    text = "".join(w.label for w in timeline.words)
    said = "".join(c for c in job.text or "" if c.isalnum())
    if "".join(c for c in text if c.isalnum()) != said or not Path(job.outputs[0].target).stat().st_size:
        found.failures.append(f"{job.text}: only '{text}' came back")


HEADING = ("language", "tag", "phones", "median", "mean", "bias", "<= 20 ms", "<= 50 ms", "unmatched", "marks", "failures")


def summary(found: dict[str, Measured]) -> list[str]:
    """Print all languages together; gives what failed."""
    medians = {tag: float(np.median(np.abs(m.errors))) for tag, m in found.items() if m.errors}
    every = np.abs(np.concatenate([m.errors for m in found.values()]))
    words, marked = sum(m.words for m in found.values()), sum(m.marked for m in found.values())
    failures = [line for m in found.values() for line in m.failures]
    worst = max(medians, key=medians.__getitem__)
    print(f"\n{len(medians)} languages, {len(every)} phones: median {np.median(every):.1f} ms, mean {every.mean():.1f} ms")
    print(f"worst language: {worst}, {medians[worst]:.1f} ms; {marked} of {words} words marked; failures: {len(failures)}")
    return failures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[], metavar="TAG")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--adapt-voice", action="store_true")
    add_options(parser)
    options = parser.parse_args()
    tags = [language_named(tag) for tag in options.only] or list(LANGUAGES)
    if options.markdown:
        print("| " + " | ".join(HEADING) + " |\n|" + "---|" * len(HEADING))
    else:
        print(f"{HEADING[0]:32} {HEADING[1]:20}" + "".join(f"{name:>9}" for name in HEADING[2:]))
    all_found = {}
    for tag in tags:
        with tempfile.TemporaryDirectory() as folder:
            try:
                all_found[tag] = measure(tag, Path(folder), conditions(options), adapt=options.adapt_voice)
            except ValueError as error:
                print(f"{tag}: {error}")
                continue
        print(all_found[tag].row(tag, markdown=options.markdown), flush=True)
    failures = summary(all_found)
    for line in failures:
        print(line)
    sys.exit(bool(failures))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
