"""The viseme map file: its keys, their types and ranges, as pydantic models (docs/maps.md shows it by example).

`read` turns the data of a file into a `VisemeMap` or into the complete list of its mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError

from visemes.errors import did_you_mean
from visemes.maps.model import Channel, Shape, Side, Style, Viseme, VisemeMap
from visemes.maps.table import phone_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCHEMA_VERSION: Final = 1
#: A closure or a contact whose lips stand further apart than this is a mistake.
CLOSED, TOUCHING = 0.02, 0.15

Name = Annotated[str, Field(pattern=r"^\S(.*\S)?$", description="No blanks at its ends.")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ShapeSpec(_Strict):
    """A shape of the rig, by the set's own name for it."""

    channel: Channel = Field(description="The articulator that moves it; 'face' is what speech does not need.")
    minimum: float = Field(0.0, ge=-10, le=10, description="Lowest weight.")
    maximum: float = Field(1.0, ge=-10, le=10, description="Highest weight.")
    opening: float = Field(
        0.0, ge=-2, le=2, description="What weight 1 adds to the gap between the lips (0 together .. 1 loud 'ah')."
    )
    width: float = Field(0.0, ge=-2, le=2, description="What weight 1 adds to the mouth's width (-1 rounded .. 1 spread).")
    side: Side = Field("both", description="The half of the face it moves.")
    description: str = ""


class VisemeSpec(_Strict):
    """A mouth shape of the set."""

    description: str = ""
    channels: list[Channel] = Field(["jaw", "lips"], min_length=1, description="The articulators it moves.")
    closure: bool = Field(default=False, description="The lips are pressed together: p b m are shown by it.")
    contact: bool = Field(default=False, description="The lower lip touches the upper teeth: f v are shown by it.")
    opening: float | None = Field(None, ge=0, le=1, description="Gap between the lips; left out, it follows from the shapes.")
    width: float | None = Field(None, ge=-1, le=1, description="-1 rounded .. 1 spread; left out, it follows from the shapes.")
    shapes: dict[Name, float] | None = Field(
        None, description="Weight of each shape; left out, one shape of the viseme's own name."
    )


class Share(_Strict):
    """One target of a phone that has several."""

    viseme: str
    share: float = Field(gt=0, le=1, description="Part of the phone's time; the shares of a phone add up to 1.")


def _form(value: object) -> str:
    """Which of the forms of a [phones] line a value has, so that a mistake in it is told once."""
    if not isinstance(value, list):
        return "one"
    return "shares" if any(isinstance(item, dict | Share) for item in value) else "several"


_One = Annotated[str, Tag("one")]
_Several = Annotated[list[str], Field(min_length=1), Tag("several")]
_Shares = Annotated[list[Share], Tag("shares")]
Shown = Annotated[_One | _Several | _Shares, Discriminator(_form)]


class MapFile(_Strict):
    """A viseme map: the shapes of a set and the shape each phone is seen as."""

    schema_version: Literal[1]
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_]*$", description="What is typed after --map: small letters, digits and _.")
    title: str = ""
    description: str = ""
    source: str = Field("", description="Where the shapes and the phone table are documented.")
    style: Style = Field(description="'2d': drawings on an exposure sheet; '3d': curves.")
    rest: str = Field(description="The viseme of silence.")
    visemes: dict[Name, VisemeSpec] = Field(min_length=1)
    shapes: dict[Name, ShapeSpec] = Field({}, description="The rig's shapes; left out, every viseme but rest is one shape.")
    phones: dict[str, Shown] = Field(
        min_length=1,
        description="Phones (IPA, or ARPABET in capitals, several with blanks between) to a viseme or several in the order seen.",
    )


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a file: the key's path, what was expected there, and what may help."""

    key: str
    expected: str
    hint: str = ""


def read(data: Mapping[str, Any]) -> VisemeMap | tuple[Mistake, ...]:
    """A map from the data of its file, or every mistake in it."""
    try:
        spec = MapFile.model_validate(data)
    except ValidationError as error:
        return tuple(_explained(detail) for detail in error.errors())
    phones, mistakes = phone_table(spec)
    mistakes += _visemes_wrong(spec)
    return tuple(Mistake(*m) for m in mistakes) if mistakes else _built(spec, phones)


def _explained(detail: Any) -> Mistake:  # noqa: ANN401 - pydantic's ErrorDetails is a TypedDict of Any
    """One pydantic error in our words."""
    path = detail["loc"]
    where = [str(part) for place, part in enumerate(path) if not (place == 2 and path[0] == "phones")]  # the form's tag is no key
    kind, got = detail["type"], detail.get("input")
    if kind == "missing":
        return Mistake(".".join(where), "is missing", _meaning(where))
    if kind == "extra_forbidden":
        return Mistake(".".join(where), "is not a key of this table", did_you_mean(where[-1], _siblings(where)))
    message = detail["msg"].removeprefix("Input ").replace("should", "must")
    return Mistake(".".join(where), f"{message}, not {got!r}" if not isinstance(got, dict) else message, _meaning(where))


