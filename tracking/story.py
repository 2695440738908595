"""An order as its buyer is told it: one human sentence, and the steps from «принят» to «вручён»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cvety.core import clock
from orders.states import FINAL, DeliveryMethod, OrderStatus

from .queries import PublicOrder

# What each step is called, and the statuses that have come as far.
_Path = Sequence[tuple[str | Promise, frozenset[OrderStatus]]]
_IN_SHOP: _Path = (
    (gettext_lazy("Заказ принят"), frozenset({OrderStatus.NEW})),
    (gettext_lazy("Собираем букет"), frozenset({OrderStatus.PAID})),
    (gettext_lazy("Букет собран"), frozenset({OrderStatus.ASSEMBLED})),
)
BY_COURIER: _Path = (
    *_IN_SHOP,
    (gettext_lazy("Курьер в пути"), frozenset({OrderStatus.DELIVERY})),
    (gettext_lazy("Букет вручён"), frozenset({OrderStatus.DELIVERED, OrderStatus.COMPLETED})),
)
PICK_UP: _Path = (
    *_IN_SHOP,
    (gettext_lazy("Ждёт вас в магазине"), frozenset({OrderStatus.SELF_PICKUP})),
    (gettext_lazy("Букет у вас"), frozenset({OrderStatus.COMPLETED})),
)


class State(StrEnum):
    """Where a step stands; also its class in the page."""

    DONE = "done"
    NOW = "now"
    ISSUE = "trouble"
    AHEAD = "ahead"
    CANCELLED = "called-off"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step on the way, and since when."""

    words: str | Promise
    at: datetime | None
    state: State


def is_by_courier(order: PublicOrder) -> bool:
    return order.delivery_method == DeliveryMethod.DELIVERY


def stops(order: PublicOrder) -> list[Stop]:
    """Return the whole way of an order, what is ahead included; nothing where its times are not told any more."""
    if not order.timeline:
        return []
    path = BY_COURIER if is_by_courier(order) else PICK_UP
    begun = _begun(order, path)
    if order.status == OrderStatus.CANCELLED:
        done = [Stop(words, at, State.DONE) for (words, _statuses), at in zip(path, begun, strict=True) if at]
        return [*done, Stop(_("Заказ отменён"), order.timeline[-1].at, State.CANCELLED)]
    reached = _reached(order, path)
    return [
        Stop(words, at if index <= reached else None, _state(order, index, reached, len(path) - 1))
        for index, ((words, _statuses), at) in enumerate(zip(path, begun, strict=True))
    ]


def _begun(order: PublicOrder, path: _Path) -> list[datetime | None]:
    """Return when each step was reached first: one that came back from an issue keeps its hour."""
    times = [next((step.at for step in order.timeline if step.status in statuses), None) for _words, statuses in path]
    if times[1] is None:  # paid at hand-over: the work begins when the shop has accepted it
        times[1] = order.accepted_at
    return times


def _reached(order: PublicOrder, path: _Path) -> int:
    stage = order.issue_from or order.status
    if stage == OrderStatus.NEW and order.accepted_at and not order.awaits_payment:
        return 1
    return next((index for index, (_words, statuses) in enumerate(path) if stage in statuses), 0)


def _state(order: PublicOrder, index: int, reached: int, last: int) -> State:
    if index > reached:
        return State.AHEAD
    if index < reached or index == last:
        return State.DONE
    return State.ISSUE if order.status == OrderStatus.ISSUE else State.NOW


def is_late(order: PublicOrder, now: datetime) -> bool:
    """Return whether a courier should have been there by now."""
    is_over = order.status in FINAL or order.status == OrderStatus.DELIVERED
    return is_by_courier(order) and not is_over and order.window_to_at is not None and order.window_to_at < now


def sentence(order: PublicOrder, now: datetime) -> str:
    """Say in one human sentence where the order is."""
    match order.status:
        case OrderStatus.NEW if order.awaits_payment:
            return _("Заказ принят, ждём оплату")
        case OrderStatus.NEW:
            return _("Собираем букет") if order.accepted_at else _("Заказ у нас, скоро начнём собирать")
        case OrderStatus.PAID:
            late = is_late(order, now)
            return _("Собираем букет и немного опаздываем, простите") if late else _("Оплату получили, собираем букет")
        case OrderStatus.ASSEMBLED if is_by_courier(order):
            return _ready(order, now)
        case OrderStatus.ASSEMBLED:
            return _("Букет собран, можно забирать")
        case OrderStatus.DELIVERY:
            return _on_the_way(order, now)
        case OrderStatus.SELF_PICKUP:
            return _("Букет ждёт вас в магазине")
        case OrderStatus.DELIVERED | OrderStatus.COMPLETED:
            if is_by_courier(order):
                return _("Букет доставлен. Спасибо, что выбрали нас!")
            return _("Букет у вас. Спасибо!")
        case OrderStatus.CANCELLED:
            return _("Заказ отменён")
    return _("Уточняем детали и скоро свяжемся с вами")


def _ready(order: PublicOrder, now: datetime) -> str:
    """Say when a courier will bring what is made."""
    if is_late(order, now):
        return _("Букет собран, курьер немного опаздывает, простите")
    if order.window_from_at and now < order.window_from_at:
        return _("Букет собран, курьер привезёт его с %s") % _hour(order, order.window_from_at)
    if order.window_to_at:
        return _("Букет собран, курьер привезёт его до %s") % _hour(order, order.window_to_at)
    return _("Букет собран, скоро передадим курьеру")


def _on_the_way(order: PublicOrder, now: datetime) -> str:
    if is_late(order, now):
        return _("Курьер в пути и немного опаздывает, простите")
    if order.window_to_at:
        return _("Курьер в пути, будет до %s") % _hour(order, order.window_to_at)
    return _("Курьер в пути")


def _hour(order: PublicOrder, instant: datetime) -> str:
    """Return the hour on the shop's clock."""
    return f"{clock.local(instant, order.shop.timezone):%H:%M}"
