"""Pages that update by themselves ask one thing every few seconds: has anything changed?

A topic ("shop:3", "order:15") has a version in the cache; whatever changes what its pages show renews it, once
that is committed. A page carries the version it was made from and an address under which to ask for the
present one; the answer needs no query. What has changed the page then fetches itself, through its own gate.

Outside, a topic goes by an alias that tells nothing: the number in "order:15" is none of the buyer's business.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.core.signing import Signer
from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

# Time passes too: what is not late now may be late then, and nobody says so.
SLOT_SECONDS = 120
KEPT_SECONDS = 7 * 24 * 3600

_signer = Signer(salt="live", sep="~")


def shop_topic(shop_id: int) -> str:
    """Return the topic of whatever the staff of a shop looks at."""
    return f"shop:{shop_id}"


def touch(topic: str) -> None:
    """Tell the pages of a topic, once the transaction is committed, that they are out of date."""
    renewal = _Renewal(topic)
    if all(waiting[1] != renewal for waiting in connection.run_on_commit):
        transaction.on_commit(renewal, robust=True)  # without a cache pages are late, and orders still come in


def etag(alias: str) -> str:
    """Return the present version of a topic as an ETag; one that was forgotten begins anew."""
    fresh = uuid.uuid4().hex
    version = caches["live"].get_or_set(_key(alias), fresh, KEPT_SECONDS)
    return f'"{version}-{int(time.time()) // SLOT_SECONDS}"'


@dataclass(frozen=True, slots=True)
class Live:
    """Where a page asks whether it is out of date, and which version it shows."""

    address: str
    etag: str


def watch(request: Any, topic: str) -> None:
    """Let a page update by itself; to be called before its rows are read, lest a change slip in between."""
    if request.method not in ("GET", "HEAD"):
        return
    request.live = Live(address_of(topic), etag(alias_of(topic)))


def alias_of(topic: str) -> str:
    """Return the name that a topic goes by outside."""
    return salted_hmac("live.alias", topic, algorithm="sha256").hexdigest()[:32]


def address_of(topic: str) -> str:
    """Return where the pages of a topic ask."""
    return reverse("live", args=[_signer.sign(alias_of(topic))])


def read_address(token: str) -> str:
    """Return the alias that a page asks about. Raises BadSignature for an address that we did not make.

    Were aliases not signed, whoever made some up would fill the cache with their versions.
    """
    return _signer.unsign(token)


@dataclass(frozen=True, slots=True)
class _Renewal:
    topic: str

    def __call__(self) -> None:
        caches["live"].set(_key(alias_of(self.topic)), uuid.uuid4().hex, KEPT_SECONDS)


def _key(alias: str) -> str:
    return f"live:{alias}"
