"""The tenant's tables."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cvety.core.phones import PhoneField
from cvety.core.tenancy import shop_objects

from .origins import validate_origins


class PaymentMethod(models.TextChoices):
    """How an order is paid; with cash and card the money comes last, at hand-over."""

    KASPI = "kaspi", _("Kaspi")
    CASH = "cash", _("Наличными")
    CARD = "card", _("Картой при получении")


def default_payment_methods() -> list[str]:
    return [PaymentMethod.KASPI, PaymentMethod.CASH, PaymentMethod.CARD]


def default_working_hours() -> dict[str, str]:
    return {"weekdays": "09:00 - 20:00", "saturday": "10:00 - 18:00", "sunday": "10:00 - 16:00"}


def validate_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("Нет такого часового пояса"))


_LINK = re.compile(r"https?://(?:[^\s{}<>\"]|\{(?:total|order_id|token)\})+")


def validate_payment_link(template: str) -> None:
    """Refuse what would lead a buyer nowhere: no address of a page, or braces that nothing fills."""
    if not _LINK.fullmatch(template):
        raise ValidationError(_("Ссылка начинается с https://; подставляются {total}, {order_id} и {token}"))


class Shop(models.Model):
    """A flower shop: owns its rows, keeps its own zone of time and its own rules."""

    name = models.CharField(_("название"), max_length=255)
    city = models.CharField(_("город"), max_length=100, blank=True)
    address = models.CharField(_("адрес"), max_length=500, blank=True)
    phone = PhoneField(_("телефон"), blank=True)
    whatsapp = PhoneField(_("WhatsApp"), blank=True)
    telegram = models.CharField("Telegram", max_length=64, blank=True)
    instagram = models.CharField("Instagram", max_length=64, blank=True)
    working_hours = models.JSONField(_("часы работы"), default=default_working_hours)
    timezone = models.CharField(_("часовой пояс"), max_length=64, default="Asia/Almaty", validators=[validate_zone])
    payment_methods = models.JSONField(_("способы оплаты"), default=default_payment_methods)
    payment_link_template = models.CharField(
        _("шаблон ссылки на оплату"),
        max_length=500,
        blank=True,
        validators=[validate_payment_link],
        help_text=_("Ссылка Kaspi Pay; подставляются {total}, {order_id} и {token}"),
    )
    default_delivery_zone = models.ForeignKey(
        "DeliveryZone",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"archived_at": None},
        verbose_name=_("зона по умолчанию"),
    )

    reserve_days_ahead = models.PositiveSmallIntegerField(
        _("резервировать за дней"),
        null=True,
        blank=True,
        help_text=_("Пусто — резерв сразу при создании заказа"),
    )
    photo_required = models.BooleanField(_("без фото задачу не завершить"), default=False)
    task_lead_minutes = models.PositiveSmallIntegerField(
        _("собрать за минут до окна доставки"), default=60, validators=[MaxValueValidator(1440)]
    )
    pickup_lead_minutes = models.PositiveSmallIntegerField(
        _("собрать за минут до самовывоза"), default=15, validators=[MaxValueValidator(1440)]
    )
    complete_after_hours = models.PositiveSmallIntegerField(
        _("доставленный заказ выполнен через часов"), default=24, validators=[MaxValueValidator(720)]
    )
    allowed_origins = models.JSONField(
        _("сайты магазина"),
        default=list,
        blank=True,
        db_default=models.Value([], models.JSONField()),
        validators=[validate_origins],
        help_text=_("Страницы этих сайтов могут обращаться к API из браузера. По одному в строке: https://shop.kz"),
    )
    rate_limit_factor = models.PositiveSmallIntegerField(
        _("во сколько раз выше лимиты API"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    feedback_count = models.PositiveIntegerField(_("отзывов"), default=0, db_default=0, editable=False)
    rating_sum = models.PositiveIntegerField(_("сумма оценок"), default=0, db_default=0, editable=False)

    is_active = models.BooleanField(_("работает"), default=True)
    created_at = models.DateTimeField(_("создан"), auto_now_add=True)
    updated_at = models.DateTimeField(_("изменён"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("магазин")
        verbose_name_plural = _("магазины")

    def __str__(self) -> str:
        return self.name

    @property
    def rating(self) -> float | None:
        """What buyers gave on average, from 1 to 5 with one decimal; None before the first feedback."""
        return round(self.rating_sum / self.feedback_count, 1) if self.feedback_count else None

    @property
    def zone(self) -> ZoneInfo:
        """The shop's clock."""
        return ZoneInfo(self.timezone)


class DeliveryZoneQuerySet(models.QuerySet["DeliveryZone"]):
    def current(self) -> DeliveryZoneQuerySet:
        """Not put away for good."""
        return self.filter(archived_at=None)


class DeliveryZone(models.Model):
    """A part of the city with its delivery fee; orders keep both as they were."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="delivery_zones", verbose_name=_("магазин"))
    name = models.CharField(_("название"), max_length=100)
    fee = models.PositiveIntegerField(_("стоимость доставки"), help_text=_("В тенге"))
    hours = models.CharField(_("часы доставки"), max_length=64, blank=True)
    is_active = models.BooleanField(_("действует"), default=True)
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True, editable=False)

    objects = shop_objects(DeliveryZoneQuerySet)

    class Meta:
        verbose_name = _("зона доставки")
        verbose_name_plural = _("зоны доставки")
        ordering = ["fee", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "name"], condition=Q(archived_at=None), name="delivery_zone_name_per_shop"
            )
        ]

    def __str__(self) -> str:
        return self.name
