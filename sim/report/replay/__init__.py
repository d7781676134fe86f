"""The replay: the logs of one replication folded into columns, and one file that draws them."""

from sim.report.replay.assembly import page, texts
from sim.report.replay.folding import Replay, fold
from sim.report.replay.write import REPLAY, write_replay

__all__ = ["REPLAY", "Replay", "fold", "page", "texts", "write_replay"]
