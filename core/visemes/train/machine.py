"""PyTorch as trainings use it."""

from __future__ import annotations

from visemes.errors import MissingExtraError


def use_torch(threads: int = 0) -> None:
    """Make PyTorch run on so many processors (0: its own choice). Raises MissingExtraError where it is not installed."""
    try:
        import torch
    except (ImportError, OSError):  # an OSError where its libraries do not load
        raise MissingExtraError("PyTorch, which trains networks,", "neural") from None
    if threads:
        torch.set_num_threads(threads)
