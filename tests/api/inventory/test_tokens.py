"""The doors of the inventory API: a shop's token in the address or the header, a colleague's token, and no other."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import ShopToken
from accounts.services import create_shop_token, revoke_shop_token
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import every_shop, shop_scope
from shops.models import Shop
from tests.factories import make_batch, make_item, make_member, make_shop, reload
from warehouse.models import StockMovement

SEARCH = "/api/flowers/search"
UPDATE = "/api/inventory/update"


@pytest.fixture
def make_token(shop):
    def make_token(shop=shop, **fields):
        fields = {"name": "Сайт", "actor": SYSTEM, "now": timezone.now(), **fields}
        with shop_scope(shop):
            return create_shop_token(shop=shop, **fields)

    return make_token


@pytest.fixture
def token(make_token):
    _row, text = make_token()
    return text


@pytest.fixture
def rose(shop):
    item = make_item(shop, "Роза", slug="rose-red")
    make_batch(shop, item, 20)
    return item


def ask(path=SEARCH, text="", **headers):
    return Client().get(path, {"access_token": text} if text else None, headers=headers)


def bearer(text):
    return {"Authorization": f"Bearer {text}"}


def set_quantity(text, quantity=10, **headers):
    body = {"product_id": "rose-red", "quantity": quantity}
    return Client().post(UPDATE, body, content_type="application/json", headers={**bearer(text), **headers})


def test_either_way_opens_it(rose, token):
    for answer in (ask(text=token), ask(**bearer(token)), ask(Authorization=f"bearer  {token} ")):
        assert answer.status_code == 200
        assert [row["id"] for row in answer.json()] == ["rose-red"]


def test_the_header_goes_before_the_address(rose, token):
    assert ask(text=token, **bearer("cvt_wrong")).status_code == 401
    assert ask(text="cvt_wrong", **bearer(token)).status_code == 200


@pytest.mark.parametrize(
    "text", ["", "x", "cvt_", "cvt_" + "a" * 43, "cvt_" + "a" * 5000, "null", "cvt_\x00", "1", "cvt_я"]
)
def test_whatever_is_no_token_is_401(shop, token, text):
    for answer in (ask(text=text), ask(**bearer(text))):
        assert answer.status_code == 401
        body = answer.json()
        assert (body["success"], body["error"]) == (False, "Unauthorized")
        assert "авториз" in body["detail"].lower() or "Токен" in body["detail"]
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_hash_opens_nothing(token):
    with every_shop():
        kept = ShopToken.objects.get()
    assert ask(text=kept.token_hash).status_code == 401
    assert ask(**bearer(f"cvt_{kept.token_hash}")).status_code == 401


def test_it_shows_the_rows_of_its_own_shop(rose, make_token):
    _row, text = make_token(shop=make_shop(name="Тюльпан"))

    assert ask(text=text).json() == []
    assert set_quantity(text).status_code == 404


def test_a_revoked_one_stops_at_once(shop, rose, make_token):
    row, text = make_token()
    assert ask(text=text).status_code == 200

    with shop_scope(shop):
        revoke_shop_token(shop=shop, token_id=row.pk, now=timezone.now())

    assert ask(text=text).status_code == 401
    assert set_quantity(text).status_code == 401


def test_so_does_one_of_a_shop_that_was_switched_off(shop, token):
    Shop.objects.filter(pk=shop.pk).update(is_active=False)

    assert ask(text=token).status_code == 401


def test_one_for_reading_changes_nothing(rose, make_token):
    _row, text = make_token(is_read_only=True)

    assert ask(text=text).status_code == 200
    answer = set_quantity(text)
    assert (answer.status_code, answer.json()["success"], answer.json()["detail"]) == (403, False, "Недостаточно прав")


def test_history_calls_the_author_as_the_token_is_called(shop, rose, make_token):
    _row, text = make_token(name="Витрина на сайте")

    assert set_quantity(text).status_code == 200

    with shop_scope(shop):
        movement = StockMovement.objects.first()
    assert (movement.actor_kind, movement.actor_name, movement.actor_member_id) == (
        "integration",
        "Витрина на сайте",
        None,
    )


def test_the_use_is_noted_once_a_minute(shop, make_token):
    row, text = make_token()
    start = timezone.now()
    noted = []
    for seconds in (0, 30, 59, 61):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            ask(text=text)
            noted.append(round((reload(row).last_used_at - start).total_seconds()))

    assert noted == [0, 0, 0, 61]


def test_it_costs_one_query_to_come_in(rose, token, django_assert_num_queries):
    ask(text=token)

    with django_assert_num_queries(4):  # the token; the items, what stands of them, what of that is free
        assert ask(text=token).status_code == 200


def test_a_colleagues_token_opens_it_too(shop, rose, sign_in):
    assert sign_in(make_member(shop, "florist")).get(SEARCH).status_code == 200
    assert sign_in(make_member(shop, "courier")).get(SEARCH).status_code == 403


def test_a_colleagues_token_is_not_taken_from_an_address(api):
    text = api.headers["Authorization"].removeprefix("Bearer ")

    assert ask(text=text).status_code == 401


def test_the_session_of_the_pages_never_does(client, owner, rose):
    client.force_login(owner.user)

    assert client.get(SEARCH).status_code == 401
    assert client.post(UPDATE, {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "path", ["/api/orders/", "/api/warehouse/", "/api/products/", "/api/auth/me", "/api/v2/colleagues"]
)
def test_it_opens_nothing_of_v1_yet(token, path):
    assert ask(path, **bearer(token)).status_code == 401
    assert ask(path, text=token).status_code == 401


def test_a_token_is_counted_for_itself(rose, make_token, settings):
    settings.RATE_LIMIT_FACTOR = 1
    (_one, first), (_two, second) = make_token(), make_token()
    left = [int(ask(text=text)["X-RateLimit-Remaining"]) for text in (first, first, second)]

    assert left == [999, 998, 999]


def test_beyond_the_limit_it_is_429_in_this_form(rose, token, settings):
    settings.RATE_LIMIT_FACTOR = 1
    for _request in range(1000):
        answer = ask("/api/inventory/low-stock?threshold=x", **bearer(token))
    assert answer.status_code == 400

    answer = ask(text=token)

    assert answer.status_code == 429
    body = answer.json()
    assert (body["success"], body["error"]) == (False, body["detail"])
    assert body["retry_after"] == int(answer["Retry-After"])
    assert answer["X-RateLimit-Remaining"] == "0"


@pytest.fixture
def printed():
    """What the product's own handler writes."""
    (handler,) = [handler for handler in logging.getLogger().handlers if handler.name == "stderr"]
    earlier = handler.setStream(StringIO())
    yield handler.stream
    handler.setStream(earlier)


def test_no_log_holds_it(rose, token, printed):
    ask("/api/inventory/history?limit=x", text=token)
    ask("/api/inventory/nothing", text=token)
    ask("/crm/nothing", text=token)
    set_quantity(token, quantity=-1)
    try:
        raise ValueError(f"{{'access_token': '{token}'}} at /api/flowers/search?access%5Ftoken={token}")
    except ValueError:
        logging.getLogger("anywhere").exception("Authorization: Bearer %s, as %r", token, token.encode())

    assert "/api/inventory/nothing" in printed.getvalue()
    assert "cvt_***" in printed.getvalue()
    assert token not in printed.getvalue()
    assert token[4:] not in printed.getvalue()
