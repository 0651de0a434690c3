"""Node types and their attributes, as far as a lip-sync tool meets them. From Maya's "Nodes" pages, named by the type."""

from __future__ import annotations

from typing import Any, NamedTuple


class Attribute(NamedTuple):
    """An attribute of a node. kind: as `getAttr -type` says it. multi: has elements `name[0]`, `name[1]` …"""

    long: str
    short: str
    kind: str = "double"
    default: Any = 0.0
    low: float | None = None
    high: float | None = None
    soft_low: float | None = None
    soft_high: float | None = None
    keyable: bool = False
    channel_box: bool = False
    multi: bool = False
    names: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    parent: str = ""
    writable: bool = True
    dynamic: bool = False
    used_as_filename: bool = False
    hidden: bool = False


def _a(long: str, short: str, kind: str = "double", default: Any = 0.0, **more: Any) -> Attribute:
    return Attribute(long, short, kind, default, **more)


def _triple(name: str, short: str, kind: str, default: float, keyable: bool = True) -> list[Attribute]:
    children = tuple(f"{name}{axis}" for axis in "XYZ")
    return [
        Attribute(name, short, "double3", None, children=children, keyable=keyable),
        *(Attribute(f"{name}{axis}", f"{short}{axis.lower()}", kind, default, keyable=keyable, parent=name) for axis in "XYZ"),
    ]


NODE = [
    _a("message", "msg", "message", None, writable=False),
    _a("isHistoricallyInteresting", "ihi", "byte", 2),
    _a("nodeState", "nds", "enum", 0, names=("Normal", "HasNoEffect", "Blocking")),
]
DAG = [
    _a("visibility", "v", "bool", True, keyable=True),
    _a("intermediateObject", "io", "bool", False),
    _a("worldMatrix", "wm", "matrix", None, writable=False, multi=True),
]
TRANSFORM = [
    *_triple("translate", "t", "doubleLinear", 0.0),
    *_triple("rotate", "r", "doubleAngle", 0.0),
    *_triple("scale", "s", "double", 1.0),
]
#: "animCurve": weightedTangents is on unless it is set ("setAttr .wgt no" stands in every file with curves that have none).
CURVE = [
    _a("output", "o", "double", 0.0, writable=False),
    _a("input", "i", "time", 0.0),
    _a("tangentType", "tan", "enum", 0),
    _a("weightedTangents", "wgt", "bool", True),
    _a("preInfinity", "pre", "enum", 0, names=("constant", "linear", "", "cycle", "cycleRelative", "oscillate")),
    _a("postInfinity", "pst", "enum", 0, names=("constant", "linear", "", "cycle", "cycleRelative", "oscillate")),
    _a("useCurveColor", "ucc", "bool", False),
]


def _curve(kind: str) -> list[Attribute]:
    return [attribute._replace(kind=kind) if attribute.long == "output" else attribute for attribute in CURVE]


def _blend(kind: str) -> list[Attribute]:
    return [
        _a("inputA", "ia", kind),
        _a("inputB", "ib", kind),
        _a("weightA", "wa", "double", 1.0, low=0.0),
        _a("weightB", "wb", "double", 1.0, low=0.0),
        _a("output", "o", kind, writable=False),
        _a("destinationPlugs", "dp", "string", "", multi=True),
    ]


#: "animLayer"
LAYER = [
    _a("weight", "wgt", "double", 1.0, low=0.0, high=1.0, keyable=True),
    _a("mute", "m", "bool", False),
    _a("solo", "s", "bool", False),
    _a("lock", "lo", "bool", False),
    _a("override", "ovrd", "bool", False),
    _a("passthrough", "pth", "bool", True),
    _a("preferred", "pref", "bool", False),
    _a("selected", "slct", "bool", False),
    _a("parentMute", "pmte", "bool", False),
    _a("foregroundWeight", "fgwt", "double", 1.0, writable=False),
    _a("backgroundWeight", "bgwt", "double", 1.0, writable=False),
    _a("blendNodes", "bnds", "message", None, multi=True),
    _a("dagSetMembers", "dsm", "message", None, multi=True),
    _a("parentLayer", "pl", "message", None),
    _a("childrenLayers", "cl", "message", None, multi=True),
]
#: "audio"
AUDIO = [
    _a("filename", "f", "string", "", used_as_filename=True),
    _a("offset", "o", "time", 0.0),
    _a("duration", "d", "time", 0.0, writable=False),
    _a("sourceStart", "ss", "time", 0.0),
    _a("sourceEnd", "se", "time", 0.0),
    _a("endFrame", "ef", "time", 0.0),
    _a("silence", "si", "double", 0.0),
    _a("mute", "m", "bool", False),
    _a("audio", "a", "message", None, writable=False),
    _a("order", "or", "long", 0),
]
#: "blendShape": weights are unbounded, their sliders go from 0 to 1.
BLEND_SHAPE = [
    _a("envelope", "en", "float", 1.0, soft_low=0.0, soft_high=1.0, keyable=True),
    _a("weight", "w", "float", 0.0, soft_low=0.0, soft_high=1.0, keyable=True, multi=True),
    _a("inputTarget", "it", "message", None, multi=True),
    _a("outputGeometry", "og", "message", None, multi=True, writable=False),
    _a("origin", "or", "enum", 1, names=("world", "local")),
]

