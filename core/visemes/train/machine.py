"""PyTorch as trainings use it."""

from __future__ import annotations

from visemes.sync.public.layers import import_torch


def use_torch(threads: int = 0) -> None:
    """Make PyTorch run on so many processors (0: its own choice). Raises MissingExtraError where it is not installed."""
    torch = import_torch("trains networks")
    if threads:
        torch.set_num_threads(threads)
