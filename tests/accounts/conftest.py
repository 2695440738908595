"""What tests of sign-in share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.codes import Delivery

NEW_PHONE = "+77051234567"


class Outbox(list[tuple[str, str]]):
    """Codes as they went out: pairs of phone and code."""

    @property
    def last(self) -> str:
        return self[-1][1]


_sent = Outbox()


def record_code(*, phone: str, code: str) -> Delivery:
    _sent.append((phone, code))
    return Delivery("console", "OTP отправлен")


@pytest.fixture
def sent(settings: Any) -> Iterator[Outbox]:
    settings.CVETY_CODE_SENDER = "tests.accounts.conftest.record_code"
    _sent.clear()
    yield _sent
    _sent.clear()


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 10**6:06d}"
