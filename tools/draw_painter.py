"""Draw what the generators make of films, for the documentation: characters of families that nothing was trained on.

python tools/draw_painter.py      writes docs/pictures/guide_painter.png

Each is filmed saying one of examples/ and repainted to another; the rows are the film, the generators film, split and rendered, and
the same character filmed saying the other line.
"""

from pathlib import Path

import numpy as np
from PIL import Image

import visemes
from visemes.guide.generators import generator_named
from visemes.guide.states import line_states
from visemes.maps import load_map
from visemes.sync.base import RATE
from visemes.sync.expert import load_expert
from visemes.train import guide_sheet
from visemes.train.world.drawn import drawn_character
from visemes.train.world.heads import head_character
from visemes.train.world.twice import film_twice

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "guide_painter.png"
#: The line that is filmed and the one that is wanted; how many pictures of them.
LINES, COUNT = ("harbour", "bakery"), 90
#: Who is filmed: characters and the number that is drawn by chance for camera and light.
CHARACTERS = (
    (drawn_character("beak", 21), 3),
    (drawn_character("book", 14), 4),
    (head_character("muzzle", 16), 5),
    (head_character("lowpoly", 17), 6),
)
#: Pictures of each.
SHOWN = 5


def states(name: str) -> np.ndarray:
    """What a mouth does that says a line of examples/, (COUNT, 7)."""
    text = (ROOT / "examples" / f"{name}.txt").read_text(encoding="utf-8")
    line = visemes.animate_sound(ROOT / "examples" / f"{name}.wav", text=text, map="arkit52", fps=RATE)
    return line_states(line, load_map("arkit52"), np.arange(COUNT) / RATE + 0.3)


def main() -> None:
    had, want = (states(name) for name in LINES)
    pairs = [
        film_twice(f"pair{seed}", {"split": "test", "family": str(number)}, character, had, want, 1, seed)
        for number, (character, seed) in enumerate(CHARACTERS)
    ]
    guide_sheet.PICTURES = SHOWN
    generators = [generator_named(name) for name in ("film", "split", "rendered")]
    whole = Image.fromarray(guide_sheet.sheet(generators, load_expert(), pairs))
    whole.quantize(200).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
