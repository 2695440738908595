"""The product's settings in a test: the same parts, with what a test must not wait for or leave behind."""

import os
import tempfile

os.environ["CVETY_ENV"] = "test"
os.environ.setdefault("CVETY_RATE_LIMITS", "off")  # tests of limits switch them on

from cvety.settings import *  # noqa: F403

if IS_POSTGRES:  # noqa: F405 - what a crash of the server would lose is of no use to anybody
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
for _cache in CACHES.values():  # noqa: F405
    _cache["KEY_PREFIX"] = f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
# Nudges go nowhere: a test hands events over itself, when it wants to.
CELERY_BROKER_URL = "memory://"
MEDIA_ROOT = tempfile.mkdtemp(prefix="cvety-test-")
