"""What the names of a rig's targets have in common, whoever built it: no case, no separators, one way to say left and right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SEPARATORS: Final = re.compile(r"[\s_\-.]+")
#: Joints between what a host or a figure puts in front (namespace, mesh, node) and the target's own name.
_OWNERS: Final = re.compile(r"[:|]|__|\.")
_SIDE_LAST: Final = re.compile(
    r"(?P<stem>.*?)(?:[\s_\-.]*(?P<word>left|right|Left|Right|LEFT|RIGHT)|[\s_\-.]+(?P<letter>[lrLR])|(?:(?<=[a-z])|(?<=[a-z][UD]))(?P<camel>[LR]))"
)
_SIDE_FIRST: Final = re.compile(r"(?:(?P<word>left|right|Left|Right|LEFT|RIGHT)[\s_\-.]*|(?P<letter>[lrLR])[\s_\-.]+)(?P<stem>.+)")
_SIDE_WITHIN: Final = re.compile(r"_(?P<letter>[LR])_")
#: The channel along which a control of two directions does its main work, as Maya and Unreal write it.
_AXIS: Final = re.compile(r"\.(?:ty|translateY|[yY]|Location\.Y)$")
#: Shorter keys are too common to be looked for at the end of a longer name.
SUFFIX_LENGTH: Final = 6


def key(name: str) -> str:
    """A name without case, blanks, underscores, hyphens and dots."""
    return _SEPARATORS.sub("", name).lower()


def sided(name: str) -> tuple[str, str]:
    """A name's key without its side, and the side: "left", "right" or "" (mouthSmile_L, Left_MouthSmile, mouthSmileLeft)."""
    match = _SIDE_LAST.fullmatch(name) or _SIDE_FIRST.fullmatch(name)
    if not match or not key(match["stem"]):
        return key(name), ""
    mark = next(value for group, value in match.groupdict().items() if value and group != "stem")
    return key(match["stem"]), "left" if mark[0] in "lL" else "right"


def side_of(name: str) -> str:
    """The side a name speaks of, at its ends or inside (CTRL_L_mouth_stretch); "" when it speaks of none."""
    side = sided(name)[1]
    within = _SIDE_WITHIN.search(name)
    return side or ({"L": "left", "R": "right"}[within["letter"]] if within else "")


def spellings(name: str, common: str = "") -> Iterator[str]:
    """The name as it is, without the part that all names share, and without its owners (hero:head.jawOpen)."""
    yield name
    if _AXIS.search(name):
        yield from spellings(_AXIS.sub("", name), common)
    if common and len(name) > len(common):
        yield name[len(common) :]
    for joint in _OWNERS.finditer(name):
        if name[joint.end() :]:
            yield name[joint.end() :]


def common_prefix(names: Sequence[str]) -> str:
    """What every name begins with, up to its last separator; empty for fewer than three names."""
    if len(names) < 3:
        return ""
    first, last = min(names), max(names)  # the two that differ soonest
    shared = first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))]
    return shared[: max((m.end() for m in re.finditer(r"[\s_\-.:|]", shared)), default=0)]


class Names:
    """A rig's target names, ready to be asked for any spelling of a name."""

    def __init__(self, names: Sequence[str]) -> None:
        self._exact: dict[str, str] = {}
        self._sided: dict[tuple[str, str], str] = {}
        common = common_prefix(names)
        for name in names:
            for spelling in spellings(name, common):
                self._exact.setdefault(key(spelling), name)
                self._sided.setdefault(sided(spelling), name)

    def find(self, wanted: str) -> str | None:
        """The target called this, in any spelling: whole, by stem and side, or as the end of a longer name."""
        whole, stem_side = key(wanted), sided(wanted)
        found = self._exact.get(whole) or (self._sided.get(stem_side) if stem_side[1] else None)
        return found or self._suffix(*stem_side)

    def _suffix(self, stem: str, side: str) -> str | None:
        if len(stem) >= SUFFIX_LENGTH:
            ends = [name for (other, other_side), name in self._sided.items() if other_side == side and other.endswith(stem)]
        else:
            ends = [name for other, name in self._exact.items() if other.endswith(stem + side)] if side else []
        return min(ends, key=len) if ends else None
