"""The exposure sheet as a PDF (the extra `plot`): the pages of the HTML one, drawn with matplotlib, whose fonts have IPA.

Letters that none of the fonts here have are shown as boxes; the HTML sheet uses the browser's fonts.
"""

from __future__ import annotations

import io
import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from visemes.export.xsheet.rows import HELD, heading, pages
from visemes.preview.mouth import Look, mouth_picture
from visemes.preview.plot import need_matplotlib

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.export.xsheet.rows import Row
    from visemes.line import Line
    from visemes.maps import Viseme, VisemeMap

#: Millimetres: A4, its margins, the heading above the rows, the names of the columns.
WIDTH, HEIGHT, SIDE, TOP, HEADING, NAMES = 210.0, 297.0, 10.0, 9.0, 12.0, 5.0
#: Columns and their widths in millimetres; what is left is for notes.
COLUMNS: Final = (
    ("frame", 11.0),
    ("time", 12.0),
    ("action", 50.0),
    ("dialogue", 32.0),
    ("phone", 18.0),
    ("mouth", 22.0),
    ("open", 16.0),
)
#: A row is never higher (millimetres), however short the page.
HIGHEST: Final = 4.2
#: Fonts tried one after the other for letters the first has not; those that are not here are left out.
FONTS: Final = (
    "DejaVu Sans", "Noto Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "IPAGothic", "Hiragino Sans", "MS Gothic",
    "Microsoft YaHei", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Arial Unicode MS",
)  # fmt: skip
#: Mouths in a row of the chart.
ACROSS: Final = 5
#: Width of a bold letter, of its size; text that would not fit its column is written smaller.
EM: Final = 0.66
#: Points in a millimetre.
POINTS: Final = 72 / 25.4


def pdf_sheet(line: Line, viseme_map: VisemeMap) -> bytes:
    """The file's bytes; the same for the same line. Raises MissingExtraError."""
    need_matplotlib()
    from matplotlib.backends.backend_pdf import PdfPages

    all_pages = pages(line)
    file = io.BytesIO()
    about = {"Title": f"{line.sound}: exposure sheet", "Creator": "visemes", "Producer": None, "CreationDate": None}
    with _fonts(), PdfPages(file, metadata=about) as out:
        for number, rows in enumerate(all_pages, 1):
            paper = _Paper()
            paper.heading(line, number, len(all_pages) + 1)
            _sheet(paper, rows, viseme_map)
            out.savefig(paper.figure)
        paper = _Paper()
        paper.heading(line, len(all_pages) + 1, len(all_pages) + 1)
        _chart(paper, viseme_map)
        out.savefig(paper.figure)
    return file.getvalue()


@contextmanager
def _fonts() -> Iterator[None]:
    """Text as text, in the fonts that are here, without complaints about letters they lack."""
    import matplotlib as mpl
    from matplotlib import font_manager

    here = set(font_manager.get_font_names())
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    with (
        mpl.rc_context({"pdf.fonttype": 42, "font.family": [name for name in FONTS if name in here]}),
        warnings.catch_warnings(),
    ):
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        log.setLevel(logging.ERROR)
        try:
            yield
        finally:
            log.setLevel(level)


class _Paper:
    """A page on which things are placed in millimetres from its upper left corner."""

    def __init__(self) -> None:
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(WIDTH / 25.4, HEIGHT / 25.4))
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(HEIGHT, 0)
        self.axes.axis("off")

    def lines(self, ends: Sequence[tuple[float, float, float, float]], width: float, colour: str = "#111111") -> None:
        """Straight lines. ends: x, y, x, y. width: millimetres."""
        from matplotlib.collections import LineCollection

        segments = [((x, y), (right, bottom)) for x, y, right, bottom in ends]
        self.axes.add_collection(LineCollection(segments, linewidths=width * POINTS, colors=colour))

    def write(
        self, x: float, y: float, text: str, size: float, *, colour: str = "#111111", align: str = "left", bold: bool = False
    ) -> None:
        """Text at the middle of its height. size: points. A `$` is a dollar, not mathematics."""
        weight = "bold" if bold else "normal"
        self.axes.text(x, y, text, fontsize=size, color=colour, ha=align, va="center_baseline", weight=weight, parse_math=False)

    def heading(self, line: Line, number: int, count: int) -> None:
        """The box above everything."""
        fields = [*heading(line), ("page", f"{number} of {count}")]
        room = WIDTH - 2 * SIDE
        need = [max(15.0, 4 + 1.75 * len(value)) for _, value in fields]
        scale = room / sum(need)
        x = SIDE
        for (name, value), width in zip(fields, need, strict=True):
            self.write(x + 1.2, TOP + 2.5, name, 5.5, colour="#555555")
            self.write(x + 1.2, TOP + 7.5, value, min(8.0, 8.0 * scale), bold=True)
            self.lines([(x, TOP, x, TOP + HEADING)], 0.25)
            x += width * scale
        right = WIDTH - SIDE
        self.lines([(SIDE, TOP, right, TOP), (SIDE, TOP + HEADING, right, TOP + HEADING), (right, TOP, right, TOP + HEADING)], 0.4)


