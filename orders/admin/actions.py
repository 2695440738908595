"""What the buttons of an order do: each is one call of a service, and a sentence about what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cvety.core.errors import InvalidInput
from cvety.core.money import readable
from cvety.core.text import clean
from orders.models import Order, PaymentSource
from orders.services import accept_order, change_status, record_payment, record_refund, report_issue, waive_due
from orders.states import IssueType, OrderStatus

from .steps import to_refund

MAX_COMMENT = 1000

Form = Mapping[str, str]


def _comment(form: Form) -> str:
    return clean(form.get("comment", ""), MAX_COMMENT)


def _move(order: Order, form: Form, who: dict[str, Any]) -> str:
    if form.get("to") not in OrderStatus.values:
        raise InvalidInput((("to",), _("Такого статуса нет")))
    moved = change_status(to=form["to"], comment=_comment(form), **who)
    return _("%(order)s: теперь «%(status)s»") % {"order": order, "status": moved.get_status_display()}


def _accept(order: Order, form: Form, who: dict[str, Any]) -> str:
    accept_order(**who)
    return _("%s: заказ принят") % order


def _issue(order: Order, form: Form, who: dict[str, Any]) -> str:
    if form.get("issue_type") not in IssueType.values:
        raise InvalidInput((("issue_type",), _("Выберите, что случилось")))
    report_issue(issue_type=form["issue_type"], comment=_comment(form), **who)
    return _("%s: отметили проблему") % order


def _pay(order: Order, form: Form, who: dict[str, Any]) -> str:
    payment = record_payment(
        amount=order.due,
        method=order.payment_method,
        source=PaymentSource.MANUAL,
        comment=_comment(form),
        **who,
    )
    return _("Записали оплату %s") % readable(payment.amount)


def _refund(order: Order, form: Form, who: dict[str, Any]) -> str:
    refund = record_refund(amount=to_refund(order), comment=_comment(form), **who)
    return _("Записали возврат %s") % readable(refund.amount)


def _waive(order: Order, form: Form, who: dict[str, Any]) -> str:
    waive_due(reason=_comment(form), **who)
    return _("Долг прощён, заказ можно отправлять")


ACTIONS: dict[str, Callable[[Order, Form, dict[str, Any]], str]] = {
    "move": _move,
    "accept": _accept,
    "issue": _issue,
    "pay": _pay,
    "refund": _refund,
    "waive": _waive,
}
