"""Floor 8: the log and the results on disk, and where they came from."""