def _sheet(paper: _Paper, rows: list[Row], viseme_map: VisemeMap) -> None:
    top = TOP + HEADING + 2 + NAMES
    height = min(HIGHEST, (HEIGHT - TOP - top) / len(rows))
    edges, x = {}, SIDE
    for name, width in COLUMNS:
        edges[name] = x
        paper.write(x + 1, top - NAMES / 2, name, 6, colour="#555555")
        x += width
    paper.write(x + 1, top - NAMES / 2, "notes", 6, colour="#555555")
    bottom, right = top + height * len(rows), WIDTH - SIDE
    paper.lines([(left, top, left, bottom) for left in (*edges.values(), x, right)], 0.1, "#999999")
    paper.lines([(SIDE, top + height * i, right, top + height * i) for i in range(len(rows) + 1)], 0.1, "#999999")
    paper.lines([(SIDE, top + height * i, right, top + height * i) for i, row in enumerate(rows) if row.is_second], 0.5)
    size = min(8.0, 0.8 * height * POINTS)
    for i, row in enumerate(rows):
        _row(paper, row, viseme_map.visemes[row.viseme], top + height * (i + 0.5), height, edges, size)


def _row(paper: _Paper, row: Row, viseme: Viseme, y: float, height: float, edges: dict[str, float], size: float) -> None:
    from matplotlib.patches import Rectangle

    if row.drawing != HELD:
        paper.axes.add_patch(Rectangle((edges["mouth"], y - height / 2), 22, height, facecolor="#eef2f5", zorder=0))
    bar = 15 * min(viseme.opening, 1)
    paper.axes.add_patch(Rectangle((edges["open"] + 0.5, y - 0.35 * height), bar, 0.7 * height, facecolor="#b9c3cc", zorder=0))
    paper.write(edges["frame"] + 10, y, str(row.frame), size, align="right")
    paper.write(edges["time"] + 11, y, row.time, size, colour="#555555", align="right")
    for name, text in (("dialogue", row.word), ("phone", row.phone), ("mouth", row.drawing)):
        if text == HELD:
            paper.lines([(edges[name] + 2, y - height / 2, edges[name] + 2, y + height / 2)], 0.15, "#777777")
        elif text:
            room = dict(COLUMNS)[name] - 1.5
            paper.write(edges[name] + 1, y, text, min(size, room * POINTS / (EM * len(text))), bold=name != "phone")


def _chart(paper: _Paper, viseme_map: VisemeMap) -> None:
    top = TOP + HEADING + 8
    paper.write(SIDE, top, f"Mouth chart: {viseme_map.title}", 13, bold=True)
    visemes = list(viseme_map.visemes.values())
    wide = (WIDTH - 2 * SIDE) / ACROSS
    high = min(46.0, (HEIGHT - TOP - top - 6) / -(-len(visemes) // ACROSS))
    side = min(27.0, high - 13)
    for place, viseme in enumerate(visemes):
        down, along = divmod(place, ACROSS)
        x, y = SIDE + wide * (along + 0.5), top + 6 + high * down
        picture = mouth_picture(Look(viseme.opening, viseme.width, viseme.contact), 200)
        paper.axes.imshow(picture, extent=(x - side / 2, x + side / 2, y + side, y), aspect="auto", zorder=2)
        paper.write(x, y + side + 3, viseme.name, 9, align="center", bold=True)
        for row, text in enumerate(_wrapped(viseme.description)):
            paper.write(x, y + side + 6.4 + 2.4 * row, text, 5.5, align="center", colour="#333333")
    paper.axes.set_xlim(0, WIDTH)
    paper.axes.set_ylim(HEIGHT, 0)


def _wrapped(text: str) -> list[str]:
    """A description in at most three short lines."""
    from textwrap import wrap

    return wrap(text, 34, max_lines=3, placeholder=" …")
