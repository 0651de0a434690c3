"""A line as a picture: sound, words, phones, the mouth, curves with their keys, and the exposure sheet (the extra `plot`).

From above: waveform, words and phones, the mouth as drawn by `visemes.preview.mouth`, the gap between the lips, every shape
that moves, the exposure sheet. Frames are counted above, seconds below. Closures and contacts run through all rows as bands.
"""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.check.shown import CLOSED
from visemes.errors import MissingExtraError
from visemes.motion.events import events_of
from visemes.preview.mouth import SKIN, Look, kind_of, looks, mouth_picture
from visemes.preview.strands import strands_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.audio import Sound
    from visemes.line import Line
    from visemes.maps import VisemeMap
    from visemes.preview.mouth import Kind
    from visemes.preview.strands import Strand

    Row = tuple[float, Callable[[Any], None]]

#: What a picture may be, by the ending of its file.
PICTURES: Final = ("png", "svg", "pdf")
#: Inches for each second, the least and the most for the whole line, dots an inch.
SCALE, NARROWEST, WIDEST, DOTS = 4.0, 7.0, 120.0, 100
#: Inches left, right, above and below the rows, and between them.
LEFT, RIGHT, ABOVE, BELOW, BETWEEN = 1.85, 0.25, 0.85, 0.55, 0.07
#: Points of the writing, and how high a line of it is, of its size.
WRITING, LINE = 9.0, 1.2
#: Labels are written at this size at least; what has no room then is left out.
SMALLEST: Final = 5.5
#: Share of a mouth's picture that is shown small, across and down.
CROP: Final = (0.84, 0.64)
#: Points of a curve for each frame.
FINE: Final = 4

CLOSURE, CONTACT, MARK = "#d62728", "#ff9f0e", "#888888"
CHANNELS: Final = {"jaw": "#1f77b4", "lips": "#8c2d6a", "tongue": "#2a8f4f", "face": "#6a51a3"}


def need_matplotlib() -> None:
    """Raise MissingExtraError, before any work, where pictures cannot be made."""
    if find_spec("matplotlib") is None:
        raise MissingExtraError("matplotlib", "plot")


def plot_line(
    line: Line,
    viseme_map: VisemeMap,
    sound: Sound | None = None,
    *,
    kind: Kind | None = None,
    picture: str = "png",
    shapes: Sequence[str] = (),
    width: int | None = None,
) -> bytes:
    """The picture file's content.

    sound: None leaves the waveform out. kind: whether shapes are drawn ("curves") or the exposure sheet is all that moves
    ("drawings"); left out as the map is made for. picture: of PICTURES. shapes: only these. width: in pixels; left out as
    wide as the line is long. Raises MissingExtraError.
    """
    need_matplotlib()
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    scene = _Scene(line, viseme_map, sound, kind or kind_of(line, viseme_map), tuple(shapes), width)
    rows = list(_rows(scene))
    high = ABOVE + BELOW + sum(height + BETWEEN for height, _ in rows)
    wide = LEFT + RIGHT + scene.inches
    # the same line gives the same file: no dates, no versions, no random names inside
    with rc_context({"svg.hashsalt": "visemes", "font.size": WRITING, "axes.linewidth": 0.6}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # words in scripts the font does not have
        figure = Figure(figsize=(wide, high))
        axes = figure.subplots(len(rows), 1, sharex=True, squeeze=False, height_ratios=[height for height, _ in rows])[:, 0]
        mean = sum(height for height, _ in rows) / len(rows)
        figure.subplots_adjust(LEFT / wide, BELOW / high, 1 - RIGHT / wide, 1 - ABOVE / high, hspace=BETWEEN / mean)
        for row, (_, draw) in zip(axes, rows, strict=True):
            _prepare(row, scene)
            draw(row)
        _frame(figure, axes, scene, high)
        file = io.BytesIO()
        figure.savefig(file, format=picture, dpi=DOTS, metadata=_NO_DATE[picture])
    return file.getvalue()


_NO_DATE: Final[dict[str, dict[str, None]]] = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}


