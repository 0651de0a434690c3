"""Rig profiles: which targets of a rig each shape of a viseme map moves, and guessing one from the rig's names."""

from __future__ import annotations

from visemes.rigs.guess import Guess, Preset, guess, presets
from visemes.rigs.model import RigProfile, Target, json_schema, load_profile, profile_text

__all__ = ["Guess", "Preset", "RigProfile", "Target", "guess", "json_schema", "load_profile", "presets", "profile_text"]