#: type → (its parents from the nearest on, its attributes)
TYPES: dict[str, tuple[tuple[str, ...], list[Attribute]]] = {
    "time": (("node",), [_a("outTime", "o", "time", 0.0), _a("unwarpedTime", "uwt", "time", 0.0, writable=False)]),
    "transform": (("dagNode", "entity", "containerBase", "node"), [*DAG, *TRANSFORM]),
    "joint": (
        ("transform", "dagNode", "entity", "containerBase", "node"),
        [*DAG, *TRANSFORM, _a("radius", "radi", "float", 1.0, channel_box=True)],
    ),
    "locator": (("geometryShape", "shape", "dagNode", "entity", "containerBase", "node"), DAG),
    "mesh": (
        ("surfaceShape", "controlPoint", "deformableShape", "geometryShape", "shape", "dagNode", "entity", "containerBase", "node"),
        DAG,
    ),
    "nurbsCurve": (
        ("curveShape", "controlPoint", "deformableShape", "geometryShape", "shape", "dagNode", "entity", "containerBase", "node"),
        DAG,
    ),
    "camera": (("shape", "dagNode", "entity", "containerBase", "node"), DAG),
    "blendShape": (("weightGeometryFilter", "geometryFilter", "node"), BLEND_SHAPE),
    **{
        f"animCurve{code}": (("animCurve", "node"), _curve(kind))
        for code, kind in {
            "TL": "doubleLinear",
            "TA": "doubleAngle",
            "TT": "time",
            "TU": "double",
            "UL": "doubleLinear",
            "UA": "doubleAngle",
            "UT": "time",
            "UU": "double",
        }.items()
    },
    "animLayer": (("objectSet", "entity", "node"), LAYER),
    **{
        f"animBlendNode{code}": (("animBlendNodeBase", "node"), _blend(kind))
        for code, kind in {
            "Additive": "double",
            "AdditiveDL": "doubleLinear",
            "AdditiveDA": "doubleAngle",
            "AdditiveF": "float",
            "AdditiveScale": "double",
            "AdditiveRotation": "doubleAngle",
            "AdditiveI16": "short",
            "AdditiveI32": "long",
            "Boolean": "bool",
            "Enum": "enum",
            "Time": "time",
        }.items()
    },
    "audio": (("node",), AUDIO),
    "network": (("node",), [_a("affects", "af", "string", "", multi=True), _a("affectedBy", "afb", "message", None, multi=True)]),
    "script": (("node",), [_a("before", "b", "string", ""), _a("after", "a", "string", ""), _a("scriptType", "st", "enum", 0)]),
    "reference": (("node",), [_a("fileNames", "fn", "string", "", multi=True), _a("sharedReference", "sr", "message", None)]),
    "objectSet": (("entity", "node"), [_a("dagSetMembers", "dsm", "message", None, multi=True)]),
    "unitConversion": (
        ("node",),
        [_a("input", "i"), _a("output", "o", writable=False), _a("conversionFactor", "cf", "double", 1.0)],
    ),
    "multDoubleLinear": (("node",), [_a("input1", "i1"), _a("input2", "i2", default=1.0), _a("output", "o", writable=False)]),
    "expression": (
        ("node",),
        [_a("expression", "ixp", "string", ""), _a("output", "out", "double", 0.0, multi=True, writable=False)],
    ),
    "displayLayer": (("node",), []),
    "choice": (("node",), []),
}

#: Kinds of attributes that curves can drive and numbers can be set on.
NUMERIC = frozenset(
    {"double", "float", "doubleLinear", "floatLinear", "doubleAngle", "floatAngle", "time", "long", "short", "byte", "bool", "enum"}
)
WHOLE = frozenset({"long", "short", "byte", "enum"})

#: Attribute kind → animation curve type that fits it without a conversion ("animCurve").
CURVE_FOR = {
    "doubleLinear": "animCurveTL",
    "floatLinear": "animCurveTL",
    "doubleAngle": "animCurveTA",
    "floatAngle": "animCurveTA",
    "time": "animCurveTT",
}

#: Attribute kind → blend node of an animation layer ("animBlendNodeBase" and the nodes under it).
BLEND_FOR = {
    "doubleLinear": "animBlendNodeAdditiveDL",
    "floatLinear": "animBlendNodeAdditiveDL",
    "doubleAngle": "animBlendNodeAdditiveDA",
    "floatAngle": "animBlendNodeAdditiveDA",
    "float": "animBlendNodeAdditiveF",
    "bool": "animBlendNodeBoolean",
    "enum": "animBlendNodeEnum",
    "short": "animBlendNodeAdditiveI16",
    "byte": "animBlendNodeAdditiveI16",
    "long": "animBlendNodeAdditiveI32",
    "time": "animBlendNodeTime",
}


def attributes_of(kind: str) -> dict[str, Attribute]:
    """Long name → attribute of a node type. Raises RuntimeError for a type that is none."""
    if kind not in TYPES:
        raise RuntimeError(f"Unknown object type: {kind}")
    return {attribute.long: attribute for attribute in [*NODE, *TYPES[kind][1]]}


def is_a(kind: str, wanted: str) -> bool:
    """Whether a type is another one or made from it."""
    return kind == wanted or wanted in TYPES.get(kind, ((), []))[0]
