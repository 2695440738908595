"""Nine digits can be guessed: whoever misses too often sees no order but those opened from there before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from cvety.api import limits
from cvety.api.limits import Limit

MISSES = (
    Limit("tracking-misses-hour", 10, 3600),
    Limit("tracking-misses-day", 20, 24 * 3600),
    Limit("tracking-misses-month", 60, 30 * 24 * 3600),
)
OPENED_FOR_SECONDS = 30 * 24 * 3600
# Counted per client and order: behind one address of a mobile network there are thousands of buyers.
FEEDBACK = Limit("tracking-feedback", 20, 3600)


@contextmanager
def guarded(address: str, token: str) -> Iterator[None]:
    """Let one client open one token; inside, an unknown token raises and is counted against the client.

    `address` is `cvety.api.clients.client_address`. Raises LimitExceeded.
    """
    opened = f"tracking:opened:{address}:{token}"
    if len(token) < 32 and token.isascii() and token.isalnum() and cache.get(opened):  # others are no cache keys
        yield
        return
    # A miss is counted beforehand and given back when it was none: of many guesses at once none is free.
    counted = [limit for limit in MISSES if limits.hit(limit, address) is not None]
    yield
    for limit in counted:
        limits.give_back(limit, address)
    cache.set(opened, True, timeout=OPENED_FOR_SECONDS)


def feedback_client(address: str, token: str) -> str:
    """Return whom attempts at feedback are counted for; the token is one that the guard has let through."""
    return f"{address}:{token}"
