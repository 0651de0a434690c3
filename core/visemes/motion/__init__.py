"""Cues and phones become continuous curves: coarticulation, jaw, lips and tongue, secondary motion.

Seconds only; frames first appear in `visemes.keys`. The method and its measurements are in docs/motion.md.
"""
