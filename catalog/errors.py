"""What can go wrong in the catalogue."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import NotFound


class ProductNotFound(NotFound):
    message = _("Товар не найден")
