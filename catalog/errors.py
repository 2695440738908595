"""What can go wrong in the catalogue."""

from django.utils.translation import gettext_lazy as _

from cvety.core.errors import DomainError, NotFound


class ProductNotFound(NotFound):
    message = _("Товар не найден")


class ImageNotFound(NotFound):
    message = _("Фото не найдено")


class TooManyImages(DomainError):
    """A product's pictures are all shown at once."""

    code = "too_many_images"
    message = _("У товара уже 30 фото: удалите лишние")
