"""Decoding: the sound of any audio or video file as one channel; the only module that imports PyAV.

Decoded block by block, so that an hour of film needs the memory of its result. Times are kept: encoder delays are cut
off by the decoders, sound that starts after the picture is moved back by silence, and so is sound after a damaged stretch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from visemes.audio.mix import downmix
from visemes.audio.riff import promised_share
from visemes.audio.sound import RATE, Sound
from visemes.errors import AudioError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av import AudioFrame, AudioResampler, AudioStream
    from av.container import InputContainer
    from numpy.typing import NDArray

    from visemes.audio.sound import Samples

#: Samples a resampler gets at once: a call costs more than the arithmetic on a codec's own frame of 1024.
BLOCK: Final = 65536

#: Seconds of missing stream time that are worth a repair, and the most that is believed.
SMALLEST_GAP: Final = 0.02
LARGEST_GAP: Final = 600.0


def read_sound(path: Path, rate: int = RATE) -> Sound:
    """The sound of an audio or video file as one channel at `rate`.

    Raises AudioError when the file is missing, a folder, empty, not audio, without a sound track or without samples.
    A file that breaks off or is damaged gives what can be decoded, and a warning.
    """
    import av

    _check_file(path)
    decoder = _Decoder(rate)
    try:
        warnings = _decode(path, decoder)
    except (av.FFmpegError, OSError) as problem:
        raise AudioError(path, _problem(problem), "is it really an audio or video file? Try to play it") from None
    samples = decoder.mixed()
    if not len(samples):
        raise AudioError(path, "has a sound track without a single sample", "export it again")
    return _finished(samples, rate, path, warnings)


def read_channels(path: Path) -> tuple[Samples, int]:
    """The sound of a file as it is: float32 (channels, n) and its samples a second. Raises what `read_sound` does.

    Second 0 is as in `read_sound`: that of a film is its picture's start.
    """
    import av

    _check_file(path)
    decoder = _Decoder(0)
    try:
        _decode(path, decoder)
    except (av.FFmpegError, OSError) as problem:
        raise AudioError(path, _problem(problem), "is it really an audio or video file? Try to play it") from None
    return decoder.channels(path)


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise AudioError(path, "is a folder, not an audio file", "name a file in it")
    try:
        size = path.stat().st_size
    except OSError as problem:
        missing = isinstance(problem, FileNotFoundError)
        raise AudioError(
            path, "there is no such file" if missing else f"cannot be read: {problem.strerror}", "check the path"
        ) from None
    if not size:
        raise AudioError(path, "is empty (0 bytes)", "record or export it again")


def _problem(problem: Exception) -> str:
    if isinstance(problem, PermissionError):
        return "cannot be read: permission denied"
    return "is not audio that can be decoded"


def _decode(path: Path, decoder: _Decoder) -> list[str]:
    """Feed every frame of the file's first sound track to the decoder; warnings about what was damaged."""
    import av

    # The prefix keeps FFmpeg from taking a name like `take:2.wav` for a network protocol.
    with av.open(f"file:{path}", metadata_errors="ignore") as container:
        if not container.streams.audio:
            raise AudioError(path, "has no sound track", "is it a silent video, or a picture?")
        stream = container.streams.audio[0]
        decoder.origin = _origin(container, stream)
        broken = 0
        for packet in _packets(container, stream):
            try:
                for frame in packet.decode():
                    decoder.add(frame)
            except av.FFmpegError:
                broken += 1
        return _damage(broken, _expected(container, stream) * promised_share(path), decoder.heard)


def _packets(container: InputContainer, stream: AudioStream) -> Iterator[Any]:
    """The packets of a stream, as far as the container can be read."""
    import av

    packets = container.demux(stream)
    first = True
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError) as end:
            if first and isinstance(end, av.FFmpegError):
                raise
            return
        first = False
        yield packet


def _origin(container: InputContainer, stream: AudioStream) -> float | None:
    """Stream time (seconds) that is second 0: the start of a video; None where the sound itself is the start."""
    import av

    film = (s for s in container.streams.video if not s.disposition & av.stream.Disposition.attached_pic)
    picture = next(film, None)
    if picture is None or stream.start_time is None:
        return None
    if picture.start_time is not None and picture.time_base is not None:
        return float(picture.start_time * picture.time_base)
    return container.start_time / av.time_base if container.start_time is not None else None


def _expected(container: InputContainer, stream: AudioStream) -> float:
    """Seconds of sound the file says it has, 0 when it does not say."""
    import av

    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base if not container.streams.video else 0.0


def _damage(broken: int, expected: float, heard: float) -> list[str]:
    warnings = [f"{broken} damaged {'piece was' if broken == 1 else 'pieces were'} left out"] if broken else []
    if heard and expected - heard > max(0.05, 0.01 * expected):
        warnings.append(f"breaks off: {heard:.2f} s of {expected:.2f} s could be read")
    return warnings


