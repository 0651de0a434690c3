"""Films of heads rendered by Blender that say given sounds: footage no renderer of `visemes train` has a part in.

    python tools/rendered_footage.py SOUND… -o FOLDER --blender PYTHON_WITH_BPY [--looks LOOK …]

Every sound becomes one film, with the next look and the next of 24, 25 and 30 frames a second. Its words are a transcript
(NAME.txt) or timings (NAME.json) beside it; `visemes export` makes the keys, which are set frame by frame on the demonstration's
head (examples/blender) in another look. A Blender: `python tools/blender_environments.py --make`. FOLDER/index.json lists the
films: sound, frames a second, look, true offset (0), and where the lips are on every frame. A run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np

from visemes.audio import read_sound
from visemes.imports.json import read_line
from visemes.preview.drawings import read_picture
from visemes.preview.video import film

HERE = Path(__file__).resolve().parent
LOOKS = ("plain", "blue", "bearded", "cel", "muzzle", "facets", "clay", "traced")
RATES, STYLES, STEPS = (24, 25, 30), ("realistic", "cartoon"), (1, 1, 1, 2)
#: Side of the pictures.
SIZE = 240


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sounds", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--blender", type=Path, required=True, help="a Python that has bpy")
    parser.add_argument("--looks", nargs="+", default=LOOKS, choices=LOOKS)
    parser.add_argument("--seconds", type=float, default=10.0, help="longest film")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    index = options.output / "index.json"
    films = json.loads(index.read_text())["films"] if index.exists() else []
    for number, sound in enumerate(options.sounds):
        if number < len(films):
            continue
        films.append(make_film(sound, number, options))
        print(
            f"{films[-1]['file']}: {films[-1]['look']}, {films[-1]['fps']} frames a second, {films[-1]['frames']} frames",
            flush=True,
        )
        index.write_text(json.dumps({"schema_version": 1, "films": films}, indent=1) + "\n")


def make_film(path: Path, number: int, options: argparse.Namespace) -> dict[str, object]:
    """One sound as a film; what the index says of it."""
    look, fps = options.looks[number % len(options.looks)], RATES[number % len(RATES)]
    sound = read_sound(path)
    seconds = min(len(sound.samples) / sound.rate, options.seconds)
    with tempfile.TemporaryDirectory() as folder:
        weights = weights_of(path, fps, number, Path(folder), ceil(seconds * fps))
        job = {"look": look, "folder": folder, "size": SIZE, "seed": number, "fps": fps, "frames": weights}
        (Path(folder) / "job.json").write_text(json.dumps(job))
        program = [options.blender, HERE / "rendered_heads.py", Path(folder) / "job.json"]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
        if not (Path(folder) / "boxes.json").exists():
            sys.exit(f"Blender failed on {path}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        boxes = json.loads((Path(folder) / "boxes.json").read_text())
        pictures = (np.ascontiguousarray(read_picture(Path(folder) / f"{n:04d}.png", SIZE)[..., :3]) for n in range(len(weights)))
        name = f"{number:02d}_{look}_{path.stem}.mp4"
        (options.output / name).write_bytes(film(pictures, len(weights), Fraction(fps), sound))
    return {"file": name, "sound": str(path), "fps": fps, "look": look, "frames": len(weights), "offset": 0.0, "boxes": boxes}


def weights_of(path: Path, fps: int, number: int, folder: Path, frames: int) -> list[dict[str, float]]:
    """The weights of shapes on every frame, as exported keys are evaluated; the sound begins with frame 0."""
    target = folder / "keys.json"
    timings = path.with_suffix(".json")
    words = ["--timeline", timings] if timings.exists() else ["--transcript", path.with_suffix(".txt")]
    command = [sys.executable, "-m", "visemes", "export", path, *words, "--map", "arkit52", "--fps", str(fps), "--start-frame", "0"]
    command += ["--style", STYLES[number % 2], "--step", str(STEPS[number % 4]), "-f", "json", "-o", target, "--quiet"]
    subprocess.run([str(part) for part in command], check=True)
    line = read_line(target)
    return [{curve.shape: round(curve.value_at(line.grid.exposed(frame)), 5) for curve in line.curves} for frame in range(frames)]


if __name__ == "__main__":
    main()
