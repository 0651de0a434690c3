"""One spoken line of the synthetic world, and folders of them.

A folder holds NAME.wav (any format that is read) with NAME.json, a timeline as `visemes align` writes it, or NAME.txt, which is
then aligned. `index.json`, where it is there, says who speaks and to which split a line belongs.
"""

from __future__ import annotations

import io
import json
import wave
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from scipy.signal import resample_poly

from visemes.audio import RATE, Sound, read_sound
from visemes.errors import InputError
from visemes.export import timeline_json
from visemes.files import write_all
from visemes.imports.json import parse_timeline
from visemes.imports.source import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.timeline import Phone, Timeline, Word

    Samples = NDArray[np.float32]

Split = Literal["train", "valid", "test"]
Kind = Literal["synthetic", "human"]

#: What is read as sound in a folder.
SOUNDS: Final = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a")
INDEX: Final = "index.json"
SCHEMA_VERSION: Final = 1
#: Peak of a line that was made here, of full scale.
PEAK: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A spoken line. voice: who speaks, in the engine's words. samples: 16 kHz mono. timeline: exact for synthetic speech."""

    name: str
    voice: str
    engine: str
    language: str
    text: str
    samples: Samples
    timeline: Timeline
    kind: Kind = "synthetic"

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / RATE

    def padded(self, head: float, tail: float) -> Spoken:
        """The same line with silence (seconds) before and after it."""
        before, after = round(head * RATE), round(tail * RATE)
        timeline = shifted(self.timeline, before / RATE, (before + len(self.samples) + after) / RATE)
        return replace(self, samples=np.pad(self.samples, (before, after)), timeline=timeline)

    def resized(self, size: float) -> Spoken:
        """The same line by a larger (size > 1: lower, slower) or smaller speaker, by playing it at another speed."""
        percent = round(100 * size)
        samples = resample_poly(self.samples, percent, 100).astype(np.float32)
        return replace(self, samples=samples, timeline=stretched(self.timeline, len(samples) / RATE))

    def levelled(self) -> Spoken:
        """The same line with its peak at PEAK."""
        loudest = max(float(np.abs(self.samples).max(initial=0.0)), 1e-6)
        return replace(self, samples=self.samples * np.float32(PEAK / loudest))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an index."""

    name: str
    voice: str
    engine: str
    language: str
    text: str
    split: Split
    kind: Kind
    seconds: float


def at_rate(samples: Samples, rate: int) -> Samples:
    """Samples at 16 kHz."""
    if rate == RATE:
        return samples
    divisor = int(np.gcd(rate, RATE))
    resampled: Samples = resample_poly(samples, RATE // divisor, rate // divisor).astype(np.float32)
    return resampled


def shifted(timeline: Timeline, by: float, duration: float) -> Timeline:
    """A timeline `by` seconds later in a sound of another duration."""
    return _moved(timeline, 1.0, by, duration)


def stretched(timeline: Timeline, duration: float) -> Timeline:
    """A timeline of a sound that is played at another speed."""
    return _moved(timeline, duration / timeline.duration, 0.0, duration)


def _moved(timeline: Timeline, factor: float, by: float, duration: float) -> Timeline:
    def moved(tier: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(i.moved(i.start * factor + by, min(i.end * factor + by, duration)) for i in tier)

    words: tuple[Word, ...] = moved(timeline.words)
    phones: tuple[Phone, ...] = moved(timeline.phones)
    return replace(timeline, duration=duration, words=words, phones=phones, marks=moved(timeline.marks)).tidy()


def joined(lines: Sequence[Spoken], pauses: Sequence[float]) -> Spoken:
    """Lines of one voice one after the other, with pauses (seconds) between them. Named after the first."""
    samples: list[Samples] = []
    phones: list[Phone] = []
    words: list[Word] = []
    at = 0
    for line, pause in zip(lines, [*pauses, 0.0], strict=True):
        moved = shifted(line.timeline, at / RATE, at / RATE + line.seconds)
        phones += moved.phones
        words += moved.words
        gap = np.zeros(round(pause * RATE), dtype=np.float32)
        samples += [line.samples, gap]
        at += len(line.samples) + len(gap)
    timeline = replace(lines[0].timeline, duration=at / RATE, phones=tuple(phones), words=tuple(words), marks=()).tidy()
    return replace(lines[0], text=" ".join(line.text for line in lines), samples=np.concatenate(samples), timeline=timeline)


def write_speech(folder: Path, lines: Iterable[tuple[Spoken, Split]], index: Path | None = None) -> list[Entry]:
    """Write lines into a folder, and their index (beside them unless it is given). Gives the entries."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for line, split in lines:
        sound, times = folder / f"{line.name}.wav", folder / f"{line.name}.json"
        write_all([(str(sound), wave_bytes(line.samples)), (str(times), timeline_json(line.timeline).encode())])
        entries.append(
            Entry(line.name, line.voice, line.engine, line.language, line.text, split, line.kind, round(line.seconds, 3))
        )
    write_index(index or folder / INDEX, entries)
    return entries


