"""What can go wrong with shops."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound


class ShopNotFound(NotFound):
    message = _("Магазин не найден")


class ZoneNotFound(NotFound):
    message = _("Зона доставки не найдена")


class ZoneNameTaken(DomainError):
    """An order names its zone, so two of one name could not be told apart."""

    code = "zone_name_taken"
    message = _("Зона доставки с таким названием уже есть")
