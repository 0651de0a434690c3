"""A comparison to look at: both openings over the whole line, then the worst moments, both mouths one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.guide.compare_told import VERDICTS, frames_of, said_shift, what_of
from visemes.preview.labels import font
from visemes.preview.mouth import Look, mouth_picture
from visemes.preview.png import png
from visemes.sync.crop import crop
from visemes.sync.film import in_colour, open_film
from visemes.sync.strip import FAINT, INK, PAPER, PICTURES, RED, SIDE, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from visemes.guide.compare import Comparison, Moment
    from visemes.guide.together import Matched
    from visemes.guide.tracks import Track
    from visemes.sync.run import Request
    from visemes.timeline import Timeline

    Image = NDArray[np.uint8]
    Floats = NDArray[np.float64]

#: Moments that are shown at most.
MOMENTS: Final = 6
#: Colours of the rig's curve and the guide's, and of what differs.
RIG, GUIDE, MARKED = (196, 78, 40), (40, 104, 168), (250, 222, 214)
#: Height of the curves over the line and of those of a moment; how much wider than the mouth a picture is; the margin at the left.
LINE, CURVES = 150, 110
WIDER: Final = 2.2
LEFT: Final = 56
#: Longest stretch of a line that is drawn in one row, seconds.
ROW: Final = 12.0
BLANK: Final = (206, 206, 202)


def comparison_strip(found: Comparison, rig: Request, guide: Request | None, timeline: Timeline | None = None) -> bytes:
    """The strip as a PNG file. rig, guide: the films as they were opened, None for keys, whose mouth is drawn plainly."""
    rows = [_heading(found)]
    matched = found.matched
    if matched is not None:
        late = 0.0 if found.guide.is_film else found.removed
        rows += _overviews(found, matched, timeline, late)
        shown = sorted(found.moments[:MOMENTS], key=lambda moment: moment.first)
        times = [_around(moment, matched) for moment in shown]
        above = _pictures(found.rig, rig, times)
        below = _pictures(found.guide, guide, [each - found.removed for each in times])
        for moment, seconds, one, other in zip(shown, times, above, below, strict=True):
            rows.append(_moment(moment, matched, seconds, (one, other), found.start_frame))
            if timeline:
                rows.append(_said(timeline, seconds[0] - late, seconds[-1] + matched.frame - late))
    return png(np.concatenate(rows))


def _canvas(height: int) -> tuple[Any, Any]:
    from PIL import Image as Pictures
    from PIL import ImageDraw

    canvas = Pictures.new("RGB", (LEFT + SIDE * PICTURES, height), PAPER)
    return canvas, ImageDraw.Draw(canvas)


def _heading(found: Comparison) -> Image:
    canvas, pen = _canvas(3 * WORDS + 8)
    title = f"{found.rig.source} beside {found.guide.source}: {VERDICTS[found.verdict]}"
    pen.text((8, WORDS // 2 + 4), title[:110], font=font(17), fill=INK, anchor="lm")
    if found.matched is None:
        pen.text((8, WORDS + WORDS // 2 + 4), found.reason[:130], font=font(14), fill=FAINT, anchor="lm")
        return np.asarray(canvas)
    numbers = f"{said_shift(found)}; openings go together by {found.likeness:.2f}, {found.apart:.0%} apart"
    pen.text((8, WORDS + WORDS // 2 + 4), numbers, font=font(14), fill=FAINT, anchor="lm")
    for x, (name, colour) in zip((8, 90), (("rig", RIG), ("guide", GUIDE)), strict=True):
        pen.line((x, 2 * WORDS + 16, x + 26, 2 * WORDS + 16), fill=colour, width=3)
        pen.text((x + 32, 2 * WORDS + 16), name, font=font(14), fill=INK, anchor="lm")
    return np.asarray(canvas)


def _overviews(found: Comparison, matched: Matched, timeline: Timeline | None, late: float) -> list[Image]:
    """Both openings over the line, in rows of equal length, what differs marked."""
    first, last = float(matched.times[0]), float(matched.times[-1]) + matched.frame
    count = max(1, int(np.ceil((last - first) / ROW)))
    edges = np.linspace(first, last, count + 1)
    rows: list[Image] = []
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        canvas, pen = _canvas(LINE)
        for moment in found.moments:
            if moment.end > start and moment.start < end:
                left, right = (_across(min(max(time, start), end), start, end) for time in (moment.start, moment.end))
                pen.rectangle((left, 4, right, LINE - 20), fill=MARKED)
                if start <= moment.start:
                    pen.text((left + 1, 5), str(moment.first), font=font(10), fill=RED)
        _curves(pen, matched, start, end, (8, LINE - 24))
        _frames(pen, found, matched, start, end)
        rows.append(np.asarray(canvas))
        if timeline:
            rows.append(_said(timeline, start - late, end - late, small=True))
    return rows


def _across(time: float, start: float, end: float) -> float:
    return LEFT + (time - start) / (end - start) * SIDE * PICTURES


def _curves(pen: Any, matched: Matched, start: float, end: float, heights: tuple[int, int]) -> None:  # noqa: ANN401 - Pillow's type
    """Both openings from closed (below) to wide open (above)."""
    top, bottom = heights
    pen.text((LEFT - 6, top + 6), "open", font=font(11), fill=FAINT, anchor="rm")
    pen.text((LEFT - 6, bottom - 4), "closed", font=font(11), fill=FAINT, anchor="rm")
    pen.line((LEFT, bottom, LEFT + SIDE * PICTURES, bottom), fill=FAINT)
    middles = matched.times + matched.frame / 2
    inside = matched.both & (middles >= start) & (middles <= end)
    for values, colour in ((matched.guide, GUIDE), (matched.rig, RIG)):
        before: tuple[float, float] | None = None
        for n in np.flatnonzero(inside).tolist():
            share = float(np.clip(values[n] / matched.unit / 1.25, 0, 1))
            x, y = _across(float(middles[n]), start, end), bottom - share * (bottom - top)
            if before is not None and matched.both[n - 1]:
                pen.line((*before, x, y), fill=colour, width=2)
            before = (x, y)


def _frames(pen: Any, found: Comparison, matched: Matched, start: float, end: float) -> None:  # noqa: ANN401 - Pillow's type
    """Frame numbers under the curves, about twelve of them."""
    inside = np.flatnonzero((matched.times >= start - 1e-6) & (matched.times < end))
    step = max(1, 5 * round(len(inside) / 60))
    for n in inside.tolist():
        number = found.start_frame + n
        if number % step == 0:
            x = _across(float(matched.times[n]) + matched.frame / 2, start, end)
            pen.line((x, LINE - 24, x, LINE - 20), fill=FAINT)
            pen.text((x, LINE - 11), str(number), font=font(11), fill=FAINT, anchor="mm")


def _around(moment: Moment, matched: Matched) -> Floats:
    """The times of the frames that are shown of a moment: as many as fit, every other one where it is long."""
    length = moment.last - moment.first + 1
    step = max(1, int(np.ceil(length / (PICTURES - 2))))
    middle = moment.difference.first + length // 2
    rows = np.clip(middle + step * (np.arange(PICTURES) - PICTURES // 2), 0, len(matched.times) - 1)
    return np.asarray(matched.times[rows], dtype=np.float64)


def _pictures(track: Track, request: Request | None, wanted: Sequence[Floats]) -> list[list[Image]]:
    """The mouth at each time of each moment, (SIDE, SIDE, 3)."""
    if request is None:
        return [[_drawn(track, float(time)) for time in times] for times in wanted]
    every = sorted({_row_at(track, float(time)) for times in wanted for time in times} - {-1})
    found = dict(zip(every, _filmed(track, request, every), strict=True)) if every else {}
    blank = np.full((SIDE, SIDE, 3), BLANK, np.uint8)
    return [[found.get(_row_at(track, float(time)), blank) for time in times] for times in wanted]


def _row_at(track: Track, time: float) -> int:
    """The frame on show at the middle of a rig's frame that begins at a time; -1 outside."""
    middle = time + 0.5 / float(track.fps)
    row = int(np.searchsorted(track.times, middle, side="right")) - 1
    return row if 0 <= row < len(track) and middle < track.times[-1] + 1.5 / float(track.fps) else -1


