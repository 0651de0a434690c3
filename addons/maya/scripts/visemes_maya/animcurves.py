"""The keys of animation curves, read and written through OpenMaya: the one place that knows `MFnAnimCurve`.

What the API does is not undoable. A curve is therefore written once, before it is connected to anything: undo takes away the node
with its keys, and redo brings it back with them (commands `createNode`, `connectAttr`, both undoable).

`addKeysWithTangents` would write tangents in the same call, but does not keep some types of tangents that it is given (OpenUSD's
adapter for splines notes the same), so keys are added with `addKeys`, and each tangent with `setTangent`.
Maya's documentation: class `MFnAnimCurve` of the Python API 2.0,
https://help.autodesk.com/cloudhelp/2024/ENU/MAYA-API-REF/py_ref/class_open_maya_anim_1_1_m_fn_anim_curve.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maya.api import OpenMaya, OpenMayaAnim

from .curves import FIXED, CurveKey, Tangent

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Maya's number of a tangent's type → what its commands call it. Types of later versions are `custom`.
_KINDS = {
    getattr(OpenMayaAnim.MFnAnimCurve, constant): name
    for constant, name in (
        ("kTangentGlobal", "global"), ("kTangentFixed", FIXED), ("kTangentLinear", "linear"), ("kTangentFlat", "flat"),
        ("kTangentSmooth", "spline"), ("kTangentStep", "step"), ("kTangentSlow", "slow"), ("kTangentFast", "fast"),
        ("kTangentClamped", "clamped"), ("kTangentPlateau", "plateau"), ("kTangentStepNext", "stepnext"), ("kTangentAuto", "auto"),
        ("kTangentAutoMix", "automix"), ("kTangentAutoEase", "autoease"), ("kTangentAutoCustom", "autocustom"),
    )
    if hasattr(OpenMayaAnim.MFnAnimCurve, constant)
}  # fmt: skip
#: Sides of a key, and whether they turn together, as the API's flags say it.
BEFORE, AFTER, LOOSE = True, False, False

_NUMBERS = {name: number for number, name in _KINDS.items()}


def _curve(node: str) -> Any:
    """The function set of a curve node. Raises RuntimeError when there is no such node."""
    chosen = OpenMaya.MSelectionList()
    chosen.add(node)
    return OpenMayaAnim.MFnAnimCurve(chosen.getDependNode(0))


def is_weighted(node: str) -> bool:
    """Whether a curve's tangents have weights."""
    return bool(_curve(node).isWeighted)


def read(node: str) -> tuple[CurveKey, ...]:
    """All keys of a curve, at frames of the scene's time unit, in inner units."""
    curve, unit = _curve(node), OpenMaya.MTime.uiUnit()
    return tuple(
        CurveKey(
            curve.input(index).asUnits(unit),
            curve.value(index),
            Tangent(_KINDS.get(curve.inTangentType(index), "custom"), *curve.getTangentXY(index, BEFORE)),
            Tangent(_KINDS.get(curve.outTangentType(index), "custom"), *curve.getTangentXY(index, AFTER)),
        )
        for index in range(curve.numKeys)
    )


def write(node: str, keys: Sequence[CurveKey]) -> None:
    """Fill a new curve that is connected to nothing yet. keys: in strictly increasing frames."""
    curve, unit = _curve(node), OpenMaya.MTime.uiUnit()
    curve.setIsWeighted(False)  # a preference says what new curves are
    curve.setPreInfinityType(curve.kConstant)
    curve.setPostInfinityType(curve.kConstant)
    times, values = OpenMaya.MTimeArray(), OpenMaya.MDoubleArray()
    for key in keys:
        times.append(OpenMaya.MTime(key.frame, unit))
        values.append(key.value)
    curve.addKeys(times, values, curve.kTangentFixed, curve.kTangentFixed)
    for index, key in enumerate(keys):
        curve.setTangentsLocked(index, LOOSE)  # the slopes before and after a key differ
        _set_tangent(curve, index, key.before, BEFORE)
        _set_tangent(curve, index, key.after, AFTER)


def _set_tangent(curve: Any, index: int, tangent: Tangent, side: object) -> None:
    curve.setTangent(index, tangent.x, tangent.y, side, convertUnits=False)
    if tangent.kind != FIXED and tangent.kind in _NUMBERS:
        turn = curve.setInTangentType if side == BEFORE else curve.setOutTangentType
        turn(index, _NUMBERS[tangent.kind])
