"""The small vocabulary of the scenario floor's tests, and the good scenario written in it."""

from tests.scenario.conftest import faults_of, good, small_words, written

__all__ = ["faults_of", "good", "small_words", "written"]
