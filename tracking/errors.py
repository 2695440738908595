"""What can go wrong on the buyer's side."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import NotFound


class OrderNotTracked(NotFound):
    message = _("Заказ с указанным номером отслеживания не найден")
