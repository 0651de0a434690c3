"""The review page: lines as one HTML file to look at, listen to and correct, without a server or a network."""

from __future__ import annotations

from visemes.review.document import LISTENING, Reviewed, line_data
from visemes.review.page import review_page

__all__ = ["LISTENING", "Reviewed", "line_data", "review_page"]
