"""Pages ask whether they are out of date, and the answer costs nothing."""

import contextlib
import re

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from cvety.core import live
from cvety.core.tenancy import shop_scope
from orders.services import update_order
from production.services import make_task_for_order
from tests.factories import make_batch, make_item
from tests.factories.orders import make_order


@pytest.fixture
def ask(browse):
    def ask(topic, seen=""):
        return browse().get(live.address_of(topic), headers={"If-None-Match": seen})

    return ask


def test_a_page_that_shows_what_is_gets_304_without_a_query(shop, ask, django_assert_num_queries):
    topic = live.shop_topic(shop.pk)
    with time_machine.travel("2026-11-24 10:00:00Z", tick=False):
        seen = ask(topic).headers["ETag"]
        with django_assert_num_queries(0):
            answer = ask(topic, seen)
            weak = ask(topic, f"W/{seen}")

    assert (answer.status_code, weak.status_code, answer.content) == (304, 304, b"")
    assert "Set-Cookie" not in answer.headers


def test_time_alone_makes_a_page_out_of_date(shop, ask):
    topic = live.shop_topic(shop.pk)
    with time_machine.travel("2026-11-24 10:00:00Z", tick=False):
        seen = ask(topic).headers["ETag"]
    with time_machine.travel("2026-11-24 10:02:00Z", tick=False):
        assert ask(topic, seen).status_code == 200


CHANGES = {
    "an order comes": lambda order, owner: make_order(order.shop),
    "an order is edited": lambda order, owner: update_order(
        shop=order.shop, order_id=order.pk, changes={"comment": "Без ленты"}, actor=owner.as_actor(), now=timezone.now()
    ),
    "a task appears": lambda order, owner: make_task_for_order(shop=order.shop, order_id=order.pk, now=timezone.now()),
    "stems come in": lambda order, owner: make_batch(order.shop, make_item(order.shop)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db(transaction=True)
def test_what_changes_a_shop_is_news_to_its_pages_and_to_no_other(shop, owner, stranger, ask, change):
    here, there = live.shop_topic(shop.pk), live.shop_topic(stranger.shop_id)
    order = make_order(shop, "paid")
    with time_machine.travel("2026-11-24 10:00:00Z", tick=False):
        seen, seen_there = ask(here).headers["ETag"], ask(there).headers["ETag"]

        with shop_scope(shop):
            CHANGES[change](order, owner)

        assert ask(here, seen).status_code == 200
        assert ask(there, seen_there).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_no_news(shop, ask):
    topic = live.shop_topic(shop.pk)
    with time_machine.travel("2026-11-24 10:00:00Z", tick=False):
        seen = ask(topic).headers["ETag"]
        with contextlib.suppress(RuntimeError), transaction.atomic():
            live.touch(topic)
            raise RuntimeError

        assert ask(topic, seen).status_code == 304


def test_a_page_carries_the_address_it_asks_under(shop, browse, florist):
    html = browse(florist).get("/florist/").content.decode()

    found = re.search(r'<meta name="live" content="([^"]+)" data-etag="([^"]+)">', html)
    assert found
    assert found[1] == live.address_of(live.shop_topic(shop.pk))


@pytest.mark.parametrize("token", ["shop:1", "shop:1~forged", "~"])
def test_an_address_that_was_made_up_is_not_found(browse, token):
    assert browse().get(f"/live/{token}").status_code == 404


def test_an_address_does_not_tell_what_it_is_about():
    address = live.address_of("order:15")

    assert address == live.address_of("order:15")
    assert address != live.address_of("order:16")
    assert "order" not in address
    assert ":" not in address
