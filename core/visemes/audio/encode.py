"""A sound as a small file that every browser plays: Opus in Ogg. PyAV encodes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.errors import OutputError

if TYPE_CHECKING:
    from visemes.audio.sound import Sound

#: Samples a second Opus takes; others must be read at one of these rates.
OPUS_RATES: Final = (48000, 24000, 16000, 12000, 8000)

#: Bits a second: speech is clear at 32 000, music is fair.
BIT_RATE: Final = 40_000

#: Samples handed over at once.
PIECE: Final = 48000


def opus(sound: Sound) -> bytes:
    """The sound as an Ogg Opus file; the same bytes for the same sound.

    Raises OutputError for a rate that Opus has not, or when PyAV cannot encode.
    """
    import av
    import av.error

    if sound.rate not in OPUS_RATES:
        raise OutputError(sound.name, f"{sound.rate} samples a second cannot be put into Opus", f"use one of {OPUS_RATES}")
    file = io.BytesIO()
    try:
        # bitexact: no random stream number and no version of the encoder in the file
        with av.open(file, "w", format="ogg", options={"fflags": "+bitexact"}) as out:
            stream: Any = out.add_stream("libopus", rate=sound.rate, layout="mono")
            stream.bit_rate = BIT_RATE
            stream.codec_context.flags |= av.codec.context.Flags.bitexact
            whole = np.rint(np.clip(sound.samples, -1, 1) * 32767).astype(np.int16)
            for start in range(0, len(whole), PIECE):
                piece = av.AudioFrame.from_ndarray(whole[None, start : start + PIECE], format="s16", layout="mono")
                piece.rate, piece.pts = sound.rate, start
                out.mux(stream.encode(piece))
            out.mux(stream.encode())
    except (OSError, av.error.FFmpegError) as error:
        raise OutputError(sound.name, f"the sound cannot be encoded: {error}") from None
    return file.getvalue()
