"""What wheels need, read from their metadata for any system.

pip downloads for other systems, but reads the conditions of requirements ("; sys_platform == 'win32'") as if they were for its own.
"""

from __future__ import annotations

import zipfile
from email.parser import HeaderParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from email.message import Message
    from pathlib import Path

    from packaging.requirements import Requirement


def missing(wheels: Iterable[Path], extras: Mapping[str, Iterable[str]], markers: Mapping[str, str]) -> set[str]:
    """The requirements of wheels that none of the wheels fulfils, without their conditions.

    extras: the extras wanted of a package, by its normalised name. markers: as `Target.markers` gives them.
    """
    from packaging.utils import canonicalize_name

    known = {canonicalize_name(about["Name"]): about for about in map(metadata_of, wheels)}
    wanted = {name: set(extras.get(name, ())) for name in known}
    needed: dict[str, str] = {}
    for name in list(known) * 2:  # twice, because a requirement may ask for an extra of a package seen before
        for requirement in _requirements(known[name], wanted[name], markers):
            other = canonicalize_name(requirement.name)
            wanted.get(other, set()).update(requirement.extras)
            if other not in known:
                needed[other] = _unconditional(requirement)
    return set(needed.values())


def metadata_of(wheel: Path) -> Message:
    """A wheel's METADATA."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
        return HeaderParser().parsestr(archive.read(name).decode("utf-8"))


def _requirements(about: Message, extras: Iterable[str], markers: Mapping[str, str]) -> Iterator[Requirement]:
    """The requirements that hold on a system."""
    from packaging.requirements import Requirement

    for text in about.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**markers, "extra": extra}) for extra in ("", *sorted(extras))):
            yield requirement


def _unconditional(requirement: Requirement) -> str:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"
