"""Timelines and lines made elsewhere, or by us before."""
