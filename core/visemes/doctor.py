"""What is installed, what is missing, and how to get it."""

from __future__ import annotations

import sys
import tempfile
import wave
from dataclasses import asdict, dataclass, replace
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from visemes.errors import VisemesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Packages without which nothing works, with what they are for.
REQUIRED: Final = {
    "numpy": "signals", "av": "reading audio and video", "scipy": "curves", "pydantic": "viseme maps and rigs",
    "phonemizer": "unknown words", "espeakng-loader": "unknown words", "num2words": "numbers in transcripts",
    "typer": "this command line", "rich": "progress bars",
}  # fmt: skip

#: Import name and extra (none: it comes with visemes) of the packages one may do without, with what they are for.
OPTIONAL: Final = {
    "py3langid": ("py3langid", "", "telling languages of one script apart"),
    "budoux": ("budoux", "", "words of Japanese, Chinese and Thai"),
    "matplotlib": ("matplotlib", "plot", "pictures of curves"),
    "pykakasi": ("pykakasi", "ja", "Japanese in Chinese characters"),
    "pocketsphinx": ("pocketsphinx", "asr", "words without a transcript (Python 3.11 and 3.13)"),
    "torch": ("torch", "neural", "training the lip-sync expert, and experts for human faces"),
}

#: Recogniser → the import names that can do it, and the package to install.
RECOGNISERS: Final = {"whisper": (("faster_whisper", "whisper"), "faster-whisper"), "vosk": (("vosk",), "vosk")}

_ROOT: Final = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    needed: whether visemes cannot work without it. detail: its version, or what is wrong. remedy: how to get it.
    """

    name: str
    detail: str
    ok: bool
    needed: bool = True
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def examine() -> tuple[Finding, ...]:
    """Look at everything. Never raises."""
    return tuple(_findings())


def _findings() -> Iterator[Finding]:
    yield _python()
    for name, use in REQUIRED.items():
        yield _package(name, use)
    for name, look in WORKING.items():
        yield _working(name, look)
    for name, (module, extra, use) in OPTIONAL.items():
        yield _optional(name, module, extra, use)
    yield replace(_working("lip-sync expert", _lip_sync_expert), needed=False)
    yield from _aligners()
    yield from _recognisers()


def _aligners() -> Iterator[Finding]:
    """Every aligner people can choose but the one without which nothing works, and what is missing of it."""
    from visemes.align import ALIGNERS, kind_named
    from visemes.align.base import Settings

    for name in ALIGNERS:
        kind, where = kind_named(name), f"--aligner {name}"
        if name == "builtin":
            continue
        lack = kind.lack(Settings())
        detail = f"{lack.what} is missing; {kind.what}" if lack else kind.what
        yield Finding(where, detail, ok=lack is None, needed=False, remedy=lack.remedy if lack else "")


def _recognisers() -> Iterator[Finding]:
    """The recognisers that are other people's packages; which model they need is told when they are asked."""
    for name, (modules, package) in RECOGNISERS.items():
        ok = any(util.find_spec(module) for module in modules)
        detail = (
            "words without a transcript, given a model"
            if ok
            else f"{package} is missing; only needed for words without a transcript"
        )
        yield Finding(f"--recognize {name}", detail, ok=ok, needed=False, remedy="" if ok else f"pip install {package}")


def _python() -> Finding:
    ok = sys.version_info >= (3, 11)
    return Finding("python", sys.version.split()[0], ok=ok, remedy="" if ok else "install Python 3.11 or newer")


def _package(name: str, use: str) -> Finding:
    version = _version(name)
    return Finding(name, version or f"missing; needed for {use}", ok=bool(version), remedy="" if version else f"pip install {name}")


def _optional(name: str, module: str, extra: str, use: str) -> Finding:
    ok = util.find_spec(module) is not None
    detail = _version(name) if ok else f"missing; only needed for {use}"
    return Finding(
        name,
        detail,
        ok=ok,
        needed=False,
        remedy="" if ok else f"pip install 'visemes[{extra}]'" if extra else f"pip install {name}",
    )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _working(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, look(), ok=True)
    except VisemesError as error:
        return Finding(name, error.message, ok=False, remedy=error.hint or _REINSTALL)
    except Exception as error:  # noqa: BLE001 - whatever is broken, the rest must be looked at too
        return Finding(name, f"{type(error).__name__}: {error}", ok=False, remedy=_REINSTALL)


_REINSTALL: Final = "pip install --force-reinstall visemes"


def _acoustic_model() -> str:
    from visemes.align import aligner_named

    return aligner_named("builtin").name


def _dictionary() -> str:
    from visemes.lexicon import Lexicon

    if not Lexicon().known("hello"):
        raise VisemesError("the English dictionary does not know 'hello'")
    return "English"


def _espeak() -> str:
    from visemes.lexicon.g2p import espeak_pronunciations

    if not espeak_pronunciations(["brillig"], "en-us"):
        raise VisemesError(
            "espeak-ng does not answer; unknown words are read by spelling rules", "pip install --force-reinstall espeakng-loader"
        )
    return "answers"


def _lip_sync_expert() -> str:
    """Load the expert that `check` looks at films with; nothing else needs it."""
    from visemes.sync.expert import load_expert

    return f"tells {len(load_expert().offsets)} offsets apart"


def _viseme_maps() -> str:
    from visemes.maps import load_map, map_names

    names = map_names()
    if not names:
        raise VisemesError("no viseme map is installed")
    for name in names:
        load_map(name)
    return f"{len(names)} sets"


def _audio_decoder() -> str:
    """Write a moment of silence and read it back through the decoder."""
    from visemes.audio import read_sound

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "silence.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(1600))
        return f"reads {read_sound(path).duration:.1f} s"


#: What must not only be there but work.
WORKING: Final[dict[str, Callable[[], str]]] = {
    "audio decoder": _audio_decoder,
    "dictionary": _dictionary,
    "aligner": _acoustic_model,
    "espeak-ng": _espeak,
    "viseme maps": _viseme_maps,
}
