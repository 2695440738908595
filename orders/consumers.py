"""What the orders' own figures do when something happens to an order."""

from cvety.core.events import EventName
from cvety.core.models import OutboxEvent
from cvety.core.outbox import consumes
from shops.models import Shop

from .services import count_order


@consumes(
    EventName.ORDER_CREATED,
    EventName.ORDER_STATUS_CHANGED,
    EventName.ORDER_ITEMS_CHANGED,
    EventName.PAYMENT_RECEIVED,
    EventName.PAYMENT_REFUNDED,
)
def keep_totals(event: OutboxEvent) -> None:
    """Bring the totals of the order's customer and products up to date."""
    count_order(shop=Shop.objects.get(pk=event.shop_id), order_id=event.payload["order_id"])
