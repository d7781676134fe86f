"""Floor 10: one run as a function, many runs on many processes, and what they gave."""
