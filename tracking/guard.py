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
    # Others are no keys of a cache.
    if len(token) < 32 and token.isascii() and token.isalnum() and cache.get(_opened(address, token)):
        yield
        return
    # A miss is counted beforehand and given back when it was none: of many guesses at once none is free.
    counted = [limit for limit in MISSES if limits.hit(limit, address) is not None]
    yield
    for limit in counted:
        limits.give_back(limit, address)
    let_in(address, token)


def let_in(address: str, token: str) -> None:
    """Remember that this client knows this token, whatever it or its neighbors may miss from now on."""
    cache.set(_opened(address, token), True, timeout=OPENED_FOR_SECONDS)


def _opened(address: str, token: str) -> str:
    return f"tracking:opened:{address}:{token}"


def feedback_client(address: str, token: str) -> str:
    """Return whom attempts at feedback are counted for; the token is one that the guard has let through."""
    return f"{address}:{token}"
