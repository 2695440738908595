"""Products: what is sold, for how much, and what it is made of."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.pages_access import StaffRequest
from cvety.admin_base import Command, ServiceForm, ShopAdmin, ShopInline
from cvety.core import clock, money, words
from cvety.core.access import Module
from orders.stems import made_lately, percent
from shops.models import Shop
from warehouse.models import ItemKind
from warehouse.services import find_item

from . import showcase_admin  # noqa: F401 - its page is registered with these
from .costs import planned_cost
from .models import Product, RecipeLine
from .services import MAX_SUBSTITUTES, Ingredient, ProductData, archive_product, create_product, update_product
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


class RecipeLineForm(forms.ModelForm):
    """One ingredient; what may stand in for it is written by name, one a line."""

    substitutes = forms.CharField(
        label=_("Замены"),
        required=False,
        max_length=2000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2, "aria-label": _("Замены")}),
        help_text=_("Чем заменить, если не хватает: по одной в строке, лучшая первой"),
    )

    shop: ClassVar[Shop]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["waste_percent"].required = False
        if self.instance.pk is not None:
            self.initial["substitutes"] = "\n".join(str(each.item) for each in self.instance.substitutes.all())

    def clean_waste_percent(self) -> int:
        return self.cleaned_data["waste_percent"] or 0

    def clean_substitutes(self) -> list[str]:
        """Take what the shop knows already: a slip of the pen is not to become a flower."""
        names = [name.strip() for name in self.cleaned_data["substitutes"].splitlines() if name.strip()]
        if len(names) > MAX_SUBSTITUTES:
            raise forms.ValidationError(_("Не больше 10 замен"))
        if unknown := [name for name in names if find_item(shop=self.shop, name=name) is None]:
            raise forms.ValidationError(_("Нет такой позиции на складе: %s") % ", ".join(unknown))
        return names


class RecipeFormSet(forms.BaseInlineFormSet):
    """The recipe as a whole: the service writes it together with the product."""

    def ingredients(self) -> list[Ingredient]:
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
        return [
            Ingredient(
                str(line["item"]),
                line["quantity"],
                line["item"].unit,
                line["item"].pk,
                waste_percent=line["waste_percent"],
                substitutes=line["substitutes"],
            )
            for line in lines
        ]


class RecipeInline(ShopInline):
    model = RecipeLine
    form = RecipeLineForm
    formset = RecipeFormSet
    fields = ("item", "quantity", "waste_percent", "substitutes")
    autocomplete_fields = ("item",)
    extra = 0

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[RecipeLine]:
        return super().get_queryset(request).select_related("item").prefetch_related("substitutes__item")

    def get_formset(self, request: StaffRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.shop = request.shop  # the class is made anew for each request
        return formset

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
    readonly_fields = ("stock", "orders_count", "earned", "last_ordered", "photos", "planned", "made")
    fieldsets = [
        (None, {"fields": ["expected_version", ("name", "category"), "description"]}),
        (_("Цена"), {"fields": [("retail_price", "sale_price", "cost_price"), ("planned", "made")]}),
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

    @display(description=_("по рецепту и последним ценам"))
    def planned(self, product: Product) -> str:
        cost = planned_cost(product_id=product.pk, piece_item_id=product.piece_item_id) if product.pk else None
        return self._with_margin(cost, product)

    @display(description=_("в последних проданных на деле"))
    def made(self, product: Product) -> str:
        made = made_lately(product_id=product.pk) if product.pk else None
        return self._with_margin(made.cost if made else None, product)

    def _with_margin(self, cost: int | None, product: Product) -> str:
        """Return what a piece costs, and what is left of today's price."""
        if cost is None:
            return "—"
        left = product.current_price - cost
        words = _("%(cost)s, остаётся %(left)s")
        share = percent(left, product.current_price)
        told = words % {"cost": money.readable(cost), "left": money.readable(left)}
        return told if share is None else f"{told} ({share} %)"

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
