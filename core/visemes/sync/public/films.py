"""A film of a human face and its sound, as the networks of others judge them.

The face is where it is said to be, or around the mouth that motion and voice tell; it is carried along with the head. What cannot
be read is not told: an offset counts only if films drawn from pieces of this one have it too (see `visemes.sync.public.lse`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.sync.base import RATE
from visemes.sync.crop import squares
from visemes.sync.film import at_rate, in_colour, open_film
from visemes.sync.public import score_film
from visemes.sync.public.faces import Box, cut, face_around, mouth_in
from visemes.sync.report import verdict_of
from visemes.sync.run import sound_of
from visemes.sync.told import VERDICTS, said_offset
from visemes.sync.watch import Where, watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from visemes.sync.base import Expert
    from visemes.sync.film import Film
    from visemes.sync.public import Encoders, Kind, Scores
    from visemes.sync.run import Request
    from visemes.sync.watch import Watched

    Pictures = NDArray[np.uint8]

#: From this steadiness on an offset is told: two in a thousand films of unrelated pictures and sound reach it.
STEADY: Final = 0.9

#: Crops that lie in memory at once.
PIECE: Final = 64

NO_MOUTH: Final = "no mouth that moves with the voice was found; give the face with --roi x,y,width,height"
NOTHING: Final = "it is too short, its sound is silent, or nothing differs from one shift to another"
UNSTEADY: Final = "no offset stands out: the face may be another's, covered, in profile or drawn, or its box wrong"


@dataclass(frozen=True, slots=True)
class FaceReport:
    """What a network of others says of a film.

    scores: None where nothing could be compared. reason: why no offset is told, "" where one is. frame: seconds a frame of the film
    is on show. face: the first face's x, y, width and height in the viewer's pixels, None where none was found.
    """

    source: str
    expert: str
    scores: Scores | None
    reason: str
    frame: float
    face: Box | None
    notes: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Pass, warn, fail or unreadable, as of other films."""
        return "unreadable" if self.reason or self.scores is None else verdict_of([self.scores.seconds])

    def document(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        found: dict[str, Any] = {"schema_version": 1, "kind": "face", "source": self.source, "expert": self.expert}
        found |= {"verdict": self.verdict, "reason": self.reason, "notes": list(self.notes)}
        found["face"] = [round(value, 1) for value in self.face] if self.face else None
        return found | (self.scores.as_dict() if self.scores else {})

    def lines(self) -> Iterator[str]:
        """For people, a heading first."""
        yield f"{self.source}: {VERDICTS[self.verdict]}"
        if self.reason:
            yield f"  why: {self.reason}"
        if self.scores:
            if not self.reason:
                yield f"  {said_offset(self.scores.seconds, self.frame)}"
            best = f"at an offset of {self.scores.offset:+d} frames of 25 a second"
            yield f"  LSE-D {self.scores.distance:.3f}, LSE-C {self.scores.confidence:.3f} {best}"
            yield f"  steadiness {self.scores.steadiness:.2f}, {self.scores.runs} runs of five frames, read by {self.expert}"
        yield from (f"  note: {note}" for note in self.notes)


def check_face(
    request: Request, kind: Kind, network: Encoders, finder: Expert, progress: Callable[[str, float], None] = lambda *_: None
) -> FaceReport:
    """What a network says of a film. finder: the expert that tells mouths from other things that move.

    request.where.region is the face here, not the mouth. Raises FilmError, AudioError or UsageError for what cannot be checked.
    """
    given = Box(*request.where.region) if request.where.region else None
    where = replace(request.where, region=(*mouth_in(given),)) if given else request.where
    film, sound = open_film(request.film, request.fps, request.where.region), sound_of(request)
    where = Where(track=where.track.scaled(film.width, film.height)) if where.track else where
    watched = watch(film, sound.samples, finder, where, request.timeline, lambda value: progress("find the face", value))
    frame = float(1 / film.fps) if film.fps else 1 / RATE
    notes = tuple(sound.warnings)
    if not watched.present.any():
        return FaceReport(request.film.name, kind.what, None, NO_MOUTH, frame, None, notes)
    faces = faces_of(watched, given)
    shown = in_colour(open_film(request.film, request.fps), *_around([kind.crop(face) for face in faces], kind.side))
    crops = _crops(shown, faces, kind, lambda value: progress("compare", value))
    scores = score_film(network, crops, sound.samples)
    progress("compare", 1.0)
    reason = NOTHING if scores is None else UNSTEADY if scores.steadiness < STEADY else ""
    return FaceReport(request.film.name, kind.what, scores, reason, frame, faces[0], notes)


def faces_of(watched: Watched, given: Box | None) -> list[Box]:
    """The face in every frame, carried along with its mouth. given: the face in the first frame; none: as faces mostly are."""
    boxes: list[Box] = []
    for shot in np.unique(watched.shots):
        of_shot = watched.boxes[watched.shots == shot].astype(np.float64)
        width = float(np.median(of_shot[:, 2]))
        for x, y, _ in squares(of_shot).tolist():
            boxes.append(Box(x - width / 2, y, width, 0.0))
    if given is None:
        return [face_around(box) for box in boxes]
    first = boxes[0]
    return [Box(given.x + box.x - first.x, given.y + box.y - first.y, given.width, given.height) for box in boxes]


def _around(crops: Sequence[Box], side: int) -> tuple[tuple[float, float, float, float], float]:
    """What of the film has to be decoded (x, y, width, height), and the scale at which crops are about as large as needed."""
    left, top = min(crop.x for crop in crops), min(crop.y for crop in crops)
    right, bottom = max(crop.x + crop.width for crop in crops), max(crop.y + crop.height for crop in crops)
    return (left, top, right - left, bottom - top), min(1.0, side / float(np.median([crop.height for crop in crops])))


def _crops(film: Film, faces: Sequence[Box], kind: Kind, progress: Callable[[float], None]) -> Iterator[Pictures]:
    """What the network is shown, in pieces; the last face stands for frames after it."""
    held: list[Pictures] = []
    for number, picture in enumerate(at_rate(film.pictures())):
        face = faces[min(number, len(faces) - 1)]
        held.append(cut(picture, Box(*film.inside((*kind.crop(face),))), kind.side))
        if len(held) == PIECE:
            yield np.stack(held)
            held = []
            progress(min(1.0, number / len(faces)))
    if held:
        yield np.stack(held)
