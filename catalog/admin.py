"""Products: what is sold, for how much, and what it is made of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Command, ServiceForm, ShopAdmin, ShopInline
from cvety.core import clock, money, words
from cvety.core.access import Module
from warehouse.models import ItemKind

from .models import Product, RecipeLine
from .services import Ingredient, ProductData, archive_product, create_product, update_product
from .stock import stock_of_products


class ProductForm(ServiceForm):
    class Meta:
        model = Product
        fields = (
            "name",
            "category",
            "description",
            "retail_price",
            "sale_price",
            "cost_price",
            "make_minutes",
            "is_active",
            "is_popular",
            "is_new",
        )


class RecipeFormSet(forms.BaseInlineFormSet):
    """The recipe as a whole: the service writes it together with the product."""

    def ingredients(self) -> list[Ingredient]:
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        return [Ingredient(str(line["item"]), line["quantity"], line["item"].unit, line["item"].pk) for line in lines]


class RecipeInline(ShopInline):
    model = RecipeLine
    formset = RecipeFormSet
    fields = ("item", "quantity")
    autocomplete_fields = ("item",)
    extra = 0

    def formfield_for_foreignkey(self, db_field: Any, request: StaffRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.exclude(kind=ItemKind.FINISHED)
        return field


@admin.register(Product)
class ProductPage(ShopAdmin):
    module = Module.PRODUCTS
    form = ProductForm
    inlines = [RecipeInline]
    list_display = ("name", "category", "price", "stock", "is_active", "orders_count", "earned")
    list_filter = ("category", "is_active", "is_popular")
    search_fields = ("name_key",)
    ordering = ("-created_at", "-pk")
    readonly_fields = ("stock", "orders_count", "earned", "last_ordered", "photos")
    fieldsets = [
        (None, {"fields": ["expected_version", ("name", "category"), "description"]}),
        (_("Цена"), {"fields": [("retail_price", "sale_price", "cost_price")]}),
        (_("На витрине"), {"fields": [("is_active", "is_popular", "is_new"), "make_minutes", "photos"]}),
        (_("Сколько есть и продано"), {"fields": [("stock", "orders_count"), ("earned", "last_ordered")]}),
    ]
    commands = [Command("archive", _("В архив"), is_destructive=True)]

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Product]:
        return super().get_queryset(request).filter(archived_at=None)

    def get_changelist_instance(self, request: StaffRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        self._count_stock(changelist.result_list)
        return changelist

    def save_model(self, request: StaffRequest, obj: Product, form: Any, change: bool) -> None:
        """Leave it to `save_related`: a product is written together with its recipe, in one go."""

    def save_related(self, request: StaffRequest, form: Any, formsets: Any, change: bool) -> None:
        who: dict[str, Any] = {"shop": request.shop, "actor": request.member.as_actor(), "now": clock.now()}
        recipe = formsets[0]
        recipe.save(commit=False)  # tells the log what was changed in it
        if change:
            changes = form.changes | ({"ingredients": recipe.ingredients()} if recipe.has_changed() else {})
            update_product(product_id=form.instance.pk, changes=changes, expected_version=form.expected_etag, **who)
        else:
            data = ProductData(ingredients=recipe.ingredients(), **form.values)
            form.instance.pk = create_product(data=data, **who).pk

    def archive(self, request: StaffRequest, obj: Product) -> str:
        archive_product(shop=request.shop, product_id=obj.pk, actor=request.member.as_actor(), now=clock.now())
        return _("«%s» в архиве; в заказах он остался") % obj

    @display(description=_("цена"), ordering="retail_price")
    def price(self, product: Product) -> str:
        price = money.readable(product.current_price)
        return price if product.sale_price is None else f"{price} ({money.readable(product.retail_price)})"

    @display(description=_("можно продать"))
    def stock(self, product: Any) -> str:
        if not product.is_stock_tracked:
            return str(_("не считается"))
        if not hasattr(product, "can_sell"):
            self._count_stock([product])
        return str(product.can_sell)

    @display(description=_("выручка"), ordering="revenue")
    def earned(self, product: Product) -> str:
        return money.readable(product.revenue)

    @display(description=_("последний заказ"), ordering="last_ordered_at")
    def last_ordered(self, product: Product) -> str:
        return words.moment(product.last_ordered_at) or "—"

    @display(description=_("фото"))
    def photos(self, product: Product) -> str:
        urls = [(image.thumbnail.url,) for image in product.images.all()] if product.pk else []
        return format_html_join("", '<img class="cvety-thumb" src="{}" alt="">', urls) or "—"

    def _count_stock(self, products: Any) -> None:
        counts = stock_of_products([(each.pk, each.piece_item_id) for each in products], clock.now())
        for product in products:
            product.can_sell = counts.get(product.pk, 0)
