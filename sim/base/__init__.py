"""Floor 0: units, errors, named random streams, distributions, specs."""
