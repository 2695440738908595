"""The orders' background work."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task

from cvety.core import clock
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from shops.models import Shop

from .errors import TransitionNotAllowed
from .models import Order
from .services import change_status, fold_tallies
from .states import OrderStatus


@shared_task
def fold_order_counts() -> None:
    """Fold every shop's tallies of orders."""
    for shop in Shop.objects.all():
        with shop_scope(shop):
            fold_tallies(shop=shop)


@shared_task
def complete_delivered_orders() -> None:
    """Complete what was delivered long enough ago and nobody complained about."""
    now = clock.now()
    for shop in Shop.objects.filter(is_active=True):
        with shop_scope(shop):
            before = now - timedelta(hours=shop.complete_after_hours)
            ripe = Order.objects.current().filter(status=OrderStatus.DELIVERED, status_changed_at__lte=before)
            for order_id in list(ripe.order_by("pk").values_list("pk", flat=True)):
                # Somebody may have moved it since it was listed.
                with suppress(TransitionNotAllowed):
                    change_status(shop=shop, order_id=order_id, to=OrderStatus.COMPLETED, actor=SYSTEM, now=now)
