"""What to buy for the coming days, and where every figure of it comes from. docs/purchasing.md tells how it is counted.

to buy = what orders miss + sales expected beyond what orders ask − what is free and lasts until its day,
         rounded up to the supplier's bunches
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from catalog.models import Product, RecipeLine
from cvety.core import clock, money
from cvety.core.text import fold
from orders.feasts import ORDINARY, FeastDay, feast_day
from orders.models import Order, OrderDemand
from orders.states import BEFORE_ASSEMBLY, OrderStatus
from shops.models import Shop
from warehouse.models import ReservationStatus, StockItem, StockReservation
from warehouse.supply import Arrival, Lot, first_used_on, free_lots, last_arrivals, used_by_day

DEFAULT_DAYS = 3
MAX_DAYS = 30
LOOK_BACK = 28  # days, whole weeks: every weekday counts the same
AT_LEAST = 7  # days to divide by, however young a shop's books are; more than any feast lasts


@dataclass(frozen=True, slots=True)
class Asked:
    """What one order that is not assembled yet needs of an item, and how much of that it holds already."""

    order_id: int
    on: date
    quantity: int
    held: int

    @property
    def missing(self) -> int:
        return max(self.quantity - self.held, 0)


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used of an item on the ordinary days of the last four weeks, or since the shop's books began."""

    quantity: int
    days: int  # without those of feasts

    @property
    def average(self) -> Fraction:
        """Stems a day."""
        return Fraction(self.quantity, self.days)

    @property
    def average_shown(self) -> float:
        """The same for showing, where a tenth is enough."""
        return float(self.average)


@dataclass(slots=True)
class Day:
    """One day of the period, for one item. All figures are whole stems, and the columns add up."""

    on: date
    feast: FeastDay | None
    last_year: int | None  # what was used on this day of the feast a year ago, where that is what is expected
    expected: int
    asked: int  # by orders, held or not
    missing: int  # of that
    uncovered: int = 0  # of what is expected, beyond what is asked and was used
    from_stock: int = 0

    @property
    def needed(self) -> int:
        return self.missing + self.uncovered

    @property
    def short(self) -> int:
        return self.needed - self.from_stock


