"""Speech of espeak-ng with the exact time of every phone, from the library in the `espeakng_loader` wheel.

The library calls back with blocks of samples and the events in them; a phoneme event carries the sample at which the
phoneme begins. Nothing that is made here is used to train what the package ships.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

# From espeak-ng/speak_lib.h
AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
PHONEME_EVENTS, PHONEME_IPA, DO_NOT_EXIT = 1, 2, 0x8000
EVENT_END, EVENT_PHONEME = 0, 7
CHARS_UTF8: Final = 1
RATE_PARAMETER: Final = 1
BUFFER_MS: Final = 200


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_CALLBACK: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Spoken:
    """What espeak-ng said. samples: -1..1 at `rate`. phones: (seconds, IPA with espeak's stress marks; "" for a pause)."""

    samples: np.ndarray
    rate: int
    phones: tuple[tuple[float, str], ...]


class Speaker:
    """The library, ready to speak; one a process, because it has one state."""

    def __init__(self) -> None:
        import espeakng_loader

        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.data = Path(espeakng_loader.get_data_path())
        self.voices = self._voices()
        self.rate = self.library.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, str(self.data.parent).encode(), PHONEME_EVENTS | PHONEME_IPA | DO_NOT_EXIT
        )
        if self.rate <= 0:
            raise RuntimeError("espeak-ng does not start")
        self._blocks: list[np.ndarray] = []
        self._phones: list[tuple[int, str]] = []
        self._callback = _CALLBACK(self._heard)  # kept: the library has no reference to it
        self.library.espeak_SetSynthCallback(self._callback)

    def _heard(self, samples: Any, count: int, events: Any) -> int:  # noqa: ANN401 - pointers
        if samples and count:
            self._blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        place = 0
        while events and events[place].type != EVENT_END:
            event = events[place]
            if event.type == EVENT_PHONEME:
                self._phones.append((event.sample, event.id.string.decode("utf-8", "ignore")))
            place += 1
        return 0

    def say(self, text: str, tag: str, variant: str = "", words_a_minute: int = 165) -> Spoken:
        """Speak a text. tag: a language's. variant: of its voice, as espeak-ng spells it ("+f2"). Raises ValueError."""
        if tag not in self.voices or self.library.espeak_SetVoiceByName((self.voices[tag] + variant).encode()):
            raise ValueError(f"espeak-ng has no voice for '{tag}'")
        self.library.espeak_SetParameter(RATE_PARAMETER, words_a_minute, 0)
        self._blocks, self._phones = [], []
        encoded = text.encode("utf-8")
        self.library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, CHARS_UTF8, None, None)
        self.library.espeak_Synchronize()
        samples = np.concatenate(self._blocks or [np.zeros(0, np.int16)]).astype(np.float32) / 32768
        return Spoken(samples, self.rate, tuple((sample / self.rate, name) for sample, name in self._phones))

    def _voices(self) -> dict[str, str]:
        """The file of the voice for every language tag."""
        folder = self.data / "lang"
        found = {}
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            tags = (line.split()[1] for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("language "))
            found |= {tag: file.relative_to(folder).as_posix() for tag in tags if tag not in found}
        return found


@cache
def speaker() -> Speaker:
    """The only speaker of this process."""
    return Speaker()
