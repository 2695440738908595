"""Products, their pictures and recipes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cvety.core.actors import AuthoredModel
from cvety.core.tenancy import shop_objects
from shops.models import Shop
from warehouse.models import StockBatch, StockItem


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
    waste_percent = models.PositiveSmallIntegerField(
        _("запас на брак, %"), default=0, db_default=0, help_text=_("Сколько стеблей обычно ломается при сборке")
    )
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    objects = shop_objects()

    class Meta:
        verbose_name = _("строка рецепта")
        verbose_name_plural = _("рецепт")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "item"], name="recipe_names_an_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="recipe_line_of_something"),
            models.CheckConstraint(condition=Q(waste_percent__lte=100), name="recipe_waste_is_a_part"),
        ]

    def __str__(self) -> str:
        return f"{self.label} × {self.quantity}"


class RecipeSubstitute(models.Model):
    """What may stand in for an ingredient, stem for stem, when it is short; the first in order is preferred."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    line = models.ForeignKey(RecipeLine, models.CASCADE, related_name="substitutes", verbose_name=_("строка рецепта"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", verbose_name=_("замена"))
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    objects = shop_objects()

    class Meta:
        verbose_name = _("замена")
        verbose_name_plural = _("замены")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["line", "item"], name="substitute_once_per_recipe_line")]

    def __str__(self) -> str:
        return str(self.item)


class ShowcaseBouquet(AuthoredModel):
    """One piece of a product made in advance; it stands on the shelf as a batch of its own, with its age and cost."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+", verbose_name=_("магазин"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("товар"))
    batch = models.OneToOneField(StockBatch, models.PROTECT, related_name="+", verbose_name=_("партия"))
    made_at = models.DateTimeField(_("собран"))
    taken_apart_at = models.DateTimeField(_("разобран"), null=True, blank=True)
    taken_apart_by = models.CharField(_("разобрал"), max_length=255, blank=True)
    note = models.TextField(_("примечание"), blank=True)

    objects = shop_objects()

    class Meta:
        verbose_name = _("букет на витрине")
        verbose_name_plural = _("букеты на витрине")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["shop", "-made_at", "-id"], name="showcase_newest_first")]

    def __str__(self) -> str:
        return f"{self.product.name}, {self.made_at:%d.%m.%Y}"


class ShowcaseStem(models.Model):
    """What a showcase bouquet was made of: so many stems of a batch, at what they cost then."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="+")
    bouquet = models.ForeignKey(ShowcaseBouquet, models.CASCADE, related_name="stems", verbose_name=_("букет"))
    batch = models.ForeignKey(StockBatch, models.PROTECT, related_name="+", verbose_name=_("партия"))
    item = models.ForeignKey(StockItem, models.PROTECT, related_name="+", verbose_name=_("позиция"))
    quantity = models.PositiveIntegerField(_("количество"))
    cost = models.PositiveBigIntegerField(_("себестоимость"), help_text=_("Тенге с доставкой поставки"))

    objects = shop_objects()

    class Meta:
        verbose_name = _("состав букета")
        verbose_name_plural = _("состав букета")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="showcase_stem_of_something")]

    def __str__(self) -> str:
        return f"{self.item_id} × {self.quantity}"
