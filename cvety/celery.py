"""The worker's and the scheduler's application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cvety.settings")

app = Celery("cvety")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
