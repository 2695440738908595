"""What happens is told once it is true.

`publish` writes an event in the transaction that causes it; that is all a service does about the world
outside. `dispatch` hands committed events to the consumers that apps registered with `consumes`: at least
once, in order per aggregate, in parallel between aggregates. A nudge on commit makes it quick, a scan every
few seconds makes it sure (`cvety.core.tasks`).
"""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from . import clock, live
from .events import EventName
from .locks import lock_rows
from .models import OutboxEvent
from .tenancy import shop_scope

log = logging.getLogger(__name__)

Consumer = Callable[[OutboxEvent], None]

LEASE = timedelta(seconds=60)
BATCH = 100
LONGEST_PAUSE = timedelta(minutes=15)

_consumers: dict[str, list[tuple[str, Consumer]]] = defaultdict(list)


def consumes(*names: EventName) -> Callable[[Consumer], Consumer]:
    """Register a function for these events; it may meet an event twice, and must then change nothing."""

    def register(consumer: Consumer) -> Consumer:
        for name in names:
            _consumers[name].append((f"{consumer.__module__}.{consumer.__qualname__}", consumer))
        return consumer

    return register


def publish(name: EventName, *, shop_id: int, aggregate: str, data: dict[str, Any]) -> None:
    """Write down that something happened; to be called inside the transaction that makes it true."""
    if not connection.in_atomic_block:
        raise RuntimeError("An event is written in the transaction that causes it")
    now = clock.now()
    OutboxEvent.objects.create(
        name=name, shop_id=shop_id, aggregate=aggregate, payload=data, created_at=now, next_attempt_at=now
    )
    live.touch(live.shop_topic(shop_id))
    live.touch(aggregate)
    if not any(waiting[1] is nudge for waiting in connection.run_on_commit):
        transaction.on_commit(nudge)


def nudge() -> None:
    """Ask a worker to dispatch soon; losing the message costs seconds, never an event."""
    from .tasks import dispatch_outbox  # the task imports this module

    try:
        dispatch_outbox.apply_async(retry=False, expires=60)
    except Exception:  # whatever a broker may raise: the request that changed the world has succeeded
        log.warning("The broker is out of reach; the scheduled scan will dispatch", exc_info=True)


def dispatch(*, rounds: int = 1000) -> int:
    """Hand over all events that are due and return how many were done.

    Each round takes the oldest waiting event of every aggregate, so that order is kept within one.
    """
    done = 0
    for _round in range(rounds):
        events = _claim()
        if not events:
            break
        done += sum(_hand_over(event) for event in events)
    return done


def _claim() -> Iterable[OutboxEvent]:
    now = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = OutboxEvent.objects.filter(done_at=None)
    earlier = waiting.filter(aggregate=OuterRef("aggregate"), id__lt=OuterRef("id"))
    heads = waiting.filter(free, ~Exists(earlier), next_attempt_at__lte=now).order_by("id")
    ids = list(heads.values_list("id", flat=True)[:BATCH])
    if not ids:
        return []
    claim = uuid.uuid4()
    with transaction.atomic():
        # Whoever comes second finds the rows claimed: the condition is checked again under the rows' locks.
        due = lock_rows(OutboxEvent.objects.filter(free, id__in=ids, done_at=None, next_attempt_at__lte=now))
        ids = [event.pk for event in due.only("pk")]
        OutboxEvent.objects.filter(id__in=ids).update(claim=claim, claimed_until=now + LEASE)
    return list(OutboxEvent.objects.filter(claim=claim, done_at=None).order_by("id"))


def _hand_over(event: OutboxEvent) -> bool:
    if event.claimed_until is None or event.claimed_until <= clock.now():
        # Others of the batch took too long, and somebody else may have told it and what came after it.
        return False
    errors = []
    handled = list(event.handled_by)
    for name, consumer in _consumers[event.name]:
        if name in handled:
            continue
        try:
            with shop_scope(event.shop_id):
                consumer(event)
        except Exception as error:  # one consumer's trouble must not stop the others
            log.exception("%s could not take event %s", name, event.pk)
            errors.append(f"{name}: {type(error).__name__}")
        else:
            handled.append(name)
    mine = OutboxEvent.objects.filter(pk=event.pk, claim=event.claim)
    now = clock.now()
    if errors:
        pause = min(timedelta(seconds=5 * 2 ** min(event.attempts, 10)), LONGEST_PAUSE)
        mine.update(
            handled_by=handled,
            attempts=F("attempts") + 1,
            last_error="; ".join(errors),
            next_attempt_at=now + pause,
            claimed_until=None,
        )
        return False
    mine.update(handled_by=handled, attempts=F("attempts") + 1, done_at=now, claimed_until=None)
    return True


def delete_done(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Delete events that were handed over long ago and return how many."""
    deleted, _by_model = OutboxEvent.objects.filter(done_at__lt=clock.now() - older_than).delete()
    return deleted
