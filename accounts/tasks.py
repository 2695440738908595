"""Background work of the door."""

from celery import shared_task

from cvety.core import clock

from .services import delete_expired


@shared_task
def delete_expired_credentials() -> None:
    """Delete codes and refresh tokens that nobody can use any more."""
    delete_expired(now=clock.now())