def write_index(path: Path, entries: Iterable[Entry]) -> None:
    """An index as JSON, one line an entry."""
    rows = ",\n".join(f"  {json.dumps(asdict(entry), ensure_ascii=False)}" for entry in entries)
    text = f'{{"schema_version": {SCHEMA_VERSION}, "kind": "speech", "lines": [\n{rows}\n]}}\n'
    write_all([(str(path), text.encode())])


def wave_bytes(samples: Samples, rate: int = RATE) -> bytes:
    """A mono WAV file of 16 bits."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def read_entries(path: Path) -> list[Entry]:
    """The entries of an index. Raises InputError for a file that is none."""
    try:
        document = json.loads(read_text(path))
        return [Entry(**row) for row in document["lines"]]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(
            f"{path.name}: not an index of speech", "make it anew, or remove it: the folder is read without"
        ) from error


def read_speech(folder: Path, index: Path | None = None, split: Split | None = None) -> Iterator[Spoken]:
    """Every line of a folder, in the order of the index or of the names; see `read_split`. split: only its lines."""
    return (line for line, its in read_split(folder, index, split))


def read_split(folder: Path, index: Path | None = None, only: Split | None = None) -> Iterator[tuple[Spoken, Split]]:
    """Every line of a folder and the split it belongs to, in the order of the index or of the names.

    index: beside the sounds unless given. only: a split, whose lines alone are read; without an index every line belongs to
    "train". A sound without times and words is left out. Raises InputError for what cannot be read, and for a folder without any
    sound.
    """
    listed = index or folder / INDEX
    if listed.is_file():
        yield from ((_read(folder, entry), entry.split) for entry in read_entries(listed) if only in {None, entry.split})
        return
    sounds = sorted(path for path in folder.iterdir() if path.suffix.lower() in SOUNDS) if folder.is_dir() else []
    if not sounds:
        raise InputError(f"{folder}: no sound in it", f"give a folder of NAME{'|'.join(SOUNDS)} with NAME.json or NAME.txt")
    if only in {None, "train"}:
        found = (_unlisted(sound) for sound in sounds)
        yield from ((line, "train") for line in found if line is not None)


def _read(folder: Path, entry: Entry) -> Spoken:
    path = next((p for p in (folder / f"{entry.name}{suffix}" for suffix in SOUNDS) if p.is_file()), None)
    if path is None:
        raise InputError(f"{entry.name}: in the index, but there is no sound of it", f"looked in {folder}")
    timeline = parse_timeline(read_text(path.with_suffix(".json")), f"{entry.name}.json")
    samples = read_sound(path).samples
    return Spoken(entry.name, entry.voice, entry.engine, entry.language, entry.text, samples, timeline, entry.kind)


def _unlisted(path: Path) -> Spoken | None:
    """A sound with times or words beside it; None where there are neither."""
    times, words = path.with_suffix(".json"), path.with_suffix(".txt")
    if times.is_file():
        timeline = parse_timeline(read_text(times), times.name)
        text = " ".join(word.label for word in timeline.words)
        return _human(path, read_sound(path), timeline, text)
    if words.is_file():
        from visemes.jobs import Job
        from visemes.pipeline import align_job

        aligned = align_job(Job(path, transcript=words))
        return _human(path, aligned.sound, aligned.timeline, read_text(words).strip())
    return None


def _human(path: Path, sound: Sound, timeline: Timeline, text: str) -> Spoken:
    return Spoken(path.stem, path.stem, "human", timeline.language, text, sound.samples, timeline, "human")
