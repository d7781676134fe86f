"""Settle what every test shares: Hypothesis draws the same examples each time, and nothing opens a window."""

import os

from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("steady", deadline=None, derandomize=True, database=None, max_examples=50)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
