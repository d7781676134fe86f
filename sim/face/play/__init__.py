"""The table in a terminal: doors and drawing; the game itself is in `sim/table`."""
