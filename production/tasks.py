"""Production's background work."""

from celery import shared_task

from cvety.core import clock
from cvety.core.tenancy import shop_scope
from shops.models import Shop

from .services import raise_priorities


@shared_task
def raise_task_priorities() -> None:
    """Bring every shop's open tasks up to the time that is left."""
    for shop in Shop.objects.filter(is_active=True):
        with shop_scope(shop):
            raise_priorities(shop=shop, now=clock.now())
