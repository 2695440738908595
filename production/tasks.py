"""Production's background work."""

from celery import shared_task

from cvety.core import clock
from cvety.core.tenancy import every_shop

from .services import raise_priorities


@shared_task
def raise_task_priorities() -> None:
    """Bring the open tasks of all shops up to the time that is left."""
    with every_shop():
        raise_priorities(now=clock.now())
