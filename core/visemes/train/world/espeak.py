"""Speech of espeak-ng with the exact time of every phone, from the library in the `espeakng_loader` wheel.

The library calls back with blocks of samples and the events in them; a phoneme event carries the sample at which the
phoneme begins (espeak-ng/speak_lib.h). espeak-ng reports a stop when it bursts and leaves the silence of its closure to the
sound before it; phoneticians, aligners and lips count the closure to the stop, so there the stop begins with that silence, which
in synthetic speech is zero to the last bit.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import NotInstalledError
from visemes.phones import is_vowel, parse
from visemes.timeline import Phone, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# From espeak-ng/speak_lib.h
AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
PHONEME_EVENTS, PHONEME_IPA, DO_NOT_EXIT = 1, 2, 0x8000
EVENT_END, EVENT_PHONEME = 0, 7
CHARS_UTF8: Final = 1
RATE_PARAMETER, PITCH_PARAMETER, RANGE_PARAMETER, GAP_PARAMETER = 1, 3, 4, 7
BUFFER_MS: Final = 200

#: Manners whose closure is silent.
SHUT: Final = frozenset({"stop", "affricate", "ejective", "click", "implosive"})
#: A closure is silent to this (one step of 16 bits), and lasts longer than this (seconds).
STEP, SHORTEST_CLOSURE = 1 / 32768, 0.008


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


@dataclass(frozen=True, slots=True)
class Voice:
    """Who of espeak-ng speaks and how.

    tag: a language's. variant: of its voice, as espeak-ng spells it ("f2"), "" for none. words_a_minute: 80..450. pitch: 0..99,
    intonation: 0..99, its range. gap: extra silence between words, in hundredths of a second.
    """

    tag: str
    variant: str = ""
    words_a_minute: int = 165
    pitch: int = 50
    intonation: int = 50
    gap: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What espeak-ng said. samples: -1..1 at `rate`. phones: (seconds, IPA with espeak's stress marks; "" for a pause)."""

    samples: NDArray[np.float32]
    rate: int
    phones: tuple[tuple[float, str], ...]

    @property
    def onsets(self) -> list[tuple[float, str]]:
        """Seconds and label of every phone that was spoken; stops from the beginning of their closure."""
        return [(start, label.lstrip(MAIN + SECOND)) for start, label in self._events() if label]

    def timeline(self, language: str = "") -> Timeline:
        """What was said as a timeline of phones."""
        duration = len(self.samples) / self.rate
        events = [*self._events(), (duration, "")]
        phones = tuple(
            Phone(start, min(end, duration), label.lstrip(MAIN + SECOND), stress=_stress(label))
            for (start, label), (end, _) in pairwise(events)
            if label and min(end, duration) - start > 1e-6
        )
        return Timeline(duration, (), phones, language, "espeak-ng").tidy()

    def _events(self) -> Iterator[tuple[float, str]]:
        """Every start, "" for pauses; never earlier than the one before."""
        before, at = "", 0.0
        for start, label in self.phones:
            sounds = parse(label)
            is_shut = bool(sounds) and bool(before) and sounds[0].manner in SHUT
            yield (self._closure(at, start) if is_shut else start), label if sounds else ""
            before, at = label, start

    def _closure(self, earliest: float, burst: float) -> float:
        """Where the silence before a burst begins, the burst itself where there is none."""
        first, last = round(earliest * self.rate) + 1, round(burst * self.rate)
        loud = np.flatnonzero(np.abs(self.samples[first:last]) > STEP)
        start = (first + loud[-1] + 1 if len(loud) else first) / self.rate
        return float(start) if burst - start > SHORTEST_CLOSURE else burst


#: How espeak-ng marks stress.
MAIN, SECOND = "ˈ", "ˌ"  # noqa: RUF001 (IPA)


def _stress(label: str) -> int | None:
    """The stress of a vowel from espeak's marks."""
    if not is_vowel(label.lstrip(MAIN + SECOND)):
        return None
    return 1 if label.startswith(MAIN) else 2 if label.startswith(SECOND) else 0


class Speaker:
    """The library, ready to speak; one a process, because it has one state. Raises NotInstalledError without the wheel."""

    def __init__(self) -> None:
        try:
            import espeakng_loader
        except ImportError as error:
            raise NotInstalledError("espeak-ng", "pip install espeakng-loader") from error
        self.library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.data = Path(espeakng_loader.get_data_path())
        self.voices = self._voices()
        self.variants = tuple(sorted(path.name for path in (self.data / "voices" / "!v").iterdir()))
        self.rate = self.library.espeak_Initialize(
            AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS, str(self.data.parent).encode(), PHONEME_EVENTS | PHONEME_IPA | DO_NOT_EXIT
        )
        if self.rate <= 0:
            raise NotInstalledError("espeak-ng", "reinstall espeakng-loader: its library does not start")
        self._blocks: list[NDArray[np.int16]] = []
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

    def say(self, text: str, voice: Voice) -> Said:
        """Speak a text. Raises ValueError for a language or variant that espeak-ng does not have."""
        name = self.voices.get(voice.tag, "") + (f"+{voice.variant}" if voice.variant else "")
        known = voice.tag in self.voices and (not voice.variant or voice.variant in self.variants)
        if not known or self.library.espeak_SetVoiceByName(name.encode()):
            raise ValueError(f"espeak-ng has no voice {voice.tag!r} {voice.variant!r}")
        settings = {
            RATE_PARAMETER: voice.words_a_minute,
            PITCH_PARAMETER: voice.pitch,
            RANGE_PARAMETER: voice.intonation,
            GAP_PARAMETER: voice.gap,
        }
        for parameter, value in settings.items():
            self.library.espeak_SetParameter(parameter, value, 0)
        self._blocks, self._phones = [], []
        encoded = text.encode("utf-8")
        self.library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, CHARS_UTF8, None, None)
        self.library.espeak_Synchronize()
        samples = np.concatenate(self._blocks or [np.zeros(0, np.int16)]).astype(np.float32) / np.float32(32768)
        return Said(samples, self.rate, tuple((sample / self.rate, name) for sample, name in self._phones))

    def _voices(self) -> dict[str, str]:
        """The file of the voice for every language tag."""
        folder = self.data / "lang"
        found: dict[str, str] = {}
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            tags = (line.split()[1] for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("language "))
            found |= {tag: file.relative_to(folder).as_posix() for tag in tags if tag not in found}
        return found


@cache
def speaker() -> Speaker:
    """The only speaker of this process."""
    return Speaker()
