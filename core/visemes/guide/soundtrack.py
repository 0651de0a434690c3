"""A film's sound beside its pictures: copied as it is where that can be, encoded anew where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What each container takes as it is; beginnings of FFmpeg's names.
COPIED: Final = {
    "mp4": ("aac", "mp3", "ac3", "eac3", "alac"),
    "mov": ("aac", "mp3", "ac3", "alac", "pcm_s16", "pcm_s24", "pcm_s32", "pcm_f32"),
    "matroska": ("aac", "mp3", "ac3", "eac3", "alac", "flac", "opus", "vorbis", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"),
}
#: How sounds are encoded: AAC in mp4, elsewhere without loss in numbers of the kind they have.
PLAIN: Final = {"s16": "pcm_s16le", "s32": "pcm_s32le", "flt": "pcm_f32le"}
#: Samples a second that AAC has; others are brought to the usual one. Bits a second of a channel.
RATES: Final = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000)
USUAL: Final = 48000
BITS: Final = 128_000
#: Most bits a sample that AAC has room for.
MOST_BITS: Final = 6
#: Where channels are heard, by how many there are; other numbers of them become two.
LAYOUTS: Final = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 5: "5.0", 6: "5.1", 8: "7.1"}
#: Samples that an encoder is given at once.
PIECE: Final = 1024


@dataclass(frozen=True, slots=True)
class Source:
    """Where a film's sound comes from. path: a film or a sound. begins: when it is first heard, seconds; None: as its file says."""

    path: Path
    begins: float | None = None


class Soundtrack:
    """Hands over the sound as the pictures go by."""

    def __init__(self, out: Any, source: Source, container: str) -> None:  # noqa: ANN401 - PyAV's types
        """out: PyAV's container. container: its name in COPIED. Raises AudioError for what is no sound."""
        import av

        self._out = out
        try:
            self._in: Any = av.open(f"file:{source.path}", metadata_errors="ignore")
            self._stream = self._in.streams.audio[0]
        except (av.FFmpegError, OSError, IndexError):
            raise AudioError(source.path, "has no sound that can be read") from None
        name = self._stream.codec_context.name
        is_copied = source.begins is None and name.startswith(COPIED[container])
        self._pieces = self._copied() if is_copied else self._encoded(container, source.begins)
        self._next = next(self._pieces, None)

    def play_until(self, seconds: float) -> None:
        """Hand over what is heard before that time."""
        while self._next is not None and self._next[0] < seconds:
            self._out.mux(self._next[1])
            self._next = next(self._pieces, None)

    def finish(self, seconds: float) -> None:
        """Hand over the rest, up to the end of the film."""
        self.play_until(seconds)
        self._next = None

    def close(self) -> None:
        """Close the source."""
        self._in.close()

    def _packets(self) -> Iterator[Any]:
        """The source's packets as far as they can be read."""
        import av

        packets = self._in.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError):
                return
            yield packet

    def _copied(self) -> Iterator[tuple[float, Any]]:
        made = self._out.add_stream_from_template(self._stream)
        for packet in self._packets():
            if packet.dts is None:
                continue
            time = float((packet.pts if packet.pts is not None else packet.dts) * packet.time_base)
            packet.stream = made
            yield time, packet

    def _encoded(self, container: str, begins: float | None) -> Iterator[tuple[float, Any]]:
        import av

        heard = self._stream.codec_context
        name, kind, rate = _encoding(container, heard.format.packed.name, heard.sample_rate)
        layout = LAYOUTS.get(heard.layout.nb_channels, "stereo")
        made = self._out.add_stream(name, rate=rate, layout=layout)
        if name == "aac":
            made.bit_rate = min(BITS, MOST_BITS * rate) * made.codec_context.layout.nb_channels
        count: int | None = None if begins is None else round(begins * rate)
        for start, frame in self._resampled(av.AudioResampler(kind, layout, rate, PIECE)):
            count = round(start * rate) if count is None else count
            frame.pts, frame.time_base = count, Fraction(1, rate)
            count += frame.samples
            for packet in made.encode(frame):
                yield float(packet.pts * packet.time_base), packet
        for packet in made.encode(None):
            yield float(packet.pts * packet.time_base), packet

    def _resampled(self, resampler: Any) -> Iterator[tuple[float, Any]]:  # noqa: ANN401 - PyAV's type
        """The sound in pieces, each with the time at which the first one begins."""
        import av

        start: float | None = None
        for packet in self._packets():
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue
            for frame in frames:
                start = (frame.time or 0.0) if start is None else start
                yield from ((start, piece) for piece in resampler.resample(frame))
        if start is not None:
            yield from ((start, piece) for piece in resampler.resample(None))


def _encoding(container: str, kind: str, rate: int) -> tuple[str, str, int]:
    """The encoder of a sound, the numbers it takes and the samples a second. kind: the numbers the sound has."""
    if container == "mp4":
        return "aac", "fltp", rate if rate in RATES else USUAL
    kind = "s16" if kind in {"u8", "s16"} else "s32" if kind == "s32" else "flt"
    return PLAIN[kind], kind, rate