@dataclass(frozen=True)
class _Scene:
    """What every row draws from."""

    line: Line
    viseme_map: VisemeMap
    sound: Sound | None
    kind: Kind
    shapes: tuple[str, ...]
    width: int | None

    @property
    def duration(self) -> float:
        return max(self.line.timeline.duration, 0.1)

    @property
    def inches(self) -> float:
        """Width of the rows."""
        if self.width:
            return self.width / DOTS - LEFT - RIGHT
        return min(WIDEST, max(NARROWEST, self.duration * SCALE))

    @cached_property
    def frames(self) -> range:
        """Every frame on show while the sound plays."""
        grid = self.line.grid
        return range(grid.shown_at(0), grid.last_frame(self.duration) + 1)

    @cached_property
    def looks(self) -> list[Look]:
        return looks(self.line, self.viseme_map, self.frames, self.kind)

    def look_at(self, seconds: float) -> Look:
        """What is seen at a time."""
        return self.looks[min(max(self.line.grid.shown_at(seconds) - self.frames.start, 0), len(self.looks) - 1)]

    @cached_property
    def fine(self) -> NDArray[np.float64]:
        """Fractional frames at which curves are drawn."""
        return np.arange(self.frames.start, self.frames.stop, 1 / FINE)

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        curves = [curve for curve in self.line.curves if not self.shapes or curve.shape in self.shapes]
        return strands_of(curves, self.fine) if self.kind == "curves" else ()

    @property
    def top(self) -> float:
        """The weight at the top of every shape's row: one scale for all, in quarters."""
        return max(1, math.ceil(4 * max((strand.highest for strand in self.strands), default=1.0) - 1e-6)) / 4

    def seconds(self, frame: float) -> float:
        """When a frame begins."""
        return float(self.line.grid.seconds_at(frame))

    def times(self, frames: NDArray[np.float64] | range) -> NDArray[np.float64]:
        """When frames begin, many at once."""
        grid = self.line.grid
        return (np.asarray(frames, dtype=float) - grid.start_frame) / float(grid.fps) - float(grid.offset)


def _rows(scene: _Scene) -> Iterator[Row]:
    """Height in inches and painter of each row, from above."""
    if scene.sound is not None:
        yield 0.9, lambda axes: _waveform(axes, scene)
    if scene.line.timeline.words:
        yield 0.3, lambda axes: _words(axes, scene)
    yield 0.3, lambda axes: _phones(axes, scene)
    yield 0.55, lambda axes: _mouths(axes, scene)
    yield 0.9, lambda axes: _gap(axes, scene)
    for strand in scene.strands:
        yield 0.5, lambda axes, strand=strand: _strand(axes, scene, strand)  # type: ignore[misc]  # mypy knows no defaults
    yield 0.55, lambda axes: _sheet(axes, scene)


def _prepare(axes: Any, scene: _Scene) -> None:  # noqa: ANN401 - matplotlib is not typed
    """Bands of closures and contacts, no ticks."""
    axes.set_xlim(0, scene.duration)
    axes.set_yticks([])
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    for event in events_of(scene.line.timeline):
        if event.kind == "closure" or scene.viseme_map.contacts:
            axes.axvspan(event.start, event.end, color=CLOSURE if event.kind == "closure" else CONTACT, alpha=0.16, linewidth=0)


def _title(axes: Any, text: str, color: str = "black") -> None:  # noqa: ANN401
    axes.set_ylabel(text, rotation=0, ha="right", va="center", fontsize=WRITING, color=color)


