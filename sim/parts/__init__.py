"""Floor 5: the vocabulary of a scenario, one file per kind of platform, sensor, behaviour and traffic."""
