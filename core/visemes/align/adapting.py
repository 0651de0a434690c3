"""The built-in aligner that first adapts to the voice of the lines it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from visemes.align import acoustic, graph
from visemes.align.adapt import Statistics, Voice
from visemes.align.builtin import BuiltinAligner, can_hold
from visemes.align.long import pieces
from visemes.align.search import Stretch, best_path, blends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord, Told, Utterance
    from visemes.audio import Sound
    from visemes.timeline import Timeline


@dataclass(frozen=True)
class AdaptingAligner:
    """See the module; `visemes.align.base.BatchAligner` documents the methods."""

    name: ClassVar[str] = BuiltinAligner.name

    def align(
        self,
        sound: Sound,
        words: Sequence[SpokenWord],
        progress: Told | None = None,
        resume: Path | None = None,
        *,
        language: str = "",
    ) -> Timeline:
        """Times for every word and phone of a line, adapted to the line itself."""
        adapted = BuiltinAligner(voice=voice_of([(sound, words)]))
        return adapted.align(sound, words, progress, resume, language=language)

    def prepared(self, lines: Iterable[Utterance], progress: Told | None = None) -> BuiltinAligner:
        """The aligner adapted to all of the lines together: they should be of one voice and one microphone."""
        del progress
        return BuiltinAligner(voice=voice_of((line.sound, line.words) for line in lines))


def voice_of(lines: Iterable[tuple[Sound, Sequence[SpokenWord]]]) -> Voice | None:
    """What brings the voice of some lines nearer to the model's; None where they are too short to tell."""
    heard = Statistics()
    for sound, words in lines:
        for piece in pieces(sound.samples, words):
            take_in(heard, sound.samples[piece.first : piece.last], words[piece.first_word : piece.last_word])
    return heard.voice()


def take_in(heard: Statistics, samples: NDArray[np.float32], words: Sequence[SpokenWord]) -> None:
    """Add the frames of a piece that its words account for."""
    if not can_hold(samples, words):
        return
    stretch = Stretch.of(samples, words)
    found = best_path(stretch, words, doubting=True)
    if found.slow > 1:  # too short for its words: nothing to learn from
        return
    blends = [blends_of(node, acoustic.english()) for node in found.nodes]
    own = [
        (frame, blends[node][state])
        for frame, (node, state) in enumerate(zip(found.path.node.tolist(), found.path.state.tolist(), strict=True))
        if found.nodes[node].slot.word != graph.NO_WORD and not found.nodes[node].slot.is_any_sound
    ]
    if own:
        frames, spoken = zip(*own, strict=True)
        heard.add(stretch.vectors[list(frames)], spoken)
