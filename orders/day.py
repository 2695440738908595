"""The day as who runs the shop sees it: orders of today and tomorrow, what waits for a decision, the money.

A day is read twice: all of its orders at a glance, few columns of each, to count by and to choose from; then
those that are shown, whole. The database counts nothing, and nothing grows with the shop's history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from django.db.models import Prefetch, QuerySet, Sum
from django.utils import timezone

from cvety.core import clock
from shops.models import PaymentMethod, Shop

from .deliveries import to_collect
from .models import Order, OrderItem, Payment, PaymentKind
from .models.order import OrderQuerySet
from .states import UNDER_WAY, DeliveryMethod, OrderStatus, PaymentStatus

DAY_LENGTH = 3000  # orders of two days: more than a shop delivers on the 8th of March
SHOWN = 60  # orders of today; what is beyond them is in the list
LATE_SHOWN = 12
FEW = 6  # of what else waits for a decision
REFUNDS_LENGTH = 500

_GLANCE = (
    *("status", "payment_method", "total", "paid_total", "due_waived"),
    *("delivery_date", "window_from_at", "window_to_at", "delivery_method"),
)
_NEVER = datetime.max.replace(tzinfo=UTC)
_NEWEST = ("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Some:
    """The first of several orders, and whether there are more."""

    orders: Sequence[Order]
    has_more: bool

    def __bool__(self) -> bool:
        return bool(self.orders)


@dataclass(frozen=True, slots=True)
class Window:
    """Orders that are to be handed over in the same hours; without hours, at some time of the day."""

    start: datetime | None
    end: datetime | None
    orders: Sequence[Order]


@dataclass(frozen=True, slots=True)
class Tomorrow:
    """The next day in figures."""

    count: int
    unpaid_count: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """What the start page shows of orders: `issues` to `undated` wait for a decision, `windows` for their hours."""

    on: date
    count: int
    late_count: int
    by_status: Sequence[tuple[OrderStatus, int]]
    issues: Some
    late: Some
    new: Some
    forgotten: Some  # under way since a day that is over
    undated: Some
    windows: Sequence[Window]
    has_more: bool
    on_the_way: Some
    ready: Some
    kept_count: int  # in the shop for the buyer to come
    to_collect: int
    unpaid: int
    tomorrow: Tomorrow


@dataclass(frozen=True, slots=True)
class Takings:
    """The money of a day, in whole tenge, and what is owed to buyers, of whatever day."""

    since: datetime
    by_method: Sequence[tuple[PaymentMethod, int]]
    refunded: int
    refunds_due: int

    @property
    def received(self) -> int:
        return sum(amount for _method, amount in self.by_method)


def day_of(*, shop: Shop, now: datetime) -> Day:
    """Gather the shop's day as it stands now, in a fixed number of queries."""
    today = timezone.localdate(now)
    orders: OrderQuerySet = Order.objects.current().filter(shop=shop)
    glances = list(_two_days(orders, today))
    todays = [order for order in glances if order.delivery_date == today and order.status != OrderStatus.CANCELLED]
    open_ = [order for order in todays if order.status in UNDER_WAY]
    late = [order.pk for order in open_ if order.is_late(now) and order.status != OrderStatus.ISSUE]
    under_way = orders.filter(status__in=UNDER_WAY)
    by_courier = [order for order in open_ if order.delivery_method == DeliveryMethod.DELIVERY]
    choice = _Choice()
    choice.add("issues", _ids(orders.filter(status=OrderStatus.ISSUE).order_by(*_NEWEST)), FEW)
    choice.add("late", late, LATE_SHOWN)
    choice.add("new", _ids(orders.filter(status=OrderStatus.NEW, accepted_at=None).order_by(*_NEWEST)), FEW)
    past = under_way.filter(delivery_date__lt=today).order_by("-delivery_date", "-window_from_at")
    choice.add("forgotten", _ids(past), FEW)
    choice.add("undated", _ids(under_way.filter(delivery_date=None).order_by("pk")), FEW)
    choice.add("windows", [order.pk for order in open_], SHOWN)
    # These are shown beside, with who carries them, wherever else they are.
    choice.repeat("on_the_way", [order.pk for order in by_courier if order.status == OrderStatus.DELIVERY], SHOWN)
    choice.repeat("ready", [order.pk for order in by_courier if order.status == OrderStatus.ASSEMBLED], FEW)
    shown = choice.read(orders)
    statuses = Counter(order.status for order in todays)
    return Day(
        on=today,
        count=len(todays),
        late_count=len(late),
        by_status=[(status, statuses[status]) for status in OrderStatus if statuses[status]],
        issues=shown["issues"],
        late=shown["late"],
        new=shown["new"],
        forgotten=shown["forgotten"],
        undated=shown["undated"],
        windows=_by_window(shown["windows"].orders),
        has_more=shown["windows"].has_more,
        on_the_way=shown["on_the_way"],
        ready=shown["ready"],
        kept_count=statuses[OrderStatus.SELF_PICKUP],
        to_collect=sum(to_collect(order) for order in open_),
        unpaid=sum(order.due for order in open_ if not order.is_paid_at_hand_over),
        tomorrow=_tomorrow([order for order in glances if order.delivery_date != today]),
    )


