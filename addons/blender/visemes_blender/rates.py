"""The scene's frame rate as an exact fraction. No bpy here."""

from __future__ import annotations

from fractions import Fraction


def scene_rate(fps: int, fps_base: float) -> Fraction:
    """The scene's exact frame rate. Blender keeps the base as a 32-bit float: 1.001 is 1.0010000467."""
    return Fraction(fps) / Fraction(str(round(fps_base, 5)))