@dataclass(slots=True)
class Taken:
    """A batch, and how much of what is free of it the period takes."""

    lot: Lot
    quantity: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the list, with what its figures are made of."""

    item: StockItem
    asked: Sequence[Asked]
    usage: Usage
    used_today: int
    days: Sequence[Day]
    lots: Sequence[Taken]
    arrival: Arrival

    @property
    def supplier(self) -> str:
        return self.item.supplier or self.arrival.supplier

    @property
    def supplier_is_own(self) -> bool:
        """Whether the item names it, and not its last batch."""
        return bool(self.item.supplier)

    @property
    def quantity_asked(self) -> int:
        return sum(day.asked for day in self.days)

    @property
    def missing(self) -> int:
        return sum(day.missing for day in self.days)

    @property
    def expected(self) -> int:
        return sum(day.expected for day in self.days)

    @property
    def uncovered(self) -> int:
        return sum(day.uncovered for day in self.days)

    @property
    def needed(self) -> int:
        return sum(day.needed for day in self.days)

    @property
    def free(self) -> int:
        return sum(taken.lot.free for taken in self.lots)

    @property
    def from_stock(self) -> int:
        return sum(day.from_stock for day in self.days)

    @property
    def short(self) -> int:
        """What there is too little of, before it is rounded up."""
        return sum(day.short for day in self.days)

    @property
    def bunch_size(self) -> int:
        return max(self.item.bunch_size, 1)

    @property
    def bunches(self) -> int:
        return -(-self.short // self.bunch_size)

    @property
    def quantity(self) -> int:
        """What to buy."""
        return self.bunches * self.bunch_size

    @property
    def cost(self) -> int | None:
        """What that will cost in whole tenge, as it came last; None for what never came at a price."""
        price = self.arrival.cost_per_stem
        return None if price is None else money.to_tenge(price * self.quantity)

    @property
    def cost_per_stem(self) -> int | None:
        price = self.arrival.cost_per_stem
        return None if price is None else money.to_tenge(price)


@dataclass(frozen=True, slots=True)
class Supplier:
    """What to buy from one supplier; the name is blank for what nobody is known to sell."""

    name: str
    lines: Sequence[Line]

    @property
    def cost(self) -> int:
        """In whole tenge, without what has no price."""
        return sum(line.cost or 0 for line in self.lines)

    @property
    def unpriced(self) -> int:
        """How many of the lines have no price."""
        return sum(line.cost is None for line in self.lines)

    @property
    def quantity(self) -> int:
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class PurchaseList:
    """What to buy on the first day for the days from it to the last, both included."""

    first: date
    last: date
    suppliers: Sequence[Supplier]
    enough: Sequence[Line]  # what is needed and is there
    feasts: Sequence[FeastDay] = field(default=())

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def cost(self) -> int:
        return sum(supplier.cost for supplier in self.suppliers)

    @property
    def unpriced(self) -> int:
        return sum(supplier.unpriced for supplier in self.suppliers)


def purchase_list(*, shop: Shop, days: int = DEFAULT_DAYS, now: datetime) -> PurchaseList:
    """Count what to buy for so many days from today on, in a fixed number of queries."""
    today = clock.local(now, shop.timezone).date()
    period = [today + timedelta(days=number) for number in range(days)]
    asked = _asked(shop, period[0], period[-1])
    feasts = [special for on in period if (special := feast_day(on)) is not None]
    used = used_by_day(shop=shop, spans=[(today - timedelta(days=LOOK_BACK), today), *_a_year_ago(feasts)])
    ordinary = _ordinary_days(today, first_used_on(shop=shop) or today)
    lots = free_lots(shop=shop, now=now)
    items = _bought(shop, asked.keys() | used.keys())
    arrivals = last_arrivals(shop=shop, item_ids=items.keys())
    lines = [
        _line(
            item,
            period,
            asked=asked.get(pk, ()),
            used=used.get(pk, {}),
            ordinary=ordinary,
            lots=lots.get(pk, ()),
            arrival=arrivals.get(pk, Arrival()),
        )
        for pk, item in items.items()
    ]
    return PurchaseList(
        first=period[0],
        last=period[-1],
        suppliers=_by_supplier(line for line in lines if line.quantity),
        enough=[line for line in lines if line.needed and not line.quantity],
        feasts=feasts,
    )


def _to_be_assembled(shop: Shop, first: date, last: date) -> QuerySet[Order]:
    """Return the orders of these days whose stems have not been sold yet."""
    orders: QuerySet[Order] = Order.objects.current().filter(
        Q(status__in=BEFORE_ASSEMBLY) | Q(issue_from__in=BEFORE_ASSEMBLY),
        shop=shop,
        delivery_date__range=(first, last),
        status__in=[*BEFORE_ASSEMBLY, OrderStatus.ISSUE],  # for the index of what is under way
    )
    return orders


def _asked(shop: Shop, first: date, last: date) -> dict[int, list[Asked]]:
    """Return what these orders need, by item; an item that the recipe names, whatever is held in its stead."""
    orders = _to_be_assembled(shop, first, last)
    held_rows = (
        StockReservation.objects.filter(shop=shop, status=ReservationStatus.HELD, order_id__in=orders.values("pk"))
        .values("order_id", serves=Coalesce(F("replaces_id"), F("item_id")))
        .annotate(held=Sum("quantity"))
        .order_by()
    )
    held = {(row["order_id"], row["serves"]): row["held"] for row in held_rows}
    demand = (
        OrderDemand.objects.filter(shop=shop, order__in=orders)
        .values("order__delivery_date", "order_id", "item_id")
        .annotate(needed=Sum("quantity"))
        .order_by("order__delivery_date", "order_id", "item_id")
    )
    asked: dict[int, list[Asked]] = defaultdict(list)
    for row in demand:
        on = row["order__delivery_date"] or first  # never None: it is narrowed to the period
        holds = held.get((row["order_id"], row["item_id"]), 0)
        asked[row["item_id"]].append(Asked(row["order_id"], on, row["needed"], holds))
    return dict(asked)


def _a_year_ago(feasts: Iterable[FeastDay]) -> list[tuple[date, date]]:
    """Return the spans of the same feasts of the year before, whole: whether a shop has them is asked of all days."""
    whole = dict.fromkeys((min(each.days_before), max(each.days_before)) for each in feasts)
    return list(whole)


def _bought(shop: Shop, item_ids: Iterable[int]) -> dict[int, StockItem]:
    """Return the items of these that are bought, by id and in the order of their names: bouquets are made here."""
    made = Product.objects.filter(
        shop=shop, piece_item__isnull=False, pk__in=RecipeLine.objects.filter(shop=shop).values("product")
    )
    items = StockItem.objects.filter(shop=shop, archived_at=None, pk__in=list(item_ids))
    bought = items.exclude(pk__in=made.values("piece_item")).order_by("name_key", "height_cm", "pk")
    return {item.pk: item for item in bought}


def _line(
    item: StockItem,
    period: Sequence[date],
    *,
    asked: Sequence[Asked],
    used: Mapping[date, int],
    ordinary: Sequence[date],
    lots: Sequence[Lot],
    arrival: Arrival,
) -> Line:
    usage = Usage(max(sum(used.get(on, 0) for on in ordinary), 0), len(ordinary))
    days = _expect(period, asked, usage, used)
    used_today = max(used.get(period[0], 0), 0)
    _cover(days, used_today)
    taken = [Taken(lot) for lot in lots]
    _take(days, taken)
    return Line(item, asked, usage, used_today, days, taken, arrival)


def _ordinary_days(today: date, first_used: date) -> list[date]:
    """Return the days to take the average of, without those of feasts: they say nothing of ordinary ones."""
    known = min(max((today - first_used).days, AT_LEAST), LOOK_BACK)
    back = (today - timedelta(days=number) for number in range(1, known + 1))
    return [on for on in back if feast_day(on) is None]


def _expect(period: Sequence[date], asked: Sequence[Asked], usage: Usage, used: Mapping[date, int]) -> list[Day]:
    """Return the days with what is expected on each, rounded so that they add up to the rounded whole."""
    quantity: dict[date, int] = defaultdict(int)
    missing: dict[date, int] = defaultdict(int)
    for each in asked:
        quantity[each.on] += each.quantity
        missing[each.on] += each.missing
    days, exact, rounded = [], Fraction(), 0
    for on in period:
        feast = feast_day(on)
        last_year = _last_year(feast, used) if feast else None
        percent = feast.percent if feast else ORDINARY
        exact += last_year if last_year is not None else usage.average * percent / ORDINARY
        expected = _half_up(exact) - rounded
        rounded += expected
        days.append(Day(on, feast, last_year, expected, quantity[on], missing[on]))
    return days


def _last_year(day: FeastDay, used: Mapping[date, int]) -> int | None:
    """Return what was used on the same day of the feast a year ago; None where nothing was used on any of its days."""
    if not any(used.get(on, 0) > 0 for on in day.days_before):
        return None
    return max(used.get(day.year_before, 0), 0)


def _cover(days: Sequence[Day], used_today: int) -> None:
    """Take off what is expected of each day what its orders ask, and off today what went already.

    Never below nothing: that today sold well leaves nobody tomorrow with fewer flowers.
    """
    for day in days:
        day.uncovered = max(day.expected - day.asked - (used_today if day is days[0] else 0), 0)


def _take(days: Sequence[Day], lots: Sequence[Taken]) -> None:
    """Serve each day of what is free and lasts until it is over, what wilts first first."""
    for day in days:
        for taken in lots:
            if not taken.lot.is_good_on(day.on):
                continue
            part = min(day.short, taken.lot.free - taken.quantity)
            taken.quantity += part
            day.from_stock += part


def _by_supplier(lines: Iterable[Line]) -> list[Supplier]:
    """Group by the supplier's name, whatever its case; those whose supplier nobody knows stand last."""
    grouped: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[fold(line.supplier)].append(line)
    return [
        Supplier(group[0].supplier, group) for key, group in sorted(grouped.items(), key=lambda x: (not x[0], x[0]))
    ]


def _half_up(figure: Fraction) -> int:
    return int((2 * figure + 1) // 2)