def takings_of(*, shop: Shop, now: datetime) -> Takings:
    """Return the money of the day so far."""
    since, until = clock.day_bounds(timezone.localdate(now), shop.timezone)
    payments = Payment.objects.filter(shop=shop, created_at__gte=since, created_at__lt=until)
    sums = payments.order_by().values_list("kind", "method").annotate(Sum("amount"))
    received = {method: amount for kind, method, amount in sums if kind == PaymentKind.PAYMENT}
    owed = Order.objects.current().filter(shop=shop, payment_status=PaymentStatus.REFUND_DUE)
    owed = owed.only("status", "total", "paid_total").order_by("status_changed_at")[:REFUNDS_LENGTH]
    return Takings(
        since=since,
        by_method=[(method, received[method]) for method in PaymentMethod if method in received],
        refunded=sum(amount for kind, _method, amount in sums if kind == PaymentKind.REFUND),
        refunds_due=sum(order.to_refund for order in owed),
    )


class _Choice:
    """Orders to show under several heads, each under the first that it belongs to, read all at once."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[Sequence[int], bool]] = {}
        self._taken: set[int] = set()

    def add(self, head: str, ids: Iterable[int], length: int) -> None:
        """Put under a head those that stand under none yet."""
        left = [pk for pk in ids if pk not in self._taken]
        self.repeat(head, left, length)
        self._taken.update(left[:length])

    def repeat(self, head: str, ids: Sequence[int], length: int) -> None:
        """Put under a head what may stand elsewhere too."""
        self._ids[head] = (ids[:length], len(ids) > length)

    def read(self, orders: OrderQuerySet) -> dict[str, Some]:
        """Return what stands under each head."""
        wanted = {pk for ids, _has_more in self._ids.values() for pk in ids}
        items = Prefetch("items", OrderItem.objects.order_by("pk"))
        found = orders.select_related("florist", "courier").prefetch_related(items).in_bulk(wanted)
        return {
            # Between two reads an order may have been put away.
            head: Some([found[pk] for pk in ids if pk in found], has_more)
            for head, (ids, has_more) in self._ids.items()
        }


def _two_days(orders: OrderQuerySet, today: date) -> QuerySet[Order]:
    """Return today's orders and tomorrow's at a glance, by their windows."""
    days = orders.filter(delivery_date__gte=today, delivery_date__lte=today + timedelta(days=1))
    return days.only(*_GLANCE).order_by("delivery_date", "window_from_at", "pk")[:DAY_LENGTH]


def _ids(orders: QuerySet[Order]) -> Sequence[int]:
    """Return so many that some are left when those shown elsewhere are taken out."""
    return list(orders.values_list("pk", flat=True)[: 3 * FEW + LATE_SHOWN])


def _by_window(orders: Sequence[Order]) -> list[Window]:
    """Group orders by their hours, the soonest first; those without hours last."""

    def hours(order: Order) -> tuple[datetime, datetime]:
        start, end = order.window_from_at or order.window_to_at, order.window_to_at or order.window_from_at
        return start or _NEVER, end or _NEVER

    grouped = groupby(sorted(orders, key=hours), key=hours)
    return [
        Window(None, None, list(group)) if start == _NEVER else Window(start, end, list(group))
        for (start, end), group in grouped
    ]


def _tomorrow(orders: Sequence[Order]) -> Tomorrow:
    coming = [order for order in orders if order.status != OrderStatus.CANCELLED]
    starts = [order.window_from_at for order in coming if order.window_from_at is not None]
    return Tomorrow(
        count=len(coming),
        unpaid_count=sum(order.due > 0 and not order.is_paid_at_hand_over for order in coming),
        first_at=min(starts, default=None),
    )
