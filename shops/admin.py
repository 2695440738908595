"""The shop's own page: address, hours, zones, rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.pages_access import StaffRequest
from cvety.admin_base import ServiceForm, ShopAdmin, ShopInline
from cvety.core import clock
from cvety.core.access import Module
from cvety.core.errors import InvalidInput

from .hours import read_days, read_hours
from .models import DeliveryZone, PaymentMethod, Shop
from .origins import INVALID_ORIGIN, InvalidOrigin, normalize_all
from .services import add_zone, archive_zone, update_shop, update_zone

HOURS = {"weekdays": _("По будням"), "saturday": _("В субботу"), "sunday": _("В воскресенье")}


class OriginsField(forms.CharField):
    """Sites, one on a line."""

    widget = UnfoldAdminTextareaWidget

    def to_python(self, value: Any) -> Any:
        try:
            return normalize_all((super().to_python(value) or "").split())
        except InvalidOrigin as error:
            raise forms.ValidationError(INVALID_ORIGIN) from error

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True


class ShopForm(ServiceForm):
    """Working hours line by line, payment methods as boxes to tick, sites one on a line."""

    payment_methods = forms.MultipleChoiceField(
        label=_("Способы оплаты"), choices=PaymentMethod.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    weekdays = forms.CharField(
        label=HOURS["weekdays"], required=False, max_length=64, widget=UnfoldAdminTextInputWidget
    )
    saturday = forms.CharField(
        label=HOURS["saturday"], required=False, max_length=64, widget=UnfoldAdminTextInputWidget
    )
    sunday = forms.CharField(label=HOURS["sunday"], required=False, max_length=64, widget=UnfoldAdminTextInputWidget)

    allowed_origins = OriginsField(
        label=Shop._meta.get_field("allowed_origins").verbose_name,
        help_text=Shop._meta.get_field("allowed_origins").help_text,
        required=False,
    )

    class Meta:
        model = Shop
        # Without the default zone: a choice among rows is made inside a shop, and the admin adds it there.
        fields = (
            "name",
            "city",
            "address",
            "phone",
            "whatsapp",
            "telegram",
            "instagram",
            "timezone",
            "payment_methods",
            "payment_link_template",
            "photo_required",
            "task_lead_minutes",
            "pickup_lead_minutes",
            "complete_after_hours",
            "allowed_origins",
            "rate_limit_factor",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({name: self.instance.working_hours.get(name, "") for name in HOURS})

    @property
    def changes(self) -> dict[str, Any]:
        changes = super().changes
        hours = {name: changes.pop(name) for name in HOURS if name in changes}
        if hours:
            changes["working_hours"] = hours
        return changes


class ZoneForm(forms.ModelForm):
    def clean_hours(self) -> str:
        try:
            return read_hours(self.cleaned_data["hours"], standing=self.initial.get("hours", ""))
        except InvalidInput as error:
            raise forms.ValidationError(str(error)) from error


class ZoneFormSet(forms.BaseInlineFormSet):
    """Zones are written by the services. One that is crossed out is put away, because orders refer to it."""

    def save_new(self, form: Any, commit: bool = True) -> DeliveryZone:
        data = {name: form.cleaned_data[name] for name in ZoneInline.fields}
        return add_zone(shop=self.instance, data=data)

    def save_existing(self, form: Any, obj: DeliveryZone, commit: bool = True) -> DeliveryZone:
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        return update_zone(shop=self.instance, zone_id=obj.pk, changes=changes)

    def delete_existing(self, obj: DeliveryZone, commit: bool = True) -> None:
        archive_zone(shop=self.instance, zone_id=obj.pk, now=clock.now())


class ZoneInline(ShopInline):
    model = DeliveryZone
    form = ZoneForm
    formset = ZoneFormSet
    fields = ("name", "fee", "hours", "is_active")
    verbose_name_plural = _("Зоны доставки")

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[DeliveryZone]:
        zones: models.QuerySet[DeliveryZone] = super().get_queryset(request).filter(archived_at=None)
        return zones


@admin.register(Shop)
class ShopPage(ShopAdmin):
    """The list is for who looks after all shops; whoever works in one sees that one."""

    module = Module.SETTINGS
    form = ShopForm
    inlines = [ZoneInline]
    list_display = ("name", "city", "phone", "is_active", "enter")
    list_display_links = None
    search_fields = ("name", "city", "phone")
    ordering = ("name", "pk")
    fieldsets = [
        (None, {"fields": ["expected_version", "name", ("city", "address"), ("phone", "whatsapp")]}),
        (_("Связь"), {"fields": [("telegram", "instagram")]}),
        (_("Часы работы"), {"fields": [("weekdays", "saturday", "sunday"), "timezone"]}),
        (_("Оплата и доставка"), {"fields": ["payment_methods", "payment_link_template", "default_delivery_zone"]}),
        (
            _("Правила"),
            {
                "fields": [
                    "photo_required",
                    ("task_lead_minutes", "pickup_lead_minutes"),
                    ("complete_after_hours", "rate_limit_factor"),
                    "allowed_origins",
                ]
            },
        ),
    ]

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Shop]:
        shops = Shop.objects.all()
        return shops if request.user.is_superuser else shops.filter(pk=request.shop.pk)

    def has_view_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return request.user.is_superuser or super().has_view_permission(request, obj)

    def has_add_permission(self, request: StaffRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        # Another shop is entered first: its rows are in no other's scope.
        return super().has_change_permission(request, obj) and (obj is None or obj == request.shop)

    def get_inlines(self, request: StaffRequest, obj: Shop | None) -> list[type[ShopInline]]:
        return [ZoneInline] if obj is not None and obj == request.shop else []

    def get_fieldsets(self, request: StaffRequest, obj: models.Model | None = None) -> Any:
        fieldsets: list[tuple[Any, Any]] = super().get_fieldsets(request, obj)
        if obj is not None:
            return fieldsets
        # A shop that is only being opened has no zones to choose from.
        without = "default_delivery_zone"
        return [(title, {"fields": [name for name in part["fields"] if name != without]}) for title, part in fieldsets]

    def get_readonly_fields(self, request: StaffRequest, obj: models.Model | None = None) -> list[str]:
        return [] if request.user.is_superuser else ["rate_limit_factor"]

    def changelist_view(self, request: StaffRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not request.user.is_superuser and self.has_view_permission(request):
            return redirect("admin:shops_shop_change", request.shop.pk)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: StaffRequest, obj: Shop, form: Any, change: bool) -> None:
        if not change:
            told = {name: form.cleaned_data[name] for name in HOURS if form.cleaned_data[name]}
            obj.working_hours = read_days(told, standing=obj.working_hours)
            obj.save()
            return
        update_shop(shop=obj, changes=form.changes, expected_version=form.expected_etag)

    @display(description="")
    def enter(self, shop: Shop) -> str:
        """A button that makes this the shop one works in, and opens its page."""
        return format_html(
            '<button class="cvety-button" formaction="{}" name="shop_id" value="{}">{}</button>',
            reverse("choose-shop"),
            shop.pk,
            _("Войти"),
        )
