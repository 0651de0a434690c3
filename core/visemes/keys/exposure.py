"""The exposure sheet: which drawing on which frame, as an exact optimum.

Every exposure of every drawing has a price: how far the drawing is from the shapes that are meant while it shows. Changing
the drawing has a price, and so has a drawing that leaves before its minimum hold. Closures and contacts are not priced:
they stand where `visemes.keys.placement` put them and appear nowhere else. Dynamic programming over exposures and
(drawing, age) finds the cheapest sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.line import Exposure
from visemes.motion.events import kind_of
from visemes.motion.targets import class_of, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from visemes.keys.placement import Exposures
    from visemes.maps import Viseme, VisemeMap
    from visemes.motion.style import Style
    from visemes.timeline import Cue

#: Price of another drawing than the meant one, before their difference counts.
OTHER: Final = 0.35
#: Price of changing the drawing, times the style's `change_cost`.
CHANGE: Final = 0.12
#: Price of every exposure that a drawing leaves too early.
SHORT: Final = 1.5
#: A change of opening beyond this jumps; an in-between drawing softens it.
JUMP: Final = 0.35
#: Never chosen: stands for infinity in sums.
NEVER: Final = 1e6


@dataclass(frozen=True, slots=True)
class Sheet:
    """What decides a sheet: prices (exposures by drawings), the price of each change, and the minimum hold in exposures."""

    prices: NDArray[np.float64]
    changes: NDArray[np.float64]
    hold: int
    forced: NDArray[np.bool_]


def sheet(
    cues: Sequence[Cue], forced: Mapping[int, str], viseme_map: VisemeMap, exposures: Exposures, style: Style
) -> tuple[Exposure, ...]:
    """The best sheet of a line. forced: exposure index to the drawing it must show."""
    names = list(viseme_map.visemes)
    prices = _prices(cues, viseme_map, exposures, style)
    for index, name in forced.items():
        prices[index] = NEVER
        prices[index, names.index(name)] = 0.0
    hold = max(1, round(style.drawing_hold / exposures.spacing))
    is_forced = np.isin(np.arange(len(prices)), list(forced))
    chosen = cheapest(Sheet(prices, _changes(viseme_map, style), hold, is_forced))
    return _exposures([names[i] for i in chosen], exposures)


def rough_sheet(
    cues: Sequence[Cue], forced: Mapping[int, str], viseme_map: VisemeMap, exposures: Exposures, style: Style
) -> tuple[Exposure, ...]:
    """A draft: at every exposure whatever is meant most, without holds or prices of change."""
    names = list(viseme_map.visemes)
    chosen = [names[i] for i in _prices(cues, viseme_map, exposures, style).argmin(axis=1)]
    return _exposures([forced.get(i, name) for i, name in enumerate(chosen)], exposures)


def cheapest(given: Sheet) -> list[int]:
    """The drawing of every exposure in the cheapest sheet; the first in the map wins a tie.

    A state is a drawing and its age, which counts up to the minimum hold and stays there.
    """
    count, drawings = given.prices.shape
    early = SHORT * np.arange(given.hold - 1, -1, -1.0)
    states = np.arange(drawings * given.hold).reshape(drawings, given.hold)
    cost = np.full((drawings, given.hold), NEVER * count)
    cost[:, 0] = given.prices[0]
    came: list[NDArray[np.intp]] = []
    for i in range(1, count):
        leaving = cost + (0.0 if given.forced[i - 1] else early)
        age = leaving.argmin(axis=1)
        entering = leaving.min(axis=1)[:, None] + given.changes
        origin = entering.argmin(axis=0)
        cost, before = _aged(cost, states)
        fresh = entering.min(axis=0)
        changed = fresh < cost[:, 0]
        cost[:, 0] = np.where(changed, fresh, cost[:, 0])
        before[:, 0] = np.where(changed, states[origin, age[origin]], before[:, 0])
        came.append(before)
        cost = cost + given.prices[i][:, None]
    state = int(cost.argmin())
    path = [state]
    for before in reversed(came):
        state = int(before.flat[state])
        path.append(state)
    return [state // given.hold for state in reversed(path)]


def _aged(cost: NDArray[np.float64], states: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Costs and origins of drawings that stay: one exposure older, or as old as counts."""
    aged, before = np.roll(cost, 1, axis=1), np.roll(states, 1, axis=1)
    aged[:, 0] = NEVER * NEVER
    stays = cost[:, -1] <= aged[:, -1]
    aged[:, -1] = np.where(stays, cost[:, -1], aged[:, -1])
    before[:, -1] = np.where(stays, states[:, -1], before[:, -1])
    return aged, before


