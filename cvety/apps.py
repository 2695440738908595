"""The composition root as a Django app: its commands, and the admin site of the whole product."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CvetyConfig(AppConfig):
    name = "cvety"

    def ready(self) -> None:
        from .api import cors  # noqa: F401 - listens from here on; apps must be ready first


class CvetyAdminConfig(AdminConfig):
    default_site = "cvety.admin_site.CvetyAdminSite"
