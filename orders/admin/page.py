"""Everything about one order, for its page: what, for whom, when and where, money, stock, tasks, photos, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from accounts.team import Colleague
from cvety.api.permissions import allows
from cvety.core.access import Access, Module
from cvety.core.money import readable
from orders.couriers import couriers
from orders.models import Order, OrderItem, OrderPhoto, Payment
from orders.services import Move, active_zones, moves
from orders.states import BEFORE_ASSEMBLY, FINAL, UNDER_WAY, OrderStatus, PaymentStatus
from orders.stems import OrderStems, stems_of
from production.florists import florists
from production.models import ProductionTask, Shortage, TaskItem
from production.states import OPEN
from tracking.models import BEST, WORST, Feedback

from . import steps
from .edits import BLOCKS, BlockForm, WhatForm, WhereForm
from .timeline import Entry, timeline

SIDEWAYS = (OrderStatus.CANCELLED, OrderStatus.ISSUE)  # these have forms, for the reason


@dataclass(frozen=True, slots=True)
class Button:
    """What one tap does: the action that it calls, and for a move the status that it leads to."""

    action: str
    label: str
    to: str = ""

    @property
    def route(self) -> str:
        return f"admin:orders_order_{self.action}"


@dataclass(frozen=True, slots=True)
class May:
    """What may be done with the order now, by the person who looks at it."""

    write: bool = False
    comment: bool = False
    accept: bool = False
    cancel: bool = False
    report_issue: bool = False
    pay: bool = False
    waive: bool = False
    give_tasks: bool = False
    settle: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    order: Order
    status_color: str
    payment_color: str
    money_words: str
    source: str
    is_late: bool
    may: May
    main: Button | None
    buttons: Sequence[Button]
    obstacles: Sequence[str]
    items: Sequence[OrderItem]
    stems: OrderStems
    tasks: Sequence[ProductionTask]
    open_shortages: Sequence[Shortage]
    photos: Sequence[OrderPhoto]
    payments: Sequence[Payment]
    feedback: Feedback | None
    timeline: Sequence[Entry]
    forms: dict[str, BlockForm]
    florists: Sequence[Colleague]
    couriers: Sequence[Colleague]

    @property
    def substitutes(self) -> list[str]:
        """What stands in for what, as long as the buyer can still be asked before it is made."""
        stage = self.order.issue_from or self.order.status
        return [each.instead for each in self.stems.substitutes] if stage in BEFORE_ASSEMBLY else []

    @property
    def stars(self) -> list[bool]:
        """Which of the stars the buyer gave."""
        given = self.feedback.rating if self.feedback else 0
        return [star <= given for star in range(WORST, BEST + 1)]


def order_page(order: Order, *, member: StaffMember, now: datetime, refused: BlockForm | None = None) -> Page:
    """Gather what the page of an order shows, in a fixed number of queries.

    `refused` is a form that could not be saved: it stands in its block with what was typed.
    """
    possible = [] if order.archived_at else moves(order)
    open_moves = [move.status for move in possible if move.problem is None]
    may = _may(order, open_moves, member)
    to_refund = steps.to_refund(order) if order.payment_status == PaymentStatus.REFUND_DUE else 0
    buttons = _buttons(order, open_moves, may, to_refund)
    main = _main(order, buttons)
    tasks = _tasks(order)
    shortages = list(Shortage.objects.filter(task__order=order).order_by("pk"))
    items = list(order.items.order_by("pk"))
    payments, photos = list(order.payments.order_by("pk")), list(order.photos.order_by("pk"))
    feedback = Feedback.objects.filter(order=order).first()
    return Page(
        order=order,
        status_color=steps.STATUS_COLORS[OrderStatus(order.status)],
        payment_color=steps.money_color(order),
        money_words=steps.money_words(order),
        source=steps.source_words(order),
        is_late=order.is_late(now),
        may=may,
        main=main,
        buttons=[button for button in buttons if button != main],
        obstacles=_obstacles(order, possible),
        items=items,
        stems=stems_of(order, items),
        tasks=tasks,
        open_shortages=[each for each in shortages if each.settled_at is None],
        photos=photos,
        payments=payments,
        feedback=feedback,
        timeline=timeline(
            history=list(order.history.order_by("pk")),
            payments=payments,
            notes=list(order.notes.order_by("pk")),
            photos=photos,
            tasks=tasks,
            shortages=shortages,
            feedback=feedback,
        ),
        forms=_forms(order, may, refused),
        florists=florists(order.shop) if may.give_tasks and any(task.status in OPEN for task in tasks) else [],
        couriers=couriers(order.shop) if may.write and _is_to_be_carried(order) else [],
    )


def form_of(order: Order, block: str, data: Any = None) -> BlockForm:
    """Return the form of a block, with what was typed into it if anything was."""
    if block == WhereForm.name:
        return WhereForm(order, data, zones=active_zones(order.shop))
    return BLOCKS[block](order, data)


def _is_to_be_carried(order: Order) -> bool:
    return order.is_delivered_by_courier and order.status in UNDER_WAY


def _may(order: Order, open_moves: Sequence[OrderStatus], member: StaffMember) -> May:
    is_archived = order.archived_at is not None
    if is_archived or not allows(member.access(Module.ORDERS), Access.WRITE):
        return May()
    is_open = order.status not in FINAL
    return May(
        write=is_open,
        comment=True,
        accept=steps.may_be_accepted(order),
        cancel=OrderStatus.CANCELLED in open_moves,
        report_issue=OrderStatus.ISSUE in open_moves,
        pay=order.due > 0,
        waive=order.due > 0 and order.status != OrderStatus.NEW and not order.is_paid_at_hand_over,
        give_tasks=is_open and member.is_manager,
        settle=member.is_manager,
    )


def _buttons(order: Order, open_moves: Sequence[OrderStatus], may: May, to_refund: int) -> list[Button]:
    """Return what is done by one tap; what wants a reason or a second tap has a form of its own."""
    refund = _("Деньги возвращены: %s") % readable(to_refund)
    return [
        *([Button("accept", _("Принять"))] if may.accept else []),
        *(Button("move", steps.label(order, status), status.value) for status in open_moves if status not in SIDEWAYS),
        *([Button("refund", refund)] if to_refund else []),
    ]


def _main(order: Order, buttons: Sequence[Button]) -> Button | None:
    """Return the one button that the order most likely waits for."""
    if order.status in FINAL:
        wanted = "refund", ""
    elif order.status == OrderStatus.NEW and steps.may_be_accepted(order):
        wanted = "accept", ""
    else:
        wanted = "move", steps.next_move(order) or ""
    return next((button for button in buttons if (button.action, button.to) == wanted), None)


def _obstacles(order: Order, possible: Sequence[Move]) -> list[str]:
    """Say why moves that one would look for are closed just now."""
    told = [
        f"«{steps.label(order, move.status)}»: {move.problem.reason}"
        for move in possible
        # That an order is of the other kind of delivery needs no telling.
        if move.problem is not None and move.problem.code != "wrong_delivery_method"
    ]
    return told if order.status != OrderStatus.NEW or order.is_paid_at_hand_over else []


def _forms(order: Order, may: May, refused: BlockForm | None) -> dict[str, BlockForm]:
    """Return the forms of the blocks that may be changed; of a closed order only its comment.

    One that was refused stands whether its block may be changed or not: it says that it is not saved, and why.
    """
    names = list(BLOCKS) if may.write else [WhatForm.name] if may.comment else []
    if refused and refused.name not in names:
        names.append(refused.name)
    forms = {name: refused if refused and refused.name == name else form_of(order, name) for name in names}
    return {name: form for name, form in forms.items() if form.visible_fields()}


def _tasks(order: Order) -> list[ProductionTask]:
    items = Prefetch("items", TaskItem.objects.order_by("pk"))
    return list(order.tasks.select_related("florist").prefetch_related(items).order_by("pk"))
