"""Make the small font that previews are labelled in: DejaVu Sans with the letters of IPA, Latin, Greek and Cyrillic alone.

python tools/subset_font.py      reads matplotlib's copy of DejaVu Sans, writes core/visemes/preview/data/

DejaVu's licence lets changed fonts be given away under another name.
"""

from pathlib import Path
from shutil import copyfile

import matplotlib as mpl
from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
DATA = Path(__file__).resolve().parent.parent / "core" / "visemes" / "preview" / "data"
NAME = "Visemes Sans"

#: Latin with its extensions, IPA, spacing and combining marks, Greek, Cyrillic, punctuation, arrows.
RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),
    (0x250, 0x36F),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x1D00, 0x1DBF),
    (0x2010, 0x2044),
    (0x2190, 0x2193),
)


def main() -> None:
    DATA.mkdir(exist_ok=True)
    font = TTFont(FONTS / "DejaVuSans.ttf", recalcTimestamp=False)
    features, names = ["mark", "mkmk", "kern", "ccmp"], [0, 1, 2, 4, 6]
    options = subset.Options(layout_features=features, hinting=False, name_IDs=names, notdef_outline=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4}:
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    font.save(DATA / "sans.ttf", reorderTables=False)
    copyfile(FONTS / "LICENSE_DEJAVU", DATA / "LICENSE.dejavu")
    print(f"{DATA / 'sans.ttf'}: {(DATA / 'sans.ttf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
