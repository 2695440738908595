"""A browser without a screen, signed in as somebody of the shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import StaffMember
from shops.models import Shop
from tests.factories import make_member


def errors_of(answer: Any) -> list[str]:
    """Everything that a form shows against what was typed."""
    assert answer.status_code == 200
    form = answer.context["adminform"].form
    return [str(message) for messages in form.errors.values() for message in messages]


def said(answer: Any) -> list[str]:
    """The messages that the next page begins with."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def browse(db: None) -> Callable[[StaffMember | None], Client]:
    """Pages as a person sees them."""

    def browse(member: StaffMember | None = None) -> Client:
        client = Client()
        if member is not None:
            client.force_login(member.user)
            session = client.session
            session["shop_id"] = member.shop_id
            session.save()
        return client

    return browse


@pytest.fixture
def florist(shop: Shop) -> StaffMember:
    return make_member(shop, "florist", name="Марина")


@pytest.fixture
def courier(shop: Shop) -> StaffMember:
    return make_member(shop, "courier", name="Асхат", phone="+77051234567")
