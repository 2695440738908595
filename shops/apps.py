from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopsConfig(AppConfig):
    name = "shops"
    verbose_name = _("Магазины")

    def ready(self) -> None:
        from .api import cors  # noqa: F401 - listens from here on; models must be ready first
