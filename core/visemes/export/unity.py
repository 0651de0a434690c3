"""`unity-anim`: every curve as blend-shape weights of a Unity animation clip, exactly (Unity's text serialization, YAML).

The clip moves `blendShape.NAME` of the skinned mesh on the object that has the Animator. Weights are percent, tangents a second;
steps have infinite tangents, as Unity writes them.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from visemes.export.base import Exporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visemes.line import Curve, Line

#: Unity's class number of a SkinnedMeshRenderer, and what a weight of 1 is there.
SKINNED_MESH, FULL = 137, 100.0


def text(line: Line) -> str:
    """The asset's text. Times start at 0: keys before the sound keep their distance to it, since all of them move along."""
    curves = [curve for curve in line.curves if curve.keys]
    start = min((float(line.grid.seconds_at(curve.keys[0].frame)) for curve in curves), default=0.0)
    blocks = [block for curve in curves for block in _curve(curve, line, min(start, 0.0))]
    body = "\n".join(blocks)
    floats = f"  m_FloatCurves:\n{body}\n" if blocks else "  m_FloatCurves: []\n"
    editor = f"  m_EditorCurves:\n{body}\n" if blocks else "  m_EditorCurves: []\n"
    stop = line.timeline.duration - min(start, 0.0)
    return f"""%YAML 1.1
%TAG !u! tag:unity3d.com,2011:
--- !u!74 &7400000
AnimationClip:
  m_ObjectHideFlags: 0
  m_CorrespondingSourceObject: {{fileID: 0}}
  m_PrefabInstance: {{fileID: 0}}
  m_PrefabAsset: {{fileID: 0}}
  m_Name: {_quoted(line.sound.rpartition(".")[0] or line.sound)}
  serializedVersion: 7
  m_Legacy: 0
  m_Compressed: 0
  m_UseHighQualityCurve: 1
  m_RotationCurves: []
  m_CompressedRotationCurves: []
  m_EulerCurves: []
  m_PositionCurves: []
  m_ScaleCurves: []
{floats}  m_PPtrCurves: []
  m_SampleRate: {_number(float(line.grid.fps))}
  m_WrapMode: 0
  m_Bounds:
    m_Center: {{x: 0, y: 0, z: 0}}
    m_Extent: {{x: 0, y: 0, z: 0}}
  m_AnimationClipSettings:
    serializedVersion: 2
    m_StartTime: 0
    m_StopTime: {_number(stop)}
    m_LoopTime: 0
    m_KeepOriginalPositionY: 1
{editor}  m_EulerEditorCurves: []
  m_HasGenericRootTransform: 0
  m_HasMotionFloatCurves: 0
  m_Events: []
"""


def _curve(curve: Curve, line: Line, start: float) -> Iterator[str]:
    """One curve's block, an entry of a YAML list."""
    rate = float(line.grid.fps) * FULL
    yield "  - serializedVersion: 2\n    curve:\n      serializedVersion: 2\n      m_Curve:"
    slopes = [[key.slope_in * rate, key.slope_out * rate] for key in curve.keys]
    for place, (left, right) in enumerate(pairwise(curve.keys)):
        if left.interpolation == "stepped":
            slopes[place][1] = slopes[place + 1][0] = float("inf")
        elif left.interpolation == "linear":
            slopes[place][1] = slopes[place + 1][0] = (right.value - left.value) / float(right.frame - left.frame) * rate
    for key, (slope_in, slope_out) in zip(curve.keys, slopes, strict=True):
        seconds = float(line.grid.seconds_at(key.frame)) - start
        yield (
            f"      - serializedVersion: 3\n        time: {_number(seconds)}\n        value: {_number(key.value * FULL)}\n"
            f"        inSlope: {_number(slope_in)}\n        outSlope: {_number(slope_out)}\n        tangentMode: 0\n"
            "        weightedMode: 0\n        inWeight: 0.33333334\n        outWeight: 0.33333334"
        )
    yield (
        "      m_PreInfinity: 2\n      m_PostInfinity: 2\n      m_RotationOrder: 4\n"
        f"    attribute: {_quoted(f'blendShape.{curve.shape}')}\n    path: \n    classID: {SKINNED_MESH}\n"
        "    script: {fileID: 0}\n    flags: 0"
    )


def _quoted(value: str) -> str:
    """A string as YAML; JSON's form is one of them."""
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    return "Infinity" if value == float("inf") else f"{round(value, 7) + 0.0:.9g}"


EXPORTER: Final = Exporter("unity-anim", (".anim",), "every curve as blend-shape weights of a Unity animation clip, exactly", text)
