"""What can go wrong with customers."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound


class CustomerNotFound(NotFound):
    message = _("Клиент не найден")


class PhoneTaken(DomainError):
    code = "phone_taken"
    message = _("Клиент с таким телефоном уже есть")


class AddressNotFound(NotFound):
    message = _("Адрес не найден")


class AddressExists(DomainError):
    """The same place and the same recipient would stand in the book twice."""

    code = "address_exists"
    message = _("Такой адрес у клиента уже есть")


class DateNotFound(NotFound):
    message = _("Дата не найдена")
