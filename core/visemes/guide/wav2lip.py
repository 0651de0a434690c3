"""Wav2Lip's generator for human faces (Prajwal and others, "A Lip Sync Expert Is All You Need", 2020), with weights the user has.

The layout of `wav2lip.pth` and `wav2lip_gan.pth`, written from the description of its inputs and of the names and shapes of its
weights; no code of its authors was used, and none of their weights is shipped. A face of 96 x 96 pixels whose lower half is hidden
and a face to go by become a face that says the 0.2 seconds of sound beside it. Colours are blue, green, red from 0 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import WeightsError
from visemes.guide.base import BEFORE, SOUND_RATE
from visemes.guide.mask import rounded
from visemes.sync.public import whose_are
from visemes.sync.public.faces import FACE_HEIGHT, FACE_WIDTH, MOUTH_AT
from visemes.sync.public.layers import EPSILON, NORM, Layer, import_torch, shapes_of
from visemes.sync.public.mel import BANDS, WINDOWS_A_SECOND, mel
from visemes.sync.public.opening import check_tensors, fits, read_tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from visemes.guide.base import References
    from visemes.sync.public.layers import Pair

    Floats = NDArray[np.float32]
    Pictures = NDArray[np.uint8]

WHAT: Final = "Wav2Lip's generator"
HINT: Final = "its authors call the file wav2lip.pth or wav2lip_gan.pth"
#: Side of the pictures; windows of sound (80 a second) heard with each.
SIDE: Final = 96
HEARD: Final = 16
#: Seconds by which the sound that is heard begins before its picture: a picture of 25 a second, as in its training.
EARLIER: Final = 0.04
#: Pictures that go through the network at once: 16 take about 0.3 GB.
BATCH: Final = 16


@dataclass(frozen=True, slots=True)
class Up(Layer):
    """A layer that makes pictures larger: a transposed convolution. more: rows and columns added at the end."""

    more: Pair = (0, 0)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of its weights in a file: inputs come first."""
        return (self.inputs, self.outputs, *(self.kernel or ()))


#: A stage of the picture's way down: kernel, stride and padding of its first layer, channels made, and layers that keep the shape.
_FACE: Final = (
    (7, 1, 3, 16, 0), (3, 2, 1, 32, 2), (3, 2, 1, 64, 3), (3, 2, 1, 128, 2), (3, 2, 1, 256, 2), (3, 2, 1, 512, 1),
    (3, 1, 0, 512, 0),
)  # fmt: skip
#: The same of the sound's: kernel, stride, padding, channels, layers.
_SOUND: Final = (
    (3, (1, 1), 1, 32, 2), (3, (3, 1), 1, 64, 2), (3, (3, 3), 1, 128, 2), (3, (3, 2), 1, 256, 1), (3, (1, 1), 0, 512, 0),
    (1, (1, 1), 0, 512, 0),
)  # fmt: skip
#: And of the way up: channels that come in, with those of the picture's way down of the same size, and that are made; layers.
_UP: Final = ((1024, 512, 1), (1024, 512, 2), (768, 384, 2), (512, 256, 2), (320, 128, 2), (160, 64, 2))

Stage = tuple[Layer, ...]


def _names(prefix: str) -> tuple[str, str]:
    """What the weights of a layer and of its normalisation begin with."""
    return f"{prefix}.conv_block.0", f"{prefix}.conv_block.1"


def _keeping(prefix: str, channels: int, first: int, count: int) -> Stage:
    """Layers that keep the shape and add their input."""
    return tuple(Layer(*_names(f"{prefix}.{first + i}"), channels, channels, padding=(1, 1), adds=True) for i in range(count))


