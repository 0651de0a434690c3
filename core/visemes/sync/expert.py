"""Our own expert for rendered characters, run with numpy; `visemes.train` makes its weights.

Pictures become vectors by strided convolutions and residual steps in time, sound likewise; several likenesses of every frame with
every shift of the sound are judged by a small network that looks at how they go on. Architecture and training: docs/sync_expert.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from visemes.errors import WeightsError
from visemes.safetensors import read_with_notes
from visemes.sync.base import RATE, Trust
from visemes.sync.convolution import convolved, rectified
from visemes.sync.logmel import log_mel

_windows = np.lib.stride_tricks.sliding_window_view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Array = NDArray[np.float32]

#: The weights that come with visemes.
SHIPPED: Final = Path(__file__).parent / "data" / "expert.safetensors"

#: Shifts of the sound looked at, frames to either side, and two more that the judge's edges need.
SHIFTS: Final = 15
EDGE: Final = 2
#: Steps of sound around them that the ear's layers see.
AHEAD: Final = 8
#: Spectra in a frame: offsets are told apart to one of them (10 ms).
STRIDE: Final = 4
#: Level and spread that spectra are brought to: their 95th percentile to 0, so many nepers to 1; nothing is quieter than QUIET.
SPAN: Final = 4.0
QUIET: Final = -3.5
#: Frames over which the mean picture is taken that shows what moves.
MEAN: Final = 51
#: Frames that evidence depends on to either side, and how many are worked on at once: a piece of a film, with what is around it.
CONTEXT: Final = MEAN // 2 + 12
CHUNK: Final = 420
#: Pictures that go through all layers of the eye before the next ones do: what is made of them stays in the processor's cache.
BLOCK: Final = 32
#: Added to the spread of brightness that pictures are divided by.
FAINT: Final = 8.0
#: Channels of a mouth's state.
STATES: Final = 7
#: Layers of the eye and the ear, steps in time of each, layers of the judge.
EYES, EARS, STEPS, JUDGES = 4, 2, 3, 3
#: Bytes a file may have; the shipped one has a fifth of it.
LARGEST: Final = 16_000_000
#: Sides of the kernels of layers, by what their names begin with, and the most a side may have.
KERNELS: Final = {
    "eye": 2, "look": 0, "ear": 1, "listen": 1, "eye_time": 1, "ear_time": 1, "eye_heads": 0, "ear_heads": 0,
    "eye_states": 0, "judge": 2, "direct": 2,
}  # fmt: skip
LONGEST: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class RenderedExpert:
    """Reads rendered and drawn characters. weights: arrays by name, as `visemes.train.sync_net` writes them."""

    weights: Mapping[str, Array]
    name: str = "rendered"

    @property
    def offsets(self) -> NDArray[np.float64]:
        """From -600 to 600 ms in steps of 10."""
        return np.arange(-SHIFTS * STRIDE, SHIFTS * STRIDE + 1) / (STRIDE * RATE)

    @property
    def trust(self) -> Trust:
        """As learned; a step of the fine grid is a quarter of the one it was learned with."""
        learned = self.weights["trust"]
        return Trust(float(learned[0]), float(learned[1]), float(learned[2] + np.log(STRIDE)))

    def evidence(self, frames: NDArray[np.uint8], samples: Array) -> Array:
        """How much each frame speaks for each offset, (frames, 121); memory grows with the frames by their own size alone."""
        return self.compare(frames, _listened(self, samples.astype(np.float32, copy=False).tobytes(), len(frames)))

    def listen(self, samples: Array, frames: int) -> Array:
        """Vectors of the sound of so many frames, one row a phase of 10 ms: (STRIDE, frames + 2 * (SHIFTS + EDGE), vector)."""
        spectra = np.maximum(levelled(log_mel(samples)), np.float32(QUIET))
        margin = (SHIFTS + EDGE + AHEAD) * STRIDE
        rows = []
        for phase in range(STRIDE):
            x = _from(spectra, phase - margin, STRIDE * frames + 2 * margin)
            for layer in range(EARS):
                x = rectified(_in_step(x, self.weights[f"ear.{layer}.weight"], 2) + self.weights[f"ear.{layer}.bias"])
            x = rectified(_in_step(x, self.weights["listen.weight"], 2, STRIDE) + self.weights["listen.bias"])
            rows.append(self._head(self._in_time(x, "ear"), "ear_heads")[AHEAD:-AHEAD])
        return np.stack(rows)

    def states(self, frames: NDArray[np.uint8]) -> Array:
        """What the mouth does, told from pictures (frames, 48, 48) alone: (frames, 7), see `guide.states.CHANNELS`.

        Values are the likeliest of what characters of the synthetic world would do; they may leave their ranges a little.
        """
        parts = [self._head(seen, "eye_states")[inner] for _, seen, inner in self._looks(frames)]
        return np.concatenate([*parts, np.zeros((0, len(self.weights["eye_states.bias"])), np.float32)])

    def compare(self, frames: NDArray[np.uint8], heard: Array, first: int = 0) -> Array:
        """Evidence of frames, the first of which is number `first` of those that `heard` was made for."""
        reach = 2 * (SHIFTS + EDGE)
        heard = heard[:, first : first + len(frames) + reach]
        parts = []
        for low, seen, inner in self._looks(frames):
            vectors = self._head(seen, "eye_heads")
            fine = np.stack([self._judged(vectors, part[low : low + len(seen) + reach]) for part in heard])
            # phase p of shift k is sound k frames and p spectra later: so the sound gets later, and offsets fall
            early_to_late = fine.transpose(1, 2, 0).reshape(len(seen), -1)[:, : 2 * SHIFTS * STRIDE + 1]
            parts.append(np.ascontiguousarray(early_to_late[inner, ::-1]))
        return np.concatenate([*parts, np.zeros((0, 2 * SHIFTS * STRIDE + 1), np.float32)])

    def _looks(self, frames: NDArray[np.uint8]) -> Iterator[tuple[int, Array, slice]]:
        """What is seen, CHUNK frames at a time with as many around them as it depends on.

        The number of the first of them, their vectors, and which of these are the CHUNK.
        """
        middle, spread = (float(frames.mean()), float(frames.std(dtype=np.float64)) + FAINT) if len(frames) else (0.0, 1.0)
        for first in range(0, len(frames), CHUNK):
            low, high = max(first - CONTEXT, 0), min(first + CHUNK + CONTEXT, len(frames))
            pictures = (frames[low:high].astype(np.float32) - np.float32(middle)) / np.float32(spread)
            yield low, self._seen(pictures), slice(first - low, first - low + CHUNK)

    def _seen(self, pictures: Array) -> Array:
        """Vectors of pictures (frames, 48, 48) on the network's scale: (frames, width)."""
        seen = views(pictures)
        blocks = []
        for first in range(0, len(seen), BLOCK):
            x = seen[first : first + BLOCK]
            for layer in range(EYES):
                x = rectified(convolved(x, self.weights[f"eye.{layer}.weight"], 2) + self.weights[f"eye.{layer}.bias"])
            blocks.append(x.transpose(0, 3, 1, 2).reshape(len(x), -1))
        flat = np.concatenate(blocks)
        y = rectified(flat @ self.weights["look.weight"].T + self.weights["look.bias"])
        return self._in_time(y, "eye")

    def _in_time(self, x: Array, side: str) -> Array:
        for step in range(STEPS):
            name = f"{side}_time.{step}"
            x = x + rectified(_in_step(x, self.weights[f"{name}.weight"], 2) + self.weights[f"{name}.bias"])
        return x

    def _head(self, x: Array, name: str) -> Array:
        """What one of the linear last layers makes of vectors."""
        numbers: Array = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return numbers

    def _judged(self, seen: Array, heard: Array) -> Array:
        """Evidence (frames, 2 * SHIFTS + 1) with the earliest sound first."""
        heads = self.weights["direct.weight"].shape[1]
        reach = 2 * (SHIFTS + EDGE) + 1
        one = seen.reshape(len(seen), heads, -1).transpose(1, 0, 2)  # heads, frames, depth
        all_sound = heard.reshape(len(heard), heads, -1).transpose(1, 0, 2)
        like = np.empty((len(seen), reach, heads), np.float32)
        for shift in range(reach):
            like[:, shift] = np.einsum("htd,htd->th", one, all_sound[:, shift : shift + len(seen)])
        like /= np.float32(np.sqrt(one.shape[2]))
        x = like
        for layer in range(JUDGES - 1):
            x = rectified(_judge(x, self.weights[f"judge.{layer}.weight"]) + self.weights[f"judge.{layer}.bias"])
        last = x @ self.weights[f"judge.{JUDGES - 1}.weight"][:, :, 0, 0].T + self.weights[f"judge.{JUDGES - 1}.bias"]
        direct = like[:, EDGE:-EDGE] @ self.weights["direct.weight"][:, :, 0, 0].T + self.weights["direct.bias"]
        evidence: Array = (last + direct)[..., 0]
        return evidence


