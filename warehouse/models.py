"""Stock: what is counted, when it came, and every change of its quantity.

A batch's figures are sums of its movements; `manage.py check_stock` proves it at any time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cvety.core import money
from cvety.core.actors import AuthoredModel
from cvety.core.tenancy import shop_objects
from shops.models import Shop


class ItemKind(models.TextChoices):
    FLOWER = "flower", _("Цветок")
    PACKAGING = "packaging", _("Упаковка")
    FINISHED = "finished", _("Готовое изделие")


class Freshness(models.TextChoices):
    """Age against shelf life: under a half, under 0.8, under the whole, beyond."""

    FRESH = "fresh", _("Свежий")
    AGING = "aging", _("Стареет")
    WILTING = "wilting", _("Вянет")
    EXPIRED = "expired", _("Списать")


class MovementKind(models.TextChoices):
    """Why a quantity changed; the two deltas of each are in the comment."""

    RECEIPT = "receipt", _("Поступление")  # on hand +q
    RESERVE = "reserve", _("Резерв")  # reserved +q
    RELEASE = "release", _("Снятие резерва")  # reserved −q
    SALE = "sale", _("Продажа")  # on hand −q, reserved −q; undone: on hand +q
    WRITEOFF = "writeoff", _("Списание")  # on hand −q
    CORRECTION = "correction", _("Корректировка")  # on hand ±q


class WriteOffReason(models.TextChoices):
    WILTED = "wilted", _("Завяли")
    DAMAGED = "damaged", _("Повреждены")
    POOR_QUALITY = "poor_quality", _("Плохое качество")
    LOST = "lost", _("Пропали")
    CANCELLED_ORDER = "cancelled_order", _("Отменённый заказ")  # after hand-over; nobody says it by hand
    OTHER = "other", _("Другое")


class CorrectionReason(models.TextChoices):
    RECOUNT = "recount", _("Пересчёт")
    MISTAKE = "mistake", _("Ошибка в учёте")
    OTHER = "other", _("Другое")


class ReservationStatus(models.TextChoices):
    HELD = "held", _("В резерве")
    CONSUMED = "consumed", _("Продано")
    RELEASED = "released", _("Снято")
    WRITTEN_OFF = "written_off", _("Списано")


class CountOutcome(models.TextChoices):
    """What posting a count did of one batch; empty until then."""

    MATCHED = "matched", _("Сходится")
    CORRECTED = "corrected", _("Исправлено")
    HELD = "held", _("Держат заказы")  # less was counted than orders hold, and nothing else is free for them
    GONE = "gone", _("Партии больше нет")  # its receipt was cancelled, or all of it was sold or thrown away


class StockItem(models.Model):
    """What is counted: a flower variety of one height, a packaging, a finished thing."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    kind = models.CharField(_("вид"), max_length=16, choices=ItemKind.choices, default=ItemKind.FLOWER)
    name = models.CharField(_("название"), max_length=255)
    name_key = models.CharField(max_length=255, editable=False, help_text="The name folded for comparing")
    height_cm = models.PositiveSmallIntegerField(_("высота, см"), null=True, blank=True)
    slug = models.CharField(_("код"), max_length=80)
    unit = models.CharField(_("единица"), max_length=16, default="шт")
    shelf_life_days = models.PositiveSmallIntegerField(
        _("срок жизни, дней"), null=True, blank=True, default=14, help_text=_("Пусто — не портится")
    )
    low_stock_threshold = models.PositiveIntegerField(_("мало, если осталось"), default=5)
    supplier = models.CharField(
        _("поставщик"), max_length=255, blank=True, db_default="", help_text=_("У кого обычно заказывают")
    )
    bunch_size = models.PositiveSmallIntegerField(
        _("в пачке"), default=1, db_default=1, help_text=_("По сколько продаёт поставщик")
    )
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = shop_objects()

    class Meta:
        verbose_name = _("складская позиция")
        verbose_name_plural = _("остатки")
        constraints = [
            models.UniqueConstraint(
                F("shop"), F("kind"), F("name_key"), Coalesce("height_cm", 0), name="stock_item_once_per_shop"
            ),
            models.UniqueConstraint(fields=["shop", "slug"], name="stock_item_slug_per_shop"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.height_cm} см" if self.height_cm else self.name

    @property
    def is_kept_in_stock(self) -> bool:
        """Whether somebody is to be told that it runs out; finished pieces with no threshold come and go."""
        return self.kind != ItemKind.FINISHED or self.low_stock_threshold > 0


class ReceiptCounter(models.Model):
    """The last number given to a goods receipt of a shop and year; its lock keeps numbers without holes."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    objects = shop_objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "year"], name="receipt_counter_per_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class GoodsReceipt(AuthoredModel):
    """A supplier's delivery: several positions in one currency, each of which becomes a batch."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    number = models.CharField(_("номер"), max_length=32)
    supplier = models.CharField(_("поставщик"), max_length=255)
    farm = models.CharField(_("ферма"), max_length=255, blank=True)
    received_at = models.DateTimeField(_("получено"))
    currency = models.CharField(_("валюта"), max_length=3, default="KZT")
    exchange_rate = models.DecimalField(_("курс"), max_digits=12, decimal_places=4, default=1)
    delivery_cost = models.DecimalField(_("доставка"), max_digits=14, decimal_places=2, default=0)
    total_stems = models.PositiveIntegerField(_("стеблей"))
    total_cost_original = models.DecimalField(_("сумма в валюте"), max_digits=16, decimal_places=2)
    total_cost_kzt = models.PositiveBigIntegerField(_("сумма в тенге"))
    notes = models.TextField(_("примечание"), blank=True)
    created_at = models.DateTimeField(_("создано"))
    cancelled_at = models.DateTimeField(_("отменено"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1, editable=False)

    objects = shop_objects()

    class Meta:
        verbose_name = _("поставка")
        verbose_name_plural = _("поставки")
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["shop", "number"], name="receipt_number_per_shop")]

    def __str__(self) -> str:
        return self.number