def _changes(viseme_map: VisemeMap, style: Style) -> NDArray[np.float64]:
    """Price of every change, from rows to columns; staying is not a change."""
    openings = np.array([viseme.opening for viseme in viseme_map.visemes.values()])
    jumps = np.maximum(0.0, np.abs(openings[:, None] - openings) - JUMP)
    changes: NDArray[np.float64] = CHANGE * style.change_cost + style.in_betweens * jumps
    np.fill_diagonal(changes, NEVER)
    return changes


def _prices(cues: Sequence[Cue], viseme_map: VisemeMap, exposures: Exposures, style: Style) -> NDArray[np.float64]:
    """How far every drawing is from what is meant during every exposure."""
    visemes = list(viseme_map.visemes.values())
    events = {v.name for v in visemes if (v.closure or v.contact) and v.name != viseme_map.rest}
    shown = [cue for cue in cues if cue.label not in events] or [*cues]
    away = {cue.label: np.array([difference(viseme_map.visemes[cue.label], v) for v in visemes]) for cue in shown}
    prices = np.zeros((len(exposures.frames), len(visemes)))
    cursor = 0
    for i, price in enumerate(prices):
        start = exposures.time(i) + style.lead
        while cursor < len(shown) - 1 and shown[cursor].end <= start:
            cursor += 1
        weights = _shares(shown, cursor, (start, start + exposures.spacing), viseme_map.rest)
        for cue, weight in weights:
            price += weight * away[cue.label]
        _forbid(price, visemes, events, rests=any(cue.label == viseme_map.rest for cue, _ in weights), rest=viseme_map.rest)
    return prices


def _forbid(price: NDArray[np.float64], visemes: Sequence[Viseme], events: set[str], *, rests: bool, rest: str) -> None:
    """Closures and contacts are placed, not chosen; a resting mouth inside speech would look like one."""
    for k, viseme in enumerate(visemes):
        if viseme.name in events or (viseme.name == rest and not rests):
            price[k] = NEVER / 10


def _shares(shown: Sequence[Cue], first: int, span: tuple[float, float], rest: str) -> list[tuple[Cue, float]]:
    """The cues that an exposure overlaps and their say in it; the nearest one when it overlaps none."""
    start, end = span
    shares: list[tuple[Cue, float]] = []
    for cue in shown[first:]:
        if cue.start >= end:
            break
        overlap = (min(end, cue.end) - max(start, cue.start)) / (end - start)
        if overlap > 0:
            shares.append((cue, overlap * _say(cue, rest)))
    near = min(shown[max(0, first - 1) : first + 1], key=lambda cue: max(cue.start - end, start - cue.end))
    return shares or [(near, _say(near, rest))]


def _say(cue: Cue, rest: str) -> float:
    """How much a cue counts against others in the same exposure: what lips and jaw insist on wins."""
    if cue.label == rest or not cue.phone or kind_of(cue.phone):
        return 1.0
    row = table()["classes"][class_of(cue.phone)]
    return max(0.25, float(row["jaw"] + row["lips"]) / 2)


def difference(meant: Viseme, other: Viseme) -> float:
    """How wrong a drawing looks where another is meant: 0 for the same, about 1 for a wide mouth instead of a narrow one."""
    if meant.name == other.name:
        return 0.0
    return OTHER + abs(meant.opening - other.opening) + 0.4 * abs(meant.width - other.width)


def _exposures(names: Sequence[str], exposures: Exposures) -> tuple[Exposure, ...]:
    """Equal neighbours become one drawing that stays."""
    starts = [i for i in range(len(names)) if i == 0 or names[i] != names[i - 1]]
    frames = [*(exposures.frames[i] for i in starts), exposures.frames[-1] + exposures.grid.step]
    return tuple(Exposure(frames[k], frames[k + 1] - frames[k], names[i]) for k, i in enumerate(starts))
