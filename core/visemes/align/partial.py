"""Work on a long sound, kept piece by piece in a file, so that a run that was killed goes on where it stopped.

One JSON value a line: first what the file is about, then a line for every finished piece. A line that was cut off by
the kill, and everything in a file about another sound or other words, is done again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.align.doubt import Finding
from visemes.align.hear import Heard, Hearing
from visemes.align.long import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.align.base import SpokenWord

#: Raised when the meaning of a line changes.
VERSION: Final = 1


@dataclass(frozen=True)
class Partial:
    """The file of one sound and its words."""

    path: Path
    words: Sequence[SpokenWord]
    key: str

    @classmethod
    def of(cls, path: Path, samples: NDArray[np.float32], words: Sequence[SpokenWord]) -> Partial:
        """The file that goes with these samples and words."""
        digest = hashlib.sha256(np.ascontiguousarray(samples).data)
        digest.update(repr([astuple(word) for word in words]).encode())
        return cls(path, words, f"visemes {VERSION} {digest.hexdigest()}")

    def finished(self) -> list[tuple[Piece, Hearing]]:
        """The pieces done in an earlier run, in order."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []
        if not lines or lines[0] != json.dumps(self.key):
            return []
        done = []
        for line in lines[1:]:
            try:
                done.append(self.decoded(json.loads(line)))
            except (ValueError, TypeError, IndexError, KeyError):
                break
        return done

    def start(self, done: Sequence[tuple[Piece, Hearing]]) -> None:
        """Write the file anew with the pieces that are done."""
        lines = [json.dumps(self.key), *(self.encoded(*item) for item in done)]
        with suppress(OSError):  # keeping the work is a favour; a full disk must not end it
            self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def add(self, piece: Piece, hearing: Hearing) -> None:
        """Append a finished piece."""
        with suppress(OSError), self.path.open("a", encoding="utf-8") as file:
            file.write(self.encoded(piece, hearing) + "\n")

    def encoded(self, piece: Piece, hearing: Hearing) -> str:
        """One line: words are written as their numbers in the transcript."""
        own = {id(word): piece.first_word + i for i, word in enumerate(self.words[piece.first_word : piece.last_word])}
        return json.dumps(
            {
                "piece": astuple(piece),
                "phones": [astuple(phone) for phone in hearing.phones],
                "findings": [astuple(finding) for finding in hearing.findings],
                "said": [own[id(word)] for word in hearing.said],
            }
        )

    def decoded(self, content: dict[str, Any]) -> tuple[Piece, Hearing]:
        """The inverse of `encoded`."""
        return Piece(*content["piece"]), Hearing(
            [Heard(*phone) for phone in content["phones"]],
            [Finding(*finding) for finding in content["findings"]],
            [self.words[index] for index in content["said"]],
        )
