"""The kernel's background work."""

from celery import shared_task

from . import idempotency, outbox


@shared_task
def dispatch_outbox() -> None:
    """Hand committed events to their consumers."""
    outbox.dispatch()


@shared_task
def clean_up() -> None:
    """Delete what has served its time."""
    outbox.delete_done()
    idempotency.delete_old()
