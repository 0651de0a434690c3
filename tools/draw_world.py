"""Draw a picture of the characters the lip-sync expert is trained on, for the documentation.

python tools/draw_world.py      writes docs/pictures/sync_world.png
"""

from pathlib import Path

import numpy as np
from PIL import Image

from visemes.guide.states import CHANNELS
from visemes.train.world import drawn, heads, heads_traits
from visemes.train.world.state import Character

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "sync_world.png"
#: Pixels of a picture's side; characters of one family, side by side in one row with their mouths.
SIDE = 64
#: Mouths shown: closed, a little open, wide open, spread, rounded, lip at the teeth.
MOUTHS = (
    {},
    {"jaw": 0.3, "gap": 0.4, "width": 0.2},
    {"jaw": 0.8, "gap": 1.0, "width": 0.1},
    {"jaw": 0.15, "gap": 0.25, "width": 0.9},
    {"jaw": 0.4, "gap": 0.5, "width": -0.7, "pucker": 0.6},
    {"jaw": 0.1, "gap": 0.1, "contact": 1.0},
)
#: Held frames between the mouths, so that heads move and eyes blink; the seed of most characters, and of those it shows badly.
PAUSE = 6
SEED, SEEDS = 3, {"muppet": 4, "cutout": 4, "puppet": 4, "pixel": 4, "side": 4, "lips": 2, "muzzle": 3}


def row(character: Character) -> np.ndarray:
    """The mouths of one character beside one another, (SIDE, mouths x SIDE, 3)."""
    states = np.array([[mouth.get(name, 0.0) for name in CHANNELS] for mouth in MOUTHS for _ in range(PAUSE)], dtype=np.float32)
    return np.concatenate(list(character.render(states, 12, 4 * SIDE, 1).frames[::PAUSE]), axis=1)


def main() -> None:
    rows = [row(drawn.drawn_character(name, SEEDS.get(name, SEED))) for name in drawn.families()]
    rows += [row(heads.head_character(name, SEED)) for name in heads_traits.families()]
    half = -(-len(rows) // 2)
    blank = [np.full_like(rows[0], 255)] * (2 * half - len(rows))
    gap = np.full((4 * SIDE * half, 4 * SIDE // 8, 3), 255, dtype=np.uint8)
    whole = np.concatenate([np.concatenate(rows[:half]), gap, np.concatenate([*rows[half:], *blank])], axis=1)
    picture = Image.fromarray(whole)
    small = picture.resize((picture.width // 4, picture.height // 4), Image.Resampling.LANCZOS)
    small.quantize(192).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