def _waveform(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    """The outline of the sound, as loud as it gets, and what the aligner marked in it."""
    _title(axes, "sound")
    samples, rate = scene.sound.samples, scene.sound.rate  # type: ignore[union-attr]  # rows without a sound have no such row
    columns = max(1, int(scene.inches * DOTS))
    edges = np.linspace(0, len(samples), columns + 1).astype(int)[:-1]
    if len(samples) > columns:
        low, high = np.minimum.reduceat(samples, edges), np.maximum.reduceat(samples, edges)
        axes.fill_between(edges / rate, low, high, color="0.35", linewidth=0)
        loudest = max(float(np.abs(samples).max()), 1e-3)
        axes.set_ylim(-1.05 * loudest, (1.6 if scene.line.timeline.marks else 1.05) * loudest)  # marks stand above
    for mark in scene.line.timeline.marks:
        axes.axvspan(mark.start, mark.end, ymin=0.9, color=MARK, linewidth=0)
        axes.text(
            mark.middle, 0.88, mark.label, ha="center", va="top", fontsize=7, color=MARK, transform=axes.get_xaxis_transform()
        )


def _words(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    _title(axes, "words")
    for word in scene.line.timeline.words:
        _box(axes, scene, word.start, word.end, word.label, "#e8eef7")


def _phones(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    _title(axes, "phones")
    for phone in scene.line.timeline.phones:
        _box(axes, scene, phone.start, phone.end, phone.label, "none")


def _sheet(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    """The drawings, darker the wider they are open."""
    _title(axes, "exposure sheet")
    for exposure in scene.line.exposures:
        viseme = scene.viseme_map.visemes[exposure.viseme]
        shade = 1 - 0.42 * min(1.0, viseme.opening)
        color: Any = (shade, shade, 1.0)
        if viseme.closure or viseme.contact:
            color = "#f3b6b3" if viseme.closure else "#ffdba6"
        elif exposure.viseme == scene.line.rest:
            color = "0.94"
        _box(axes, scene, scene.seconds(exposure.frame), scene.seconds(exposure.end), exposure.viseme, color)


def _box(axes: Any, scene: _Scene, start: float, end: float, label: str, color: Any) -> None:  # noqa: ANN401
    """A labelled stretch; the label is made smaller, then upright, then left out where it has no room."""
    start, end = max(start, 0.0), min(end, scene.duration)
    if end <= start:
        return
    axes.axvspan(start, end, facecolor=color, edgecolor="0.55", linewidth=0.6)
    points = (end - start) / scene.duration * scene.inches * 72 - 1.5
    flat = min(WRITING, points / _ems(label))
    high = axes.get_position().height * axes.figure.get_figheight() * 72 - 2
    upright = min(WRITING, points / LINE, high / _ems(label))
    size, turn = (flat, 0) if flat >= min(SMALLEST + 1, upright) else (upright, 90)
    if size >= SMALLEST:
        axes.text((start + end) / 2, 0.5, label, ha="center", va="center", fontsize=size, rotation=turn,
                  rotation_mode="anchor" if turn == 0 else "default", transform=axes.get_xaxis_transform())  # fmt: skip


def _ems(label: str) -> float:
    """About how wide a text is, of its size."""
    return max(0.6, sum(1.0 if letter in "WMm" else 0.75 if letter.isupper() or letter == "w" else 0.6 for letter in label))


def _mouths(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    """A small mouth for every drawing, or one as often as there is room."""
    _title(axes, "mouth")
    axes.axvspan(0, scene.duration, color=[part / 255 for part in SKIN], zorder=1.5, linewidth=0)
    high = axes.get_position().height * axes.figure.get_figheight()
    side = high * CROP[0] / CROP[1] / scene.inches * scene.duration  # seconds a whole mouth takes
    for start, end, look in _thumbnails(scene, side):
        share = min(0.75, (end - start) / side)  # never as large as there is room: sizes should be alike
        middle, half = (start + end) / 2, side * share / 2
        axes.imshow(
            _cropped(look), extent=(middle - half, middle + half, 0.5 - share / 2, 0.5 + share / 2), aspect="auto", zorder=2
        )
        axes.axvline(start, color="white", linewidth=0.8, zorder=3)
    axes.set_xlim(0, scene.duration)
    axes.set_ylim(0, 1)


def _cropped(look: Look) -> NDArray[np.uint8]:
    """The middle of a mouth's picture: lips, however wide and open, and little skin."""
    picture = mouth_picture(look, 160)
    left, top = (round(80 * (1 - share)) for share in CROP)
    return picture[top : 160 - top, left : 160 - left]


def _thumbnails(scene: _Scene, side: float) -> Iterator[tuple[float, float, Look]]:
    """Start, end and look of each small mouth."""
    if scene.kind == "drawings":
        for exposure in scene.line.exposures:
            start, end = max(0.0, scene.seconds(exposure.frame)), min(scene.duration, scene.seconds(exposure.end))
            if end > start:
                yield start, end, scene.look_at((start + end) / 2)
        return
    count = max(1, int(scene.duration / (0.7 * side)))  # a little smaller, so that few are skipped
    for number in range(count):
        start, end = (scene.duration * edge / count for edge in (number, number + 1))
        yield start, end, scene.look_at((start + end) / 2)


def _gap(axes: Any, scene: _Scene) -> None:  # noqa: ANN401
    """What a viewer sees of the jaw and the lips together, frame by frame, and the line below which lips count as closed."""
    _title(axes, "lip gap")
    gaps = np.array([look.gap for look in scene.looks])
    times = np.append(scene.times(scene.frames), scene.seconds(scene.frames.stop))
    axes.stairs(gaps, times, color="#1f3b70", linewidth=1.2, fill=False, baseline=None)
    axes.stairs(gaps, times, color="#1f3b70", alpha=0.12, fill=True)
    axes.axhline(CLOSED, color="0.4", linewidth=0.7, linestyle=":")
    axes.set_ylim(-0.04, max(1.0, 1.05 * float(gaps.max(initial=0.0))))
    _ticks(axes)


def _strand(axes: Any, scene: _Scene, strand: Strand) -> None:  # noqa: ANN401
    """One shape, or a left and right pair, with its keys."""
    color = CHANNELS.get(strand.channel, "black")
    _title(axes, strand.label, color)
    times = scene.times(scene.fine)
    for curve, style in zip(strand.curves, ("-", "--"), strict=False):
        axes.plot(times, [curve.value_at(frame) for frame in scene.fine], style, linewidth=1.2, color=color)
        keyed = [scene.seconds(key.frame) for key in curve.keys]  # type: ignore[arg-type]  # fractions are exact here
        axes.plot(keyed, [key.value for key in curve.keys], "o", markersize=3, color=color, clip_on=False)
    axes.set_ylim(min(-0.08, 1.1 * strand.lowest), 1.08 * scene.top)
    _ticks(axes, scene.top)


def _ticks(axes: Any, top: float = 1.0) -> None:  # noqa: ANN401
    axes.set_yticks([0, top], ["0", f"{top:g}"])
    axes.tick_params(axis="y", labelsize=7, length=2)


def _frame(figure: Any, axes: Any, scene: _Scene, high: float) -> None:  # noqa: ANN401
    """Title, seconds below, frames above, and what the colours mean."""
    grid, line = scene.line.grid, scene.line
    every = next(
        n for n in (1, 2, 4, 6, 12, 24, 48, 120, 240, 960, 10**6) if n / float(grid.fps) * scene.inches / scene.duration > 0.3
    )
    above = axes[0].twiny()
    above.set_xlim(0, scene.duration)
    wanted = [frame for frame in scene.frames if (frame - grid.start_frame) % every == 0 and scene.seconds(frame) >= 0]
    above.set_xticks([scene.seconds(frame) for frame in wanted], [str(frame) for frame in wanted], fontsize=7)
    above.tick_params(length=2, pad=1)
    figure.text((LEFT - 0.1) / figure.get_figwidth(), 1 - (ABOVE - 0.1) / high, "frame", ha="right", fontsize=8)
    axes[-1].tick_params(axis="x", bottom=True, labelbottom=True)
    apart = next(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 600, math.inf) if step * scene.inches / scene.duration > 1.2)
    axes[-1].set_xticks(
        [round(number * apart, 1) for number in range(int(scene.duration / apart) + 1)] if apart < math.inf else [0]
    )
    axes[-1].set_xlabel("seconds")
    rate = f"{float(grid.fps):.6g} fps" + ("" if grid.step == 1 else f", a drawing every {grid.step} frames")
    parts = [
        line.sound or "a line",
        scene.viseme_map.title,
        rate,
        *([str(line.settings["style"])] if "style" in line.settings else []),
    ]
    figure.text(0.1 / figure.get_figwidth(), 1 - 0.28 / high, "  ·  ".join(parts), fontsize=WRITING + 2, weight="bold")
    _legend(figure, scene, high)


def _legend(figure: Any, scene: _Scene, high: float) -> None:  # noqa: ANN401
    """One line below the title."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [Patch(color=CLOSURE, alpha=0.3, label="closure (p b m)")]
    if scene.viseme_map.contacts:
        handles.append(Patch(color=CONTACT, alpha=0.3, label="contact (f v)"))
    handles.append(Line2D([], [], color="0.4", linestyle=":", label="closed for the eye"))
    if scene.strands:
        handles.append(Line2D([], [], color="0.3", marker="o", markersize=3, label="curve and its keys"))
        used = {strand.channel for strand in scene.strands}
        handles += [Line2D([], [], color=color, linewidth=3, label=name) for name, color in CHANNELS.items() if name in used]
    figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.02 / figure.get_figwidth(), 1 - 0.3 / high), ncols=len(handles),
        fontsize=8, frameon=False, borderaxespad=0.2, handlelength=1.4, columnspacing=1.4,
    )  # fmt: skip