def _model(where: list[str]) -> type[BaseModel]:
    tables: dict[str, type[BaseModel]] = {"visemes": VisemeSpec, "shapes": ShapeSpec, "phones": Share}
    return tables[where[0]] if len(where) > 2 and where[0] in tables else MapFile


def _siblings(where: list[str]) -> list[str]:
    return list(_model(where).model_fields)


def _meaning(where: list[str]) -> str:
    found = _model(where).model_fields.get(where[-1]) if where else None
    return (found.description or "") if found else ""


def _visemes_wrong(spec: MapFile) -> Iterator[tuple[str, str, str]]:
    """Mistakes that need the whole file to be seen."""
    if spec.rest not in spec.visemes:
        yield "rest", f"'{spec.rest}' is not one of the visemes", did_you_mean(spec.rest, spec.visemes)
    for name, shape in spec.shapes.items():
        if shape.minimum >= shape.maximum:
            yield f"shapes.{name}.maximum", f"must be above minimum ({shape.minimum:g}), not {shape.maximum:g}", ""
    for name, viseme in spec.visemes.items():
        yield from _weights_wrong(name, viseme, spec)
        yield from _lips_wrong(name, viseme, spec)


def _weights_wrong(name: str, viseme: VisemeSpec, spec: MapFile) -> Iterator[tuple[str, str, str]]:
    if spec.shapes and viseme.shapes is None and name != spec.rest:
        yield f"visemes.{name}.shapes", "is missing", "a map with a [shapes] table gives every viseme its weights"
    for shape, weight in (viseme.shapes or {}).items():
        key = f"visemes.{name}.shapes.{shape}"
        known = spec.shapes.get(shape)
        if known is None:
            hint = did_you_mean(shape, spec.shapes) if spec.shapes else "add a [shapes] table that lists the rig's shapes"
            yield key, "is not one of the shapes", hint
        elif not known.minimum <= weight <= known.maximum:
            yield key, f"must be from {known.minimum:g} to {known.maximum:g}, not {weight:g}", f"the range of shapes.{shape}"


def _lips_wrong(name: str, viseme: VisemeSpec, spec: MapFile) -> Iterator[tuple[str, str, str]]:
    if viseme.opening is None and not spec.shapes:
        yield f"visemes.{name}.opening", "is missing", _meaning(["visemes", name, "opening"]).split(";")[0]
        return
    opening, _ = _lips(viseme, spec)
    if viseme.closure and opening > CLOSED:
        yield f"visemes.{name}.opening", f"must be 0 for a closure, not {opening:g}", "closure = true means that the lips meet"
    if viseme.contact and opening > TOUCHING:
        yield (
            f"visemes.{name}.opening",
            f"must be at most {TOUCHING} for a contact, not {opening:g}",
            "the lower lip touches the teeth",
        )


def _lips(viseme: VisemeSpec, spec: MapFile) -> tuple[float, float]:
    """Opening and width, as given or as the shapes add up."""
    weights = [(spec.shapes[name], weight) for name, weight in (viseme.shapes or {}).items() if name in spec.shapes]
    opening = sum(shape.opening * weight for shape, weight in weights) if viseme.opening is None else viseme.opening
    width = sum(shape.width * weight for shape, weight in weights) if viseme.width is None else viseme.width
    return round(min(1.0, max(0.0, opening)), 4), round(min(1.0, max(-1.0, width)), 4)


def _built(spec: MapFile, phones: Mapping[str, tuple[tuple[str, float], ...]]) -> VisemeMap:
    visemes = {name: _viseme(name, viseme, spec) for name, viseme in spec.visemes.items()}
    listed = {name: Shape(name, **shape.model_dump()) for name, shape in spec.shapes.items()}
    return VisemeMap(
        name=spec.name, title=spec.title or spec.name, description=spec.description, source=spec.source, rest=spec.rest,
        style=spec.style, visemes=visemes, shapes=listed or _own_shapes(visemes, spec.rest), phones=phones, combines=bool(listed),
    )  # fmt: skip


def _viseme(name: str, viseme: VisemeSpec, spec: MapFile) -> Viseme:
    own = {} if name == spec.rest else {name: 1.0}
    opening, width = _lips(viseme, spec)
    return Viseme(
        name, own if viseme.shapes is None else viseme.shapes, frozenset(viseme.channels), viseme.closure, viseme.contact,
        opening, width, viseme.description,
    )  # fmt: skip


def _own_shapes(visemes: Mapping[str, Viseme], rest: str) -> dict[str, Shape]:
    """In a set without a [shapes] table every viseme but rest is a shape of its own."""
    order: tuple[Channel, ...] = ("lips", "jaw", "tongue", "face")
    return {
        name: Shape(name, next(c for c in order if c in v.channels), opening=v.opening, width=v.width, description=v.description)
        for name, v in visemes.items()
        if name != rest
    }
