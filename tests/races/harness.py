"""Many at once: threads that start together, each with a connection of its own, as web workers have."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, connections

from cvety.core.tenancy import shop_scope

HOLD_UP = 1.5  # seconds that a runner waits for others where all should meet
PATIENCE = 60  # seconds; a race that has not ended by then hangs


_this_runner = threading.local()


@dataclass
class Outcome:
    """What came of a race: what was returned, what was raised."""

    results: list[Any] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def kinds_of_errors(self) -> set[type[Exception]]:
        return {type(error) for error in self.errors}


def race(runners: int, function: Callable[[int], Any], *, shop: Any = None) -> Outcome:
    """Call the function from so many threads at once, each with its number and in the shop's scope."""
    outcome = Outcome()
    start = threading.Barrier(runners)
    meetings: dict[str, threading.Barrier] = {}

    def run(number: int) -> None:
        _this_runner.arrive = lambda place: meetings.setdefault(place, threading.Barrier(runners)).wait(HOLD_UP)
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

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a runner hangs"
    return outcome


def meet(place: str) -> None:
    """Wait, the first time that a runner comes to a place, until all others have come there too.

    It ends after a moment when they do not: somebody has fallen out, or waits for us elsewhere.
    """
    arrive = getattr(_this_runner, "arrive", None)
    if arrive is not None and place not in _this_runner.been_at:
        _this_runner.been_at.add(place)
        with suppress(threading.BrokenBarrierError):
            arrive(place)
