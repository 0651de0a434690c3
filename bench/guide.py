"""How fast is a guide made, stage by stage, and how much memory does it take?

python bench/guide.py [SIDE ...] [--seconds 8] [--generator NAME] [--weights FILE] [--ending mp4]

Draws films of a talking head, SIDE pixels square, and repaints them: by the generator that is named, else with the network whose
weights are given, else with the films' own mouths. Frames for each second of wall-clock time on the cores there are, and for each
second that a core has worked, which tells more where others work too.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "guide"), str(ROOT / "tests" / "sync")]


def measure(side: int, seconds: float, generator: str, weights: str, ending: str) -> None:
    """Print one row; run in a process of its own, so that memory is its own."""
    from shoots import Head, babble, opening, write_film
    from test_run import request, said

    from visemes.guide.generators import generator_named
    from visemes.guide.run import make_guide
    from visemes.sync.expert import load_expert
    from visemes.sync.watch import Where

    head = Head(width=side, height=side, x=side / 2, y=side * 0.45, size=side * 0.55, sway=side / 60)
    count = round(25 * seconds)
    samples = babble(seconds)
    times = np.arange(count) / 25
    gaps = opening(samples, times)
    painter = generator_named(generator, Path(weights) if weights else None)
    spent: dict[str, float] = {}

    def told(stage: str, _: float) -> None:
        now = time.perf_counter()
        spent.setdefault(f"{stage} from", now)
        spent[stage] = now - spent[f"{stage} from"]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        frames = [head.draw(float(gap), float(moment)) for gap, moment in zip(gaps, times, strict=True)]
        write_film(path, frames, times, samples, fps=Fraction(25))
        del frames
        expert = load_expert()
        wanted = request(path, said(seconds), where=Where(region=head.mouth(0)))  # babble is no speech that a finder could go by
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, working = time.perf_counter(), time.process_time()
        make_guide(wanted, painter, expert, expert, Path(folder) / f"guide.{ending}", told)
        took, worked = time.perf_counter() - began, time.process_time() - working
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stages = ", ".join(f"{name} {count / spent[name]:.0f}" for name in ("find the mouth", "choose references", "paint"))
    row = (
        f"{side:5d} px  {seconds:5.0f} s  {painter.name:8}  {count / took:6.1f} frames/s, {count / worked:6.1f} for a core's second"
    )
    print(f"{row} ({stages})  {(after - before) / 1024:5.0f} MB more")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sides", nargs="*", type=int, default=[512])
    parser.add_argument("--seconds", type=float, nargs="+", default=[8.0])
    parser.add_argument("--generator", default="")
    parser.add_argument("--weights", default="")
    parser.add_argument("--ending", default="mp4")
    parser.add_argument("--one", action="store_true")
    given = parser.parse_args()
    if given.one:
        measure(given.sides[0], given.seconds[0], given.generator, given.weights, given.ending)
        return
    for side in given.sides:
        for seconds in given.seconds:
            command = [sys.executable, __file__, str(side), "--one", "--seconds", str(seconds), "--ending", given.ending]
            painter = [f"--{name}={value}" for name in ("generator", "weights") if (value := getattr(given, name))]
            subprocess.run([*command, *painter], check=True)


if __name__ == "__main__":
    main()
