"""The options commands share: their names, their help, and how their text is read."""

import glob
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from visemes.errors import UsageError


class ProgressKind(StrEnum):
    """Who is told how far the work is."""

    auto = "auto"
    none = "none"
    ndjson = "ndjson"


_SAID = "What is said"
_MOTION = "How it moves"
_RESULT = "Results"

Sounds = Annotated[list[str], typer.Argument(metavar="SOUND...", help="Audio or video files.", show_default=False)]
Text = Annotated[str | None, typer.Option("--text", metavar="WORDS", help="The words that are spoken.", rich_help_panel=_SAID)]
Transcript = Annotated[
    Path | None,
    typer.Option(
        "--transcript",
        metavar="FILE",
        help="A file with the words: .txt .lab .srt .vtt. Default: one beside the sound.",
        rich_help_panel=_SAID,
    ),
]
TimelineFile = Annotated[
    Path | None,
    typer.Option(
        "--timeline", metavar="FILE", help="Your own timings: TextGrid, WhisperX, ELAN, CTM … or our JSON.", rich_help_panel=_SAID
    ),
]
Dictionary = Annotated[
    Path | None,
    typer.Option("--dict", metavar="FILE", help="Pronunciations that win over ours: CMUdict or IPA lines.", rich_help_panel=_SAID),
]
Speaker = Annotated[
    str,
    typer.Option(
        "--speaker", metavar="NAME", help="Only the words of this speaker; the transcript says NAME: …", rich_help_panel=_SAID
    ),
]
EachSpeaker = Annotated[
    bool,
    typer.Option("--each-speaker", help="A result for each speaker: scene.ANNA.csv, scene.BEN.csv.", rich_help_panel=_SAID),
]
LanguageName = Annotated[
    str,
    typer.Option(
        "--language", metavar="NAME", help="Of the words: auto, or one of 'visemes languages', such as fr.", rich_help_panel=_SAID
    ),
]
Recognize = Annotated[
    str,
    typer.Option(
        "--recognize", metavar="HOW", help="Without a transcript: auto, words, phones, whisper or vosk.", rich_help_panel=_SAID
    ),
]
RecognizeSettings = Annotated[
    list[str] | None,
    typer.Option("--recognize-set", metavar="NAME=VALUE", help="A setting of it, such as model=FOLDER.", rich_help_panel=_SAID),
]
SelfTrain = Annotated[
    bool,
    typer.Option(
        "--self-train", help="Learn the voices of these sounds first; for large batches of an unusual voice.", rich_help_panel=_SAID
    ),
]
AdaptVoice = Annotated[
    bool,
    typer.Option(
        "--adapt-voice", help="Fit the built-in aligner to the voice and language of these sounds first.", rich_help_panel=_SAID
    ),
]
AlignerName = Annotated[
    str,
    typer.Option("--aligner", metavar="NAME", help="auto, or one that 'visemes doctor' lists.", rich_help_panel=_SAID),
]
AlignerSettings = Annotated[
    list[str] | None,
    typer.Option(
        "--aligner-set", metavar="NAME=VALUE", help="A setting of the aligner, such as model=NAME.", rich_help_panel=_SAID
    ),
]
Download = Annotated[
    bool, typer.Option("--download", help="An aligner or recogniser may fetch its model from the network.", rich_help_panel=_SAID)
]
Map = Annotated[
    str,
    typer.Option(
        "--map", "-m", metavar="NAME|FILE", help="The set of mouth shapes; see 'visemes maps list'.", rich_help_panel=_MOTION
    ),
]
Fps = Annotated[str, typer.Option("--fps", metavar="RATE", help="6 to 240: 12, 23.976, 30000/1001.", rich_help_panel=_MOTION)]
Step = Annotated[int, typer.Option("--step", metavar="N", help="1 on ones, 2 on twos, 3 on threes.", rich_help_panel=_MOTION)]
StartFrame = Annotated[
    int, typer.Option("--start-frame", metavar="N", help="The frame at which the sound starts.", rich_help_panel=_MOTION)
]
Offset = Annotated[
    str,
    typer.Option(
        "--offset", metavar="TIME", help="Move every key later: 0.5 (seconds), 40ms, 2f (frames).", rich_help_panel=_MOTION
    ),
]
StyleName = Annotated[
    str, typer.Option("--style", metavar="NAME", help="A preset: realistic, cartoon, limited, subtle.", rich_help_panel=_MOTION)
]
Strength = Annotated[str | None, typer.Option("--strength", metavar="X", help="Size of every shape.", rich_help_panel=_MOTION)]
Jaw = Annotated[str | None, typer.Option("--jaw", metavar="X", help="Size of the jaw's movement.", rich_help_panel=_MOTION)]
Lips = Annotated[str | None, typer.Option("--lips", metavar="X", help="Size of the lips' movement.", rich_help_panel=_MOTION)]
Smoothing = Annotated[
    str | None, typer.Option("--smoothing", metavar="X", help="Inertia; less is snappier.", rich_help_panel=_MOTION)
]
Exaggeration = Annotated[
    str | None, typer.Option("--exaggeration", metavar="X", help="Push shapes away from their average.", rich_help_panel=_MOTION)
]
Lead = Annotated[
    str | None, typer.Option("--lead", metavar="TIME", help="Picture ahead of the sound: 40ms, 1f.", rich_help_panel=_MOTION)
]
MinimumHold = Annotated[
    str | None, typer.Option("--min-hold", metavar="TIME", help="Shortest time a drawing stays: 80ms, 2f.", rich_help_panel=_MOTION)
]
Shot = Annotated[
    str | None, typer.Option("--shot", metavar="SIZE", help="How far the camera is: close-up … wide.", rich_help_panel=_MOTION)
]
Sliders = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="Any other slider of the style, such as change_cost=2.", rich_help_panel=_MOTION
    ),
]
Dense = Annotated[bool, typer.Option("--dense", help="A key on every frame instead of few.", rich_help_panel=_MOTION)]
Draft = Annotated[bool, typer.Option("--draft", help="A fast rough pass.", rich_help_panel=_MOTION)]
SubFrames = Annotated[
    bool, typer.Option("--sub-frames", help="Curve keys may stand on parts of a frame too.", rich_help_panel=_MOTION)
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER|-",
        help="Where to; may be repeated. Default: beside the sound.",
        rich_help_panel=_RESULT,
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format", "-f", metavar="NAME", help="In which format; may be repeated. See 'visemes formats'.", rich_help_panel=_RESULT
    ),
]
ProgressTo = Annotated[ProgressKind, typer.Option("--progress", help="'ndjson' for programs.", rich_help_panel=_RESULT)]
Sheet = Annotated[
    bool, typer.Option("--sheet", help="Also print the exposure sheet: frame, time, word, phone, viseme.", rich_help_panel=_RESULT)
]
Report = Annotated[bool, typer.Option("--report", help="Also print what 'visemes check' says.", rich_help_panel=_RESULT)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.", rich_help_panel=_RESULT)]


def sound_paths(sounds: list[str]) -> list[Path]:
    """The files that are meant; a pattern that the shell left alone is looked up here."""
    return [Path(found) for sound in sounds for found in _matches(sound)]


def _matches(sound: str) -> list[str]:
    if not glob.has_magic(sound) or Path(sound).exists():
        return [sound]
    found = sorted(glob.glob(sound))  # noqa: PTH207 - patterns may be absolute
    if not found:
        raise UsageError(f"no file matches {sound}", "check the folder and the ending")
    return found


def slider_values(named: dict[str, str | None], pairs: list[str] | None) -> dict[str, str | float]:
    """The style's sliders from their own options and from NAME=VALUE pairs; the pairs win."""
    values: dict[str, str | float] = {name: value for name, value in named.items() if value is not None}
    return values | named_values("--set", pairs, "change_cost=2")


def named_values(option: str, pairs: list[str] | None, example: str) -> dict[str, str]:
    """The values of NAME=VALUE pairs. Raises UsageError for what is none."""
    values = {}
    for pair in pairs or ():
        name, equals, value = pair.partition("=")
        if not (name and equals and value):
            raise UsageError(f"{option} {pair}: is no NAME=VALUE", f"write it like {option} {example}")
        values[name.strip().replace("-", "_")] = value.strip()
    return values


def recognizer_values(pairs: list[str] | None) -> dict[str, str]:
    """The settings of a recogniser from NAME=VALUE pairs."""
    return named_values("--recognize-set", pairs, "model=small")


def aligner_values(pairs: list[str] | None) -> dict[str, str]:
    """The settings of an aligner from NAME=VALUE pairs."""
    return named_values("--aligner-set", pairs, "model=english_mfa")
