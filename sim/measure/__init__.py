"""Floor 9: measures of a run, estimates over runs, and numbers as people read them."""
