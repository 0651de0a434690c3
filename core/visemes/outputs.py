"""Where results go: which file in which format, from what a person gave with -o and -f."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from visemes.errors import OutputError, UnknownNameError, UsageError
from visemes.export import EXPORTERS, EXTENSIONS, choose_format
from visemes.files import STDOUT
from visemes.jobs import Output

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: What cannot or should not stand in the name of a file.
_UNFIT: Final = re.compile(r"[^\w.-]+")


def plan_outputs(sound: Path, targets: Sequence[str], formats: Sequence[str], *, default: str = "json") -> tuple[Output, ...]:
    """Where the results of one sound go.

    targets: files, `-`, or one folder; none: beside the sound as `NAME.visemes.ENDING`. formats: one for each file in order,
    one for the files whose endings do not say it, or none; for a folder as many as wanted.
    Raises UsageError, UnknownNameError or OutputError.
    """
    folders = [target for target in targets if is_folder(target)]
    if folders and len(targets) > 1:
        raise UsageError(f"{folders[0]}: a folder cannot be mixed with other outputs", "give one folder and as many -f as you want")
    if folders or not targets:
        return tuple(_named(_base(sound, folders), name) for name in formats or (default,))
    return _paired(targets, formats)


def plan_revised(source: Path, suffix: str, targets: Sequence[str], formats: Sequence[str]) -> tuple[Output, ...]:
    """Where the results of a finished line go that was made anew: beside it as `NAME.SUFFIX.ENDING`, in a folder, or in files.

    Where neither a file's ending nor a format says otherwise it is our own JSON. Raises as `plan_outputs`.
    """
    if formats and targets:
        return plan_outputs(source, targets, formats)
    name = source.stem.removesuffix(".visemes")
    if not targets or any(is_folder(target) for target in targets):
        bases = [Path(target) / name for target in targets] or [source.with_name(f"{name}.{suffix}")]
        return tuple(_named(base, kind) for base in bases for kind in formats or ("json",))
    outputs = tuple(output_for(target, "json" if is_unclear(target) else None) for target in targets)
    check_distinct(output.target for output in outputs)
    return outputs


def plan_shown(source: Path, target: str | None, endings: Sequence[str]) -> Output:
    """Where a picture or video of a sound or line goes: a file, `-`, a folder, or beside the source as `NAME.visemes.ENDING`.

    endings: what can be made, without dots, the usual one first. Raises UsageError or OutputError.
    """
    if target == STDOUT:
        return Output(STDOUT, endings[0])
    if target is None or is_folder(target):
        return Output(f"{_base(source, [target] if target else [])}.{endings[0]}", endings[0])
    ending = Path(target).suffix[1:].lower()
    if ending not in endings:
        raise UsageError(f"{target}: is no kind of file this command makes", f"let it end in .{', .'.join(endings)}")
    return Output(target, ending)


def for_each(outputs: Sequence[Output], speakers: Sequence[str]) -> tuple[Output, ...]:
    """Every output once for each speaker, the name before the ending: `scene.csv` as `scene.ANNA.csv` and `scene.BEN.csv`.

    Raises UsageError for standard output and for names that make the same file.
    """
    if any(output.target == STDOUT for output in outputs):
        raise UsageError("standard output takes one result", "give a file or a folder with -o")
    made = tuple(replace(output, target=named_after(output.target, who), speaker=who) for output in outputs for who in speakers)
    check_distinct(output.target for output in made)
    return made


def named_after(target: str, speaker: str) -> str:
    """A file's name with a speaker's in it; what file systems do not take becomes `_`."""
    path = Path(target)
    return str(path.with_name(f"{path.stem}.{_UNFIT.sub('_', speaker).strip('. ')}{path.suffix}"))


def _base(sound: Path, folders: Sequence[str]) -> Path:
    """A result's path but for its ending: in the folder if there is one, else beside the sound."""
    if not folders:
        return sound.with_name(f"{sound.stem}.visemes")
    if not Path(folders[0]).is_dir():
        raise OutputError(folders[0], "there is no such folder", f"create it first: mkdir -p {folders[0]}")
    return Path(folders[0]) / sound.stem


def is_folder(target: str) -> bool:
    """Whether an output names a folder: it is one, or it ends like one."""
    return target != STDOUT and (target.endswith(("/", os.sep)) or Path(target).is_dir())


def _named(base: Path, format: str) -> Output:  # noqa: A002 - what it is called everywhere
    """The file of a format: the usual ending, preceded by the format's name where the ending is shared and not chiefly its own."""
    name = known_format(format)
    ending = EXPORTERS[name].endings[0]
    sharing = EXTENSIONS[ending][0] != name
    return Output(f"{base}.{name}{ending}" if sharing else f"{base}{ending}", name)


def known_format(name: str) -> str:
    """The format's name as the registry has it. Raises UnknownNameError."""
    if name.lower() not in EXPORTERS:
        raise UnknownNameError("format", name, EXPORTERS)
    return name.lower()


def _paired(targets: Sequence[str], formats: Sequence[str]) -> tuple[Output, ...]:
    """Files with their formats."""
    if len(formats) not in {0, 1, len(targets)}:
        raise UsageError(f"{len(targets)} outputs but {len(formats)} formats", "give one -f for each -o in the same order, or none")
    if targets.count(STDOUT) > 1:
        raise UsageError("standard output was given twice", "give '-o -' once")
    explicit = formats if len(formats) == len(targets) else [formats[0] if formats and is_unclear(t) else None for t in targets]
    outputs = tuple(output_for(target, name) for target, name in zip(targets, explicit, strict=True))
    check_distinct(output.target for output in outputs)
    return outputs


def is_unclear(target: str) -> bool:
    """Whether a file's ending does not say its format: standard output, an unknown ending, one that several formats use."""
    return target == STDOUT or len(EXTENSIONS.get(Path(target).suffix.lower(), ())) != 1


def output_for(target: str, explicit: str | None = None) -> Output:
    """One file or `-` with its format: the explicit one, else what its ending says. Raises UsageError."""
    if target == STDOUT and explicit is None:
        raise UsageError("standard output needs a format", f"say which with -f: {', '.join(EXPORTERS)}")
    return Output(target, choose_format(target, explicit))


def check_distinct(targets: Iterable[str]) -> None:
    """Raise UsageError when two results would be written to one file."""
    counts = Counter(target if target == STDOUT else os.path.realpath(target) for target in targets)
    twice = next((target for target, count in counts.items() if count > 1), None)
    if twice:
        raise UsageError(f"{Path(twice).name}: two results would be written to one file", "give each its own name or folder")
