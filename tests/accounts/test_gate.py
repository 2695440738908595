"""The gate of staff's pages, around pages of its own, behind the real middleware."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from accounts.middleware import ActiveShopMiddleware
from accounts.models import User
from accounts.pages_access import staff_page
from cvety.api import limits
from cvety.core.access import Access, Module
from shops.models import DeliveryZone, Shop
from tests.factories import make_member

POSITIONS = ["owner", "senior", "assistant", "florist", "courier"]


@pytest.fixture
def florist(shop):
    return make_member(shop, "florist", name="Айгуль")


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("+77770000001")


def visit(page, user, method="get", session=None):
    request = getattr(RequestFactory(), method)("/florist/", {"a": "1"} if method == "get" else {})
    request.user = user
    request.session = {} if session is None else session
    return ActiveShopMiddleware(page)(request)


@staff_page(Module.PRODUCTION)
def reading_page(request):
    zones = [zone.name for zone in DeliveryZone.objects.all()]
    return HttpResponse(f"{request.member.name} {request.shop.name} {zones} {timezone.get_current_timezone_name()}")


@staff_page(Module.ORDERS, needs=Access.OWN)
def own_page(request):
    return HttpResponse("ok")


@staff_page(Module.SETTINGS, needs=Access.WRITE)
def writing_page(request):
    return HttpResponse("ok")


def test_the_gate_opens_the_shop_and_its_clock(shop, florist, stranger):
    Shop.objects.update(timezone="Asia/Qyzylorda")
    session = {}
    response = visit(reading_page, florist.user, session=session)
    assert response.text == "Айгуль Роза ['Центр города'] Asia/Qyzylorda"
    assert session == {"shop_id": shop.pk}


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        (reading_page, ["owner", "senior", "assistant", "florist"]),
        (own_page, ["owner", "senior", "assistant", "florist", "courier"]),
        (writing_page, ["owner"]),
    ],
)
def test_the_gate_lets_in_by_position(shop, page, allowed):
    people = {position: make_member(shop, position) for position in POSITIONS}
    statuses = {position: visit(page, member.user).status_code for position, member in people.items()}
    assert statuses == {position: 200 if position in allowed else 403 for position in POSITIONS}


def test_the_gate_takes_a_superuser_for_an_owner_of_the_chosen_shop(superuser, shop, stranger):
    response = visit(reading_page, superuser, session={"shop_id": stranger.shop_id})
    assert response.text == "+77770000001 Тюльпан ['Центр города'] Asia/Almaty"
    assert visit(writing_page, superuser, session={"shop_id": shop.pk}).status_code == 200
    response = visit(reading_page, superuser)
    assert response.headers["Location"] == "/shop/?next=%2Fflorist%2F%3Fa%3D1"


def test_the_gate_leads_a_lost_post_to_the_door_without_its_address(client):
    assert visit(reading_page, AnonymousUser()).headers["Location"] == "/login/?next=%2Fflorist%2F%3Fa%3D1"
    assert visit(reading_page, AnonymousUser(), "post").headers["Location"] == "/login/"


def test_the_gate_counts_pages_against_their_own_limit(settings, monkeypatch, florist, owner):
    settings.RATE_LIMIT_FACTOR = 1
    monkeypatch.setattr(limits, "STAFF_PAGES", limits.Limit("pages", 2, 3600))
    responses = [visit(reading_page, florist.user) for _page in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert 1 <= int(responses[2].headers["Retry-After"]) <= 3600
    assert visit(reading_page, owner.user).status_code == 200
