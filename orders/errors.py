"""What can go wrong with orders."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.errors import Conflict, DomainError, NotAllowed, NotFound, Text

from .states import STANDS, OrderStatus


class OrderNotFound(NotFound):
    message = _("Заказ не найден")


class ItemNotFound(NotFound):
    message = _("Позиция не найдена")


class PhotoNotFound(NotFound):
    message = _("Фото не найдено")


class NoteNotFound(NotFound):
    message = _("Комментарий не найден")


class NotYourNote(NotAllowed):
    """A comment is its author's; only those who answer for the shop may change another's."""

    message = _("Изменить или удалить комментарий может его автор, старший или владелец")


class TransitionNotAllowed(DomainError):
    """The order may not go from one status to the other: no such arrow, or its guard says no.

    The sentence is the documented one; `code` and `reason` say why.
    """

    code = "transition_not_allowed"

    def __init__(self, old: str, new: str, *, code: str = "", reason: Text = "") -> None:
        self.old = old
        self.reason = reason
        super().__init__(
            _("Невозможно изменить статус с '%(old)s' на '%(new)s'") % {"old": old, "new": new},
            code=code or self.code,
            **({"reason": str(reason)} if reason else {}),
        )


class OrderTaken(Conflict):
    """Another courier has the order."""

    code = "order_taken"

    def __init__(self, name: str) -> None:
        super().__init__(_("Этот заказ уже у курьера: %s") % name, courier_name=name)


class PhoneKeptBack(DomainError):
    """The recipient's phone is not for the courier, or not yet."""

    code = "phone_kept_back"
    message = _("Этот телефон не показываем. Позвоните в магазин")


class SumDiffers(DomainError):
    """The courier says to have collected another sum than is due."""

    code = "sum_differs"

    def __init__(self, due: int) -> None:
        super().__init__(_("Сначала получите %s. Отметьте это и повторите") % money.readable(due), due=due)


class CannotAccept(DomainError):
    code = "cannot_accept"
    message = _("Заказ ещё не оплачен: принять без оплаты можно только заказ с оплатой при получении")


class OrderClosed(DomainError):
    code = "order_closed"
    message = _("Заказ уже закрыт, изменить его нельзя")


class ItemsFixed(DomainError):
    """The order is made already, or something is wrong with it."""

    code = "items_fixed"
    message = _("Состав меняется, пока заказ новый или оплачен и ещё не собран")


class SumsFixed(DomainError):
    code = "sums_fixed"
    message = _("Заказ уже вручён, его сумма больше не меняется")


class PaymentMethodFixed(DomainError):
    """Money came already, or the order is made on a promise to pay later."""

    code = "payment_method_fixed"
    message = _("Способ оплаты меняется, пока заказ новый, ещё не оплачен и не принят с оплатой при получении")


class DeliveryMethodFixed(DomainError):
    code = "delivery_method_fixed"
    message = _("Способ получения меняется, пока заказ не передан курьеру и не отложен для покупателя")


class LastItem(DomainError):
    code = "last_item"
    message = _("Это последняя позиция. Сначала добавьте другую или отмените весь заказ")


class TooManyItems(DomainError):
    code = "too_many_items"
    message = _("В заказе уже слишком много позиций")


class CannotArchive(DomainError):
    code = "cannot_archive"
    message = _("Удалить можно только новый или отменённый заказ")


class NothingToRefund(DomainError):
    code = "nothing_to_refund"
    message = _("Столько вернуть нельзя: по заказу получено меньше")


class NothingDue(DomainError):
    code = "nothing_due"
    message = _("По заказу больше нечего платить")


def explain(error: DomainError) -> str:
    """Return what to tell a person: the reason, else where the order stands; codes of statuses are for programs."""
    if not isinstance(error, TransitionNotAllowed):
        return str(error)
    if error.reason:
        return str(error.reason)
    return gettext("%(stands)s. Обновите страницу.") % {"stands": STANDS[OrderStatus(error.old)]}
