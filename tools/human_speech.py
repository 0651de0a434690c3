r"""Make a folder of aligned human speech from free recordings in Debian packages, for `visemes train sync --speech`.

    apt-get download fillets-ng-data fillets-ng-data-cs fillets-ng-data-nl asterisk-core-sounds-{en,es,fr,it,ru}{,-g722} \
        tuxpaint-stamps-default flight-of-the-amazon-queen
    for package in *.deb; do dpkg -x $package PACKAGES; done
    python tools/queen_speech.py PACKAGES
    python tools/human_speech.py PACKAGES FOLDER

Fish Fillets NG (GPL-2+): a comedy acted by many voices, in Czech and Dutch. Asterisk core sounds (CC BY-SA 3.0): prompts
read in English, Spanish, French, Italian and Russian. Tux Paint stamps (GPL-2): names of pictures, spoken by volunteers in a
dozen languages. Flight of the Amazon Queen (free, with terms of its own): another comedy, in English. Each recording is aligned
with its words by this project; what is not aligned with good confidence is left out.
Short recordings of one voice are joined, so that lines last 3 to 12 seconds.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import av
import numpy as np

from visemes.audio import RATE, Sound, read_sound
from visemes.errors import VisemesError
from visemes.pipeline import align
from visemes.train.families import families
from visemes.train.world.speech import Spoken, joined, write_speech
from visemes.transcript import parse_transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from visemes.timeline import Timeline

#: dialogId("id", "font of the speaker", "English") dialogStr("words"); the quotes may be escaped in the words.
DIALOGUE: Final = re.compile(r'dialogId\("([^"]+)",\s*"([^"]*)",\s*"(?:[^"\\]|\\.)*"\)\s*dialogStr\("((?:[^"\\]|\\.)*)"\)')
GAME: Final = "usr/share/games/fillets-ng"
#: Languages of Asterisk's prompts and the folders of their voices.
PROMPTS: Final = {"en": "en-us", "es": "es-419", "fr": "fr-fr", "it": "it", "ru": "ru"}

#: Languages of Tux Paint's descriptions, as espeak-ng spells them.
TAGS: Final = {
    "en": "en-us", "be": "be", "bg": "bg", "ca": "ca", "da": "da", "el": "el", "es": "es", "fr": "fr-fr", "lt": "lt", "nl": "nl",
    "ro": "ro", "ru": "ru",
}  # fmt: skip
#: A recording is kept when its phones are this sure on the mean, a tenth of them no less sure than that, and no more than this
#: share of it sounds unlike its words.
MEAN, TENTH, UNLIKE = 0.85, 0.5, 0.06
#: What was compressed to 16 kbit/s and is acted by funny voices sounds unlike its words more often; that its words are the right
#: ones is sure there.
QUEEN: Final = (0.75, 0.35, 0.3)
#: Joined lines last at least about this long, recordings at most that (seconds); pauses between them.
WANTED, LONGEST, PAUSE = 4.0, 12.0, (0.15, 0.7)


@dataclass(frozen=True)
class Recording:
    """A sound and what is said in it."""

    path: Path
    engine: str
    voice: str
    language: str
    text: str

    @property
    def name(self) -> str:
        """What its line is called; its folder tells levels of the game apart."""
        return f"{self.engine}_{self.voice}_{self.path.parent.parent.name}_{self.path.stem}"


def dialogues(packages: Path) -> Iterator[Recording]:
    """The lines of the game, in the order of its scripts."""
    for language in ("cs", "nl"):
        for script in sorted((packages / GAME / "script").glob(f"*/dialogs_{language}.lua")):
            for name, font, words in DIALOGUE.findall(script.read_text("utf-8")):
                path = packages / GAME / "sound" / script.parent.name / language / f"{name}.ogg"
                if path.is_file() and "%" not in words:
                    voice = f"{language}_{font.removeprefix('font_') or 'nobody'}"
                    yield Recording(path, "fillets", voice, language, words.replace('\\"', '"'))


def prompts(packages: Path) -> Iterator[Recording]:
    """Asterisk's prompts. A word in brackets is a sound, no speech."""
    for short, tag in PROMPTS.items():
        listed = next((packages / "usr/share/doc").glob(f"asterisk-core-sounds-{short}/core-sounds-{short}.txt.gz"), None)
        if listed is None:
            continue
        folders = sorted((packages / "usr/share/asterisk/sounds").glob(f"{short}_*"))
        for line in gzip.decompress(listed.read_bytes()).decode("utf-8", "replace").splitlines():
            name, _, words = line.partition(":")
            path = next((p for folder in folders if (p := folder / f"{name}.g722").is_file()), None)
            if path and not line.startswith(";") and words.strip() and not re.search(r"[\[\]<>]", words):
                yield Recording(path, "asterisk", short, tag, words.strip())


