"""Our own generator for rendered and drawn characters, run with numpy; `visemes.train` makes its weights.

It begins with a draft: the closed mouth, its lips parted. What a mouth looks like comes from the references: each is bent to where
the wanted state has its parts, and pixel by pixel those that fit best are mixed; a small decoder says what of the draft is kept
instead, and adds what neither has. Architecture and training: docs/guide_model.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from visemes.errors import WeightsError
from visemes.guide.base import AROUND, SIDE
from visemes.guide.layers import bent, doubled, enlarged, gathered, halved, smoothly_doubled, spread
from visemes.guide.mask import hidden
from visemes.guide.own import FINEST, finer_for, small
from visemes.guide.pose import between, poses
from visemes.guide.split import drafted
from visemes.guide.states import CHANNELS
from visemes.safetensors import read_with_notes
from visemes.sync.base import RATE
from visemes.sync.convolution import convolved, rectified

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.guide.base import References

    Array = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

#: Bytes a file may have.
LARGEST: Final = 16_000_000

#: Layers of the two encoders: channels in, channels out, stride. They see four pixels as one.
ENCODER: Final = ((12, 16, 1), (16, 32, 2), (32, 64, 2), (64, 64, 1), (64, 96, 2))
#: Widths: of what is said, of the code of a state, a pose and a look, of the trunk, of its way up, and of the decoder.
SAID, CODE, TRUNK, MIDDLE, FINE = 96, 96, 64, 32, 24
PAINT: Final = (48, 32, 24)
#: Numbers of a state as the network is told it, and the states before and after that it is told of, 1 / RATE apart.
FEATURES: Final = len(CHANNELS) + 1
REACH: Final = 4
#: Pixels a flow of 1 bends by; level and spread that colours are brought to.
FLOW: Final = 4.0
MEAN, SPAN = 128.0, 64.0
#: Pixels of a cell of the coarsest layer that is cut to the part that is painted.
CELL: Final = 4
#: Frames worked on at once.
CHUNK: Final = 16


def _box() -> tuple[int, int, int, int]:
    """The part of a picture that is painted: top, bottom, left, right, whole cells."""
    under = hidden() > 0
    edges = []
    for axis in (1, 0):
        inside = np.flatnonzero(under.any(axis=axis))
        edges += [int(inside[0]) // CELL * CELL, -(-int(inside[-1] + 1) // CELL) * CELL]
    return edges[0], edges[1], edges[2], edges[3]


BOX: Final = _box()
#: What the network is told of the frame itself, among what it is told of those around.
NOW: Final = slice(REACH * FEATURES, (REACH + 1) * FEATURES)


@dataclass(frozen=True, slots=True, eq=False)
class Painter:
    """Repaints the mouths of rendered and drawn characters. weights: by name, as `visemes.train.guide_net` writes them."""

    weights: Mapping[str, Array]
    finer: int = 1
    name: str = "rendered"

    @property
    def side(self) -> int:
        """Pixels of a picture's side."""
        return self.finer * SIDE

    @property
    def around(self) -> float:
        """The square's side over the mouth's width at rest."""
        return AROUND

    @property
    def below(self) -> float:
        """The mouth is in the middle."""
        return 0.0

    @property
    def wide(self) -> float:
        """Its squares show squares."""
        return 1.0

    @property
    def most(self) -> int:
        """Those that tell most, see `visemes.guide.references.telling`."""
        return 4

    @property
    def from_one(self) -> bool:
        """What it has not seen it makes up."""
        return True

    @property
    def hidden(self) -> Array:
        """How much of what it paints is seen."""
        return hidden(self.side)

    def fitted(self, width: float) -> Painter:
        """With pictures fine enough that nothing is lost of a mouth so many pixels wide, up to FINEST."""
        return replace(self, finer=finer_for(width, 1, FINEST))

    def lacks(self, references: References, states: Array) -> tuple[str, ...]:
        """What it has not seen it makes up."""
        del references, states
        return ()

    def paint(self, frames: Pictures, references: References, states: Array, samples: Array | None, fps: float) -> Pictures:
        """See `visemes.guide.base.Generator.paint`; the sound is not heard."""
        del samples
        made, pictures, looks = frames.copy(), references.pictures, small(references.pictures)
        top, bottom, left, right = (edge * self.finer for edge in BOX)
        known = self._encoded(looks, "reference")
        said, told = features(states, fps), self._line(_flat(known[3]), "read")
        placed = poses(looks, looks[0])
        for start in range(0, len(frames), CHUNK):
            part = slice(start, start + CHUNK)
            places = between(poses(small(frames[part]), looks[0]), placed)
            drafts = drafted(frames[part], pictures[0], places[:, 0], states[part])
            mixed, added, kept = self._painted(small(drafts), looks, known, said[part], told, places)
            for number, draft in enumerate(drafts[:, top:bottom, left:right]):
                blend = mixed.blend(number, pictures)
                more, share = (enlarged(layer[number], self.finer) for layer in (added, kept))
                painted = blend + share * (draft - blend) + np.float32(SPAN) * more
                made[start + number, top:bottom, left:right] = np.rint(np.clip(painted, 0, 255))
        return made

    def _painted(
        self, drafts: Pictures, looks: Pictures, known: list[Array], said: Array, told: Array, places: Array
    ) -> tuple[_Mixed, Array, Array]:
        """How references are mixed; what is added to that, in SPANs, and how far drafts are kept instead of it, 0..1, in BOX.

        told: what is read in the references. places: see `pose.between`.
        """
        seen = self._encoded(drafts, "frame")
        code = self._line(rectified(self._line(said, "said")), "state") + self._line(_flat(seen[3]), "pose")
        about = self._line(_flat(known[3]), "look")
        flows = self._flows(seen, known, code, about)
        mixed = _Mixed(
            places, flows[..., :2] * np.float32(FLOW), _shares(flows[..., 2] - self._unlike(said, told)[..., None, None])
        )
        blend = np.stack([mixed.blend(number, looks) for number in range(len(drafts))])
        added, kept = self._added(blend, boxed(drafts.astype(np.float32), 1), seen, rectified(code + about.mean(axis=0)))
        return mixed, added, kept

    def _unlike(self, said: Array, told: Array) -> Array:
        """How far what is wanted is from what the references show, (T, R)."""
        wanted = said[:, None, NOW]
        unlike: Array = ((wanted - told) ** 2) @ np.exp(self.weights["cares"])
        return unlike

    def _encoded(self, pictures: Pictures, name: str) -> list[Array]:
        """Pictures at a half, a quarter, an eighth and a sixteenth of their side, (N, high, wide, channels)."""
        x = gathered((pictures.astype(np.float32) - np.float32(MEAN)) / np.float32(SPAN))
        kept = []
        for number, (_, _, stride) in enumerate(ENCODER):
            x = rectified(self._conv(x, f"{name}.{number}", stride))
            kept.append(x)
        return [kept[i] for i in (0, 1, 3, 4)]

    def _flows(self, seen: list[Array], known: list[Array], code: Array, looks: Array) -> Array:
        """Where each pixel comes from, in FLOWs right and down, and how well it fits; (T, R, high, wide, 3), R references."""
        met = self._conv(seen[2], "meet_frame")
        middle = self._conv(boxed(seen[1], 4), "middle_frame")
        met_known, middle_known = self._conv(known[2], "meet_reference"), self._conv(boxed(known[1], 4), "middle_reference")
        fine_known = self._conv(boxed(known[0], 2), "fine_reference")
        place = self.weights["place"].transpose(1, 2, 0)
        flows = []
        for number in range(len(looks)):
            both = rectified(code + looks[number])
            told = self._line(both, "tell").reshape(len(code), 1, 1, 4, TRUNK)
            x = (met + met_known[number] + place) * (1 + told[..., 0, :]) + told[..., 1, :]
            x = rectified(x + doubled(self._laid(both, "lay")))
            x = rectified(self._conv(x, "trunk") * (1 + told[..., 2, :]) + told[..., 3, :])
            x = boxed(doubled(self._conv(x, "rise")), 4) + middle + middle_known[number]
            x = rectified(self._conv(rectified(x), "middle"))
            x = rectified(doubled(self._conv(x, "rise_fine")) + fine_known[number])
            flows.append(smoothly_doubled(self._conv(rectified(self._conv(x, "fine")), "flow")))
        return np.stack(flows, axis=1)

    def _added(self, blend: Array, draft: Array, seen: list[Array], code: Array) -> tuple[Array, Array]:
        """What the decoder adds to the references' blend, in SPANs, and how far the draft is kept instead of it, 0..1."""
        known, drawn = (gathered((part - np.float32(MEAN)) / np.float32(SPAN)) for part in (blend, draft))
        told = self._line(code, "tell_paint").reshape(len(code), 1, 1, 2, PAINT[0])
        x = self._conv(np.concatenate([boxed(seen[1], 4), halved(known)], axis=-1), "paint_first")
        x = (x + self.weights["place_paint"].transpose(1, 2, 0)) * (1 + told[..., 0, :]) + told[..., 1, :]
        x = rectified(x + boxed(doubled(doubled(self._laid(code, "lay_paint"))), 4))
        x = doubled(self._conv(x, "paint_rise"))
        x = rectified(self._conv(np.concatenate([x, boxed(seen[0], 2), known, drawn], axis=-1), "paint_second"))
        x = spread(self._conv(rectified(self._conv(x, "paint_third")), "paint_last"))
        kept = np.maximum(x[..., 3:], np.float32(-60))  # less would overflow
        return x[..., :3], np.float32(1) / (np.float32(1) + np.exp(-kept))

    def _laid(self, code: Array, name: str) -> Array:
        """A layer as coarse as the deepest one, from codes alone; (N, high, wide, channels)."""
        coarse = SIDE // 16
        return self._line(code, name).reshape(len(code), -1, coarse, coarse).transpose(0, 2, 3, 1)

    def _conv(self, x: Array, name: str, stride: int = 1) -> Array:
        return convolved(x, self.weights[f"{name}.weight"], stride) + self.weights[f"{name}.bias"]

    def _line(self, x: Array, name: str) -> Array:
        result: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result


