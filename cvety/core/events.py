"""What can happen: the one list behind the constants, the webhook catalogue and the documentation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventName(models.TextChoices):
    """Names are past tense and never change; the data of each is told where it is published."""

    ORDER_CREATED = "order.created", _("Создан новый заказ")
    ORDER_ACCEPTED = "order.accepted", _("Заказ принят магазином")
    ORDER_STATUS_CHANGED = "order.status_changed", _("Изменён статус заказа")
    ORDER_PAID = "order.paid", _("Заказ оплачен")
    ORDER_ITEMS_CHANGED = "order.items_changed", _("Изменён состав заказа")
    ORDER_COMPLETED = "order.completed", _("Заказ выполнен")
    ORDER_CANCELLED = "order.cancelled", _("Заказ отменён")
    ORDER_ISSUE = "order.issue", _("Проблема с заказом")
    ORDER_PHOTO_ADDED = "order.photo_added", _("Добавлено фото заказа")
    PAYMENT_RECEIVED = "payment.received", _("Получена оплата")
    PAYMENT_REFUNDED = "payment.refunded", _("Возвращена оплата")
    CUSTOMER_CREATED = "customer.created", _("Новый клиент")
    STOCK_LOW = "stock.low", _("Товар заканчивается")
    FEEDBACK_RECEIVED = "feedback.received", _("Получен отзыв")
