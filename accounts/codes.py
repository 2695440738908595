"""One-time codes: how one is made, kept and sent. Who sends it is named in settings and lives at the edge."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from cvety.core.errors import Text

LIFETIME = timedelta(seconds=300)
DEMO_OWNER = "+77011234567"
_SANDBOX_PHONE = re.compile(r"\+7700000\d{4}")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a code went out: the documented method, a sentence for the person, further fields of the answer."""

    method: str
    message: Text
    extra: dict[str, Any] = field(default_factory=dict)


class CodeSender(Protocol):
    """Brings a code to the owner of a phone."""

    def __call__(self, *, phone: str, code: str) -> Delivery: ...


def sender() -> CodeSender:
    """Return the sender that this installation uses."""
    return cast(CodeSender, import_string(settings.CVETY_CODE_SENDER))


def new_code() -> str:
    """Return six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**6):06d}"


def hash_code(phone: str, code: str) -> str:
    """Return what is stored. Keyed: a million codes are tried in a second by whoever has a plain hash."""
    return salted_hmac("accounts.one-time-code", f"{phone}:{code}", algorithm="sha256").hexdigest()


def is_sandbox(phone: str) -> bool:
    """Return whether this phone signs in with any six digits: made for trying out, and never in production."""
    return settings.SANDBOX and (phone == DEMO_OWNER or bool(_SANDBOX_PHONE.fullmatch(phone)))