class _Mixed(NamedTuple):
    """How references are mixed for some frames: their places (T, R, 2, 3), flows (T, R, high, wide, 2), pixels, and shares."""

    places: Array
    flows: Array
    shares: Array

    def blend(self, number: int, pictures: Pictures) -> Array:
        """What BOX shows of the references (R, side, side, 3) in one of the frames; as fine as they are."""
        finer, middle = pictures.shape[1] // SIDE, np.float32((pictures.shape[1] - 1) / 2)
        top, bottom, left, right = (edge * finer for edge in BOX)
        x = (np.arange(left, right, dtype=np.float32) - middle) / finer
        y = (np.arange(top, bottom, dtype=np.float32)[:, None] - middle) / finer
        shown = np.zeros((bottom - top, right - left, 3), np.float32)
        for picture, turn, flow, share in zip(pictures, *(part[number] for part in self), strict=True):
            to = enlarged(flow, finer)
            across, down = (finer * (row[0] * x + row[1] * y + row[2] + to[..., i]) + middle for i, row in enumerate(turn))
            shown += enlarged(share[..., None], finer) * bent(picture, across[None], down[None])[0]
        return shown


def features(states: Array, fps: float) -> Array:
    """What the network is told for each frame: the states around it, 1 / RATE apart, (T, FEATURES * (2 * REACH + 1)).

    states: (T, 7) at `fps`. Small gaps are told large: lips that touch and lips that nearly touch are far apart.
    """
    place = np.arange(len(states))[:, None] + np.arange(-REACH, REACH + 1) * (fps / RATE)
    place = np.clip(place, 0, max(len(states) - 1, 0))
    low = np.floor(place).astype(int)
    share = (place - low).astype(np.float32)[..., None]
    high = np.minimum(low + 1, max(len(states) - 1, 0))
    around = states[low] * (1 - share) + states[high] * share
    root = np.sqrt(np.maximum(around[..., 1:2], 0))
    told: Array = np.concatenate([around, root], axis=-1).reshape(len(states), FEATURES * (2 * REACH + 1)).astype(np.float32)
    return told


