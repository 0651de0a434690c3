"""Where a film's mouths are, for whoever repaints them, compares them or learns from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from visemes.guide.extent import measured
from visemes.guide.mouths import Mouths, mouths_of
from visemes.sync.film import open_film
from visemes.sync.watch import Where, watch

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.film import Film
    from visemes.sync.watch import Watched


class Found(NamedTuple):
    """A film that was looked through: the film as it was opened, what was seen in it, and its mouths, none where none speaks."""

    film: Film
    watched: Watched
    mouths: Mouths


def find(
    path: Path,
    fps: Fraction | None,
    samples: NDArray[np.float32],
    finder: Expert,
    where: Where,
    progress: Callable[[float], None] = lambda _: None,
) -> Found:
    """The mouths of a film. fps: of numbered pictures. samples: its sound, 16 kHz. where: as far as somebody said it.

    A mouth that somebody showed is as large as they say; one that was found is measured. Raises FilmError for what is no film.
    """
    film = open_film(path, fps, where.region)  # decoded with more detail of a region
    if where.track:
        where = Where(track=where.track.scaled(film.width, film.height))
    watched = watch(film, samples, finder, where, None, progress)
    mouths = mouths_of(watched)
    if mouths.runs and where.region is None and where.track is None:
        mouths = measured(film, mouths)
    return Found(film, watched, mouths)
