"""Changing an order in place, block by block; two people who edit one block learn of each other.

A form carries a fingerprint of what its block held when it was shown. What else happens to the order meanwhile
(a photo, a payment, a courier) makes no edit stale; another edit of the same block does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime, time
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cvety.admin_base import ServiceForm
from cvety.core import clock, money, phones
from cvety.core.text import clean
from orders.models import Order
from orders.services import fixed_terms, usual_zone
from orders.states import FINAL, DeliveryMethod
from shops.models import DeliveryZone

from .order_form import Tenge

WINDOW = frozenset({"day", "hour_from", "hour_to"})
DOOR = ("address", "flat", "entrance", "floor", "door_code")
TERMS = frozenset({"delivery_method", "payment_method", "delivery_fee", "discount"})
MAX_COMMENT = 5000
MAX_CARD = 2000


class LinesField(forms.CharField):
    """A few lines of text, without signs that nobody types."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def to_python(self, value: Any) -> str:
        return clean(str(value or ""), self.max_length or MAX_COMMENT)


class BlockForm(ServiceForm):
    """The fields of one block of the order's page."""

    name: ClassVar[str]
    stored: ClassVar[Sequence[str]]  # the order's columns that the block is about

    expected_version = None  # type: ignore[assignment]  # the fingerprint stands for it
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        self.order = order
        # Cleaning writes into the form's instance, and the page shows the order as it is.
        super().__init__(*args, instance=copy(order), prefix=self.name, **kwargs)
        self.initial["seen"] = self._fingerprint()

    @property
    def route(self) -> str:
        return f"admin:orders_order_edit_{self.name}"

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be written, by the order's columns."""
        return {name: value for name, value in self.values.items() if name in self.changed_data and name != "seen"}

    def refuse(self, *problems: Any) -> None:
        """Show what the service had against it."""
        for problem in problems:
            self._show(problem)

    def _drop_fixed(self) -> None:
        """Leave out the terms that cannot change any more, and of an answer those that it does not speak of.

        What was fixed while somebody typed stays, for the service to say why.
        """
        fixed = fixed_terms(self.order)
        for name in TERMS & self.fields.keys():
            if self.add_prefix(name) not in self.data if self.is_bound else name in fixed:
                del self.fields[name]

    def _fingerprint(self) -> str:
        held = repr([getattr(self.order, column) for column in self.stored])
        return hashlib.sha256(held.encode()).hexdigest()[:16]

    def _is_stale(self) -> bool:
        seen = self.cleaned_data.get("seen")
        return bool(seen) and seen != self._fingerprint()

    def _show_difference(self) -> None:
        """Say what the block holds now where it differs, and let the next try write over it."""
        now = [f"{self.fields[name].label}: {self._held(name)}" for name in self.changed_data if name != "seen"]
        text = _("Пока вы редактировали, данные изменились. Проверьте и сохраните ещё раз.")
        self.add_error(None, f"{text} {_('Сейчас записано — %s') % '; '.join(now)}" if now else text)
        self.data = {**self.data.dict(), self.add_prefix("seen"): self._fingerprint()}  # type: ignore[attr-defined]  # as posted

    def _held(self, name: str) -> str:
        value = self.get_initial_for_field(self.fields[name], name)
        if isinstance(value, bool):
            return _("да") if value else _("нет")
        choices = dict(getattr(self.fields[name], "choices", ()))
        if isinstance(value, time):
            return f"{value:%H:%M}"
        return str(choices.get(value, value) or "—")


class WhatForm(BlockForm):
    """The words of the order, and what the buyer agreed to."""

    name = "what"
    stored = ("card_text", "comment", "photo_approval", "substitution_consent")

    card_text = LinesField(label=gettext_lazy("Текст открытки"), max_length=MAX_CARD)
    comment = LinesField(label=gettext_lazy("Комментарий"), max_length=MAX_COMMENT)

    class Meta:
        model = Order
        fields = ("card_text", "comment", "photo_approval", "substitution_consent")

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        super().__init__(order, *args, **kwargs)
        if order.status in FINAL:
            for name in set(self.fields) - {"comment", "seen"}:
                del self.fields[name]


class WhomForm(BlockForm):
    """Who ordered and who receives, and how the latter is spoken to."""

    name = "whom"
    stored = ("customer_name", "recipient_name", "recipient_phone", "call_policy", "is_anonymous", "is_surprise")

    class Meta:
        model = Order
        fields = ("recipient_name", "recipient_phone", "customer_name", "call_policy", "is_anonymous", "is_surprise")
        labels: ClassVar[dict[str, str | Promise]] = {
            "customer_name": gettext_lazy("Заказчик"),
            "is_anonymous": gettext_lazy("Анонимно: не говорим, от кого"),
            "is_surprise": gettext_lazy("Сюрприз: получателю не звоним"),
        }

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        super().__init__(order, *args, **kwargs)
        self.initial["recipient_phone"] = phones.readable(order.recipient_phone)
        self.fields["recipient_phone"].widget.input_type = "tel"


