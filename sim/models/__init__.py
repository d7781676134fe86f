"""Floor 6: one operation a file."""