class _Decoder:
    """Collects frames as runs of equal format, each resampled channel by channel; a rate of 0 leaves the sound's own."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.origin: float | None = None
        self.heard = 0.0
        self._clock: float | None = None
        self._runs: list[_Run] = []

    def add(self, frame: AudioFrame) -> None:
        """Take one decoded frame."""
        samples = frame_samples(frame)
        centre = next((i for i, c in enumerate(frame.layout.channels) if c.name == "FC"), None)
        if not self._runs or not self._runs[-1].continues(samples, frame.sample_rate):
            self._runs.append(_Run(len(samples), frame.sample_rate, self.rate or frame.sample_rate, centre))
        self._fill_gap(frame.time)
        self._runs[-1].add(samples)
        length = samples.shape[1] / frame.sample_rate
        self.heard += length
        self._clock = None if self._clock is None else self._clock + length

    def _fill_gap(self, time: float | None) -> None:
        """Silence where the stream's own clock says that samples are missing."""
        if time is None:
            return
        expected = self._clock if self._clock is not None else self.origin
        gap = 0.0 if expected is None else time - expected
        if SMALLEST_GAP < gap < LARGEST_GAP:
            self._runs[-1].add_silence(gap)
        self._clock = time if self._clock is None or gap > SMALLEST_GAP else self._clock

    def channels(self, path: Path) -> tuple[Samples, int]:
        """Everything as it is, and its rate. Raises AudioError where it changes its form on the way."""
        if len(self._runs) != 1:
            problem = "changes its rate or channels on the way" if self._runs else "has a sound track without a single sample"
            raise AudioError(path, problem, "export it again")
        return self._runs[0].finish(), self._runs[0].rate

    def mixed(self) -> Samples:
        """Everything as one channel."""
        runs = [downmix(run.finish(), run.centre) for run in self._runs]
        if len(runs) == 1:  # nearly always; an hour need not be copied
            return runs[0]
        return np.concatenate(runs) if runs else np.zeros(0, np.float32)


class _Run:
    """A stretch of frames with one format: channels, resampled as they come."""

    def __init__(self, channels: int, source: int, rate: int, centre: int | None) -> None:
        self.centre = centre
        self._source, self.rate = source, rate
        self._waiting: list[Samples] = []
        self._done: list[Samples] = []
        self._resamplers = [_resampler(rate) for _ in range(channels)] if source != rate else []
        self._channels = channels

    def continues(self, samples: Samples, rate: int) -> bool:
        """Whether a frame has the same form as the ones before."""
        return len(samples) == self._channels and rate == self._source

    def add(self, samples: Samples) -> None:
        """Take samples, shape (channels, n)."""
        self._waiting.append(samples)
        if sum(block.shape[1] for block in self._waiting) >= BLOCK:
            self._flush()

    def add_silence(self, seconds: float) -> None:
        """Take nothing for a while."""
        self.add(np.zeros((self._channels, round(seconds * self._source)), np.float32))

    def finish(self) -> Samples:
        """All channels at the wanted rate, shape (channels, n)."""
        self._flush(last=True)
        result = np.empty((self._channels, sum(block.shape[1] for block in self._done)), np.float32)
        end = result.shape[1]
        while self._done:  # each block is let go as soon as it is copied
            block = self._done.pop()
            result[:, end - block.shape[1] : end] = block
            end -= block.shape[1]
        return result

    def _flush(self, *, last: bool = False) -> None:
        block = np.concatenate(self._waiting, axis=1) if self._waiting else np.zeros((self._channels, 0), np.float32)
        self._waiting = []
        if self._resamplers:
            block = np.stack([resampled(r, c, self._source, last=last) for r, c in zip(self._resamplers, block, strict=True)])
        self._done.append(block)


def _resampler(rate: int) -> AudioResampler:
    import av

    return av.AudioResampler(format="fltp", layout="mono", rate=rate)


def resampled(resampler: AudioResampler, samples: Samples, source: int, *, last: bool) -> Samples:
    """What a resampler has ready after taking more of one channel; `last` empties it. No delay is added."""
    import av

    frames = []
    if len(samples):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), format="fltp", layout="mono")
        frame.sample_rate = source
        frames += resampler.resample(frame)
    if last:
        frames += resampler.resample(None)
    blocks = [frame.to_ndarray()[0] for frame in frames if frame is not None]
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def frame_samples(frame: AudioFrame) -> Samples:
    """A decoded frame as float32 in -1..1, shape (channels, n); what is not a number becomes 0."""
    raw: NDArray[Any] = frame.to_ndarray()
    planes = raw if frame.format.is_planar else raw.reshape(-1, len(frame.layout.channels)).T
    samples: Samples = planes.astype(np.float32)
    if raw.dtype.kind == "f":
        return np.nan_to_num(samples, copy=False, posinf=0.0, neginf=0.0)
    half = np.float32(2.0 ** (8 * raw.itemsize - 1))
    return samples / half - (raw.dtype.kind == "u")


def _finished(samples: Samples, rate: int, path: Path, warnings: Sequence[str]) -> Sound:
    """The sound within -1..1, with its warnings."""
    peak = float(max(samples.max(), -samples.min()))
    samples = np.ascontiguousarray(samples / peak if peak > 1 else samples, dtype=np.float32)
    samples.flags.writeable = False
    return Sound(samples, rate, path.name, tuple(f"{path.name}: {text}" for text in warnings))
