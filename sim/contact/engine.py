"""The contact engine: windows of planned and directed movers, and gained and lost for those who listen.

Whoever moves otherwise than planned has its own row solved again from that instant. What was solved before carries an
older serial number, so that a wake-up for it finds itself stale and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.contact.courses import Plan, Reach
from sim.contact.fleet import Fleet, from_now
from sim.contact.ledger import Ledger
from sim.contact.windows import Windows, pieces
from sim.kernel.run import Run
from sim.world.geodesy import FloatArray
from sim.world.motion import IntArray, Legs
from sim.world.order import by_time

__all__ = ["Cares", "Engine", "Gained", "Lost"]

Gained = Callable[[int, int, float], object]
Lost = Callable[[int, int], object]
Cares = NDArray[np.bool_] | Collection[int] | None

PORTION: Final = 1024  # edges turned into Python numbers at once
SAME_S: Final = 1e-3  # a window's end that moves by less has not changed


@dataclass(slots=True)
class _Watcher:
    """Who carries a watcher, whom it cares for, whom to call, and its open windows: their targets and ends."""

    number: int
    mover: int
    cares: Cares
    gained: Gained | None
    lost: Lost | None
    changed: Gained | None
    open: dict[int, float] = field(default_factory=dict)

    def gain(self, target: int, until_s: float) -> None:
        """Open a window."""
        self.open[target] = until_s
        if self.gained is not None:
            self.gained(self.number, target, until_s)

    def lose(self, target: int) -> None:
        """Close a window."""
        self.open.pop(target, None)
        if self.lost is not None:
            self.lost(self.number, target)

    def change(self, target: int, until_s: float) -> None:
        """Give an open window another end."""
        before_s, self.open[target] = self.open[target], until_s
        if self.changed is not None and not abs(until_s - before_s) <= SAME_S and until_s != before_s:
            self.changed(self.number, target, until_s)

    def hears(self, target: IntArray) -> NDArray[np.bool_]:
        """Return which targets it listens for."""
        if self.gained is None and self.lost is None and self.changed is None:
            return np.zeros(len(target), np.bool_)
        if self.cares is None:
            return np.ones(len(target), np.bool_)
        if isinstance(self.cares, np.ndarray):
            known = target < len(self.cares)
            return np.asarray(known & self.cares[np.where(known, target, 0)])
        cares = self.cares if isinstance(self.cares, Set) else frozenset(self.cares)
        return np.fromiter((one in cares for one in target.tolist()), np.bool_, len(target))


@dataclass(frozen=True, slots=True)
class _Solved:
    """What one solving found that somebody listens to, and for which rows of the engine it was made."""

    serial: int
    windows: Windows
    watchers: frozenset[int]
    targets: frozenset[int]
    row: tuple[int, int] | None  # the side and number of the one mover it was made for, if one


class Engine:
    """Who is within range of whom, solved ahead and fed to SimPy in order of time.

    Add watchers and targets at any time; changes made at one instant are solved together at the end of that instant,
    and only then is anybody called: `gained(watcher, target, until_s)` when a window opens, `lost(watcher, target)`
    when it closes, and `changed(watcher, target, until_s)` when somebody turned and it stays open to another end. A
    window that nobody listens to never becomes an event.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._watchers: dict[int, _Watcher] = {}
        self._watch, self._target = Fleet(), Fleet()
        self._ledger = Ledger()
        self._serial = 0
        self._fresh = 0  # the serial of which nothing is stale, if there is one
        self._turned: tuple[dict[int, int], dict[int, int]] = ({}, {})  # last serial that made a row stale
        self._restless: tuple[set[int], set[int]] = (set(), set())  # watchers and targets to be solved
        self._new: list[Plan] = []
        self._solved: list[_Solved] = []
        self._waiting = False

    def add_targets(self, legs: Legs, reach_m: Reach = 0.0) -> None:
        """Add movers to be watched; `reach_m` is what each adds to a watcher's own reach.

        Raises: ValueError for a mover that is a target already.
        """
        added = self._target.add(from_now(legs, self._run.now), reach_m)
        if isinstance(added, Plan):
            self._new.append(added)
        else:
            self._restless[1].update(added)
        self._wake()

    def add_watcher(
        self,
        legs: Legs,
        reach_m: float,
        cap_m: float = np.inf,
        *,
        watcher: int | None = None,
        mover: int | None = None,
        cares: Cares = None,
        gained: Gained | None = None,
        lost: Lost | None = None,
        changed: Gained | None = None,
    ) -> int:
        """Add a watcher carried by the one mover of these legs, and return its number.

        The number is the mover's unless `watcher` says otherwise, so that a platform may carry several. `mover` need
        only be given with empty legs, for a platform that is not out yet. `cares` narrows who is listened for: a set of
        targets or a mask over their numbers.
        Raises: ValueError for legs of several movers, or a number in use.
        """
        carrier = int(legs.mover[0]) if mover is None and len(legs) else mover
        if carrier is None or np.any(legs.mover != carrier):
            raise ValueError("a watcher is carried by one mover; give its legs alone, or `mover` with empty legs")
        number = carrier if watcher is None else watcher
        if number in self._watchers:
            raise ValueError(f"watcher {number} is in the engine already; give another number as `watcher`")
        if not (reach_m >= 0.0 and cap_m >= 0.0):
            raise ValueError(f"watcher {number} has a reach of {reach_m} m and a cap of {cap_m} m; neither may be < 0")
        self._watchers[number] = _Watcher(number, carrier, cares, gained, lost, changed)
        self._watch.put(number, _carried(from_now(legs, self._run.now), number), reach_m, cap_m)
        self._stir(0, number)
        return number

    def redirect(self, mover: int, legs: Legs) -> None:
        """Give a mover other legs from now on, as a target and as the carrier of its watchers.

        No legs take it out of the world. A window that stays open is neither lost nor gained.
        Raises: ValueError for a mover that is neither, or legs of another.
        """
        if np.any(legs.mover != mover):
            raise ValueError(f"mover {mover} is redirected with legs of another")
        carried = [number for number, watcher in self._watchers.items() if watcher.mover == mover]
        if not carried and mover not in self._target:
            raise ValueError(f"mover {mover} is not in the engine; add it as a target or a watcher first")
        now = self._run.now
        ahead = from_now(legs, now)
        for number in carried:
            self._watch.replace(number, _carried(ahead, number), now)
            self._stir(0, number)
        if mover in self._target:
            self._target.replace(mover, ahead, now)
            self._stir(1, mover)

    def remove(self, mover: int) -> None:
        """Take a mover out of the world from now on; its numbers stay taken and `redirect` brings it back."""
        self.redirect(mover, Legs.empty())

    def listen(self, watcher: int, cares: Cares = None) -> None:
        """Change whom a watcher listens for; those newly listened for and in range are gained now.

        The others are dropped without being lost.
        """
        who = self._watchers[watcher]
        who.cares = cares
        for target in [t for t in who.open if not who.hears(np.array([t]))[0]]:
            del who.open[target]
        self._stir(0, watcher)

    def within(self, watcher: int, time_s: float | None = None) -> IntArray:
        """Return which targets a watcher has in range at a time, now unless given, in order."""
        self._solve()
        return self._ledger.targets_at(watcher, self._run.now if time_s is None else time_s)

    def positions(self, time_s: float | None = None) -> tuple[IntArray, FloatArray]:
        """Return the targets that exist now, or will at a time, and where: numbers (n,) and unit vectors (n, 3)."""
        return self._target.at(self._run.now if time_s is None else time_s)

    def windows(self) -> Windows:
        """Return every window so far, listened to or not, as it came to pass; those open end now."""
        self._solve()
        return self._ledger.until(self._run.now)

    def _stir(self, side: int, number: int) -> None:
        """Mark a watcher (side 0) or target (side 1) to be solved, and what was solved for it stale."""
        self._restless[side].add(number)
        self._turned[side][number] = self._serial + 1
        self._wake()

    def _wake(self) -> None:
        self._fresh = 0
        if not self._waiting:
            self._waiting = True
            self._run.at(self._run.now, self._settle)

    def _settle(self) -> None:
        """Solve what changed at this instant, then tell whoever listens."""
        self._waiting = False
        self._solve()
        self._fresh = self._serial
        solved, self._solved = self._solved, []
        now = self._run.now
        current: dict[tuple[int, int], float] = {}
        for one in solved:
            rows = one.windows.select(one.windows.enter_s <= now)
            pairs = zip(rows.watcher.tolist(), rows.target.tolist(), rows.leave_s.tolist(), strict=True)
            current.update({(w, t): until for w, t, until in pairs if not self._stale(w, t, one.serial)})
        watchers = frozenset().union(*(one.watchers for one in solved))
        targets = frozenset().union(*(one.targets for one in solved))
        before = self._open_of(watchers, targets)
        for watcher, target in sorted(before - current.keys()):
            self._watchers[watcher].lose(target)
        for (watcher, target), until_s in sorted(current.items()):
            who = self._watchers[watcher]
            (who.change if (watcher, target) in before else who.gain)(target, until_s)
        for one in solved:
            if len(one.windows):
                self._play(self._feed(one))

    def _solve(self) -> None:
        """Solve the rows of all who changed, watchers against everybody, and targets against the other watchers."""
        watchers, targets = (frozenset(side) for side in self._restless)
        new, self._new = self._new, []
        if not (watchers or targets or new):
            return
        self._restless = (set(), set())
        now = self._run.now
        self._serial += 1
        self._ledger.cut(watchers, targets, now)
        found: list[Windows] = []
        if watchers:
            rows = self._watch.rows(watchers)
            for column in self._target.plans():
                found += pieces(rows, column, now)
        if targets or new:
            columns = [*new, self._target.rows(targets)] if targets else new
            for plan in self._watch.plans(without=watchers):
                for column in columns:
                    found += pieces(plan, column, now)
        self._target.keep()
        windows = self._not_of_itself(Windows.concat(found).merged())
        self._ledger.add(windows, now)
        changed = [(0, number) for number in watchers] + [(1, number) for number in targets]
        row = changed[0] if len(changed) == 1 and not new else None
        self._solved.append(_Solved(self._serial, self._heard(windows), watchers, targets, row))

    def _not_of_itself(self, windows: Windows) -> Windows:
        """Leave out what a platform sees of itself."""
        carriers = [(number, who.mover) for number, who in self._watchers.items() if who.mover in self._target]
        own = np.zeros(len(windows), np.bool_)
        for number, mover in carriers if len(windows) else ():
            own |= (windows.watcher == number) & (windows.target == mover)
        return windows.select(~own) if own.any() else windows

    def _heard(self, windows: Windows) -> Windows:
        """Return the windows that somebody listens to, in order of entry."""
        heard = np.zeros(len(windows), np.bool_)
        for number in set(windows.watcher.tolist()):
            at = np.nonzero(windows.watcher == number)[0]
            heard[at] = self._watchers[number].hears(windows.target[at])
        return windows.select(heard)

    def _stale(self, watcher: int, target: int, serial: int) -> bool:
        if serial == self._fresh:
            return False
        return self._turned[0].get(watcher, 0) > serial or self._turned[1].get(target, 0) > serial

    def _open_of(self, watchers: frozenset[int], targets: frozenset[int]) -> set[tuple[int, int]]:
        """Return the open windows of these watchers and on these targets."""
        return {
            (number, target)
            for number, who in self._watchers.items()
            for target in who.open
            if number in watchers or target in targets
        }

    def _play(self, feed: Iterator[float]) -> None:
        """Wake a feeder after every wait that it asks for; a process of SimPy's takes a sixth longer over it."""
        timeout = self._run.env.timeout

        def ring(_: object) -> None:
            wait_s = next(feed, None)
            if wait_s is not None:
                alarm = timeout(wait_s)
                assert alarm.callbacks is not None
                alarm.callbacks.append(ring)

        ring(None)

    def _feed(self, solved: _Solved) -> Iterator[float]:
        """Open and close windows at their instants, yielding the wait for each edge to come, which is one event."""
        env, watchers, serial = self._run.env, self._watchers, solved.serial
        for time_s, opens, watcher, target, until_s in _edges(solved.windows, env.now):
            wait_s = time_s - env.now
            if wait_s > 0.0 and (serial == self._fresh or not self._stale(watcher, target, serial)):
                yield wait_s
            if serial != self._fresh and self._stale(watcher, target, serial):
                if solved.row is not None and self._turned[solved.row[0]].get(solved.row[1], 0) > serial:
                    return
            elif opens:
                watchers[watcher].gain(target, until_s)
            else:
                watchers[watcher].lose(target)


Edge = tuple[float, bool, int, int, float]


def _edges(windows: Windows, now_s: float) -> Iterator[Edge]:
    """Return (time, opens, watcher, target, end) of every edge to come in order; at one instant, ends come first."""
    times = np.concatenate([windows.leave_s, windows.enter_s])
    coming = times < np.inf
    coming[len(windows) :] &= windows.enter_s > now_s
    at = np.nonzero(coming)[0]
    return chain.from_iterable(_portions(windows, times, at[by_time(times[at])]))


def _portions(windows: Windows, times: FloatArray, order: IntArray) -> Iterator[Iterator[Edge]]:
    """Yield edges some at a time, so that few are Python numbers at once."""
    for low in range(0, len(order), PORTION):
        edge = order[low : low + PORTION]
        row = edge % len(windows)
        columns = (times[edge], edge >= len(windows), windows.watcher[row], windows.target[row], windows.leave_s[row])
        yield zip(*(column.tolist() for column in columns), strict=True)


def _carried(legs: Legs, watcher: int) -> Legs:
    """Return the legs of a mover under the number of a watcher it carries."""
    return Legs(np.full(len(legs), watcher, dtype=np.int64), legs.start_s, legs.end_s, legs.a, legs.b)
