"""The form of an order that somebody dictates: what was typed, read into what the service takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import StaffMember
from accounts.queries import colleagues
from cvety.core import clock, money, phones
from cvety.core.errors import InvalidInput
from cvety.core.search import row_id
from cvety.core.text import clean
from orders.services import NewItem, NewOrder
from orders.states import CallPolicy, DeliveryMethod
from shops.models import DeliveryZone, PaymentMethod, Shop

from .steps import SOURCES

MAX_LINES = 100
MAX_NOTE = 1000
MAX_CARD = 2000
LONGEST_TEXT = 10_000  # of any field, before its own limit speaks
PARTS = ("entrance", "floor", "flat", "door_code")
# Where what a service has against a value is shown, if its name is not the field's own.
_SHOWN_AT = {"delivery_window": "window_to", "florist_id": "florist", "courier_id": "courier"}


class Words(forms.CharField):
    """What somebody types: without signs that no keyboard has, lines ended by one sign."""

    # A label may be lazy; the stubs of forms have a private name for that.
    def __init__(self, label: Any, max_length: int, *, lines: int = 0, **attrs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": lines, **attrs}) if lines else forms.TextInput(attrs=attrs)
        super().__init__(label=label, max_length=max_length, required=False, widget=widget)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "", LONGEST_TEXT)


class Phone(forms.CharField):
    """A phone in any usual notation."""

    default_error_messages = {"required": gettext_lazy("Без телефона заказ не принять")}

    def __init__(self, label: Any, *, required: bool = False, **attrs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", **attrs})
        super().__init__(label=label, required=required, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        return phones.readable(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return phones.normalize(text) if text else ""
        except phones.InvalidPhone as error:
            raise ValidationError(phones.INVALID_PHONE) from error


class Tenge(forms.IntegerField):
    """A sum in whole tenge, with or without spaces in it."""

    default_error_messages = {"invalid": gettext_lazy("Сумма — целое число тенге")}

    def __init__(self, label: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(label=label, required=False, min_value=0, max_value=money.MAX_TENGE, widget=widget)

    def to_python(self, value: Any) -> int | None:
        amount: int | None = super().to_python(_number(str(value or "")))
        return amount


class Hour(forms.TimeField):
    """A time of day, as short as people type it: 14, 1430, 14:30."""

    default_error_messages = {"invalid": gettext_lazy("Время в формате 14:30")}

    def __init__(self, label: Any) -> None:
        widget = forms.TimeInput(attrs={"inputmode": "numeric", "maxlength": 5, "placeholder": "14:30"}, format="%H:%M")
        formats = ["%H:%M", "%H.%M", "%H-%M", "%H", "%H%M"]  # 14 is no 01:04
        super().__init__(label=label, required=False, input_formats=formats, widget=widget)


class OrderForm(forms.Form):
    """Only the phone must be there; whatever else was not said has a sensible value."""

    customer_phone = Phone(gettext_lazy("Телефон"), required=True, placeholder="+7 701 123-45-67")
    customer_name = Words(gettext_lazy("Имя"), 255)
    recipient_name = Words(gettext_lazy("Получатель"), 255)
    recipient_phone = Phone(gettext_lazy("Телефон получателя"))
    address = Words(gettext_lazy("Адрес"), 500, lines=1)
    entrance = Words(gettext_lazy("Подъезд"), 32)
    floor = Words(gettext_lazy("Этаж"), 32)
    flat = Words(gettext_lazy("Квартира"), 32)
    door_code = Words(gettext_lazy("Код"), 32)
    delivery_method = forms.ChoiceField(
        label=gettext_lazy("Как получат"), choices=DeliveryMethod.choices, widget=forms.RadioSelect
    )
    delivery_date = forms.DateField(
        label=gettext_lazy("День"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    window_from = Hour(gettext_lazy("С"))
    window_to = Hour(gettext_lazy("До"))
    delivery_zone = forms.ChoiceField(label=gettext_lazy("Зона доставки"), required=False)
    delivery_fee = Tenge(gettext_lazy("Доставка, ₸"))
    discount = Tenge(gettext_lazy("Скидка, ₸"))
    payment_method = forms.ChoiceField(
        label=gettext_lazy("Оплата"), choices=PaymentMethod.choices, widget=forms.RadioSelect
    )
    accept = forms.BooleanField(label=gettext_lazy("Принять сразу: флорист может начинать"), required=False)
    is_paid = forms.BooleanField(label=gettext_lazy("Уже оплачен"), required=False)
    card_text = Words(gettext_lazy("Текст открытки"), MAX_CARD, lines=2)
    comment = Words(gettext_lazy("Комментарий для своих"), 5000, lines=1)
    is_anonymous = forms.BooleanField(label=gettext_lazy("Анонимно"), required=False)
    is_surprise = forms.BooleanField(label=gettext_lazy("Сюрприз"), required=False)
    photo_approval = forms.BooleanField(label=gettext_lazy("Фото до отправки"), required=False)
    substitution_consent = forms.BooleanField(label=gettext_lazy("Можно заменить цветы"), required=False)
    call_policy = forms.ChoiceField(label=gettext_lazy("Звонки"), choices=CallPolicy.choices, required=False)
    source = forms.ChoiceField(label=gettext_lazy("Откуда"), choices=tuple(SOURCES.items()), required=False)
    florist = forms.TypedChoiceField(label=gettext_lazy("Флорист"), required=False, coerce=int, empty_value=None)
    courier = forms.TypedChoiceField(label=gettext_lazy("Курьер"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        self.zones: Sequence[DeliveryZone] = list(DeliveryZone.objects.filter(shop=shop, is_active=True))
        self._offer("delivery_zone", [(zone.name, zone.name) for zone in self.zones])
        team = [member for member in colleagues(shop=shop) if member.is_active]
        self._offer("florist", _people(member for member in team if member.makes_bouquets))
        self._offer("courier", _people(member for member in team if member.carries_orders))
        for bound in self:
            bound.field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        day = data.get("delivery_date")
        if day is not None and day.year not in clock.YEARS:
            self.add_error("delivery_date", _("Такого дня в календаре нет"))
        if day is None and (data.get("window_from") or data.get("window_to")) and "delivery_date" not in self.errors:
            self.add_error("delivery_date", _("Укажите день доставки"))
        return data

    def order(self, items: Sequence[NewItem]) -> NewOrder:
        """Return what was said, with these lines."""
        said = self.cleaned_data
        plain = (
            *("customer_phone", "customer_name", "recipient_phone", "recipient_name", "delivery_method"),
            *("delivery_date", "payment_method", "comment", "card_text", "is_anonymous", "is_surprise"),
            *("photo_approval", "substitution_consent"),
        )
        start, end = self._window()
        return NewOrder(
            **{name: said[name] for name in plain},
            **self._place(),
            window_from_at=start,
            window_to_at=end,
            items=items,
            discount=said["discount"] or 0,
            source=said["source"] or "phone",
            call_policy=said["call_policy"] or CallPolicy.RECIPIENT,
            florist_id=said["florist"],
            courier_id=said["courier"],
        )

    def show(self, refusal: InvalidInput, lines: Sequence[Line]) -> None:
        """Say at the field that it is about what a service has against it."""
        for where, text in refusal.fields:
            name = _SHOWN_AT.get(str(where[0]), str(where[0])) if where else ""
            if name == "items" and len(where) > 1 and isinstance(where[1], int):
                lines[where[1]].errors.append(str(text))
            else:
                self.add_error(name if name in self.fields else None, str(text))

    def _place(self) -> dict[str, Any]:
        """Return where to; who comes to the shop needs no address, whatever stands in the fields out of sight."""
        said = self.cleaned_data
        if said["delivery_method"] == DeliveryMethod.SELF_PICKUP:
            return {}
        return {
            "address": " ".join(said["address"].split()),
            "address_parts": {name: said[name] or None for name in PARTS},
            "delivery_zone_name": said["delivery_zone"] or None,
            "delivery_fee": said["delivery_fee"],
        }

    def _window(self) -> tuple[datetime | None, datetime | None]:
        said = self.cleaned_data
        day: date | None = said["delivery_date"]
        if day is None:
            return None, None
        return clock.hours(day, said["window_from"], said["window_to"], self.shop.timezone)

    def _offer(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        offered = self.fields[name]
        assert isinstance(offered, forms.ChoiceField)  # noqa: S101 - told to the type checker
        offered.choices = [("", "—"), *choices]


@dataclass(slots=True)
class Line:
    """One line as it was typed, and what is wrong with it."""

    product: str = ""
    quantity: str = "1"
    price: str = ""
    note: str = ""
    errors: list[str] = field(default_factory=list)

    def item(self) -> NewItem | None:
        """Return the line as the service takes it; None, with the reason among the errors, if it cannot."""
        product_id, quantity, price = row_id(self.product), _number(self.quantity), _number(self.price)
        if product_id is None:
            self.errors.append(_("Товар не найден"))
        if not _is_whole(quantity):
            self.errors.append(_("Количество — целое число"))
        if price and not (_is_whole(price) and int(price) <= money.MAX_TENGE):
            self.errors.append(_("Сумма — целое число тенге"))
        if self.errors or product_id is None:
            return None
        note = clean(self.note, MAX_NOTE) or None
        return NewItem(product_id=product_id, quantity=int(quantity), price=int(price) if price else None, notes=note)


def lines_of(post: QueryDict) -> list[Line]:
    """Return the lines that were sent; rows in which nothing was chosen are none."""
    columns = [post.getlist(name) for name in ("product", "quantity", "price", "note")]
    rows = zip_longest(*columns, fillvalue="")
    told = [Line(product, quantity, price, note) for product, quantity, price, note in rows if product.strip()]
    if len(told) > MAX_LINES:  # nothing is left out unsaid
        told[MAX_LINES - 1].errors.append(_("Не больше %d товаров в заказе") % MAX_LINES)
    return told[:MAX_LINES]


def first_data(shop: Shop, window: tuple[date, str, str]) -> dict[str, Any]:
    """Return what the form says before anybody has said anything."""
    day, start, end = window
    usual = shop.default_delivery_zone
    cheapest = DeliveryZone.objects.filter(shop=shop, is_active=True).first()
    zone = usual if usual is not None and usual.is_active else cheapest
    return {
        "delivery_method": DeliveryMethod.DELIVERY,
        "delivery_date": day,
        "window_from": start,
        "window_to": end,
        "delivery_zone": zone.name if zone else "",
        "payment_method": next(iter(shop.payment_methods), PaymentMethod.KASPI),
        "accept": True,
        "call_policy": CallPolicy.RECIPIENT,
        "source": "phone",
    }


def repeated_data(order: Any, first: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form says of an order that is to come again: everything but when and what it cost."""
    names = (
        *("customer_phone", "customer_name", "recipient_phone", "recipient_name", "address", *PARTS),
        *("delivery_method", "payment_method", "card_text", "is_anonymous", "is_surprise", "call_policy"),
        *("photo_approval", "substitution_consent"),
    )
    zone = order.delivery_zone_name or first["delivery_zone"]
    return {**first, **{name: getattr(order, name) for name in names}, "delivery_zone": zone}


def _people(members: Iterator[StaffMember]) -> list[tuple[int, str]]:
    return [(member.pk, member.name) for member in members]


def _number(text: str) -> str:
    """Return the text without what makes a number readable."""
    return re.sub(r"[\s\u00a0\u202f₸]", "", text)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
