"""What can go wrong in the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound, Text


class ProductNotFound(NotFound):
    message = _("Товар не найден")


class ImageNotFound(NotFound):
    message = _("Фото не найдено")


class TooManyImages(DomainError):
    """A product's pictures are all shown at once."""

    code = "too_many_images"
    message = _("У товара уже 30 фото: удалите лишние")


class FlowerNotFound(NotFound):
    """Nothing on the shelf has this code."""

    message = _("Цветок не найден")


class NoPieces(NotFound):
    """A product's finished pieces were never counted."""

    message = _("У товара нет готовых изделий на складе")


class NoRecipe(DomainError):
    """There is nothing that a product of this kind is made of."""

    code = "no_recipe"
    message = _("У товара нет рецепта: непонятно, из чего его собирать")


class BouquetNotFound(NotFound):
    message = _("Букет не найден")


class BouquetNotFree(DomainError):
    """A showcase bouquet is promised, or does not stand there any more; `state` says which."""

    code = "bouquet_not_free"

    def __init__(self, state: str, message: Text) -> None:
        super().__init__(message, state=state)


class ShortProduct(NamedTuple):
    """A product of which fewer can be had than are wanted."""

    product_id: int
    name: str
    needed: int
    available: int


class ProductsOutOfStock(DomainError):
    """There is not enough, told without what products are made of; nothing was reserved."""

    code = "out_of_stock"

    def __init__(self, short: Sequence[ShortProduct]) -> None:
        parts = [_("%(name)s: осталось %(available)d, нужно %(needed)d") % product._asdict() for product in short]
        super().__init__(
            (_("Не хватает на складе. %s") % "; ".join(parts)).strip(),
            shortages=[product._asdict() for product in short],
        )
