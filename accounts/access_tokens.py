"""Access tokens of a shop: long random texts that begin alike, so that a leaked one is recognized and masked.

A fast hash is right for them: unlike passwords they are too long to be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q

from cvety.core import clock
from cvety.core.tenancy import every_shop

from .errors import InvalidToken
from .models import ShopToken

BEGINNING = "cvt_"  # cvety.core.logs masks what begins so
PREFIX_LENGTH = 10
USE_NOTED_EVERY = timedelta(minutes=1)
LONGEST = 200


def new_token() -> str:
    """Return a token that nobody has."""
    return BEGINNING + secrets.token_urlsafe(32)


def hash_of(text: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def read_token(text: str) -> ShopToken:
    """Return the token that this text is, with its shop, and note that it was used. Raises InvalidToken."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise InvalidToken
    return _in_use(Q(token_hash=hash_of(text)))


def read_token_by_id(token_id: int) -> ShopToken:
    """Return a token that was shown before, while it is still good. Raises InvalidToken."""
    return _in_use(Q(pk=token_id))


def _in_use(which: Q) -> ShopToken:
    now = clock.now()
    with every_shop():  # the token is what finds the shop
        token: ShopToken | None = (
            ShopToken.objects.filter(which, revoked_at=None, shop__is_active=True).select_related("shop").first()
        )
        if token is None:
            raise InvalidToken
        _note_use(token, now)
    return token


def _note_use(token: ShopToken, now: datetime) -> None:
    """Write down the use, but not every one: a busy program would write this row at each request."""
    if token.last_used_at is not None and token.last_used_at > now - USE_NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_EVERY)
    ShopToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
