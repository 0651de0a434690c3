"""What a network of others has to do, and which file is whose.

To add one, write a module with a table of layers and a class with the members of `Encoders`, and a row in
`visemes.sync.public.KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from visemes.sync.public.faces import Box
    from visemes.sync.public.layers import Network

    Floats = NDArray[np.float32]


class Encoders(Protocol):
    """Two networks whose vectors lie near one another when pictures and sound belong together."""

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        ...

    def see(self, pictures: NDArray[np.uint8]) -> Floats:
        """A vector for each five of T pictures, shape (T - 4, width). pictures: blue, green, red, shape (T, side, side, 3)."""
        ...

    def hear(self, samples: Floats) -> Floats:
        """A vector for the sound beside each five pictures, shape (N, width). samples: 16 kHz, from the first picture's time on."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A network that is known.

    name: as users type it. what: whose it is. file: what its authors call its weights. side: of the pictures it sees. crop: which
    part of a picture that is, given the face. layers: its table. make: turns tensors by name into the network.
    """

    name: str
    what: str
    file: str
    side: int
    crop: Callable[[Box], Box]
    layers: Network
    make: Callable[[Mapping[str, Any]], Encoders]