@lru_cache(maxsize=2)
def load_painter(path: Path) -> Painter:
    """The painter of a file. Raises WeightsError for one that is damaged or another network's."""
    if path.is_file() and path.stat().st_size > LARGEST:
        raise WeightsError(path, "is larger than any painter of visemes")
    weights, _ = read_with_notes(path)
    wanted = shapes()
    missing = sorted(name for name, shape in wanted.items() if name not in weights or weights[name].shape != shape)
    if missing:
        raise WeightsError(path, f"is not a painter of visemes (it has no such {missing[0]})")
    weights = {name: weights[name] for name in wanted}
    if not all(np.isfinite(array).all() for array in weights.values()):
        raise WeightsError(path, "holds weights that are no numbers (NaN or infinity)", "fetch it anew")
    return Painter(weights)


@lru_cache(maxsize=1)
def shapes() -> dict[str, tuple[int, ...]]:
    """The arrays of a painter's file."""
    half, quarter, eighth, deepest = (ENCODER[i][1] for i in (0, 1, 3, 4))
    deep = (SIDE // 16) ** 2 * deepest
    convolutions = {f"{name}.{i}": (into, out, 3) for name in ("frame", "reference") for i, (into, out, _) in enumerate(ENCODER)}
    convolutions |= {
        "meet_frame": (eighth, TRUNK, 3), "meet_reference": (eighth, TRUNK, 3), "trunk": (TRUNK, TRUNK, 3),
        "rise": (TRUNK, MIDDLE, 1), "middle_frame": (quarter, MIDDLE, 1), "middle_reference": (quarter, MIDDLE, 1),
        "middle": (MIDDLE, MIDDLE, 3), "rise_fine": (MIDDLE, FINE, 1), "fine_reference": (half, FINE, 1),
        "fine": (FINE, FINE, 3), "flow": (FINE, 3, 3), "paint_first": (quarter + 12, PAINT[0], 3),
        "paint_rise": (PAINT[0], PAINT[1], 1), "paint_second": (PAINT[1] + half + 24, PAINT[2], 3),
        "paint_third": (PAINT[2], PAINT[2], 3), "paint_last": (PAINT[2], 16, 3),
    }  # fmt: skip
    lines = {
        "said": (FEATURES * (2 * REACH + 1), SAID), "state": (SAID, CODE), "pose": (deep, CODE), "look": (deep, CODE),
        "tell": (CODE, 4 * TRUNK), "tell_paint": (CODE, 2 * PAINT[0]),
        "read": (deep, FEATURES), "lay": (CODE, TRUNK * deep // deepest), "lay_paint": (CODE, PAINT[0] * deep // deepest),
    }  # fmt: skip
    weights: dict[str, tuple[int, ...]] = {
        f"{name}.weight": (out, into, size, size) for name, (into, out, size) in convolutions.items()
    }
    weights |= {f"{name}.weight": (out, into) for name, (into, out) in lines.items()}
    high, wide = (BOX[1] - BOX[0]) // CELL, (BOX[3] - BOX[2]) // CELL
    weights |= {"cares": (FEATURES,), "place": (TRUNK, SIDE // 8, SIDE // 8), "place_paint": (PAINT[0], high, wide)}
    return weights | {f"{name}.bias": (row[1],) for name, row in (convolutions | lines).items()}


def boxed(x: Array, cell: int) -> Array:
    """The part of a layer of `cell` pixels a cell that BOX holds."""
    top, bottom, left, right = (edge // cell for edge in BOX)
    return x[:, top:bottom, left:right]


def _flat(x: Array) -> Array:
    """Pictures (N, high, wide, channels) as vectors, channel by channel."""
    return x.transpose(0, 3, 1, 2).reshape(len(x), -1)


def _shares(fits: Array) -> Array:
    """How much each reference counts, by how well it fits: softmax over the second axis."""
    powers = np.exp(fits - fits.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares
