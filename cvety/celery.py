"""The worker's and the scheduler's application."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cvety.settings")

TRANSPORT_ALIASES["filesystem"] = "cvety.file_queue:Transport"

app = Celery("cvety")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
