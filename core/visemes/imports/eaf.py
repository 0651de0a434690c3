"""ELAN's annotations (.eaf): tiers of annotations between time slots, in milliseconds.

Tiers are told by name and by what they hold, like those of a TextGrid. Annotations that lean on another one (a phone tier's on
its word's) share its time in order where they have none of their own.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Final

from visemes.errors import TimelineError
from visemes.imports.base import Importer
from visemes.imports.textgrid import Tier, timeline_of_tiers
from visemes.imports.tiers import Row

if TYPE_CHECKING:
    from visemes.timeline import Timeline

#: Characters an annotation file may have; an hour of phones is a tenth of it.
LARGEST: Final = 64 * 1024 * 1024

#: Milliseconds in a second.
UNITS: Final = 1000.0


def recognize(text: str) -> bool:
    """Whether a text begins as ELAN's files do."""
    return "<ANNOTATION_DOCUMENT" in text[:4000]


def parse(text: str, source: str) -> Timeline:
    """The timeline in an ELAN file. Raises TimelineError."""
    if len(text) > LARGEST:
        raise TimelineError(f"{source}: is larger than any annotation file")
    # a document type can define entities that grow without end or read other files; ELAN writes none
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TimelineError(f"{source}: declares entities, which ELAN never does", "save it anew in ELAN")
    try:
        root = ET.fromstring(text.encode("utf-8"), ET.XMLParser(encoding="utf-8"))  # noqa: S314 - no entities, see above
    except ET.ParseError as error:
        raise TimelineError(f"{source}: is no sound XML ({error})") from error
    spans = _spans(root, source)
    tiers = [tier for element in root.iter("TIER") if (tier := _tier(element, spans, source)).rows]
    return timeline_of_tiers(source, 0.0, tiers)


def _spans(root: ET.Element, source: str) -> dict[str, tuple[float, float]]:
    """The time of every annotation by its name; those that lean on another one share its time in order."""
    slots = _slots(root, source)
    spans: dict[str, tuple[float, float]] = {}
    for element in root.iter("ALIGNABLE_ANNOTATION"):
        try:
            first, last = (slots[element.attrib[f"TIME_SLOT_REF{n}"]] for n in (1, 2))
        except KeyError as error:
            raise TimelineError(f"{source}: an annotation begins or ends at {error}, which is nowhere") from error
        spans[element.get("ANNOTATION_ID", "")] = (first, last)
    leaning: dict[str, list[str]] = {}
    for tier in root.iter("TIER"):
        for element in tier.iter("REF_ANNOTATION"):
            leaning.setdefault(f"{tier.get('TIER_ID')}\0{element.get('ANNOTATION_REF', '')}", []).append(
                element.get("ANNOTATION_ID", "")
            )
    for key, names in leaning.items():  # in the file's order, in which a tier comes after the one it leans on
        whole = spans.get(key.partition("\0")[2])
        if whole is not None:
            step = (whole[1] - whole[0]) / len(names)
            spans |= {name: (whole[0] + i * step, whole[0] + (i + 1) * step) for i, name in enumerate(names)}
    return spans


def _slots(root: ET.Element, source: str) -> dict[str, float]:
    """Seconds by slot; a slot without a time lies between its neighbours."""
    names: list[str] = []
    times: list[float | None] = []
    for slot in root.iter("TIME_SLOT"):
        value = slot.get("TIME_VALUE")
        if value is not None and not (value.isdecimal() and len(value) < 13):
            raise TimelineError(f"{source}: a time slot has the time {value[:40]!r}")
        names.append(slot.get("TIME_SLOT_ID", ""))
        times.append(None if value is None else int(value) / UNITS)
    known = [i for i, time in enumerate(times) if time is not None]
    result: dict[str, float] = {}
    before = 0.0
    for i, name in enumerate(names):
        after = next((k for k in known if k >= i), None)
        if after is None:
            result[name] = before
            continue
        previous = max((k for k in known if k < i), default=i - 1)
        end = times[after] or 0.0
        result[name] = end if after == i else before + (end - before) / (after - max(previous, i - 1))
        before = result[name]
    return result


def _tier(element: ET.Element, spans: dict[str, tuple[float, float]], source: str) -> Tier:
    name, speaker = element.get("TIER_ID", ""), element.get("PARTICIPANT", "")
    rows = []
    for number, annotation in enumerate(element.iter("ANNOTATION"), 1):
        inner = next(iter(annotation), None)
        value = annotation.find(".//ANNOTATION_VALUE")
        span = spans.get(inner.get("ANNOTATION_ID", "")) if inner is not None else None
        if span is None:
            raise TimelineError(f"{source}: annotation {number} of the tier {name!r} has no time")
        rows.append(Row(*span, (value.text if value is not None else "") or "", number, speaker=speaker))
    return Tier(name, rows)


IMPORTER: Final = Importer("ELAN annotations", (".eaf",), recognize, parse)
