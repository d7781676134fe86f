"""The after-action review of a game: one structure, written as HTML and as Markdown (docs/review.md)."""

from sim.table.review.write import NOTES, PAGE, beside, write_review

__all__ = ["NOTES", "PAGE", "beside", "write_review"]
