"""What may be kept by a client is not sent to it twice."""

from __future__ import annotations

import pytest

from tests.factories import make_product, make_shop
from tests.factories.orders import make_order, move_order

PUBLIC = "public, max-age=60"


@pytest.fixture
def paths(shop):
    """Addresses that anybody reads, and for how long they may be kept."""
    product, order = make_product(shop), make_order(shop)
    return {
        f"/api/public/shops/{shop.pk}": PUBLIC,
        f"/api/public/products?shop_id={shop.pk}": PUBLIC,
        f"/api/public/shops/{shop.pk}/products": PUBLIC,
        f"/api/public/products/{product.pk}?shop_id={shop.pk}": PUBLIC,
        f"/api/tracking/{order.tracking_token}": "private, no-cache",
    }


@pytest.mark.parametrize("wanted", ["{}", "W/{}", '"other", {}', '"a,b" ,W/{} , "c"', "*"])
def test_what_a_client_has_is_not_sent_again(nobody, paths, settings, wanted):
    settings.RATE_LIMIT_FACTOR = 1
    for path, kept in paths.items():
        first = nobody.get(path)
        tag = first.headers["ETag"]
        second = nobody.get(path, **{"If-None-Match": wanted.format(tag)})

        assert first.headers["Cache-Control"] == kept
        assert (second.status_code, second.content) == (304, b"")
        assert (second.headers["ETag"], second.headers["Cache-Control"]) == (tag, kept)
        assert int(second.headers["X-RateLimit-Remaining"]) == int(first.headers["X-RateLimit-Remaining"]) - 1
        assert "Content-Type" not in second.headers
        # A cache takes these headers over to what it holds.
        assert second.headers["Content-Length"] == str(len(first.content))


@pytest.mark.parametrize("wanted", ['"other"', 'W/"other"', "rubbish", "", '"', "0" * 500])
def test_what_it_has_not_is_sent(nobody, paths, wanted):
    for path in paths:
        answer = nobody.get(path, **{"If-None-Match": wanted})

        assert answer.status_code == 200
        assert answer.json()


def test_a_tag_changes_with_the_content(nobody, shop):
    order = make_order(shop)
    path = f"/api/tracking/{order.tracking_token}"
    before = nobody.get(path).headers["ETag"]
    move_order(order, "paid")

    answer = nobody.get(path, **{"If-None-Match": before})

    assert (answer.status_code, answer.json()["status"]) == (200, "paid")
    assert answer.headers["ETag"] != before


def test_a_tag_belongs_to_a_language(nobody, shop):
    path = f"/api/tracking/{make_order(shop).tracking_token}"
    russian = nobody.get(path)

    english = nobody.get(path, **{"Accept-Language": "en", "If-None-Match": russian.headers["ETag"]})

    assert english.status_code == 200
    assert "accept-language" in russian.headers["Vary"].lower()


def test_two_shops_have_two_tags(nobody, shop):
    other = make_shop(name="Тюльпан")

    tags = {nobody.get(f"/api/public/shops/{row.pk}").headers["ETag"] for row in (shop, other)}

    assert len(tags) == 2


def test_who_asks_for_the_head_gets_the_tag(nobody, paths):
    for path in paths:
        answer = nobody.client.head(path)

        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["ETag"] == nobody.get(path).headers["ETag"]
        again = nobody.client.head(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_a_refusal_is_not_kept(nobody, shop):
    for path in ("/api/tracking/100000000", "/api/public/shops/999999", "/api/public/products"):
        answer = nobody.get(path, **{"If-None-Match": "*"})

        assert answer.status_code in (404, 422)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


def test_what_is_behind_a_sign_in_is_kept_by_nobody(api, shop):
    order = make_order(shop)
    one = api.get(f"/api/orders/{order.pk}", **{"If-None-Match": "*"})
    tokens = api.post("/api/auth/switch-shop", {"shop_id": shop.pk})

    assert (one.status_code, one.headers["Cache-Control"], one.headers["ETag"]) == (200, "no-store", f'"{order.pk}-1"')
    assert tokens.headers["Cache-Control"] == "no-store"
