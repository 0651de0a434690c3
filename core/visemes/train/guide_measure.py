"""How good repainted mouths are: read by an expert, compared with the true pictures, and with what needs no network."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.guide.base import AROUND, SIDE, References
from visemes.guide.mask import hidden
from visemes.guide.own import CLOSED, OwnMouths
from visemes.guide.references import chosen_of
from visemes.guide.states import felt
from visemes.sync.base import GREY, RATE, stretches
from visemes.sync.crop import SPREAD, crop
from visemes.train.measure import Clip, measured, right

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from visemes.guide.base import Generator
    from visemes.sync.expert import RenderedExpert
    from visemes.train.guide_pairs import Pair
    from visemes.train.measure import Window

    Array = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

#: Part of the mask that differences are measured in.
INSIDE: Final = 0.5
#: Frames of the windows that are read: two seconds.
WINDOW: Final = 50


@dataclass(frozen=True, slots=True, eq=False)
class Repainted:
    """A pair's film with the other mouth painted by one way or another. name: of the way."""

    name: str
    pair: Pair
    frames: Pictures


def repaint(generator: Generator, seer: RenderedExpert, pair: Pair) -> Repainted:
    """By a generator, seen through its mask; its references are chosen as a guide's are, by what `seer` sees in the film."""
    wanted = pair.want[pair.places].astype(np.float32)
    frames, references, _ = _given(generator, seer, pair)
    fps = RATE / float(np.median(np.diff(pair.places))) if len(pair.places) > 1 else float(RATE)
    made = generator.paint(frames, references, wanted, None, fps)
    finer = generator.side // SIDE
    made = np.rint(made.reshape(len(made), SIDE, finer, SIDE, finer, 3).mean(axis=(2, 4), dtype=np.float32)).astype(np.uint8)
    return Repainted(generator.name, pair, through_mask(pair.frames, made))


def _given(generator: Generator, seer: RenderedExpert, pair: Pair) -> tuple[Pictures, References, list[int]]:
    """What a generator is given: frames of its size, references as a guide's are chosen, and which of the frames these are."""
    seen, finer = seer.states(grey(pair.frames)), generator.side // SIDE
    best = chosen_of(seen, generator.most)
    frames = pair.frames.repeat(finer, axis=1).repeat(finer, axis=2)
    return frames, References(frames[best], seen[best]), best


def nearest(pair: Pair) -> Repainted:
    """For each frame the film's own frame whose mouth is most like the wanted one, as it is: what needs no network."""
    had, want = (felt(states[pair.places].astype(np.float32)) for states in (pair.had, pair.want))
    chosen = ((want[:, None] - had[None]) ** 2).sum(axis=2).argmin(axis=1)
    return Repainted("nearest", pair, through_mask(pair.frames, pair.frames[chosen]))


def unchanged(pair: Pair) -> Repainted:
    """The film as it is."""
    return Repainted("unchanged", pair, pair.frames)


def true(pair: Pair) -> Repainted:
    """The wanted film: the best there can be."""
    return Repainted("true", pair, through_mask(pair.frames, pair.wanted))


def through_mask(frames: Pictures, painted: Pictures) -> Pictures:
    """What is painted, where the mask shows it."""
    mask = hidden()[..., None]
    mixed: Pictures = np.rint(frames * (1 - mask) + painted * mask).astype(np.uint8)
    return mixed


def noise_ratio(repainted: Repainted) -> float:
    """Peak signal to noise ratio inside the mask against the true film, decibels."""
    inside = hidden() > INSIDE
    error = repainted.frames[:, inside].astype(np.float64) - repainted.pair.wanted[:, inside]
    return float(10 * np.log10(255**2 / max(float((error**2).mean()), 1e-9)))


def difference(repainted: Repainted) -> float:
    """Mean difference inside the mask from the true film, of 255."""
    inside = hidden() > INSIDE
    return float(np.abs(repainted.frames[:, inside].astype(np.float64) - repainted.pair.wanted[:, inside]).mean())


def outside(repainted: Repainted) -> int:
    """The largest change where nothing is painted."""
    untouched = hidden() == 0
    return int(np.abs(repainted.frames[:, untouched].astype(int) - repainted.pair.frames[:, untouched]).max(initial=0))


def clip_of(repainted: Repainted) -> Clip:
    """As an expert gets it."""
    pair = repainted.pair
    return Clip(pair.name, pair.about["family"], grey(repainted.frames), pair.samples.astype(np.float32) / np.float32(32768))


def grey(frames: Pictures) -> Pictures:
    """Squares (T, SIDE, SIDE, 3) as experts see them, (T, 48, 48)."""
    square = np.array([SIDE / 2, SIDE / 2, SIDE * SPREAD / AROUND])
    pictures = (frames @ GREY).astype(np.uint8)
    return np.stack([crop(picture, square) for picture in pictures])