def _down() -> tuple[Stage, ...]:
    stages: list[Stage] = []
    channels = 6
    for number, (kernel, stride, padding, made, more) in enumerate(_FACE):
        prefix = f"face_encoder_blocks.{number}"
        first = Layer(*_names(f"{prefix}.0"), channels, made, (kernel, kernel), (stride, stride), (padding, padding))
        stages.append((first, *_keeping(prefix, made, 1, more)))
        channels = made
    last = Layer(*_names("face_encoder_blocks.6.1"), channels, channels, (1, 1))
    return (*stages[:-1], (*stages[-1], last))


def _sound() -> Stage:
    layers: list[Layer] = []
    channels = 1
    for kernel, stride, padding, made, more in _SOUND:
        names = _names(f"audio_encoder.{len(layers)}")
        layers.append(Layer(*names, channels, made, (kernel, kernel), stride, (padding, padding)))
        layers += _keeping("audio_encoder", made, len(layers), more)
        channels = made
    return tuple(layers)


def _up() -> tuple[Stage, ...]:
    stages: list[Stage] = [(Layer(*_names("face_decoder_blocks.0.0"), 512, 512, (1, 1)),)]
    for number, (channels, made, count) in enumerate(_UP, 1):
        prefix = f"face_decoder_blocks.{number}"
        stride, padding, more = ((1, 1), (0, 0), (0, 0)) if number == 1 else ((2, 2), (1, 1), (1, 1))
        first = Up(*_names(f"{prefix}.0"), channels, made, (3, 3), stride, padding, more=more)
        stages.append((first, *_keeping(prefix, made, 1, count)))
    return tuple(stages)


DOWN: Final = _down()
SOUND: Final = _sound()
UP: Final = _up()
OUT: Final[Stage] = (Layer(*_names("output_block.0"), 80, 32, padding=(1, 1)), Layer("output_block.1", "", 32, 3, (1, 1)))
LAYERS: Final[Stage] = (*(layer for stage in DOWN for layer in stage), *SOUND, *(layer for stage in UP for layer in stage), *OUT)


def load_wav2lip(path: Path) -> Wav2LipGenerator:
    """The generator, from its weights. Raises WeightsError, MissingExtraError."""
    tensors = read_tensors(path)
    shapes = shapes_of(LAYERS)
    whose = whose_are(tensors)
    if whose != WHAT and not fits(tensors, shapes):
        raise WeightsError(path, f"holds {whose}, not {WHAT}", HINT)
    check_tensors(path, tensors, shapes, WHAT, HINT)
    generator = Wav2LipGenerator(tensors)
    if not generator.is_sound:
        raise WeightsError(path, "holds weights that are no numbers (NaN or infinity)", "fetch it anew")
    return generator


