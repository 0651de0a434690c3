"""Curves over waveform, words and phones, as a picture (the extra `plot`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.check.shown import CLOSED, gap_of
from visemes.errors import MissingExtraError
from visemes.motion.events import events_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.line import Line
    from visemes.maps import VisemeMap

#: Inches for each second of sound, and the widest picture.
INCHES_A_SECOND, WIDEST = 3.0, 60.0
#: Points of a curve for each frame.
FINE: Final = 4


def plot_line(
    line: Line,
    viseme_map: VisemeMap,
    path: Path,
    samples: NDArray[np.floating] | None = None,
    rate: int = 16000,
    shapes: Sequence[str] = (),
) -> None:
    """Write a picture (PNG, PDF or SVG, by the ending) of a line.

    From above: waveform, words and phones with their closures and contacts, lip gap, every shape that moves with its keys, the
    exposure sheet. samples: mono, None to leave the waveform out. shapes: only these. Raises MissingExtraError without matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("matplotlib", "plot") from None
    curves = [curve for curve in line.curves if not shapes or curve.shape in shapes]
    heights = [1.0, 0.8, 1.4, *([0.7] * len(curves)), 0.5]
    width = min(WIDEST, max(8.0, line.timeline.duration * INCHES_A_SECOND))
    figure = Figure(figsize=(width, sum(heights) * 1.1), layout="constrained")
    rows = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    _waveform(rows[0], samples, rate)
    _labels(rows[1], line, viseme_map)
    frames = np.arange(float(line.grid.shown_at(0)), float(line.grid.frame_at(line.timeline.duration)), 1 / FINE)
    times = np.array([float(line.grid.seconds_at(float(frame))) for frame in frames])
    _gap(rows[2], line, viseme_map, frames, times)
    for row, curve in zip(rows[3:], curves, strict=False):
        row.plot(times, [curve.value_at(frame) for frame in frames], linewidth=1)
        row.plot([float(line.grid.seconds_at(k.frame)) for k in curve.keys], [k.value for k in curve.keys], ".", markersize=5)
        row.set_ylabel(curve.shape, rotation=0, ha="right", fontsize=7)
    _sheet(rows[-1], line)
    rows[-1].set_xlim(0, line.timeline.duration)
    rows[-1].set_xlabel("seconds")
    figure.savefig(path, dpi=80)


def _waveform(axes: Any, samples: Any, rate: int) -> None:  # noqa: ANN401 - matplotlib is not typed
    axes.set_yticks([])
    if samples is not None and len(samples):
        step = max(1, len(samples) // 20000)
        axes.plot(np.arange(0, len(samples), step) / rate, samples[::step], linewidth=0.4, color="0.4")


def _labels(axes: Any, line: Line, viseme_map: VisemeMap) -> None:  # noqa: ANN401
    axes.set_ylim(0, 2)
    axes.set_yticks([])
    for event in events_of(line.timeline):
        if event.kind == "closure" or viseme_map.contacts:
            axes.axvspan(event.start, event.end, color="tab:red" if event.kind == "closure" else "tab:orange", alpha=0.25)
    for height, tier in ((1.5, line.timeline.words), (0.5, line.timeline.phones)):
        for item in tier:
            axes.axvline(item.start, color="0.8", linewidth=0.5)
            axes.text((item.start + item.end) / 2, height, item.label, ha="center", va="center", fontsize=7)


def _gap(axes: Any, line: Line, viseme_map: VisemeMap, frames: Any, times: Any) -> None:  # noqa: ANN401
    weights = {curve.shape: np.array([curve.value_at(frame) for frame in frames]) for curve in line.curves}
    axes.plot(times, gap_of(weights, viseme_map, len(frames)), color="tab:blue")
    axes.axhline(CLOSED, color="0.6", linewidth=0.5, linestyle=":")
    axes.set_ylabel("lip gap", rotation=0, ha="right", fontsize=8)


def _sheet(axes: Any, line: Line) -> None:  # noqa: ANN401
    axes.set_yticks([])
    for exposure in line.exposures:
        start, end = (float(line.grid.seconds_at(frame)) for frame in (exposure.frame, exposure.end))
        axes.axvline(start, color="0.7", linewidth=0.6)
        axes.text(
            (start + end) / 2, 0.5, exposure.viseme, ha="center", va="center", fontsize=7, transform=axes.get_xaxis_transform()
        )
