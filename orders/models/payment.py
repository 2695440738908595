"""Money as rows: payments and refunds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import AuthoredModel
from cvety.core.money import readable
from cvety.core.tenancy import shop_objects
from shops.models import PaymentMethod, Shop

from .order import Order


class PaymentKind(models.TextChoices):
    PAYMENT = "payment", _("Оплата")
    REFUND = "refund", _("Возврат")


class PaymentSource(models.TextChoices):
    MANUAL = "manual", _("Вручную")
    HAND_OVER = "hand_over", _("При вручении")
    KASPI = "kaspi", _("Kaspi Pay")


class Payment(AuthoredModel):
    """Money that came for an order or went back. Rows are only ever added; amounts are in whole tenge."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.PROTECT, related_name="payments", verbose_name=_("заказ"))
    kind = models.CharField(_("вид"), max_length=16, choices=PaymentKind.choices, default=PaymentKind.PAYMENT)
    amount = models.PositiveIntegerField(_("сумма"), help_text=_("В тенге"))
    method = models.CharField(_("способ"), max_length=16, choices=PaymentMethod.choices)
    source = models.CharField(_("источник"), max_length=16, choices=PaymentSource.choices)
    external_id = models.CharField(
        _("номер у источника"), max_length=128, null=True, blank=True, help_text=_("Один платёж — один раз")
    )
    comment = models.TextField(_("комментарий"), blank=True)
    created_at = models.DateTimeField(_("когда"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("платёж")
        verbose_name_plural = _("платежи")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "source", "external_id"], name="payment_recorded_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_of_something"),
        ]
        indexes = [models.Index(fields=["shop", "-created_at", "-id"], name="payment_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {readable(self.amount)}"
