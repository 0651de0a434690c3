"""The exposure sheet as one HTML file that prints on A4: pages of rows, then the mouth chart."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from visemes.export.xsheet.rows import HELD, heading, pages
from visemes.preview.mouth import Look, mouth_picture
from visemes.preview.png import png

if TYPE_CHECKING:
    from visemes.export.xsheet.rows import Row
    from visemes.line import Line
    from visemes.maps import Viseme, VisemeMap


def html_sheet(line: Line, viseme_map: VisemeMap) -> bytes:
    """The file's bytes. Everything that comes from the line is escaped."""
    all_pages = pages(line)
    sheets = [_page(line, viseme_map, rows, number, len(all_pages) + 1) for number, rows in enumerate(all_pages, 1)]
    chart = _chart(line, viseme_map, len(all_pages) + 1)
    style = (files("visemes.export.xsheet") / "sheet.css").read_text(encoding="utf-8")
    title = escape(f"{line.sound}: exposure sheet")
    head = f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n<style>\n{style}</style></head>'
    return "\n".join([head, "<body>", *sheets, chart, "</body></html>", ""]).encode()


def _heading(line: Line, number: int, count: int) -> str:
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in heading(line))
    return f"<header><dl>{cells}<div><dt>page</dt><dd>{number} of {count}</dd></div></dl></header>"


def _page(line: Line, viseme_map: VisemeMap, rows: list[Row], number: int, count: int) -> str:
    columns = ("frame", "time", "action", "dialogue", "phone", "mouth", "open", "notes")
    head = "".join(f'<th class="{name}">{name}</th>' for name in columns)
    body = "\n".join(_row(row, viseme_map.visemes[row.viseme]) for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    return f'<section class="sheet" style="--rows:{len(rows)}">{_heading(line, number, count)}\n{table}</section>'


def _row(row: Row, viseme: Viseme) -> str:
    marks = " ".join(name for name, is_set in (("second", row.is_second), ("new", row.drawing != HELD)) if is_set)
    bar = f'<i style="width:{round(100 * min(viseme.opening, 1))}%"></i>'
    cells = (
        ("frame", str(row.frame)), ("time", row.time), ("action", ""),
        ("dialogue", row.word), ("phone", row.phone), ("mouth", row.drawing),
    )  # fmt: skip
    shown = "".join(f'<td class="{name}{" held" if text == HELD else ""}">{escape(text)}</td>' for name, text in cells)
    return f'<tr class="{marks}">{shown}<td class="open">{bar}</td><td class="notes"></td></tr>'


def _chart(line: Line, viseme_map: VisemeMap, number: int) -> str:
    figures = "\n".join(_figure(viseme) for viseme in viseme_map.visemes.values())
    title = f"<h1>Mouth chart: {escape(viseme_map.title)}</h1>"
    return f'<section class="chart">{_heading(line, number, number)}\n{title}\n<div class="mouths">\n{figures}\n</div></section>'


def _figure(viseme: Viseme) -> str:
    data = b64encode(png(mouth_picture(Look(viseme.opening, viseme.width, viseme.contact), 160))).decode()
    picture = f'<img alt="" width="120" height="120" src="data:image/png;base64,{data}">'
    return f"<figure>{picture}<figcaption><b>{escape(viseme.name)}</b><br>{escape(viseme.description)}</figcaption></figure>"
