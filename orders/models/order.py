"""An order, its items and what each of them needs, its photos and its history."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from catalog.models import Category, Product
from customers.models import Customer
from cvety.core.actors import AuthoredModel
from cvety.core.addresses import AddressParts
from cvety.core.phones import PhoneField
from cvety.core.tenancy import shop_objects
from orders.pricing import due_of
from orders.states import UNDER_WAY, CallPolicy, DeliveryMethod, IssueType, OrderStatus, PaymentStatus
from shops.models import DeliveryZone, PaymentMethod, Shop
from warehouse.models import StockItem


class OrderQuerySet(models.QuerySet["Order"]):
    def current(self) -> OrderQuerySet:
        """Not archived."""
        return self.filter(archived_at=None)

    def under_way(self) -> OrderQuerySet:
        """Still to be brought to an end by somebody."""
        return self.current().filter(status__in=UNDER_WAY)

    def late(self, at: datetime) -> OrderQuerySet:
        """Under way, and its window is over; without hours, its day (on the clock of the request)."""
        today = timezone.localdate(at)
        end = Coalesce("window_to_at", "window_from_at")
        return (
            self.under_way()
            .filter(delivery_date__lte=today)  # for the index
            .alias(window_end=end)
            .filter(Q(window_end__lt=at) | Q(window_end=None, delivery_date__lt=today))
        )


class Order(AddressParts):
    """One order from the storefront, the phone or a marketplace. Money is in whole tenge.

    `status` is written by `orders.services.change_status` alone (a test looks for other writers); the sums
    by `orders.pricing`. Names, phones and prices are as they were when the order was placed.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    status = models.CharField(_("статус"), max_length=16, choices=OrderStatus.choices, default=OrderStatus.NEW)
    status_changed_at = models.DateTimeField(_("статус с"))
    issue_from = models.CharField(_("проблема возникла в статусе"), max_length=16, blank=True)
    issue_type = models.CharField(_("проблема"), max_length=32, choices=IssueType.choices, blank=True)
    issue_comment = models.TextField(_("о проблеме"), blank=True)
    issue_reported_at = models.DateTimeField(_("проблема с"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("принят"), null=True, blank=True)

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", verbose_name=_("клиент"))
    customer_phone = PhoneField(_("телефон заказчика"))
    customer_name = models.CharField(_("заказчик"), max_length=255, blank=True)
    recipient_phone = PhoneField(_("телефон получателя"), blank=True)
    recipient_name = models.CharField(_("получатель"), max_length=255, blank=True)

    delivery_method = models.CharField(
        _("способ получения"), max_length=16, choices=DeliveryMethod.choices, default=DeliveryMethod.DELIVERY
    )
    delivery_date = models.DateField(_("день"), null=True, blank=True)
    window_from_at = models.DateTimeField(_("с"), null=True, blank=True)
    window_to_at = models.DateTimeField(_("до"), null=True, blank=True)
    delivery_zone = models.ForeignKey(
        DeliveryZone,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("зона доставки"),
    )
    delivery_zone_name = models.CharField(_("зона, как была"), max_length=100, blank=True)

    flower_sum = models.PositiveIntegerField(_("товары"), default=0)
    delivery_fee = models.PositiveIntegerField(_("доставка"), default=0)
    discount = models.PositiveIntegerField(_("скидка"), default=0)
    total = models.PositiveIntegerField(_("итого"), default=0)
    payment_method = models.CharField(
        _("оплата"), max_length=16, choices=PaymentMethod.choices, default=PaymentMethod.KASPI
    )
    payment_status = models.CharField(
        _("статус оплаты"), max_length=16, choices=PaymentStatus.choices, default=PaymentStatus.PENDING
    )
    paid_total = models.IntegerField(_("оплачено"), default=0, help_text=_("Платежи минус возвраты"))
    refunded_total = models.PositiveIntegerField(_("возвращено"), default=0)
    due_waived = models.PositiveIntegerField(_("прощено"), default=0, db_default=0, help_text=_("В тенге"))
    due_waived_at = models.DateTimeField(_("долг прощён"), null=True, blank=True)
    due_waived_by = models.CharField(_("кто простил"), max_length=255, blank=True, default="", db_default="")
    due_waived_reason = models.CharField(_("почему прощён"), max_length=255, blank=True)

    tracking_token = models.CharField(_("номер отслеживания"), max_length=9, unique=True)
    source = models.CharField(_("откуда"), max_length=32, default="website")
    external_id = models.CharField(_("номер у источника"), max_length=64, blank=True)
    comment = models.TextField(_("комментарий"), blank=True)

    card_text = models.TextField(_("текст открытки"), blank=True)
    is_anonymous = models.BooleanField(_("анонимно"), default=False)
    is_surprise = models.BooleanField(_("сюрприз"), default=False)
    call_policy = models.CharField(_("звонки"), max_length=16, choices=CallPolicy.choices, default=CallPolicy.RECIPIENT)
    photo_approval = models.BooleanField(_("показать фото до отправки"), default=False)
    substitution_consent = models.BooleanField(_("можно заменить цветы"), default=False)

    florist = models.ForeignKey(
        StaffMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("флорист")
    )
    courier = models.ForeignKey(
        StaffMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("курьер")
    )

    # What this order has already added to the totals of its customer and products (see services.totals).
    counted = models.JSONField(default=dict, editable=False)
    search_text = models.CharField(max_length=900, editable=False, help_text="Folded for searching")

    created_at = models.DateTimeField(_("создан"))
    updated_at = models.DateTimeField(_("изменён"))
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects(OrderQuerySet)

    class Meta:
        verbose_name = _("заказ")
        verbose_name_plural = _("заказы")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("flower_sum") + F("delivery_fee") - F("discount")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(window_from_at=None) | Q(window_to_at__gte=F("window_from_at")),
                name="order_window_runs_forward",
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "-created_at", "-id"],
                condition=Q(archived_at=None),
                name="order_newest_first",
            ),
            models.Index(
                fields=["shop", "status", "-created_at", "-id"],
                condition=Q(archived_at=None),
                name="order_newest_by_status",
            ),
            models.Index(
                fields=["shop", "payment_status", "-created_at", "-id"],
                condition=Q(archived_at=None),
                name="order_newest_by_payment",
            ),
            models.Index(
                fields=["shop", "-updated_at", "-id"], condition=Q(archived_at=None), name="order_last_changed"
            ),
            models.Index(fields=["shop", "-total", "-id"], condition=Q(archived_at=None), name="order_largest_first"),
            # A courier's list is their own orders alone.
            models.Index(
                fields=["shop", "courier", "-created_at", "-id"],
                condition=Q(archived_at=None, courier__isnull=False),
                name="order_newest_of_courier",
            ),
            # A sales channel asks for the order it knows by its own number.
            models.Index(
                fields=["shop", "external_id", "-created_at", "-id"],
                condition=Q(archived_at=None, external_id__gt=""),
                name="order_by_external_id",
            ),
            models.Index(fields=["customer", "-created_at"], name="order_of_customer"),
            models.Index(
                fields=["courier", "window_from_at"],
                condition=Q(status__in=["assembled", "delivery"]),
                name="order_of_courier",
            ),
            models.Index(fields=["status_changed_at"], condition=Q(status="delivered"), name="order_delivered"),
            models.Index(
                fields=["shop", "delivery_date", "window_from_at"],
                condition=Q(archived_at=None),
                name="order_by_day",
            ),
            # What is under way: few rows, whatever the shop has sold so far.
            models.Index(
                fields=["shop", "delivery_date", "window_from_at"],
                condition=Q(archived_at=None)
                & Q(status__in=["new", "paid", "assembled", "delivery", "self_pickup", "issue"]),
                name="order_under_way",
            ),
            models.Index(
                fields=["shop", "status_changed_at"],
                condition=Q(archived_at=None) & Q(payment_status="refund_due"),
                name="order_refund_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_name or self.customer_name or self.customer_phone}, №\u00a0{self.pk}"

    @property
    def due(self) -> int:
        """What is still to be paid, in whole tenge; nothing on a cancelled order, nor of what was waived."""
        return due_of(status=self.status, total=self.total, paid_total=self.paid_total, waived=self.due_waived)

    @property
    def unpaid(self) -> int:
        """What has not been paid, in whole tenge, waived or not; nothing on a cancelled order."""
        return due_of(status=self.status, total=self.total, paid_total=self.paid_total, waived=0)

    def is_late(self, at: datetime) -> bool:
        """Whether its window is over and somebody has still to do something; without hours, its day."""
        if self.status not in UNDER_WAY:
            return False
        end = self.window_to_at or self.window_from_at
        if end is None:
            return self.delivery_date is not None and self.delivery_date < timezone.localdate(at)
        return end < at

    @property
    def to_refund(self) -> int:
        """What is owed to the buyer, in whole tenge."""
        return self.paid_total if self.status == OrderStatus.CANCELLED else max(self.paid_total - self.total, 0)

    @property
    def is_paid_at_hand_over(self) -> bool:
        """Whether the money comes last."""
        return self.payment_method in (PaymentMethod.CASH, PaymentMethod.CARD)

    @property
    def is_delivered_by_courier(self) -> bool:
        return self.delivery_method == DeliveryMethod.DELIVERY

    @property
    def tracking_url(self) -> str:
        """The buyer's page."""
        return f"{settings.CVETY_BASE_URL}/tracking/{self.tracking_token}"

    @property
    def aggregate(self) -> str:
        """The order's name in the outbox: its events keep their order under it."""
        return f"order:{self.pk}"


class OrderItem(models.Model):
    """One line of an order, with the product as it was."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="items", verbose_name=_("заказ"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("товар"))
    product_name = models.CharField(_("название"), max_length=255)
    product_category = models.CharField(_("категория"), max_length=16, choices=Category.choices)
    quantity = models.PositiveIntegerField(_("количество"))
    price = models.PositiveIntegerField(_("цена"))
    total = models.PositiveBigIntegerField(_("сумма"))
    notes = models.TextField(_("пожелания"), null=True, blank=True)
    make_minutes = models.PositiveSmallIntegerField(_("минут на сборку"), default=0)

    objects = shop_objects()

    class Meta:
        verbose_name = _("позиция заказа")
        verbose_name_plural = _("позиции заказа")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(total=F("price") * F("quantity")), name="order_item_total_adds_up"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_item_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} × {self.quantity}"


class OrderDemand(models.Model):
    """What a line needs of a stock item: the recipe as it was. What it holds of batches is a reservation."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="demand")
    order_item = models.ForeignKey(OrderItem, models.CASCADE, related_name="demand")
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", verbose_name=_("позиция"))
    quantity = models.PositiveIntegerField(_("количество"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("потребность")
        verbose_name_plural = _("потребности")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order_item", "item"], name="demand_once_per_line")]

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"


def photo_path(photo: OrderPhoto, filename: str) -> str:
    """Return an unguessable name in the shop's own folder."""
    return f"shops/{photo.shop_id}/orders/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class PhotoKind(models.TextChoices):
    """What a picture shows."""

    BOUQUET = "bouquet", _("Букет")
    HAND_OVER = "hand_over", _("Вручение")
    PROBLEM = "problem", _("Не вручили")  # a closed door, a broken stem: for the shop alone


class OrderPhoto(AuthoredModel):
    """A picture of what was made or handed over."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="photos", verbose_name=_("заказ"))
    kind = models.CharField(
        _("что на фото"),
        max_length=16,
        choices=PhotoKind.choices,
        default=PhotoKind.BOUQUET,
        db_default=PhotoKind.BOUQUET,
    )
    image = models.ImageField(_("фото"), upload_to=photo_path)
    thumbnail = models.ImageField(_("миниатюра"), upload_to=photo_path)
    uploaded_at = models.DateTimeField(_("загружено"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("фото заказа")
        verbose_name_plural = _("фото заказа")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.image)


class OrderStatusChange(AuthoredModel):
    """One row of an order's history. Rows are only ever added."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="history", verbose_name=_("заказ"))
    old_status = models.CharField(_("было"), max_length=16, choices=OrderStatus.choices, blank=True)
    status = models.CharField(_("стало"), max_length=16, choices=OrderStatus.choices)
    comment = models.TextField(_("комментарий"), blank=True)
    changed_at = models.DateTimeField(_("когда"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("смена статуса")
        verbose_name_plural = _("история")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_status} → {self.status}"


class NoteKind(models.TextChoices):
    """What a note tells."""

    COMMENT = "comment", _("Комментарий")
    PHONE_REVEALED = "phone_revealed", _("Показан телефон получателя")


class OrderNote(AuthoredModel):
    """Something that happened to an order and is no change of its status.

    What happened stays as it was written; a comment may be changed or taken back.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, models.CASCADE, related_name="notes", verbose_name=_("заказ"))
    kind = models.CharField(_("вид"), max_length=16, choices=NoteKind.choices, default=NoteKind.COMMENT)
    text = models.TextField(_("текст"), blank=True)
    created_at = models.DateTimeField(_("когда"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("заметка")
        verbose_name_plural = _("заметки")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text or str(NoteKind(self.kind).label)
