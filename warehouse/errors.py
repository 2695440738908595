"""What can go wrong with stock."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound


@dataclass(frozen=True, slots=True)
class Shortage:
    """So much is needed of an item, so much could still be promised."""

    item_id: int
    name: str
    needed: int
    available: int


class OutOfStock(DomainError):
    """There is not enough of one or more items; nothing was reserved."""

    code = "out_of_stock"

    def __init__(self, shortages: list[Shortage]) -> None:
        self.shortages = shortages
        parts = [
            _("%(name)s: осталось %(available)d, нужно %(needed)d")
            % {"name": short.name, "available": short.available, "needed": short.needed}
            for short in shortages
        ]
        super().__init__(
            _("Не хватает на складе. %s") % "; ".join(parts),
            shortages=[
                {"item_id": short.item_id, "name": short.name, "needed": short.needed, "available": short.available}
                for short in shortages
            ],
        )


class BelowReserved(DomainError):
    """The quantity counted is less than what orders already hold."""

    code = "below_reserved"

    def __init__(self, reserved: int) -> None:
        super().__init__(_("Нельзя: %d уже в резерве у заказов") % reserved, reserved=reserved)


class NotEnoughFree(DomainError):
    """More is to be thrown away than stands on the shelf without being promised to an order."""

    code = "not_enough_free"

    def __init__(self, available: int) -> None:
        super().__init__(
            _("Можно списать не больше %d: остального нет или его держат заказы") % available, available=available
        )


class BatchNotFound(NotFound):
    message = _("Партия не найдена")


class WrongItem(DomainError):
    """What stands in a batch is neither what the recipe names nor one of its substitutes."""

    code = "wrong_item"

    def __init__(self, item: object) -> None:
        super().__init__(_("В этой партии другое: %s. В рецепте нет такой замены") % item)


class BatchExpired(DomainError):
    """What has expired is never promised, whoever asks for it."""

    code = "batch_expired"
    message = _("Срок этой партии вышел: её можно только списать")


class BatchTooSmall(DomainError):
    """A batch has less that is not promised yet than is to be taken of it."""

    code = "batch_too_small"

    def __init__(self, available: int) -> None:
        super().__init__(_("В этой партии свободно только %d") % available, available=available)


class ReceiptNotFound(NotFound):
    message = _("Поставка не найдена")


class ReceiptInUse(DomainError):
    """Something of a delivery was sold, reserved, written off or counted anew."""

    code = "receipt_in_use"
    message = _("Из поставки уже что-то продано, зарезервировано или списано, отменить её нельзя")


class ItemExists(DomainError):
    """Two rows of one kind, name and height would be one flower counted twice."""

    code = "item_exists"
    message = _("Такая позиция на складе уже есть")


class StocktakeNotFound(NotFound):
    message = _("Инвентаризация не найдена")


class StocktakeClosed(DomainError):
    """It was posted or cancelled: what it counted stays as it is."""

    code = "stocktake_closed"
    message = _("Эта инвентаризация уже закрыта")


class NothingCounted(DomainError):
    """There is nothing to post."""

    code = "nothing_counted"
    message = _("Ещё ничего не посчитано")
