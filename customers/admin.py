"""Customers: who they are, where they send flowers, which days they must not forget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.pages_access import StaffRequest
from cvety.admin_base import Command, ServiceForm, ShopAdmin, ShopInline, digits_of
from cvety.core import clock, money, phones, words
from cvety.core.access import Module
from cvety.core.text import fold

from .models import Customer, CustomerAddress, ImportantDate
from .services import archive_customer, create_customer, keep_one_default, lock_customer, update_customer


class TagsField(forms.CharField):
    """Labels, written one after another with commas between."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [tag.strip() for tag in str(super().to_python(value) or "").split(",") if tag.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class CustomerForm(ServiceForm):
    tags = TagsField(label=_("Метки"), required=False, help_text=_("Через запятую"))

    class Meta:
        model = Customer
        fields = ("name", "phone", "email", "birth_date", "address", "preferences", "tags")


class AddressInline(ShopInline):
    model = CustomerAddress
    fields = ("address", "recipient_name", "recipient_phone", "is_default")


class DateInline(ShopInline):
    model = ImportantDate
    fields = ("date_type", "date", "has_year", "description", "reminder_days")


@admin.register(Customer)
class CustomerPage(ShopAdmin):
    module = Module.CUSTOMERS
    form = CustomerForm
    inlines = [AddressInline, DateInline]
    list_display = ("name_or_phone", "readable_phone", "orders_count", "spent", "average", "last_order")
    search_fields = ("search_text",)
    search_help_text = _("Имя, телефон или почта")
    ordering = ("-created_at", "-pk")
    readonly_fields = ("orders_link", "spent", "average", "last_order", "created_at")
    fieldsets = [
        (None, {"fields": ["expected_version", ("name", "phone"), ("email", "birth_date"), "address"]}),
        (None, {"fields": ["preferences", "tags"]}),
        (_("Заказы"), {"fields": [("orders_link", "spent"), ("average", "last_order"), "created_at"]}),
    ]
    commands = [Command("archive", _("В архив"), is_destructive=True)]

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Customer]:
        return super().get_queryset(request).filter(archived_at=None)

    def get_search_results(self, request: StaffRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        for word in [digits_of(search_term)] if digits_of(search_term) else fold(search_term).split():
            queryset = queryset.filter(search_text__contains=word)
        return queryset, False

    def save_model(self, request: StaffRequest, obj: Customer, form: Any, change: bool) -> None:
        if change:
            saved = update_customer(
                shop=request.shop,
                customer_id=obj.pk,
                changes=form.changes,
                now=clock.now(),
                expected_version=form.expected_etag,
            )
        else:
            saved = create_customer(shop=request.shop, data=form.values, now=clock.now())
        obj.pk = saved.pk

    def save_formset(self, request: StaffRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not CustomerAddress:
            super().save_formset(request, form, formset, change)
            return
        # The database allows one default; whichever order the rows are saved in, there must be none meanwhile.
        ticked = [each for each in formset.forms if each.instance.is_default and each not in formset.deleted_forms]
        ticked.sort(key=lambda each: "is_default" in each.changed_data)
        customer = lock_customer(shop=request.shop, customer_id=form.instance.pk)
        CustomerAddress.objects.filter(customer=customer, is_default=True).update(is_default=False)
        for each in formset.forms:
            each.instance.is_default = False
        super().save_formset(request, form, formset, change)
        keep_one_default(customer, ticked[-1].instance if ticked else None)

    def archive(self, request: StaffRequest, obj: Customer) -> str:
        archive_customer(shop=request.shop, customer_id=obj.pk, now=clock.now())
        return _("%s в архиве; заказы остались") % obj

    @display(description=_("клиент"), ordering="name")
    def name_or_phone(self, customer: Customer) -> str:
        return customer.name or phones.readable(customer.phone)

    @display(description=_("телефон"))
    def readable_phone(self, customer: Customer) -> str:
        return phones.readable(customer.phone)

    @display(description=_("потрачено"), ordering="total_spent")
    def spent(self, customer: Customer) -> str:
        return money.readable(customer.total_spent)

    @display(description=_("средний чек"))
    def average(self, customer: Customer) -> str:
        return money.readable(customer.average_order)

    @display(description=_("последний заказ"), ordering="last_order_at")
    def last_order(self, customer: Customer) -> str:
        return words.moment(customer.last_order_at) or "—"

    @display(description=_("заказов"))
    def orders_link(self, customer: Customer) -> str:
        url = f"{reverse('admin:orders_order_changelist')}?customer__id__exact={customer.pk}"
        return format_html('<a href="{}">{}</a>', url, customer.orders_count)
