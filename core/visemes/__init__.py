"""visemes: dialogue audio in, a talking mouth out."""

__version__ = "0.1.0"
