"""Floor 1: a run over SimPy, events with causes, the append-only journal, logged resources."""
