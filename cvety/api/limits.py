"""Rate limits in fixed windows, counted in the cache that all web processes share.

The limits themselves are those of the public documentation's table.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cvety.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in a window of so many seconds."""

    name: str
    count: int
    seconds: int


REQUEST_CODE = Limit("request-otp", 3, 60)
VERIFY_CODE = Limit("verify-otp", 5, 60)
GENERAL = Limit("general", 1000, 3600)
CREATE_ORDER = Limit("create-order", 100, 3600)
UPLOAD = Limit("upload", 50, 3600)
STAFF_PAGES = Limit("pages", 6000, 3600)


@dataclass(frozen=True, slots=True)
class Usage:
    """Where a client stands in the current window; `reset` is its end in epoch seconds."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.remaining, 0)),
            "X-RateLimit-Reset": str(self.reset),
        }


class LimitExceeded(DomainError):
    """Too many requests; `usage` tells when to come back."""

    code = "rate_limited"
    message = _("Превышен лимит запросов")

    def __init__(self, usage: Usage) -> None:
        self.usage = usage
        self.retry_after = max(usage.reset - int(time.time()), 1)
        wait = ngettext(
            "Превышен лимит запросов. Попробуйте через %d секунду",
            "Превышен лимит запросов. Попробуйте через %d секунд",
            self.retry_after,
        )
        super().__init__(wait % self.retry_after, retry_after=self.retry_after)


def hit(limit: Limit, client: str, *, shop_factor: int = 1) -> Usage | None:
    """Count one request of this client. Raises LimitExceeded beyond the limit; None when switched off."""
    if settings.RATE_LIMIT_FACTOR is None:
        return None
    allowed = limit.count * settings.RATE_LIMIT_FACTOR * shop_factor
    window = int(time.time()) // limit.seconds
    key = _key(limit, client, window)
    try:
        used = cache.incr(key)
    except ValueError:  # the first of this window, or one of several that come first at once
        used = 1 if cache.add(key, 1, timeout=limit.seconds + 5) else cache.incr(key)
    usage = Usage(limit=allowed, remaining=allowed - used, reset=(window + 1) * limit.seconds)
    if used > allowed:
        raise LimitExceeded(usage)
    return usage


def give_back(limit: Limit, client: str) -> None:
    """Uncount one request of this client, which turned out not to be what the limit is about."""
    # In a new window there is nothing to give back.
    with suppress(ValueError):
        cache.decr(_key(limit, client, int(time.time()) // limit.seconds))


def _key(limit: Limit, client: str, window: int) -> str:
    return f"limit:{limit.name}:{client}:{window}"