class StockBatch(models.Model):
    """What arrived together: one item, one arrival, one cost. Promised to buyers is on hand − reserved."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="batches", verbose_name=_("позиция"))
    receipt = models.ForeignKey(
        GoodsReceipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("поставка"),
    )
    supplier = models.CharField(_("поставщик"), max_length=255, blank=True)
    farm = models.CharField(_("ферма"), max_length=255, blank=True)
    supplier_key = models.CharField(max_length=255, editable=False, help_text="The supplier folded for comparing")
    farm_key = models.CharField(max_length=255, editable=False, help_text="The farm folded for comparing")
    packaging = models.CharField(_("упаковка"), max_length=100, blank=True)
    arrived_at = models.DateTimeField(_("поступление"))
    expires_at = models.DateTimeField(_("годен до"), null=True, blank=True)

    quantity_received = models.PositiveIntegerField(_("поступило"))
    quantity_on_hand = models.PositiveIntegerField(_("в наличии"), default=0)
    quantity_reserved = models.PositiveIntegerField(_("в резерве"), default=0)
    quantity_sold = models.IntegerField(_("продано"), default=0)
    quantity_written_off = models.PositiveIntegerField(_("списано"), default=0)

    total_cost = models.PositiveBigIntegerField(_("себестоимость партии"), default=0, help_text=_("В тенге"))
    landed_total_cost = models.PositiveBigIntegerField(
        _("себестоимость с доставкой"), default=0, help_text=_("В тенге")
    )
    on_showcase = models.BooleanField(_("на витрине"), default=False)
    to_write_off = models.BooleanField(_("к списанию"), default=False)
    cancelled_at = models.DateTimeField(_("отменена"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects()

    class Meta:
        verbose_name = _("партия")
        verbose_name_plural = _("партии")
        ordering = ["-arrived_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity_reserved__lte=F("quantity_on_hand")), name="batch_reserve_is_on_hand"
            ),
            models.CheckConstraint(condition=Q(quantity_received__gt=0), name="batch_is_of_something"),
        ]
        indexes = [
            models.Index(fields=["shop", "-arrived_at", "-id"], name="batch_newest_first"),
            models.Index(fields=["item"], condition=Q(quantity_on_hand__gt=0), name="batch_in_stock"),
        ]

    def __str__(self) -> str:
        day = timezone.localtime(self.arrived_at)
        return gettext("Партия № %(number)d от %(day)s") % {"number": self.pk, "day": f"{day:%d.%m.%Y}"}

    @property
    def quantity_free(self) -> int:
        return self.quantity_on_hand - self.quantity_reserved

    @property
    def is_whole(self) -> bool:
        """Whether all that came still stands there, and nobody has a claim on it."""
        moved = self.quantity_reserved or self.quantity_sold or self.quantity_written_off
        return not moved and self.quantity_on_hand == self.quantity_received

    @property
    def cost_per_stem(self) -> int:
        """Purchase price of a stem in whole tenge, rounded for showing."""
        return money.per_unit(self.total_cost, self.quantity_received)

    @property
    def landed_cost_per_stem(self) -> int:
        """The same with the receipt's own delivery spread over its stems."""
        return money.per_unit(self.landed_total_cost, self.quantity_received)

    def is_expired(self, at: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= at

    def freshness(self, at: datetime) -> Freshness:
        """Return how fresh the batch is: its age against the item's shelf life."""
        return freshness(self.arrived_at, self.expires_at, at)


def freshness(arrived_at: datetime, expires_at: datetime | None, at: datetime) -> Freshness:
    """Return how fresh something is that arrived then and will have wilted by then."""
    if expires_at is None:
        return Freshness.FRESH
    life = expires_at - arrived_at
    spent = (at - arrived_at) / life if life > timedelta() else 1.0
    if spent < 0.5:
        return Freshness.FRESH
    if spent < 0.8:
        return Freshness.AGING
    return Freshness.WILTING if spent < 1 else Freshness.EXPIRED


class StockReservation(models.Model):
    """What an order holds of a batch; the order is named by id, because the warehouse knows no orders."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="reservations", verbose_name=_("партия"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", verbose_name=_("позиция"))
    replaces = models.ForeignKey(
        StockItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("вместо"),
        help_text=_("Что названо в рецепте, если взята замена"),
    )
    order_id = models.BigIntegerField(_("заказ"), db_index=True)
    line_id = models.BigIntegerField(_("строка заказа"))
    quantity = models.PositiveIntegerField(_("количество"))
    status = models.CharField(max_length=16, choices=ReservationStatus.choices, default=ReservationStatus.HELD)
    cost = models.PositiveBigIntegerField(
        _("себестоимость"), null=True, help_text=_("Тенге с доставкой поставки, как списано при сборке")
    )
    created_at = models.DateTimeField()

    objects = shop_objects()

    class Meta:
        verbose_name = _("резерв")
        verbose_name_plural = _("резервы")
        indexes = [models.Index(fields=["batch"], condition=Q(status="held"), name="reservation_held")]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.quantity}"

    @property
    def serves_id(self) -> int:
        """The item that the recipe names, which is the one held unless that is a substitute."""
        return self.replaces_id or self.item_id

    @property
    def instead(self) -> str:
        """«60 см вместо 50 см», blank where the item is the recipe's own."""
        if self.replaces is None:
            return ""
        item, own = self.item, self.replaces
        if item.name == own.name and item.height_cm and own.height_cm:
            return gettext("%(height)d см вместо %(own)d см") % {"height": item.height_cm, "own": own.height_cm}
        return gettext("%(item)s вместо %(own)s") % {"item": item, "own": own}


class StockMovement(AuthoredModel):
    """One change of a batch's quantity. Rows are only ever added."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="movements", verbose_name=_("партия"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", verbose_name=_("позиция"))
    kind = models.CharField(_("вид"), max_length=16, choices=MovementKind.choices)
    on_hand_delta = models.IntegerField(_("в наличии"))
    reserved_delta = models.IntegerField(_("в резерве"))
    cost_delta = models.BigIntegerField(_("себестоимость"), default=0, help_text=_("В тенге"))
    landed_cost_delta = models.BigIntegerField(_("с доставкой"), default=0, help_text=_("В тенге"))
    order_id = models.BigIntegerField(_("заказ"), null=True, blank=True, db_index=True)
    reason = models.CharField(_("причина"), max_length=64, blank=True)
    note = models.TextField(_("примечание"), blank=True)
    created_at = models.DateTimeField(_("когда"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("движение")
        verbose_name_plural = _("движения")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["item", "-id"], name="movement_history_of_item"),
            models.Index(fields=["shop", "-created_at"], condition=Q(kind="writeoff"), name="movement_thrown_away"),
            # How fast stems go: what was sold lately, or made into bouquets for the showcase.
            models.Index(
                fields=["shop", "created_at"], condition=Q(kind__in=["sale", "correction"]), name="movement_used"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Движение № %(number)d: %(kind)s") % {"number": self.pk, "kind": self.get_kind_display().lower()}


class Stocktake(AuthoredModel):
    """A blind count of the shelf: whoever counts does not see what the books say until it is posted.

    A shop has one open at a time; the first bucket counted opens it.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    started_at = models.DateTimeField(_("начата"))
    posted_at = models.DateTimeField(_("проведена"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("отменена"), null=True, blank=True)
    posted_by = models.CharField(_("провёл"), max_length=255, blank=True)
    note = models.TextField(_("примечание"), blank=True)

    objects = shop_objects()

    class Meta:
        verbose_name = _("инвентаризация")
        verbose_name_plural = _("инвентаризации")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(posted_at=None, cancelled_at=None), name="one_open_stocktake_per_shop"
            )
        ]
        indexes = [models.Index(fields=["shop", "-started_at", "-id"], name="stocktake_newest_first")]

    def __str__(self) -> str:
        day = timezone.localtime(self.started_at)
        return gettext("Инвентаризация от %(day)s") % {"day": f"{day:%d.%m.%Y}"}


class StocktakeLine(AuthoredModel):
    """What somebody counted of one batch, beside what the books said at that moment.

    The difference is posted, not the count: what is sold between the two is nobody's mistake.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="lines", verbose_name=_("инвентаризация"))
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="+", verbose_name=_("партия"))
    counted = models.PositiveIntegerField(_("насчитано"))
    expected = models.PositiveIntegerField(_("по учёту"))
    counted_at = models.DateTimeField(_("когда"))
    movement = models.OneToOneField(
        StockMovement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("корректировка")
    )
    outcome = models.CharField(
        _("итог"), max_length=16, choices=CountOutcome.choices, blank=True, default="", db_default=""
    )
    held_by = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        editable=False,
        help_text="Orders that held what was missing when the count was posted",
    )

    objects = shop_objects()

    class Meta:
        verbose_name = _("строка инвентаризации")
        verbose_name_plural = _("строки инвентаризации")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["stocktake", "batch"], name="stocktake_counts_a_batch_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.counted}"

    @property
    def difference(self) -> int:
        """How many more there are than the books say; negative where some are missing."""
        return self.counted - self.expected