class WhereForm(BlockForm):
    """The day, the hours and the door; or that the buyer comes for it."""

    name = "where"
    stored = (
        *("delivery_date", "window_from_at", "window_to_at", "delivery_method", "delivery_zone_name", "delivery_fee"),
        *DOOR,
    )

    day = forms.DateField(
        label=gettext_lazy("День"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    hour_from = forms.TimeField(
        label=gettext_lazy("С"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    hour_to = forms.TimeField(
        label=gettext_lazy("До"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Зона"), required=False)

    field_order = ("day", "hour_from", "hour_to", "delivery_method", *DOOR, "zone")

    class Meta:
        model = Order
        fields = (*DOOR, "delivery_method")

    def __init__(self, order: Order, *args: Any, zones: Sequence[DeliveryZone] = (), **kwargs: Any) -> None:
        super().__init__(order, *args, **kwargs)
        self.initial = {
            **self.initial,
            "day": order.delivery_date or _day_of(order.window_from_at or order.window_to_at),
            "hour_from": _hour_of(order.window_from_at),
            "hour_to": _hour_of(order.window_to_at),
            "zone": order.delivery_zone_name,
        }
        self._drop_fixed()
        if order.is_delivered_by_courier or "delivery_method" in self.fields:
            if not order.is_delivered_by_courier:  # what is brought after all goes to the usual zone
                usual = usual_zone(order.shop, zones)
                self.initial["zone"] = usual.name if usual else ""
            named = {zone.name: f"{zone.name} · {money.readable(zone.fee)}" for zone in zones}
            choices = {"": "—", order.delivery_zone_name: order.delivery_zone_name, **named}
            offered = [(name, words or "—") for name, words in choices.items()]
            cast(forms.ChoiceField, self.fields["zone"]).choices = offered
        else:
            for name in (*DOOR, "zone"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("hour_from") or data.get("hour_to")) and not data.get("day"):
            self.add_error("day", _("Выберите день"))
        if data.get("day") and data["day"].year not in clock.YEARS:
            self.add_error("day", _("Такого дня в календаре нет"))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        changes = super().changes
        if changes.keys() & WINDOW:
            changes = {name: value for name, value in changes.items() if name not in WINDOW} | self._window()
        if self.values.get("delivery_method", self.order.delivery_method) == DeliveryMethod.SELF_PICKUP:
            # Whatever stands in the fields out of sight.
            return {name: value for name, value in changes.items() if name not in (*DOOR, "zone")}
        if "address" in changes:  # the door stood beside it, and was left as it is
            changes = {name: self.values[name] for name in DOOR} | changes
        if "zone" in changes or "delivery_method" in changes:
            changes["delivery_zone_name"] = changes.pop("zone", self.values["zone"])
        return changes

    def _window(self) -> dict[str, Any]:
        day, start, end = (self.cleaned_data[name] for name in ("day", "hour_from", "hour_to"))
        hours = clock.hours(day, start, end, self.order.shop.timezone) if day else (None, None)
        return {"delivery_date": day, "window_from_at": hours[0], "window_to_at": hours[1]}


class MoneyForm(BlockForm):
    """How it is paid, and what it costs beside its flowers."""

    name = "money"
    stored = ("payment_method", "delivery_fee", "discount")

    delivery_fee = Tenge(gettext_lazy("Доставка, ₸"))
    discount = Tenge(gettext_lazy("Скидка, ₸"))

    field_order = stored

    class Meta:
        model = Order
        fields = ("payment_method", "delivery_fee", "discount")

    def __init__(self, order: Order, *args: Any, **kwargs: Any) -> None:
        super().__init__(order, *args, **kwargs)
        self._drop_fixed()

    @property
    def changes(self) -> dict[str, Any]:
        """A sum that was wiped out is none; a fee then is the zone's."""
        changes = super().changes
        return changes | ({"discount": changes["discount"] or 0} if "discount" in changes else {})


BLOCKS: dict[str, type[BlockForm]] = {form.name: form for form in (WhatForm, WhomForm, WhereForm, MoneyForm)}


def _day_of(instant: datetime | None) -> date | None:
    return timezone.localtime(instant).date() if instant else None


def _hour_of(instant: datetime | None) -> time | None:
    return timezone.localtime(instant).time().replace(second=0, microsecond=0) if instant else None
