from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cvety.core"
    label = "core"

    def ready(self) -> None:
        from . import instants  # noqa: F401 - listens from here on; settings must be there first
