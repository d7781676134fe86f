"""Real AIS: read what ships reported, clean it, and turn it into legs."""

from sim.world.ais.fixes import Fixes, Notes, Reading, Ships
from sim.world.ais.read import read

__all__ = ["Fixes", "Notes", "Reading", "Ships", "read"]
