from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Заказы")

    def ready(self) -> None:
        from . import consumers  # noqa: F401 - registers them; models must be ready first
