"""Many at once: threads that start together, each with a connection of its own, as web workers have."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

from cvety.core.tenancy import shop_scope

HOLD_UP = 5  # seconds that a runner waits where it cannot be seen that the others, held by a lock, will not come
PATIENCE = 60  # seconds; a race that has not ended by then hangs

LOCK_ORDER = [
    "orders.Order",
    "production.ProductionTask",
    "customers.Customer",
    "catalog.Product",
    "warehouse.StockBatch",
]

_this_runner = threading.local()


@dataclass
class Outcome:
    """What came of a race: what was returned, what was raised."""

    results: list[Any] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def kinds_of_errors(self) -> set[type[Exception]]:
        return {type(error) for error in self.errors}


class Meetings:
    """The places where runners wait for each other, however slow the machine is.

    Where all runners wait, and not all of them at one place, somebody waits in vain: those at the place that comes
    first by the order of locks, for the others have passed it. They go on, and may meet them further on.
    """

    def __init__(self, runners: int) -> None:
        self._running = runners
        self._waiting: dict[str, int] = {}
        self._open: set[str] = set()
        self._changed = threading.Condition()

    def wait_at(self, place: str) -> None:
        with self._changed:
            if place in self._open:
                return
            self._waiting[place] = self._waiting.get(place, 0) + 1
            self._open_where_none_will_come()
            if not self._changed.wait_for(lambda: place in self._open, HOLD_UP):
                self._let_go(place)

    def leave(self) -> None:
        with self._changed:
            self._running -= 1
            self._open_where_none_will_come()

    def _open_where_none_will_come(self) -> None:
        if self._waiting and sum(self._waiting.values()) == self._running:
            self._let_go(min(self._waiting, key=_rank))

    def _let_go(self, place: str) -> None:
        self._open.add(place)
        del self._waiting[place]
        self._changed.notify_all()


def _rank(place: str) -> int:
    return LOCK_ORDER.index(place) if place in LOCK_ORDER else -1


def race(runners: int, function: Callable[[int], Any], *, shop: Any = None) -> Outcome:
    """Call the function from so many threads at once, each with its number and in the shop's scope."""
    outcome = Outcome()
    start = threading.Barrier(runners)
    meetings = Meetings(runners)

    def run(number: int) -> None:
        _this_runner.meetings = meetings
        _this_runner.been_at = set()
        try:
            connection.ensure_connection()
            with shop_scope(shop) if shop is not None else nullcontext():
                start.wait(PATIENCE)
                outcome.results.append(function(number))
        except Exception as error:
            outcome.errors.append(error)
        finally:
            connections.close_all()
            meetings.leave()

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a runner hangs"
    return outcome


def meet(place: str) -> None:
    """Wait, the first time that a runner comes to a place, until all others have come there too.

    It ends when they do not: who has ended is not waited for, nor who waits elsewhere.
    """
    meetings = getattr(_this_runner, "meetings", None)
    if meetings is not None and place not in _this_runner.been_at:
        _this_runner.been_at.add(place)
        meetings.wait_at(place)
