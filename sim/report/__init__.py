"""Figures: what a result folder shows, drawn to be read from the back of a classroom."""

from sim.report.figures import draw

__all__ = ["draw"]
