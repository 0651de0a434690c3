"""Looking at a line without a rig: curves over the sound, and a plain drawn mouth as a video."""

from __future__ import annotations
