"""Draw a picture of stills that speak, for the documentation: what `--generator split` makes of one picture each.

python tools/draw_still.py      writes docs/pictures/guide_still.png
"""

from pathlib import Path

import numpy as np
from PIL import Image

from visemes.guide.base import AROUND, References
from visemes.guide.split import SplitMouth
from visemes.guide.states import CHANNELS
from visemes.train.world.drawn import drawn_character
from visemes.train.world.heads import head_character
from visemes.train.world.state import Character

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "guide_still.png"
#: Pixels of a picture's side, shown around the mouth: so many of its widths.
SIDE, WIDTHS = 112, 3.3
#: Mouths shown after the still itself: ee, eh, ah, oo, f, l.
MOUTHS = (
    {"jaw": 0.15, "gap": 0.2, "width": 0.8},
    {"jaw": 0.4, "gap": 0.5, "width": 0.3},
    {"jaw": 0.8, "gap": 1.0},
    {"jaw": 0.2, "gap": 0.3, "width": -0.8, "pucker": 0.8},
    {"jaw": 0.1, "gap": 0.12, "contact": 1.0},
    {"jaw": 0.3, "gap": 0.4, "tongue": 1.0},
)
#: Who is drawn.
CHARACTERS: tuple[Character, ...] = (
    *(drawn_character(family, seed) for family, seed in (("rubberhose", 13), ("book", 14), ("lips", 12), ("outline", 11))),
    *(head_character(family, seed) for family, seed in (("semireal", 13), ("stylised", 13), ("toon", 16), ("muzzle", 16))),
)


def row(character: Character) -> np.ndarray:
    """A still and its mouths beside one another, (SIDE, mouths x SIDE, 3)."""
    generator = SplitMouth()
    rest = np.zeros((1, len(CHANNELS)), np.float32)
    share = float(character.render(rest, 24, 256, 1).boxes[0, 2])
    size = round(generator.side / AROUND / share)  # the mouth is as wide as the generator has it
    seen = character.render(rest, 24, size, 1)
    x, y, width, height = seen.boxes[0] * size
    reach = round(WIDTHS * width / 2)
    padded = np.pad(seen.frames[0], ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    across, down = round(float(x + width / 2)) + reach, round(float(y + height / 2)) + reach
    top, left = down - generator.side // 2, across - generator.side // 2
    square = np.s_[top : top + generator.side, left : left + generator.side]
    states = np.array([[mouth.get(name, 0.0) for name in CHANNELS] for mouth in MOUTHS], np.float32)
    still = padded[square]
    made = generator.paint(still[None].repeat(len(states), axis=0), References(still[None], rest), states, None, 24.0)
    pictures = [padded]
    for mouth in made:
        picture = padded.copy()
        mask = generator.hidden[..., None]
        picture[square] = np.rint(still * (1 - mask) + mouth * mask)
        pictures.append(picture)
    around = np.s_[down - reach : down + reach, across - reach : across + reach]
    small = [Image.fromarray(picture[around]).resize((SIDE, SIDE), Image.Resampling.LANCZOS) for picture in pictures]
    return np.concatenate([np.asarray(picture) for picture in small], axis=1)


def main() -> None:
    rows = [row(character) for character in CHARACTERS]
    half = len(rows) // 2
    gap = np.full((SIDE * half, 8, 3), 255, np.uint8)
    whole = np.concatenate([np.concatenate(rows[:half]), gap, np.concatenate(rows[half:])], axis=1)
    Image.fromarray(whole).quantize(224).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