class Wav2LipGenerator:
    """The network, ready; `visemes.guide.base.Generator` says what its members mean.

    The face is as wide as 2.4 mouths at rest and a quarter higher, its mouth at 78 % of its height: the proportions of an upright
    face seen from the front (`visemes.sync.public.faces`), squeezed into a square as in its training.
    """

    name = "wav2lip"
    side = SIDE
    around = FACE_WIDTH * FACE_HEIGHT
    below = MOUTH_AT - 0.5
    wide = 1 / FACE_HEIGHT
    most = 1
    from_one = True

    def __init__(self, weights: Mapping[str, Any]) -> None:
        """weights: a tensor for every entry of `shapes_of(LAYERS)`; counters may be left out."""
        self._parts = {layer.name: _folded(layer, weights) for layer in LAYERS}

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        return all(bool(part.isfinite().all()) for parts in self._parts.values() for part in parts)

    @property
    def hidden(self) -> Floats:
        """The lower half of the face, softly."""
        return rounded(SIDE, (0.0, 0.245), (0.46, 0.245), 0.09)

    def fitted(self, width: float) -> Wav2LipGenerator:
        """Its pictures have one size."""
        del width
        return self

    def lacks(self, references: References, states: Floats) -> tuple[str, ...]:
        """It learned every mouth from others."""
        del references, states
        return ()

    def paint(self, frames: Pictures, references: References, states: Floats, samples: Floats | None, fps: float) -> Pictures:
        """See `visemes.guide.base.Generator.paint`. Each frame is its own reference, as with its authors; no states."""
        del references, states
        heard = windows(samples, len(frames), fps)
        parts = [
            self._painted(frames[first : first + BATCH], heard[first : first + BATCH]) for first in range(0, len(frames), BATCH)
        ]
        return np.concatenate(parts) if parts else frames.copy()

    def _painted(self, frames: Pictures, heard: Floats) -> Pictures:
        faces = frames[..., ::-1].transpose(0, 3, 1, 2).astype(np.float32) / np.float32(255)
        masked = faces.copy()
        masked[:, :, SIDE // 2 :] = 0
        made = self.faces(np.concatenate([masked, faces], axis=1), heard.transpose(0, 2, 1)[:, None])
        return np.rint(made.transpose(0, 2, 3, 1)[..., ::-1] * 255).astype(np.uint8)

    def faces(self, pictures: Floats, heard: Floats) -> Floats:
        """The network itself: pictures (N, 6, 96, 96) and sound (N, 1, 80, 16) become pictures (N, 3, 96, 96), 0..1."""
        torch = import_torch("runs Wav2Lip")
        with torch.inference_mode():
            x = torch.from_numpy(np.ascontiguousarray(pictures))
            seen = []
            for stage in DOWN:
                x = self._run(stage, x)
                seen.append(x)
            y = self._run(SOUND, torch.from_numpy(np.ascontiguousarray(heard)))
            for stage in UP:
                y = torch.cat([self._run(stage, y), seen.pop()], dim=1)
            made: Floats = self._run(OUT, y).sigmoid().numpy()
        return made

    def _run(self, layers: Iterable[Layer], x: Any) -> Any:  # noqa: ANN401 - torch's
        functional = import_torch().nn.functional
        for layer in layers:
            weight, bias = self._parts[layer.name]
            if isinstance(layer, Up):
                made = functional.conv_transpose2d(x, weight, bias, layer.stride, layer.padding, layer.more)
            else:
                made = functional.conv2d(x, weight, bias, layer.stride, layer.padding)
            made = made + x if layer.adds else made
            x = made.relu_() if layer.norm else made
        return x


def _folded(layer: Layer, weights: Mapping[str, Any]) -> tuple[Any, Any]:
    """A layer's kernel and bias with its normalisation worked in."""
    kernel, bias = weights[f"{layer.name}.weight"].float(), weights[f"{layer.name}.bias"].float()
    if not layer.norm:
        return kernel, bias
    gain, shift, mean, variance = (weights[f"{layer.norm}.{part}"].float() for part in NORM)
    scale = gain / (variance + EPSILON).sqrt()
    shape = (1, -1, 1, 1) if isinstance(layer, Up) else (-1, 1, 1, 1)
    return kernel * scale.reshape(shape), (bias - mean) * scale + shift


def windows(samples: Floats | None, count: int, fps: float) -> Floats:
    """The sound that is heard with each picture, (count, 16, 80): 0.2 seconds from EARLIER before it on.

    samples: from BEFORE seconds before the first picture; None: silence.
    """
    if samples is None:
        samples = np.zeros(round((BEFORE + count / fps + HEARD / WINDOWS_A_SECOND) * SOUND_RATE), np.float32)
    bands = mel(samples)
    firsts = [round((BEFORE - EARLIER + i / fps) * WINDOWS_A_SECOND) for i in range(count)]
    missing = max(0, max(firsts, default=0) + HEARD - len(bands))
    bands = np.pad(bands, ((0, missing), (0, 0)), mode="edge") if len(bands) else np.full((missing, BANDS), -4.0, np.float32)
    return np.stack([bands[first : first + HEARD] for first in firsts]) if count else np.zeros((0, HEARD, BANDS), np.float32)