def closures(expert: RenderedExpert, repainted: Repainted) -> tuple[int, int]:
    """Of how many p, b and m an expert sees the mouth closed, and how many there are whose wanted mouth closes."""
    gaps = expert.states(grey(repainted.frames))[:, 1]
    pair = repainted.pair
    closed = pair.closed[pair.places]
    spans = stretches(closed)
    return sum(bool(gaps[low:high].min() < CLOSED) for low, high in spans), len(spans)


def silent(pair: Pair) -> Pair:
    """The same film, wanted with its mouth at rest; its `wanted` pictures are not true then."""
    from dataclasses import replace

    return replace(pair, want=np.zeros_like(pair.want), samples=np.zeros_like(pair.samples), closed=np.zeros_like(pair.closed))


def standing(seer: RenderedExpert, pair: Pair) -> Pair:
    """The film as a still: all of it shows its most closed mouth. How it differs from the true film counts the head's motion."""
    from dataclasses import replace

    closed = int(seer.states(grey(pair.frames))[:, 1].argmin())
    return replace(pair, frames=pair.frames[closed : closed + 1].repeat(len(pair.frames), axis=0))


def open_in_silence(expert: RenderedExpert, repainted: Sequence[Repainted]) -> float:
    """Share of frames in which an expert sees an open mouth."""
    gaps = np.concatenate([expert.states(grey(film.frames))[:, 1] for film in repainted])
    return float((gaps >= CLOSED).mean())


def truly(seer: RenderedExpert, pair: Pair) -> tuple[int, int, float]:
    """What the film's own mouths do that are shown, by what they were filmed with and not by what anybody sees in them.

    How many p, b and m have a closed mouth, how many there are, and the share of open mouths in silence.
    """
    own = OwnMouths()
    frames, references, best = _given(own, seer, pair)
    had = pair.had[pair.places, 1].astype(np.float64)[best]

    def gaps(wanted: Pair) -> NDArray[np.float64]:
        chosen = own.chosen(frames, references, wanted.want[wanted.places].astype(np.float32))
        return np.array([had[number] for number, _ in chosen])

    shown, spans = gaps(pair), stretches(pair.closed[pair.places])
    closed = sum(bool(shown[low:high].min() < CLOSED) for low, high in spans)
    return closed, len(spans), float((gaps(silent(pair)) >= CLOSED).mean())


def table(painters: Sequence[Generator], judge: RenderedExpert, pairs: Sequence[Pair]) -> list[str]:
    """Rows of text: how each way of repainting does, by family; and mouths that are painted in silence.

    Painters that one picture is enough for are asked for a still, too.
    """
    ways: dict[str, Callable[[Pair], Repainted]] = {one.name: partial(repaint, one, judge) for one in painters}
    ways |= {f"{one.name} still": partial(_of_a_still, one, judge) for one in painters if one.from_one}
    asked = [*ways, "unchanged"]
    ways |= {"nearest": nearest, "unchanged": unchanged, "true": true}
    rows = ["family        way         within a frame   closures  difference     PSNR  outside"]
    marks = {way: [_marked(judge, make(pair)) for pair in pairs] for way, make in ways.items()}
    for family in [*sorted({pair.about["family"] for pair in pairs}), "all"]:
        for way, films in marks.items():
            rows.append(f"{family:14}{way:12}{_row([mark for mark in films if family in {'all', mark.family}])}")
    quiet = [silent(pair) for pair in pairs]
    for way in asked:
        share = open_in_silence(judge, [ways[way](pair) for pair in quiet])
        rows.append(f"open in silence, {way}: {100 * share:.1f} % of frames")
    closed, there, open_ = (np.array(numbers) for numbers in zip(*(truly(judge, pair) for pair in pairs), strict=True))
    rows.append(f"truly, film: {closed.sum()} of {there.sum()} closures, open in silence {100 * open_.mean():.1f} %")
    return rows


def _of_a_still(painter: Generator, judge: RenderedExpert, pair: Pair) -> Repainted:
    return repaint(painter, judge, standing(judge, pair))


class _Marks(NamedTuple):
    """What was measured of a film; see the functions of these names."""

    family: str
    windows: list[Window]
    closures: tuple[int, int]
    difference: float
    ratio: float
    outside: int


def _marked(judge: RenderedExpert, film: Repainted) -> _Marks:
    windows = measured(judge, [clip_of(film)], WINDOW)
    family, seen = film.pair.about["family"], closures(judge, film)
    return _Marks(family, windows, seen, difference(film), noise_ratio(film), outside(film))


def _row(marks: Sequence[_Marks]) -> str:
    seen, there = (sum(numbers) for numbers in zip(*(mark.closures for mark in marks), strict=True))
    share = f"{100 * seen / there:.1f}" if there else "none"
    off, ratio = (float(np.mean([getattr(mark, name) for mark in marks])) for name in ("difference", "ratio"))
    windows = [window for mark in marks for window in mark.windows]
    return f"{right(windows)!s:>15}{share:>11}{off:12.2f}{ratio:9.1f}{max(mark.outside for mark in marks):9}"
