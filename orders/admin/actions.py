"""What the buttons of an order do: each is one call of a service, and a sentence about what it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cvety.core.errors import InvalidInput
from cvety.core.money import readable
from cvety.core.text import clean
from orders.models import Order, PaymentSource
from orders.services import (
    accept_order,
    add_note,
    add_photo,
    change_status,
    record_payment,
    record_refund,
    report_issue,
    update_order,
    waive_due,
)
from orders.states import IssueType, OrderStatus
from production.services import assign_task, settle_shortage
from shops.models import PaymentMethod

from .steps import to_refund

MAX_COMMENT = 1000
LONGEST_SUM = 12
LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed: on which order, with what beside it, by whom and when."""

    order: Order
    form: Mapping[str, str]
    files: Mapping[str, File]
    member: StaffMember
    now: datetime

    @property
    def who(self) -> dict[str, Any]:
        """What the services of orders are told."""
        told = {"shop": self.order.shop, "order_id": self.order.pk, "now": self.now}
        return {**told, "actor": self.member.as_actor()}

    @property
    def colleague(self) -> dict[str, Any]:
        """What the services of tasks are told."""
        return {"shop": self.order.shop, "member": self.member, "now": self.now}

    @property
    def comment(self) -> str:
        return clean(self.form.get("comment", ""), MAX_COMMENT)

    def id_of(self, name: str) -> int | None:
        """Return the id that was chosen, if one was."""
        chosen = self.form.get(name, "")
        return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) <= LONGEST_ID else None


def _move(press: Press) -> str:
    if press.form.get("to") not in OrderStatus.values:
        raise InvalidInput((("to",), _("Такого статуса нет")))
    moved = change_status(to=press.form["to"], comment=press.comment, **press.who)
    return _("%(order)s: теперь «%(status)s»") % {"order": press.order, "status": moved.get_status_display()}


def _accept(press: Press) -> str:
    accept_order(**press.who)
    return _("%s: заказ принят") % press.order


def _issue(press: Press) -> str:
    if press.form.get("issue_type") not in IssueType.values:
        raise InvalidInput((("issue_type",), _("Выберите, что случилось")))
    report_issue(issue_type=press.form["issue_type"], comment=press.comment, **press.who)
    return _("%s: отметили проблему") % press.order


def _pay(press: Press) -> str:
    method = press.form.get("method") or press.order.payment_method
    if method not in PaymentMethod.values:
        raise InvalidInput((("method",), _("Выберите, как заплатили")))
    payment = record_payment(
        amount=_sum(press.form.get("amount", ""), usual=press.order.unpaid),
        method=method,
        source=PaymentSource.MANUAL,
        comment=press.comment,
        **press.who,
    )
    return _("Записали оплату %s") % readable(payment.amount)


def _sum(typed: str, *, usual: int) -> int:
    """Read a sum as people write it: «27 000 ₸»; without one it is the usual."""
    digits = re.sub(r"[\s₸]", "", typed)
    if not digits:
        return usual
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_SUM):
        raise InvalidInput((("amount",), _("Напишите сумму в тенге, цифрами")))
    return int(digits)


def _refund(press: Press) -> str:
    refund = record_refund(amount=to_refund(press.order), comment=press.comment, **press.who)
    return _("Записали возврат %s") % readable(refund.amount)


def _waive(press: Press) -> str:
    waive_due(reason=press.comment, **press.who)
    return _("Долг прощён, заказ можно отправлять")


def _note(press: Press) -> str:
    add_note(text=press.comment, **press.who)
    return _("Комментарий добавлен")


def _photo(press: Press) -> str:
    upload = press.files.get("file")
    if upload is None:
        raise InvalidInput((("file",), _("Выберите или сделайте фото")))
    add_photo(upload=upload, **press.who)
    return _("Фото добавлено")


def _give(press: Press) -> str:
    """Give a task of the order to a florist."""
    florist_id = press.id_of("florist")
    if florist_id is None:
        raise InvalidInput((("florist",), _("Выберите флориста")))
    given = assign_task(task_id=press.id_of("task") or 0, florist_id=florist_id, **press.colleague)
    return _("Задача у флориста: %s") % given.florist


def _courier(press: Press) -> str:
    """Give the order to a courier, or with nobody chosen to whoever takes it."""
    changed = update_order(changes={"courier_id": press.id_of("courier")}, **press.who)
    return _("Заказ у курьера: %s") % changed.courier if changed.courier else _("Заказ возьмёт свободный курьер")


def _settle(press: Press) -> str:
    """Say that what a florist lacked is found, or done without."""
    settle_shortage(shortage_id=press.id_of("shortage") or 0, **press.colleague)
    return _("Решено, флорист это увидит")


ACTIONS: dict[str, Callable[[Press], str]] = {
    "move": _move,
    "accept": _accept,
    "issue": _issue,
    "pay": _pay,
    "refund": _refund,
    "waive": _waive,
    "note": _note,
    "photo": _photo,
    "give": _give,
    "courier": _courier,
    "settle": _settle,
}
# A debt outlives the order that was put away.
OF_ARCHIVED = frozenset({"refund"})
