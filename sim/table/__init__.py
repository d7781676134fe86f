"""The table: a scenario played in turns by cells that see only their own picture (design/table.md)."""
