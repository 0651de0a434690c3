"""A long scene through the command line: memory, time, drift, and going on after a kill.

    python bench/long.py FOLDER [--minutes 60] [--kill 0.4] [--recognize HOW]

FOLDER: lines as tools/synthetic_speech.py makes them (exact times). They are joined with short pauses, in a seeded order, and
aligned by `visemes align` in a process of its own; --kill ends that process (SIGKILL) when so large a part is done, and starts it
again. Printed are the peak memory of each process, its time, and the errors of word starts in the first, the middle and the last
minute. With --recognize nothing is said of words, and only memory, time and the kill are measured.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

RATE = 16_000
Times = list[tuple[str, float]]


def scene(folder: Path, seconds: float, target: Path) -> Times:
    """Write the sound; gives each word with its true start."""
    labels = sorted(folder.glob("*.json"))
    random.Random(1).shuffle(labels)  # noqa: S311 (seeded on purpose)
    rng = np.random.default_rng(1)
    times: Times = []
    at = 0.0
    with wave.open(str(target), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for label in (labels[i % len(labels)] for i in range(100 * len(labels))):
            if at >= seconds:
                break
            content = json.loads(label.read_text(encoding="utf-8"))
            with wave.open(str(label.with_suffix(".wav"))) as line:
                samples = np.frombuffer(line.readframes(line.getnframes()), np.int16)
            gap = rng.normal(0, 3, rng.integers(RATE // 20, RATE // 2)).astype(np.int16)
            times += [(word, at + start) for start, _, word in content["words"]]
            file.writeframes(samples.tobytes() + gap.tobytes())
            at += (len(samples) + len(gap)) / RATE
    return times


def run(command: list[str], kill: float | None) -> tuple[float, float, bool]:
    """Seconds, peak memory in MB, and whether it was killed when a stage had come so far."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    killed = False
    for text in process.stdout or ():
        event = json.loads(text)
        if kill and event["type"] == "progress" and event["stage"] in ("align", "recognize") and 1 > event["value"] >= kill:
            process.send_signal(signal.SIGKILL)
            killed = True
            break
        if event["type"] in ("error", "warning"):
            print("   ", event["message"][:160])
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - begin, usage.ru_maxrss / 1024, killed


def report(found: list[dict[str, object]], times: Times) -> None:
    """Errors by minute; words are matched in order by their texts."""
    starts = iter(found)
    pairs = []
    for word, start in times:
        ours = next(starts, None)
        if ours is None:
            break
        if ours["word"] == word:
            pairs.append((start, float(str(ours["start"])) - start))
        else:  # a word of the scene was reported as not heard
            starts = iter([ours, *starts])
    table = np.array(pairs)
    print(f"{len(times)} words, {len(times) - len(pairs)} not placed")
    last = table[-1, 0]
    for name, first, end in (
        ("first minute", 0, 60),
        ("minute in the middle", last / 2, last / 2 + 60),
        ("last minute", last - 60, last + 1),
    ):
        ms = 1000 * np.abs(table[(table[:, 0] >= first) & (table[:, 0] < end), 1])
        print(f"{name:22} {len(ms):4} words, mean {ms.mean():.1f}, median {np.median(ms):.1f}, worst {ms.max():.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kill", type=float)
    parser.add_argument("--recognize")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sound, target = Path(folder) / "scene.wav", Path(folder) / "scene.json"
        times = scene(options.folder, options.minutes * 60, sound)
        said = ["--recognize", options.recognize] if options.recognize else []
        if not said:
            sound.with_suffix(".txt").write_text(" ".join(word for word, _ in times), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "visemes",
            "align",
            str(sound),
            *said,
            "-o",
            str(target),
            "-f",
            "json",
            "--progress",
            "ndjson",
        ]
        killed = options.kill
        while True:
            seconds, memory, again = run(command, killed)
            print(f"{'killed' if again else 'done'} after {seconds:.0f} s, peak {memory:.0f} MB", flush=True)
            if not again:
                break
            killed = None
        if target.exists() and not options.recognize:
            report(json.loads(target.read_text(encoding="utf-8"))["words"], times)


if __name__ == "__main__":
    main()
