"""What production does when something happens to an order."""

from cvety.core import clock
from cvety.core.events import EventName
from cvety.core.models import OutboxEvent
from cvety.core.outbox import consumes
from orders.states import BEFORE_ASSEMBLY, OrderStatus
from shops.models import Shop

from .services import cancel_tasks_of, complete_tasks_of, follow_items, make_task_for_order


def _shop(event: OutboxEvent) -> Shop:
    return Shop.objects.get(pk=event.shop_id)


@consumes(EventName.ORDER_PAID, EventName.ORDER_ACCEPTED)
def make_task(event: OutboxEvent) -> None:
    """Put an order that is paid, or accepted to be paid at hand-over, into the florists' queue."""
    make_task_for_order(shop=_shop(event), order_id=event.payload["order_id"], now=clock.now())


@consumes(EventName.ORDER_ITEMS_CHANGED)
def bring_task_up(event: OutboxEvent) -> None:
    """Let the florist's task follow the items of its order."""
    follow_items(shop=_shop(event), order_id=event.payload["order_id"], now=clock.now())


@consumes(EventName.ORDER_STATUS_CHANGED)
def make_task_after_issue(event: OutboxEvent) -> None:
    """Queue an order that is back from an issue: when its payment was told, the issue may have stood in the way."""
    if event.payload["old_status"] == OrderStatus.ISSUE and event.payload["new_status"] in BEFORE_ASSEMBLY:
        make_task(event)


@consumes(EventName.ORDER_STATUS_CHANGED)
def complete_tasks(event: OutboxEvent) -> None:
    """Close the tasks of an order that somebody moved past assembly by hand."""
    if event.payload["new_status"] == OrderStatus.ASSEMBLED:
        complete_tasks_of(shop=_shop(event), order_id=event.payload["order_id"], now=clock.now())


@consumes(EventName.ORDER_CANCELLED)
def cancel_tasks(event: OutboxEvent) -> None:
    """Close the tasks of an order that nobody wants any more."""
    cancel_tasks_of(shop=_shop(event), order_id=event.payload["order_id"], now=clock.now())
