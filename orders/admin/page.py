"""Everything about one order, for its page: what, for whom, money, stock, tasks, photos, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from orders.models import Order, OrderItem, OrderPhoto, OrderStatusChange, Payment
from orders.services import Move, moves
from orders.states import FINAL, OrderStatus, PaymentStatus
from production.models import ProductionTask, TaskItem
from warehouse.models import ReservationStatus, StockReservation

from . import steps


@dataclass(frozen=True, slots=True)
class Button:
    """A move that is open now."""

    status: OrderStatus
    label: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Page:
    order: Order
    status_color: str
    payment_color: str
    money_words: str
    source: str
    is_late: bool
    buttons: Sequence[Button]
    obstacles: Sequence[str]
    may_be_accepted: bool
    may_be_cancelled: bool
    may_have_issue: bool
    may_be_paid: bool
    may_be_waived: bool
    to_refund: int
    items: Sequence[OrderItem]
    reservations: Sequence[StockReservation]
    tasks: Sequence[ProductionTask]
    photos: Sequence[OrderPhoto]
    payments: Sequence[Payment]
    history: Sequence[OrderStatusChange]


def order_page(order: Order, *, now: datetime) -> Page:
    """Gather what the page of an order shows, in a fixed number of queries."""
    possible = moves(order)
    open_moves = [move.status for move in possible if move.problem is None]
    following = steps.next_move(order)
    end = order.window_to_at or order.window_from_at
    may_be_paid = order.due > 0 and order.status != OrderStatus.NEW and order.due_waived_at is None
    return Page(
        order=order,
        status_color=steps.STATUS_COLORS[OrderStatus(order.status)],
        payment_color=steps.money_color(order),
        money_words=steps.money_words(order),
        source=steps.source_words(order),
        is_late=end is not None and end < now and order.status not in (*FINAL, OrderStatus.DELIVERED),
        buttons=[
            Button(status, steps.label(order, status), status == following)
            for status in open_moves
            if status not in (OrderStatus.CANCELLED, OrderStatus.ISSUE)
        ],
        obstacles=_obstacles(order, possible),
        may_be_accepted=steps.may_be_accepted(order),
        may_be_cancelled=OrderStatus.CANCELLED in open_moves,
        may_have_issue=OrderStatus.ISSUE in open_moves,
        may_be_paid=may_be_paid,
        may_be_waived=may_be_paid and not order.is_paid_at_hand_over,
        to_refund=steps.to_refund(order) if order.payment_status == PaymentStatus.REFUND_DUE else 0,
        items=list(order.items.all()),
        reservations=_reservations(order),
        tasks=_tasks(order),
        photos=list(order.photos.order_by("pk")),
        payments=list(order.payments.order_by("pk")),
        history=list(order.history.order_by("pk")),
    )


def _obstacles(order: Order, possible: Sequence[Move]) -> list[str]:
    """Say why moves that one would look for are closed just now."""
    told = [
        f"«{steps.label(order, move.status)}»: {move.problem.reason}"
        for move in possible
        # That an order is of the other kind of delivery needs no telling.
        if move.problem is not None and move.problem.code != "wrong_delivery_method"
    ]
    return told if order.status != OrderStatus.NEW or order.is_paid_at_hand_over else []


def _tasks(order: Order) -> Sequence[ProductionTask]:
    items = Prefetch("items", TaskItem.objects.order_by("pk"))
    return list(order.tasks.select_related("florist").prefetch_related(items).order_by("pk"))


def _reservations(order: Order) -> Sequence[StockReservation]:
    rows = StockReservation.objects.filter(order_id=order.pk).exclude(status=ReservationStatus.RELEASED)
    return list(rows.select_related("item", "batch").order_by("line_id", "pk"))
