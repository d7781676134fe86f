"""What is printed for an exercise: a role card for each cell, a hand-out for the class, a sheet for the facilitator."""

from sim.table.handout.write import handout_files, write_handouts

__all__ = ["handout_files", "write_handouts"]
