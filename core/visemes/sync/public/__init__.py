"""Experts for human faces that others trained, SyncNet and Wav2Lip's, run with weights that the user has.

    weights file ─ opening ─ layers ─ encoders ┐
    film ─ faces ──────────────────────────────┼─ vectors ─ lse: LSE-D, LSE-C and the offset
    sound ─ mfcc or mel ───────────────────────┘

Nothing of their authors' code is used or shipped, and none of their weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import UnknownNameError, WeightsError
from visemes.sync.public import syncnet, wav2lip
from visemes.sync.public.base import Encoders, Kind
from visemes.sync.public.faces import syncnet_crop, wav2lip_crop
from visemes.sync.public.layers import shapes_of
from visemes.sync.public.lse import Scores, distances, score
from visemes.sync.public.opening import check_tensors, fits, read_tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Pictures = NDArray[np.uint8]

__all__ = ["KINDS", "Encoders", "Kind", "Scores", "kind_named", "load", "score_film", "whose_are"]

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("syncnet", "SyncNet", "syncnet_v2.model", syncnet.SIDE, syncnet_crop, syncnet.SyncNet.layers, syncnet.SyncNet),
        Kind(
            "wav2lip", "Wav2Lip's expert", "lipsync_expert.pth", wav2lip.SIDE, wav2lip_crop, wav2lip.Wav2Lip.layers, wav2lip.Wav2Lip
        ),
    )
}

#: Pictures a vector of the film is made of.
PICTURES: Final = 5

#: What the names of other weights begin with that lie beside these two on the web → what they are.
OTHERS: Final = {
    "binary_pred.": "the judge of pictures that Wav2Lip's generator was trained with",
    "face_encoder_blocks.": "Wav2Lip's generator",
    "conv1_1.": "a face detector",
    "vgg.": "a face detector",
    "lipModel.": "another SyncNet",
    "feature_extractor.": "a network that hears speech",
}


def kind_named(name: str) -> Kind:
    """Raises UnknownNameError."""
    if name not in KINDS:
        raise UnknownNameError("expert for human faces", name, KINDS)
    return KINDS[name]


def load(name: str, path: Path) -> Encoders:
    """The network of a kind, from its weights. Raises UnknownNameError, WeightsError, MissingExtraError."""
    kind = kind_named(name)
    tensors = read_tensors(path)
    _check(kind, path, tensors)
    network = kind.make(tensors)
    if not network.is_sound:
        raise WeightsError(path, "holds weights that are no numbers (NaN or infinity)", "fetch it anew")
    return network


def _check(kind: Kind, path: Path, tensors: Mapping[str, Any]) -> None:
    """Every entry must be known and have its shape, none may be missing. Raises WeightsError."""
    shapes = shapes_of(kind.layers)
    whose = whose_are(tensors)
    if whose != kind.what and not fits(tensors, shapes):
        other = next((other for other in KINDS.values() if other.what == whose), None)
        hint = f"--expert {other.name}" if other else f"its authors call the file {kind.file}"
        raise WeightsError(path, f"holds {whose}, not {kind.what}", hint)
    check_tensors(path, tensors, shapes, kind.what, f"its authors call the file {kind.file}")


def whose_are(tensors: Mapping[str, Any]) -> str:
    """What a checkpoint is, as far as its names tell. Wav2Lip's networks share some: what only others have is asked first."""
    for begin, what in OTHERS.items():
        if any(name.startswith(begin) for name in tensors):
            return what
    for kind in KINDS.values():
        if shapes_of(kind.layers).keys() & tensors.keys():
            return kind.what
    return f"another network ('{min(tensors)[:60]}' and {len(tensors) - 1} more)"


def score_film(network: Encoders, pictures: Iterable[Pictures], samples: NDArray[np.float32]) -> Scores | None:
    """LSE-D, LSE-C and the offset of a film; None where it is too short or its sound says nothing.

    pictures: the face in blue, green, red at 25 a second, in pieces of any length, each (frames, side, side, 3), so that the film
    never lies in memory as a whole. samples: 16 kHz mono; the first is heard when the first picture comes on show.
    """
    if not np.any(samples):
        return None
    seen = [network.see(piece) for piece in overlapping(pictures, PICTURES - 1)]
    heard = network.hear(samples)
    if not seen or not len(heard):
        return None
    return score(distances(np.concatenate(seen), heard))


def overlapping(pieces: Iterable[Pictures], overlap: int) -> Iterator[Pictures]:
    """The pieces, each with the last `overlap` pictures before it; pieces that are too short wait for the next one."""
    kept: Pictures | None = None
    for piece in pieces:
        whole = piece if kept is None else np.concatenate([kept, piece])
        if len(whole) > overlap:
            yield whole
            whole = whole[len(whole) - overlap :]
        kept = whole
