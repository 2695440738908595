from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cvety.core"
    label = "core"
