"""How fast is the check of a film, decoding apart, and how much memory does it take?

python bench/sync.py [SECONDS ...]; VISEMES_WEIGHTS names other weights than the shipped ones.

Draws films of a talking head at 640 x 360, as long as asked for, and checks them from memory; real time over time, on one core.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "sync"))


def measure(seconds: float) -> None:
    """Print one row; run in a process of its own, so that memory is its own."""
    from shoots import Head, babble, opening

    from visemes.audio import Sound, loudness
    from visemes.sync.base import RATE
    from visemes.sync.experts import expert_named
    from visemes.sync.film import Film, Picture
    from visemes.sync.reading import Reader
    from visemes.sync.rhythm import Rhythm
    from visemes.sync.shots import pieces
    from visemes.sync.watch import Where, _Keeper

    head = Head(width=640, height=360, x=320, y=150, size=260, sway=12)
    drawn = [head.draw(gap / 15, 0.9) for gap in range(16)]
    samples = babble(seconds)
    gaps = opening(samples, np.arange(int(seconds * RATE)) / RATE)
    weights = os.environ.get("VISEMES_WEIGHTS")
    expert = expert_named("auto", Path(weights) if weights else None)
    film = Film(Path("drawn"), 640, 360, None, 1.0, declared=seconds)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    level = loudness(Sound(samples, 16000), 1 / RATE)
    keeper, rhythm = _Keeper(film, Reader(expert, samples, level), Where(), None), Rhythm()
    frames = (Picture(i / RATE, drawn[round(gap * 15)]) for i, gap in enumerate(gaps))
    for piece in pieces(picture.grey for picture in rhythm.watched(frames)):
        keeper.add(piece)
    keeper.finish(rhythm, level)
    took = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{seconds:8.0f} s  {seconds / took:6.1f} x real time  {(after - before) / 1024:7.0f} MB more than before")


def main() -> None:
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        measure(float(sys.argv[2]))
        return
    for seconds in sys.argv[1:] or ["30", "120", "480"]:
        subprocess.run([sys.executable, __file__, "--one", seconds], check=True)


if __name__ == "__main__":
    main()
