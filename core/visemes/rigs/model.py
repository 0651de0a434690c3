"""The rig profile: which targets of a rig each shape of a viseme map moves, as a pydantic model and a file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from visemes.errors import RigError, did_you_mean
from visemes.maps import VisemeMap, load_map
from visemes.maps.model import Side  # noqa: TC001 - pydantic reads it at run time

SCHEMA_VERSION: Final = 1


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Target(_Strict):
    """One thing of the rig that a shape moves.

    The rig's value is the shape's weight times `weight`, summed over the shapes that share a target, kept within the range.
    """

    name: str = Field(min_length=1, description="The rig's own name: shape key, blendShape target, property or control.")
    weight: float = Field(1.0, ge=-100, le=100, description="Factor from the shape's weight to the rig's value (100 for percent).")
    minimum: float = Field(0.0, description="Lowest value the rig gets.")
    maximum: float = Field(1.0, description="Highest value the rig gets.")
    side: Side = Field("both", description="The half of the face it moves.")

    @model_validator(mode="after")
    def _ordered(self) -> Target:
        if self.minimum >= self.maximum:
            raise ValueError(f"maximum must be above minimum ({self.minimum:g})")
        return self


class RigProfile(_Strict):
    """How a rig is driven by a viseme map: shape of the map → targets of the rig."""

    schema_version: Literal[1] = 1
    name: str = Field(min_length=1, description="What a person calls the rig.")
    viseme_map: str = Field(description="Name or path of the viseme map whose shapes are the keys of targets.")
    targets: dict[str, tuple[Target, ...]] = Field(
        description="Shape of the map to the rig's targets; shapes left out are not shown."
    )

    def values(self, weights: dict[str, float]) -> dict[str, float]:
        """The rig's value of every target for these shape weights (shapes not named are 0)."""
        sums: dict[str, float] = {}
        ranges: dict[str, tuple[float, float]] = {}
        for shape, targets in self.targets.items():
            for target in targets:
                sums[target.name] = sums.get(target.name, 0.0) + target.weight * weights.get(shape, 0.0)
                ranges[target.name] = (target.minimum, target.maximum)
        return {name: min(ranges[name][1], max(ranges[name][0], value)) for name, value in sums.items()}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a rig profile file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **RigProfile.model_json_schema()}


def load_profile(path: str | Path) -> RigProfile:
    """A rig profile from a .json or .toml file.

    Raises RigError that names the file, every key with a mistake and what was expected there.
    """
    path = Path(path)
    data = _data(path)
    try:
        profile = RigProfile.model_validate_json(json.dumps(data))
    except ValidationError as error:
        mistakes = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors())
        raise RigError(f"{path}: {mistakes}", "docs/rigs.md shows the format") from None
    beside = path.parent / profile.viseme_map
    check_shapes(profile, load_map(beside if beside.is_file() else profile.viseme_map), path)
    return profile


def _data(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as error:
        raise RigError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, ValueError) as error:
        raise RigError(f"{path}: is neither TOML nor JSON: {error}", "a rig profile is a .json or .toml file") from None
    if not isinstance(data, dict):
        raise RigError(f"{path}: must be an object with the keys name, viseme_map and targets", "docs/rigs.md shows the format")
    return data


def check_shapes(profile: RigProfile, viseme_map: VisemeMap, path: Path) -> None:
    """Raise RigError for the first shape the profile's map does not have; the rest viseme may have a target as well."""
    for shape in profile.targets:
        if shape not in viseme_map.shapes and shape != viseme_map.rest:
            hint = did_you_mean(shape, [*viseme_map.shapes, viseme_map.rest])
            raise RigError(f"{path}: targets.{shape}: '{viseme_map.name}' has no such shape", hint)


def profile_text(profile: RigProfile) -> str:
    """A profile as JSON, one target a line, the same text for the same profile."""
    lines = [f"    {json.dumps(shape)}: [\n{_rows(targets)}\n    ]" for shape, targets in profile.targets.items()]
    head = {"schema_version": profile.schema_version, "name": profile.name, "viseme_map": profile.viseme_map}
    keys = "".join(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n" for key, value in head.items())
    return "{\n" + keys + '  "targets": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def _rows(targets: tuple[Target, ...]) -> str:
    return ",\n".join(f"      {json.dumps(target.model_dump(), ensure_ascii=False)}" for target in targets)