def _drawn(track: Track, time: float) -> Image:
    row = _row_at(track, time)
    if row < 0:
        return np.full((SIDE, SIDE, 3), BLANK, np.uint8)
    return mouth_picture(Look(max(0.0, float(track.gap[row])), float(track.width[row])), SIDE)


def _filmed(track: Track, request: Request, rows: Sequence[int]) -> Iterable[Image]:
    """The mouth on some frames of a film, in colour; the film is read as far as the last of them."""
    film = open_film(request.film, request.fps)
    film = in_colour(film, (0, 0, film.width, film.height), film.scale)
    waiting = list(rows)
    for number, picture in enumerate(film.pictures()):
        if not waiting:
            return
        if number == waiting[0]:
            waiting.pop(0)
            x, y, width, height = (float(value) for value in track.boxes[number])
            square = np.array([x + width / 2, y + height / 2, WIDER * width]) * film.scale
            yield np.stack([crop(np.ascontiguousarray(picture.grey[..., c]), square, SIDE) for c in range(3)], axis=2)
    yield from (np.full((SIDE, SIDE, 3), BLANK, np.uint8) for _ in waiting)


def _moment(moment: Moment, matched: Matched, times: Floats, pictures: tuple[list[Image], list[Image]], start_frame: int) -> Image:
    """A heading, the rig's pictures, the guide's, and both openings below them."""
    from PIL import Image as Pictures

    canvas, pen = _canvas(WORDS + 2 * SIDE + CURVES)
    said = f"  {moment.phones} ({moment.word})" if moment.word else ""
    pen.text((8, WORDS // 2), f"{frames_of(moment)}  {what_of(moment)}{said}"[:70], font=font(15), fill=INK, anchor="lm")
    pen.text((LEFT + SIDE * PICTURES - 6, WORDS // 2), moment.advice[:80], font=font(13), fill=RED, anchor="rm")
    spacing = (times[-1] - times[0]) / (len(times) - 1) or matched.frame
    start, end = float(times[0]), float(times[-1] + spacing)
    bottom = WORDS + 2 * SIDE
    left, right = (_across(min(max(time, start), end), start, end) for time in (moment.start, moment.end))
    pen.rectangle((left, bottom, right, bottom + CURVES - 14), fill=MARKED)
    for row, (name, colour) in enumerate((("rig", RIG), ("guide", GUIDE))):
        pen.text((LEFT - 8, WORDS + row * SIDE + SIDE // 2), name, font=font(13), fill=colour, anchor="rm")
        for i, picture in enumerate(pictures[row]):
            canvas.paste(Pictures.fromarray(picture), (LEFT + i * SIDE, WORDS + row * SIDE))
    for i, time in enumerate(times.tolist()):
        inside = moment.start - 1e-6 <= time < moment.end - 1e-6
        box = (LEFT + i * SIDE, WORDS, LEFT + (i + 1) * SIDE - 1, WORDS + 2 * SIDE - 1)
        pen.rectangle(box, outline=RED if inside else PAPER, width=2)
        number = start_frame + int(np.abs(matched.times - time).argmin())
        pen.text(
            (LEFT + i * SIDE + 5, WORDS + SIDE - 5),
            str(number),
            font=font(12),
            fill=PAPER,
            anchor="ls",
            stroke_width=2,
            stroke_fill=INK,
        )
    _curves(pen, matched, start, end, (bottom + 6, bottom + CURVES - 16))
    return np.asarray(canvas)


def _said(timeline: Timeline, start: float, end: float, *, small: bool = False) -> Image:
    """Phones and words under a stretch; small: words alone."""
    tiers = ((timeline.words, 0, 12),) if small else ((timeline.phones, 0, 14), (timeline.words, 1, 13))
    canvas, pen = _canvas(len(tiers) * WORDS + 6)
    for tier, row, size in tiers:
        for item in tier:
            if item.end > start and item.start < end:
                left, right = (_across(time, start, end) for time in (max(item.start, start), min(item.end, end)))
                pen.line((left, row * WORDS + 2, left, (row + 1) * WORDS - 2), fill=FAINT)
                pen.text(((left + right) / 2, row * WORDS + WORDS // 2), item.label, font=font(size), fill=INK, anchor="mm")
    return np.asarray(canvas)
