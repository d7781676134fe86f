"""What a result folder shows: figures to be read from the back of a classroom, the moving map, the report."""

from sim.report.figures import draw
from sim.report.write import write_all

__all__ = ["draw", "write_all"]
