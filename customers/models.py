"""Customers, their address book and the days they must not forget."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.addresses import AddressParts
from cvety.core.phones import PhoneField
from cvety.core.tenancy import shop_objects
from shops.models import Shop


class CustomerQuerySet(models.QuerySet["Customer"]):
    def current(self) -> CustomerQuerySet:
        """Not put away for good."""
        return self.filter(archived_at=None)


class Customer(models.Model):
    """A buyer within one shop, known by phone. Totals follow the orders within seconds; money in tenge."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    phone = PhoneField(_("телефон"))
    name = models.CharField(_("имя"), max_length=255, blank=True)
    email = models.EmailField(_("email"), blank=True)
    birth_date = models.DateField(_("день рождения"), null=True, blank=True)
    address = models.CharField(_("адрес"), max_length=500, blank=True)
    preferences = models.TextField(_("предпочтения"), blank=True)
    tags = models.JSONField(_("метки"), default=list, blank=True)
    search_text = models.CharField(max_length=900, editable=False, help_text="Folded for searching")

    orders_count = models.PositiveIntegerField(_("заказов"), default=0, editable=False)
    paid_orders_count = models.PositiveIntegerField(_("оплаченных заказов"), default=0, editable=False)
    total_spent = models.BigIntegerField(_("потрачено"), default=0, editable=False, help_text=_("В тенге"))
    last_order_at = models.DateTimeField(_("последний заказ"), null=True, blank=True, editable=False)

    created_at = models.DateTimeField(_("создан"), auto_now_add=True)
    updated_at = models.DateTimeField(_("изменён"), auto_now=True)
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects(CustomerQuerySet)

    class Meta:
        verbose_name = _("клиент")
        verbose_name_plural = _("клиенты")
        constraints = [models.UniqueConstraint(fields=["shop", "phone"], name="customer_phone_per_shop")]
        # By what the list is sorted by; two more, for the last order, are PostgreSQL's alone (migration 0005).
        indexes = [
            models.Index(fields=["shop", "-created_at", "-id"], condition=Q(archived_at=None), name="customer_newest"),
            models.Index(fields=["shop", "name", "id"], condition=Q(archived_at=None), name="customer_by_name"),
            models.Index(fields=["shop", "-total_spent", "-id"], condition=Q(archived_at=None), name="customer_spent"),
            models.Index(
                fields=["shop", "-orders_count", "-id"], condition=Q(archived_at=None), name="customer_ordered"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.phone

    @property
    def average_order(self) -> int:
        """What was spent divided by the number of paid orders, in whole tenge, halves rounded up."""
        return money.per_unit(self.total_spent, self.paid_orders_count)


class CustomerAddress(AddressParts):
    """Where a customer has flowers sent, and to whom."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses", verbose_name=_("клиент"))
    recipient_name = models.CharField(_("получатель"), max_length=255, blank=True)
    recipient_phone = PhoneField(_("телефон получателя"), blank=True)
    is_default = models.BooleanField(_("основной"), default=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects = shop_objects()

    class Meta:
        verbose_name = _("адрес клиента")
        verbose_name_plural = _("адреса клиента")
        ordering = ["-is_default", "-last_used_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "address", "recipient_name"], name="customer_address_once_per_recipient"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(is_default=True), name="customer_address_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.address


ANY_YEAR = 2000  # a leap one: 29 February is a birthday too


class ImportantDate(models.Model):
    """A day to remind of: a birthday, an anniversary. Of one whose year nobody told, the date's is ANY_YEAR."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="important_dates", verbose_name=_("клиент"))
    date_type = models.CharField(_("повод"), max_length=32)
    date = models.DateField(_("дата"))
    has_year = models.BooleanField(_("год известен"), default=True, db_default=True)
    description = models.CharField(_("описание"), max_length=255, blank=True)
    reminder_days = models.PositiveSmallIntegerField(_("напомнить за дней"), default=3)

    objects = shop_objects()

    class Meta:
        verbose_name = _("важная дата")
        verbose_name_plural = _("важные даты")
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return f"{self.date_type} {self.date if self.has_year else format(self.date, '%m-%d')}"