@lru_cache(maxsize=2)
def _listened(expert: RenderedExpert, samples: bytes, frames: int) -> Array:
    """What is heard; kept, since finders ask about many places of a picture with the same sound."""
    return expert.listen(np.frombuffer(samples, np.float32), frames)


@lru_cache(maxsize=2)
def load_expert(path: Path = SHIPPED) -> RenderedExpert:
    """The expert of a file. Raises WeightsError for one that is damaged or another network's."""
    if path.is_file() and path.stat().st_size > LARGEST:
        raise WeightsError(path, "is larger than any expert of visemes")
    weights, _ = read_with_notes(path)
    if not all(np.isfinite(array).all() for array in weights.values()):
        raise WeightsError(path, "holds weights that are no numbers (NaN or infinity)", "fetch it anew")
    expert = RenderedExpert(weights)
    try:
        _check_sides(weights)
        pictures = np.zeros((3, 48, 48), np.uint8)
        shapes = expert.evidence(pictures, np.zeros(2400, np.float32)).shape, expert.states(pictures).shape
    except (KeyError, ValueError, IndexError, TypeError, ZeroDivisionError) as error:
        raise WeightsError(path, f"is not an expert of visemes ({error})") from error
    if shapes != ((3, len(expert.offsets)), (3, STATES)):
        raise WeightsError(path, "is not an expert of visemes")
    return expert


