"""Transcripts: from text as people write it to words as people say them."""

from __future__ import annotations

from visemes.transcript.model import Token, Transcript

__all__ = ["Token", "Transcript"]
