"""How fast and how large: start-up, a cold export, warm lines through keys on one core, next to Rhubarb and pocketsphinx.

    python bench/speed.py [FOLDER] [--seconds 10] [--repeat 5]

FOLDER: sounds with a .txt beside each (default: examples/). They are joined into lines of about --seconds, so that every tool gets
the same work in the same run. `rhubarb` is measured when it is on PATH, pocketsphinx when it is installed. Times are
medians; factors are seconds of sound per second of work.
"""

from __future__ import annotations

import os

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from visemes.audio import read_sound
from visemes.jobs import Job
from visemes.pipeline import align_job, animate_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
PAUSE = np.zeros(4800, np.int16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "examples")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of a warm line")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        line = joined(options.folder, Path(folder) / "long.wav", options.seconds)
        short = joined(options.folder, Path(folder) / "short.wav", 5.0)
        for name, value in [
            *start_up(options.repeat),
            *cold(short, options.repeat),
            *warm(line, options.repeat),
            *others(line, options.repeat),
        ]:
            print(f"{name:<58} {value}")


def joined(folder: Path, target: Path, seconds: float) -> Path:
    """Lines of the folder one after the other, at least this long, with their words beside them."""
    found = [
        (path, path.with_suffix(".txt")) for path in sorted(folder.iterdir()) if path.suffix in {".wav", ".flac", ".mp3", ".opus"}
    ]
    lines = [(path, words) for path, words in found if words.is_file()]
    if not lines:
        sys.exit(f"{folder}: no sound with a .txt beside it")
    samples: list[np.ndarray] = []
    words: list[str] = []
    while sum(map(len, samples)) < seconds * 16000:
        path, text = lines[len(words) % len(lines)]
        samples += [np.round(read_sound(path).samples * 32767).astype(np.int16), PAUSE]
        words.append(text.read_text(encoding="utf-8").strip())
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes(np.concatenate(samples).tobytes())
    target.with_suffix(".txt").write_text(" ".join(words), encoding="utf-8")
    return target


def median(work: Callable[[], object], repeat: int) -> float:
    """Seconds, after one run that does not count."""
    times = []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, capture_output=True)


def start_up(repeat: int) -> Iterator[tuple[str, str]]:
    python = sys.executable
    floor = median(process(python, "-c", "pass"), repeat)
    yield "python -c pass", f"{floor:.3f} s"
    yield "import visemes, on top of that", f"{median(process(python, '-c', 'import visemes'), repeat) - floor:.3f} s"
    yield "visemes --help", f"{median(process(python, '-m', 'visemes', '--help'), repeat):.3f} s"


def cold(sound: Path, repeat: int) -> Iterator[tuple[str, str]]:
    target = str(sound.with_suffix(".out.json"))
    command = (sys.executable, "-m", "visemes", "export", str(sound), "-m", "arkit52", "-f", "json", "-o", target, "-q")
    yield f"visemes export, cold, {read_sound(sound).duration:.1f} s of sound", f"{median(process(*command), repeat):.2f} s"


def warm(sound: Path, repeat: int) -> Iterator[tuple[str, str]]:
    job = Job(sound, map="arkit52")
    duration = read_sound(sound).duration
    aligned = align_job(job)
    aligning = median(lambda: align_job(job), repeat)
    animating = median(lambda: animate_job(job, aligned), repeat)
    yield f"visemes, warm, {duration:.1f} s of sound: reading and aligning", f"{duration / aligning:.0f} x real time"
    yield "… cues, curves and keys (arkit52, 24 fps)", f"{duration / animating:.0f} x real time"
    yield "… all together", f"{duration / (aligning + animating):.0f} x real time"


def others(sound: Path, repeat: int) -> Iterator[tuple[str, str]]:
    duration = read_sound(sound).duration
    if rhubarb := shutil.which("rhubarb"):
        for name, recognizer in (("pocketSphinx, with transcript", "pocketSphinx"), ("phonetic", "phonetic")):
            command = (rhubarb, "-q", "--threads", "1", "-r", recognizer, "-d", str(sound.with_suffix(".txt")), str(sound))
            yield f"rhubarb, {name}", f"{duration / median(process(*command), repeat):.1f} x real time"
    else:
        yield "rhubarb", "not on PATH"
    try:
        import pocketsphinx
    except ImportError:
        yield "pocketsphinx", "not installed"
        return
    yield (
        "pocketsphinx, alignment of words and phones",
        f"{duration / median(pocketsphinx_alignment(pocketsphinx, sound), repeat):.0f} x real time",
    )


def pocketsphinx_alignment(pocketsphinx: object, sound: Path) -> Callable[[], object]:
    """Its two passes, words and then phones, with the model it carries."""
    data = (read_sound(sound).samples * 32767).astype(np.int16).tobytes()
    words = "".join(c if c.isalpha() or c == "'" else " " for c in sound.with_suffix(".txt").read_text(encoding="utf-8").lower())
    decoder = pocketsphinx.Decoder(samprate=16000, loglevel="FATAL")  # type: ignore[attr-defined]

    def run() -> None:
        decoder.set_align_text(" ".join(words.split()))
        for _ in range(2):
            decoder.start_utt()
            decoder.process_raw(data, full_utt=True)
            decoder.end_utt()
            decoder.set_alignment()

    return run


if __name__ == "__main__":
    main()