def descriptions(packages: Path) -> Iterator[Recording]:
    """What the stamps of Tux Paint show, in every language that somebody spoke."""
    for path in sorted((packages / "usr/share/tuxpaint/stamps").rglob("*_desc*.ogg")):
        name, _, language = path.stem.partition("_desc")
        words = path.with_name(f"{name}.txt")
        tag = TAGS.get(language.strip("_") or "en")
        if tag is None or not words.is_file():
            continue
        lines = words.read_text("utf-8", "replace").splitlines()
        start = f"{language.strip('_')}.utf8=" if language else ""
        text = next((line.removeprefix(start) for line in lines if line.startswith(start)), "")
        if len(text) > 3:
            yield Recording(path, "tuxpaint", language.strip("_") or "en", tag, text)


def adventure(packages: Path) -> Iterator[Recording]:
    """What `tools/queen_speech.py` unpacked."""
    for words in sorted((packages / "queen").glob("*/*.txt")):
        yield Recording(words.with_suffix(".mp3"), "queen", words.parent.name, "en-us", words.read_text("utf-8").strip())


def sound_of(path: Path) -> Sound:
    """The sound of a recording; G.722 has no header and needs to be told."""
    if path.suffix != ".g722":
        return read_sound(path)
    with av.open(str(path), format="g722") as container:
        blocks = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    if rate != RATE:
        raise ValueError(f"{path}: {rate} Hz")
    return Sound(np.concatenate(blocks).astype(np.float32) / 32768, RATE, path.name)


#: What makes recordings of each source.
SOURCES: Final[dict[str, Callable[[Path], Iterator[Recording]]]] = {
    "fillets": dialogues,
    "asterisk": prompts,
    "tuxpaint": descriptions,
    "queen": adventure,
}


def is_sure(timeline: Timeline, limits: tuple[float, float, float] = (MEAN, TENTH, UNLIKE)) -> bool:
    """Whether the words fit the sound. limits: a mean, a tenth, a share, as MEAN, TENTH and UNLIKE are."""
    mean, tenth, unlikely = limits
    sure = np.array([phone.confidence or 0.0 for phone in timeline.phones])
    unlike = sum(mark.duration for mark in timeline.marks)
    return len(sure) > 2 and sure.mean() >= mean and np.percentile(sure, 10) >= tenth and unlike <= unlikely * timeline.duration


def aligned(recording: Recording) -> Spoken | None:
    """A recording with its times; None when they are not sure."""
    try:
        sound = sound_of(recording.path)
        timeline = align(sound, parse_transcript(recording.text, recording.language))
    except (VisemesError, av.FFmpegError):
        return None
    limits = QUEEN if recording.engine == "queen" else (MEAN, TENTH, UNLIKE)
    if not is_sure(timeline, limits) or sound.duration > LONGEST:
        return None
    about = (recording.name, recording.voice, recording.engine, recording.language, recording.text)
    return Spoken(*about, sound.samples, replace(timeline, warnings=()), "human")


def lines_of(spoken: list[Spoken], seed: int) -> Iterator[Spoken]:
    """Recordings of one voice joined until they are long enough."""
    rng = random.Random(f"{seed} {spoken[0].name}")  # noqa: S311 (seeded on purpose)
    waiting: list[Spoken] = []
    for one in spoken:
        if waiting and sum(w.seconds for w in waiting) + one.seconds > LONGEST:
            yield together(waiting, rng)
            waiting = []
        waiting.append(one.levelled())
        if sum(w.seconds for w in waiting) >= rng.uniform(0.7, 1.3) * WANTED:
            yield together(waiting, rng)
            waiting = []
    if waiting:
        yield together(waiting, rng)


def drawn(recordings: list[Recording], most: int, seed: int) -> list[Recording]:
    """At most so many recordings of every voice, in their order."""
    order = list(range(len(recordings)))
    random.Random(seed).shuffle(order)  # noqa: S311 (seeded on purpose)
    taken: Counter[tuple[str, str]] = Counter()
    kept = []
    for place in order:
        voice = (recordings[place].engine, recordings[place].voice)
        taken[voice] += 1
        if taken[voice] <= most:
            kept.append(place)
    return [recordings[place] for place in sorted(kept)]


def together(parts: list[Spoken], rng: random.Random) -> Spoken:
    return joined(parts, [rng.uniform(*PAUSE) for _ in parts[1:]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=SOURCES, default=list(SOURCES))
    parser.add_argument("--most", type=int, default=10**9, help="recordings of a voice, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    found_all = [one for name in options.only for one in SOURCES[name](options.packages)]
    recordings = drawn(list({one.name: one for one in found_all}.values()), options.most, options.seed)
    with ProcessPoolExecutor(options.processes) as pool:
        found = list(pool.map(aligned, recordings, chunksize=16))
    voices: dict[tuple[str, str], list[Spoken]] = defaultdict(list)
    for spoken in found:
        if spoken is not None:
            voices[spoken.engine, spoken.voice].append(spoken)
    lines = (
        (line, families().split_of(line.engine, line.voice, line.language))
        for spoken in voices.values()
        for line in lines_of(spoken, options.seed)
    )
    entries = write_speech(options.folder, lines)
    kept, hours = sum(len(spoken) for spoken in voices.values()), sum(entry.seconds for entry in entries) / 3600
    print(f"{kept} of {len(recordings)} recordings are sure: {len(entries)} lines, {hours:.2f} h, {len(voices)} voices")
    return 0


if __name__ == "__main__":
    sys.exit(main())