def _check_sides(weights: Mapping[str, Array]) -> None:
    """Raises ValueError for arrays of other sides than an expert's: numpy would make what does not fit fit, at any size."""
    if weights["trust"].shape != (3,):
        raise ValueError("its trust is not three numbers")
    for name, array in weights.items():
        layer, _, part = name.rpartition(".")
        kind = layer.partition(".")[0]
        if part == "bias" and array.shape != weights[f"{layer}.weight"].shape[:1]:
            raise ValueError(f"{name} has another length than its weight")
        is_known = part == "weight" and kind in KERNELS
        if is_known and (array.ndim != KERNELS[kind] + 2 or max((*array.shape[2:], 0)) > LONGEST):
            raise ValueError(f"{name} has the sides {array.shape}")


def views(pictures: Array) -> Array:
    """What the eye sees of each: itself, its difference from the mean of about two seconds, from the one before; (T, 48, 48, 3)."""
    half, count = MEAN // 2, len(pictures)
    total = np.zeros((count + 1, *pictures.shape[1:]))
    for before, picture, after in zip(total, pictures, total[1:], strict=False):  # np.cumsum takes three times as long
        np.add(before, picture, out=after)
    place = np.arange(count)
    high, low = np.minimum(place + half + 1, count), np.maximum(place - half, 0)
    mean = ((total[high] - total[low]) / (high - low)[:, None, None]).astype(np.float32)
    seen = np.zeros((*pictures.shape, 3), np.float32)
    seen[..., 0] = pictures
    np.multiply(pictures - mean, 2, out=seen[..., 1])
    np.multiply(pictures[1:] - pictures[:-1], 2, out=seen[1:, ..., 2])
    return seen


def levelled(spectra: NDArray[np.floating]) -> Array:
    """Spectra on the network's scale: the loud parts of the sound are near 0."""
    spectra = spectra.astype(np.float32, copy=False)
    level: Array = (spectra - np.float32(np.percentile(spectra, 95))) / np.float32(SPAN)
    return level


def _from(spectra: Array, first: int, count: int) -> Array:
    """So many spectra from one on; silence outside the sound."""
    result = np.full((count, spectra.shape[1]), QUIET, np.float32)
    low, high = max(first, 0), min(first + count, len(spectra))
    if high > low:
        result[low - first : high - first] = spectra[low:high]
    return result


def _in_step(x: Array, weight: Array, border: int, stride: int = 1) -> Array:
    """Convolution in time with a border of zeros; x: (time, channels), weight: (out, in, taps)."""
    padded = np.pad(x, ((border, border), (0, 0)))
    count = (len(padded) - weight.shape[2]) // stride + 1
    total: Array = np.zeros((count, weight.shape[0]), np.float32)
    for tap in range(weight.shape[2]):
        total += padded[tap : tap + stride * (count - 1) + 1 : stride] @ weight[:, :, tap].T
    return total


def _judge(x: Array, weight: Array) -> Array:
    """Convolution over frames (a border of zeros) and shifts (none); x: (frames, shifts, channels), weight: (out, in, 5, 3)."""
    count, shifts, channels = x.shape
    out, _, rows, columns = weight.shape
    padded = np.pad(x.reshape(count, -1), ((rows // 2, rows // 2), (0, 0)))
    beside = _windows(padded, columns * channels, axis=1)[:, ::channels]
    flat = weight.transpose(2, 3, 1, 0).reshape(-1, out)
    result: Array = np.empty((count, shifts - columns + 1, out), np.float32)
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        around = np.concatenate([beside[first + row : last + row] for row in range(rows)], axis=-1)
        result[first:last] = around @ flat
    return result
