"""The worst moments of a film to look at: its pictures around each, over the sound and the phones that come with them."""

from __future__ import annotations

import base64
import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.preview.labels import font
from visemes.preview.png import png
from visemes.sync.base import RATE
from visemes.sync.crop import crop
from visemes.sync.film import open_film
from visemes.sync.told import MARKS, VERDICTS, said_offset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.sync.report import Report
    from visemes.sync.run import Checked
    from visemes.timeline import Timeline

    Image = NDArray[np.uint8]
    Grey = NDArray[np.uint8]

#: Moments that are shown at most, and pictures of each.
MOMENTS: Final = 8
PICTURES: Final = 7
#: Side of a picture, height of the sound and of a line of words, all pixels; how much wider than the mouth a picture is.
SIDE: Final = 150
SOUND: Final = 64
WORDS: Final = 24
WIDER: Final = 3.2
#: Paper, ink, faint ink, the moment, the sound.
PAPER, INK, FAINT, RED, BLUE = (250, 249, 246), (32, 34, 38), (130, 134, 140), (206, 52, 40), (70, 110, 160)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something to look at. time: seconds of film. what: said in a line."""

    time: float
    what: str


def strip(checked: Checked, kind: str, timeline: Timeline | None = None) -> bytes:
    """The worst moments as a file. kind: ".png" or ".html"."""
    moments = worst(checked.report)
    rows = list(_rows(checked, moments, timeline))
    if kind == ".html":
        return _page(checked.report, moments, rows)
    return png(np.concatenate([_heading(checked.report), *rows]))


def worst(report: Report) -> list[Moment]:
    """What to look at first, in the order of the film: what is wrong by itself before what is wrong all along."""
    found = [
        (0, Moment((p.start + p.end) / 2 + (p.offset or 0), f"out of step: {said_offset(p.offset or 0, report.frame)}  {p.text}"))
        for p in report.local
    ]
    late = report.offset or 0.0
    found += [
        (1, Moment((c.start + c.end) / 2 + late, f"no closed mouth for '{c.phones}'{f' of {c.word!r}' if c.word else ''}"))
        for c in report.missed
    ]
    found += [(2, Moment((mark.start + mark.end) / 2, MARKS[mark.what])) for mark in report.marks]
    found += [(3, Moment(time, f"{count} dropped")) for time, count in report.gaps]
    found += [(4, Moment(time, "repeated")) for time in report.repeats]
    readable = sorted((p for p in report.phrases if p.offset is not None and not p.local), key=lambda p: -abs(p.offset or 0))
    found += [
        (5, Moment(p.start + (p.offset or 0) + 0.2, f"{said_offset(p.offset or 0, report.frame)}  {p.text}")) for p in readable[:3]
    ]
    if not found:
        found = [(6, Moment(p.start + 0.2, p.text)) for p in report.phrases[:3]] or [(6, Moment(0.0, ""))]
    chosen = [moment for _, moment in sorted(found, key=lambda item: item[0])[:MOMENTS]]
    return sorted(chosen, key=lambda moment: moment.time)


def _rows(checked: Checked, moments: Sequence[Moment], timeline: Timeline | None) -> Iterator[Image]:
    """A row for every moment; the film is read once more, as far as the last of them."""
    frame = checked.report.frame
    times = [[moment.time + (i - PICTURES // 2) * frame for i in range(PICTURES)] for moment in moments]
    greys = _pictures(checked, sorted({time for row in times for time in row}))
    for moment, row in zip(moments, times, strict=True):
        yield _row(moment, row, [greys[time] for time in row], checked, timeline)


def _pictures(checked: Checked, times: Sequence[float]) -> dict[float, Grey]:
    """The mouth at each time, (SIDE, SIDE): the frame on show then."""
    film = open_film(checked.film.path, checked.film.fps if checked.film.sequence else None)
    found: dict[float, Grey] = {}
    waiting, last = list(times), None
    for picture in film.pictures():
        while waiting and last is not None and waiting[0] < picture.time - 1e-6:
            found[waiting.pop(0)] = last
        if not waiting:
            break
        if picture.time >= waiting[0] - 2 * checked.report.frame - 0.1:
            last = crop(picture.grey, _square(checked, film.scale, picture.time, picture.grey.shape), SIDE)
    blank = np.full((SIDE, SIDE), 200, np.uint8)
    return {**dict.fromkeys(waiting, blank if last is None else last), **found}


def _square(checked: Checked, scale: float, time: float, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """What is shown of a picture: around the mouth, or all of it where there is none."""
    watched = checked.watched
    frame = min(len(watched.present) - 1, max(0, round(time * RATE)))
    if not watched.present[frame]:
        return np.array([shape[1] / 2, shape[0] / 2, max(shape)])
    x, y, width, height = (float(value) * scale for value in watched.boxes[frame])
    return np.array([x + width / 2, y + height / 2, WIDER * width])


def _row(moment: Moment, times: Sequence[float], greys: Sequence[Grey], checked: Checked, timeline: Timeline | None) -> Image:
    from PIL import Image as Pictures
    from PIL import ImageDraw

    width = SIDE * PICTURES
    canvas = Pictures.new("RGB", (width, WORDS + SIDE + SOUND + 2 * WORDS), PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.text((6, WORDS // 2), f"{moment.time:.2f} s  {moment.what}"[:120], font=font(14), fill=INK, anchor="lm")
    for i, (time, grey) in enumerate(zip(times, greys, strict=True)):
        canvas.paste(Pictures.fromarray(grey), (i * SIDE, WORDS))
        pen.rectangle(
            (i * SIDE, WORDS, (i + 1) * SIDE - 1, WORDS + SIDE - 1), outline=RED if i == PICTURES // 2 else PAPER, width=2
        )
        pen.text(
            (i * SIDE + 5, WORDS + SIDE - 5),
            f"{time:.3f}",
            font=font(11),
            fill=(255, 255, 255),
            anchor="ls",
            stroke_width=2,
            stroke_fill=INK,
        )
    start, end = times[0], times[-1] + checked.report.frame
    _sound(pen, checked, start, end, WORDS + SIDE, width)
    if timeline:
        _said(pen, timeline, start, end, WORDS + SIDE + SOUND, width)
    return np.asarray(canvas)


def _sound(pen: Any, checked: Checked, start: float, end: float, top: int, width: int) -> None:  # noqa: ANN401 - Pillow's type
    """The waveform that is heard with the pictures, and how far it is from where it belongs."""
    sound, middle = checked.sound, top + SOUND // 2
    edges = np.rint(np.linspace(start, end, width + 1) * sound.rate).astype(int)
    peak = float(np.abs(sound.samples).max()) or 1.0
    for x, (low, high) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        part = sound.samples[max(0, low) : max(0, high)]
        reach = float(np.abs(part).max()) / peak * (SOUND // 2 - 3) if len(part) else 0.0
        pen.line((x, middle - reach, x, middle + reach), fill=BLUE)
    pen.line((0, middle, width, middle), fill=FAINT)


def _said(pen: Any, timeline: Timeline, start: float, end: float, top: int, width: int) -> None:  # noqa: ANN401 - Pillow's type
    """Phones and words under the sound."""
    for tier, row, size in ((timeline.phones, 0, 14), (timeline.words, 1, 13)):
        for item in tier:
            if item.end <= start or item.start >= end:
                continue
            left, right = ((time - start) / (end - start) * width for time in (max(item.start, start), min(item.end, end)))
            pen.line((left, top + row * WORDS + 2, left, top + (row + 1) * WORDS - 2), fill=FAINT)
            pen.text(((left + right) / 2, top + row * WORDS + WORDS // 2), item.label, font=font(size), fill=INK, anchor="mm")


def _heading(report: Report) -> Image:
    from PIL import Image as Pictures
    from PIL import ImageDraw

    canvas = Pictures.new("RGB", (SIDE * PICTURES, 2 * WORDS + 8), PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.text((6, WORDS // 2 + 2), _title(report), font=font(17), fill=INK, anchor="lm")
    pen.text((6, WORDS + WORDS // 2 + 2), _summary(report), font=font(14), fill=FAINT, anchor="lm")
    return np.asarray(canvas)


def _title(report: Report) -> str:
    return f"{report.source}: {VERDICTS[report.verdict]}"


def _summary(report: Report) -> str:
    if report.offset is None:
        return report.reason
    return f"{said_offset(report.offset, report.frame)}; confidence {report.confidence:.2f}"


def _page(report: Report, moments: Sequence[Moment], rows: Sequence[Image]) -> bytes:
    """One HTML file that needs nothing else."""
    figures = "\n".join(_figure(moment, row) for moment, row in zip(moments, rows, strict=True))
    title, summary = html.escape(_title(report)), html.escape(_summary(report))
    style = "body{font:15px/1.4 sans-serif;margin:2em;background:#faf9f6;color:#202226}img{max-width:100%}figure{margin:0 0 1em}"
    page = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{style}</style></head>\n'
        f"<body><h1>{title}</h1><p>{summary}</p>\n{figures}\n</body></html>\n"
    )
    return page.encode()


def _figure(moment: Moment, row: Image) -> str:
    data = base64.b64encode(png(row)).decode()
    return f'<figure><img alt="{html.escape(moment.what, quote=True)}" src="data:image/png;base64,{data}"></figure>'
