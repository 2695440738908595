"""The same request asked twice is done once: `Idempotency-Key`.

A key lives 24 hours, per shop, method and path. Only answers that succeeded are kept; a lock left behind by
a process that died expires after a minute.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from . import clock
from .errors import Conflict
from .models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
LOCK_FOR = timedelta(seconds=60)


class KeyReused(Conflict):
    code = "idempotency_key_reused"
    message = _("Этот Idempotency-Key уже использован с другим запросом")


class StillRunning(Conflict):
    code = "idempotency_in_progress"
    message = _("Запрос с этим Idempotency-Key ещё выполняется")


def begin(*, shop_id: int, method: str, path: str, key: str, fingerprint: str) -> IdempotencyKey:
    """Take the key for a new request, or return the record that holds the first answer.

    Raises KeyReused for another fingerprint, StillRunning while the first request runs.
    """
    now = clock.now()
    natural = {"shop_id": shop_id, "method": method, "path": path, "key": key}
    fresh = {"fingerprint": fingerprint, "created_at": now, "locked_until": now + LOCK_FOR}
    IdempotencyKey.objects.filter(**natural, created_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(**natural, **fresh)
    except IntegrityError:
        pass
    record = IdempotencyKey.objects.filter(**natural).first()
    if record is None:  # the first request failed and let go of the key in between
        return begin(shop_id=shop_id, method=method, path=path, key=key, fingerprint=fingerprint)
    if record.fingerprint != fingerprint:
        raise KeyReused
    if record.status_code is not None:
        return record
    # Of several that find an expired lock, one takes it over.
    if record.locked_until > now or not _held(record).update(**fresh):
        raise StillRunning
    record.refresh_from_db()
    return record


def finish(record: IdempotencyKey, *, status_code: int, body: bytes, etag: str = "") -> None:
    """Keep the answer of a request that succeeded.

    Raises StillRunning where it took so long that somebody else has taken the key over.
    """
    if not _held(record).update(status_code=status_code, body=body, etag=etag):
        raise StillRunning


def let_go(record: IdempotencyKey) -> None:
    """Free the key of a request that failed, so that it can be tried again."""
    _held(record).delete()


def _held(record: IdempotencyKey) -> models.QuerySet[IdempotencyKey]:
    """Return the record if nobody has taken the key over from a request that took too long."""
    return IdempotencyKey.objects.filter(pk=record.pk, status_code=None, locked_until=record.locked_until)


def delete_old() -> int:
    """Delete keys past their day and return how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
    return deleted
