"""Draw the mouth chart of every viseme set for the documentation's gallery.

python tools/draw_charts.py      writes docs/pictures/maps/*.png and docs/gallery.md
"""

from importlib.resources import as_file, files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from visemes.maps import VisemeMap, load_map, map_names
from visemes.preview.mouth import SKIN, Look, mouth_picture

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "pictures" / "maps"

#: Pixels: a mouth's width and height as shown, the margin around it, the line of its name; mouths in a row.
WIDE, HIGH, GAP, LINE, ACROSS = 112, 84, 12, 22, 7


INTRODUCTION = """# Every viseme set

Each set as `visemes preview` draws it, from lip gap, width and contact alone; the real drawings or shapes are yours.
`visemes maps show NAME` lists a set's phones and weights, [maps.md](maps.md) says how to write one. This page is made by
`tools/draw_charts.py`.
"""


def chart(viseme_map: VisemeMap) -> Image.Image:
    """Every viseme of a set with its name."""
    visemes = list(viseme_map.visemes.values())
    rows = -(-len(visemes) // ACROSS)
    columns = min(ACROSS, len(visemes))
    picture = Image.new("RGB", (columns * (WIDE + GAP) + GAP, rows * (HIGH + LINE + GAP) + GAP), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    with as_file(files("visemes.preview") / "data" / "sans.ttf") as path:
        font = ImageFont.truetype(str(path), 14)
    for place, viseme in enumerate(visemes):
        down, along = divmod(place, ACROSS)
        x, y = GAP + along * (WIDE + GAP), GAP + down * (HIGH + LINE + GAP)
        mouth = Image.fromarray(mouth_picture(Look(viseme.opening, viseme.width, viseme.contact), WIDE))
        card = Image.new("RGB", (WIDE, HIGH), SKIN)
        card.paste(mouth, (0, (HIGH - WIDE) // 2))
        picture.paste(card, (x, y))
        pen.text((x + WIDE / 2, y + HIGH + LINE / 2), viseme.name, font=font, fill=(30, 32, 34), anchor="mm")
    return picture


def page(maps: list[VisemeMap]) -> str:
    """The gallery's text."""
    parts = [INTRODUCTION]
    for one in maps:
        about = " ".join(one.description.split())
        parts.append(f"## {one.name}\n\n{one.title}. {about}\n\n![The mouths of {one.name}](pictures/maps/{one.name}.png)\n")
    return "\n".join(parts)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    maps = [load_map(name) for name in map_names()]
    for one in maps:
        picture = chart(one).quantize(64)
        picture.save(FOLDER / f"{one.name}.png", optimize=True)
        print(f"{one.name}: {(FOLDER / f'{one.name}.png').stat().st_size} bytes")
    (DOCS / "gallery.md").write_text(page(maps), encoding="utf-8")


if __name__ == "__main__":
    main()
