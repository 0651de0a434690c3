"""`xsheet`: the exposure sheet as people print it, as PDF, HTML or CSV by the file's ending.

Every frame is a row: its number, seconds and frames, room for the action, the words, the phones, the drawing and a bar for how
far the mouth is open. Thick lines mark seconds. Pages end with whole seconds; the last one is the mouth chart of the set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter

if TYPE_CHECKING:
    from visemes.line import Line
    from visemes.maps import VisemeMap


def content(line: Line, viseme_map: VisemeMap, ending: str) -> bytes:
    """The sheet's file. ending: .pdf, .html or .csv. Raises MissingExtraError for a PDF without matplotlib."""
    # imported when asked for: pictures need numpy, PDFs matplotlib
    if ending == ".csv":
        from visemes.export.xsheet.rows import table

        return table(line)
    if ending == ".html":
        from visemes.export.xsheet.html import html_sheet

        return html_sheet(line, viseme_map)
    from visemes.export.xsheet.pdf import pdf_sheet

    return pdf_sheet(line, viseme_map)


EXPORTER: Final = Exporter(
    "xsheet",
    (".pdf", ".html"),
    "the exposure sheet for people: frames, dialogue by phone, drawings, and the mouth chart",
    content=content,
    also=(".csv",),
)
