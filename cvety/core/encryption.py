"""A text column that is encrypted at rest (credentials of outside systems), with keys that can be rotated."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def _cipher() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in settings.CVETY_ENCRYPTION_KEYS])
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured("CVETY_ENCRYPTION_KEYS holds 32-byte keys in url-safe base64") from error


def encrypt(text: str) -> str:
    """Return the text sealed with the newest key."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """Return the text sealed with any of the keys. Raises ValueError when none of them opens it."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("No key opens this value") from error


class EncryptedTextField(models.TextField):
    """Text that only this program can read; it cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value
