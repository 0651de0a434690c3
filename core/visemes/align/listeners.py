"""Networks that hear letters: from a folder, or torchaudio's. Each says what every 20 ms of a sound spell.

A folder has what the Hugging Face hub has of a wav2vec 2.0 or HuBERT model with a CTC head; it runs in numpy. torchaudio's
models are known by name (MMS_FA, WAV2VEC2_ASR_BASE_960H …) and need it installed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

import numpy as np

from visemes.align.letters import Vocabulary
from visemes.align.wav2vec2 import Wav2Vec2, read_json
from visemes.errors import AlignerError, NotInstalledError, UnknownNameError
from visemes.languages import language_named

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Samples from one frame to the next, and those a frame sees.
HOP, FIELD = 320, 400

#: Seconds of sound a network hears at once, and those around them it hears too, so that no word is heard at an edge.
CORE, CONTEXT = 20.0, 2.0

#: Blank tokens by name, best first, where config.json names none.
BLANKS: Final = ("<pad>", "[PAD]", "<ctc_blank>", "-")

#: Names of torchaudio's models that hear letters begin or end so.
_TORCHAUDIO: Final = ("MMS_FA", "_ASR_")


class Listener(Protocol):
    """A network that is ready to listen."""

    name: str
    vocabulary: Vocabulary

    def prepared(self, samples: Floats) -> Floats:
        """A whole sound (16 kHz mono) as the network wants it."""
        ...

    def hear(self, samples: Floats) -> Floats:
        """Log probabilities (frames, vocabulary) of some prepared samples, a frame every HOP of them."""
        ...


class FolderListener:
    """A network in a folder. language: as espeak-ng spells it, for models of many languages (MMS). Raises AlignerError."""

    def __init__(self, folder: Path, language: str = "") -> None:
        self.name = folder.resolve().name
        own = own_name(folder, language or "en-us")
        self.vocabulary = read_vocabulary(folder, own)
        self._network = Wav2Vec2.read(folder, own)

    def prepared(self, samples: Floats) -> Floats:
        """As its preprocessor_config.json says."""
        return self._network.normalised(samples)

    def hear(self, samples: Floats) -> Floats:
        """Log probabilities."""
        return self._network.log_probabilities(samples)


class TorchaudioListener:
    """One of torchaudio's models. download: whether its weights may be fetched.

    Raises NotInstalledError without torchaudio or its weights, UnknownNameError for a name torchaudio does not have.
    """

    def __init__(self, name: str, *, download: bool) -> None:
        torch, pipelines = _torchaudio()
        bundle = getattr(pipelines, name, None)
        if bundle is None or not hasattr(bundle, "get_labels"):
            raise UnknownNameError("model of torchaudio", name, [n for n in dir(pipelines) if is_torchaudio(n)])
        weights = Path(torch.hub.get_dir()) / "checkpoints" / Path(urlsplit(str(bundle._path)).path).name  # noqa: SLF001 - no other way
        if not (download or weights.is_file()):
            raise NotInstalledError(f"the model {name} ({weights})", "fetch it once with --download, or put its file there")
        self.name, self._torch = name, torch
        has_star = name == "MMS_FA"
        labels = bundle.get_labels(star=None) if has_star else bundle.get_labels()
        self.vocabulary = Vocabulary({label: i for i, label in enumerate(labels)}, 0)
        try:
            self._model = (bundle.get_model(with_star=False) if has_star else bundle.get_model()).eval()
        except Exception as error:  # the network, the file or the disk: torch raises what they raise
            raise AlignerError("ctc", f"the model {name} cannot be loaded ({error})") from error

    def prepared(self, samples: Floats) -> Floats:
        """The model does all that is needed itself."""
        return samples

    def hear(self, samples: Floats) -> Floats:
        """Log probabilities."""
        with self._torch.inference_mode():
            found, _ = self._model(self._torch.from_numpy(np.ascontiguousarray(samples))[None])
            result: Floats = self._torch.log_softmax(found[0], dim=-1).numpy()
        return result


def _torchaudio() -> tuple[Any, Any]:
    try:
        import torch
        from torchaudio import pipelines
    except (ImportError, OSError):  # an OSError where torch and torchaudio do not belong together
        raise NotInstalledError("torchaudio, or a torch that it belongs to,", "pip install torchaudio") from None
    return torch, pipelines


def is_torchaudio(name: str) -> bool:
    """Whether a name can be one of torchaudio's models that hear letters."""
    return name.isupper() and any(part in name for part in _TORCHAUDIO)


def listener_named(name: str, *, download: bool = False, language: str = "") -> Listener:
    """The network in a folder, or torchaudio's of that name. language: for models of many. Raises as the listeners do."""
    folder = Path(name).expanduser()
    if folder.is_dir():
        return FolderListener(folder, language)
    if is_torchaudio(name):
        return TorchaudioListener(name, download=download)
    hint = "give a folder with config.json, vocab.json and model.safetensors, or a model of torchaudio: MMS_FA"
    raise NotInstalledError(f"the model {name}", hint)


def own_name(folder: Path, language: str) -> str:
    """What a model of many languages calls one of them, empty for a model of one. Raises AlignerError for one it does not know."""
    tokens = read_json(folder / "vocab.json")
    if not tokens or not all(isinstance(own, dict) for own in tokens.values()):
        return ""
    for name in tokens:
        with suppress(UnknownNameError):
            if language_named(name.partition("-")[0]).partition("-")[0] == language.partition("-")[0]:
                return name
    raise AlignerError("ctc", f"{folder}: does not know the language '{language}'", f"it knows {', '.join(list(tokens)[:12])} …")


def read_vocabulary(folder: Path, language: str = "") -> Vocabulary:
    """What the outputs of a network in a folder mean. language: as `own_name` gives it. Raises AlignerError."""
    tokens = read_json(folder / "vocab.json")
    tokens = tokens[language] if language else tokens
    config = read_json(folder / "config.json")
    kind = read_json(folder / "tokenizer_config.json", optional=True)
    if any(not isinstance(index, int) for index in tokens.values()):
        raise AlignerError("ctc", f"{folder / 'vocab.json'}: is no list of letters")
    blank = config.get("pad_token_id")
    if not isinstance(blank, int) or blank not in tokens.values():
        blank = next((tokens[name] for name in BLANKS if name in tokens), 0)
    return Vocabulary(tokens, blank, phonetic="Phoneme" in str(kind.get("tokenizer_class", "")))


def heard(listener: Listener, samples: Floats) -> Floats:
    """Log probabilities of a sound of any length, heard in windows that overlap."""
    whole = listener.prepared(samples)
    core, context = round(CORE * 16000 / HOP), round(CONTEXT * 16000 / HOP)
    frames = max(0, (len(whole) - FIELD) // HOP + 1)
    parts = []
    for first in range(0, max(frames, 1), core):
        begin, end = max(0, first - context), min(frames, first + core + context)
        found = listener.hear(whole[begin * HOP : (end - 1) * HOP + FIELD])
        parts.append(found[first - begin : min(first + core, frames) - begin])
    return np.concatenate(parts)
