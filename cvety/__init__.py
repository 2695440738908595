"""The composition root: settings, addresses, the worker; it knows every app."""

from .celery import app as celery_app

__all__ = ["celery_app"]
