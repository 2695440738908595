"""What can go wrong with customers."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound


class CustomerNotFound(NotFound):
    message = _("Клиент не найден")


class PhoneTaken(DomainError):
    code = "phone_taken"
    message = _("Клиент с таким телефоном уже есть")
