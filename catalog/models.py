"""Products, their pictures and recipes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cvety.core.tenancy import shop_objects
from shops.models import Shop
from warehouse.models import StockItem


class Category(models.TextChoices):
    BOUQUET = "bouquet", _("Букет")
    COMPOSITION = "composition", _("Композиция")
    GIFT = "gift", _("Подарок")
    OTHER = "other", _("Другое")


class ProductQuerySet(models.QuerySet["Product"]):
    def current(self) -> ProductQuerySet:
        """Not put away for good."""
        return self.filter(archived_at=None)

    def for_sale(self) -> ProductQuerySet:
        return self.current().filter(is_active=True)


class Product(models.Model):
    """What is sold. Money is in whole tenge.

    Without a recipe and without pieces ever counted a product is not tracked: it is always sold.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    name = models.CharField(_("название"), max_length=255)
    name_key = models.CharField(max_length=255, editable=False, help_text="The name folded for searching")
    category = models.CharField(_("категория"), max_length=16, choices=Category.choices, default=Category.BOUQUET)
    description = models.TextField(_("описание"), blank=True)
    cost_price = models.PositiveIntegerField(_("себестоимость"), default=0, help_text=_("В тенге"))
    retail_price = models.PositiveIntegerField(_("цена"), help_text=_("В тенге"))
    sale_price = models.PositiveIntegerField(_("цена со скидкой"), null=True, blank=True, help_text=_("В тенге"))
    is_active = models.BooleanField(_("продаётся"), default=True)
    is_popular = models.BooleanField(_("популярный"), default=False)
    is_new = models.BooleanField(_("новинка"), default=False)
    is_stock_tracked = models.BooleanField(_("остаток считается"), default=False, editable=False)
    make_minutes = models.PositiveSmallIntegerField(_("минут на сборку"), default=30)
    piece_item = models.ForeignKey(
        StockItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("готовые изделия")
    )

    orders_count = models.PositiveIntegerField(_("заказов"), default=0, editable=False)
    revenue = models.BigIntegerField(_("выручка"), default=0, editable=False, help_text=_("В тенге"))
    last_ordered_at = models.DateTimeField(_("последний заказ"), null=True, blank=True, editable=False)

    created_at = models.DateTimeField(_("создан"), auto_now_add=True)
    updated_at = models.DateTimeField(_("изменён"), auto_now=True)
    archived_at = models.DateTimeField(_("в архиве с"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = shop_objects(ProductQuerySet)

    class Meta:
        verbose_name = _("товар")
        verbose_name_plural = _("товары")
        constraints = [
            models.CheckConstraint(
                condition=Q(sale_price=None) | Q(sale_price__lte=F("retail_price")),
                name="sale_price_is_lower",
            )
        ]
        indexes = [models.Index(fields=["shop", "-created_at", "-id"], name="product_newest_first")]

    def __str__(self) -> str:
        return self.name

    @property
    def current_price(self) -> int:
        """What a buyer pays today, in whole tenge."""
        return self.retail_price if self.sale_price is None else self.sale_price


def picture_path(image: ProductImage, filename: str) -> str:
    """Return an unguessable name in the shop's own folder."""
    return f"shops/{image.shop_id}/products/{uuid.uuid4().hex}.{filename.rsplit('.', 1)[-1]}"


class ProductImage(models.Model):
    """A picture of a product; as long as it has any, one of them is the main one."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="images", verbose_name=_("товар"))
    image = models.ImageField(_("фото"), upload_to=picture_path)
    thumbnail = models.ImageField(_("миниатюра"), upload_to=picture_path)
    is_main = models.BooleanField(_("главное"), default=False)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    objects = shop_objects()

    class Meta:
        verbose_name = _("фото товара")
        verbose_name_plural = _("фото товара")
        ordering = ["-is_main", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product"], condition=Q(is_main=True), name="one_main_image_per_product")
        ]

    def __str__(self) -> str:
        return str(self.image)


class RecipeLine(models.Model):
    """One ingredient of a product: so many of a stock item."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, models.CASCADE, related_name="recipe", verbose_name=_("товар"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="recipe_lines", verbose_name=_("позиция"))
    label = models.CharField(_("название в рецепте"), max_length=255, help_text=_("Как назвал человек"))
    quantity = models.PositiveIntegerField(_("количество"))
    unit = models.CharField(_("единица"), max_length=16, default="шт")
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    objects = shop_objects()

    class Meta:
        verbose_name = _("строка рецепта")
        verbose_name_plural = _("рецепт")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "item"], name="recipe_names_an_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="recipe_line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.label} × {self.quantity}"
