from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductionConfig(AppConfig):
    name = "production"
    verbose_name = _("Производство")

    def ready(self) -> None:
        from . import consumers  # noqa: F401 - registers them; models must be ready first
