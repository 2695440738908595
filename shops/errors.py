"""What can go wrong with shops."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import NotFound


class ShopNotFound(NotFound):
    message = _("Магазин не найден")
