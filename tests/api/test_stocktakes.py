"""Counting the shelf over the API: blind until it is posted, posted by managers, once."""

import pytest

from cvety.core.tenancy import every_shop
from tests.factories import make_batch, make_item, make_member, reload
from warehouse import ledger
from warehouse.models import Stocktake

STOCKTAKES = "/api/warehouse/stocktakes/"


@pytest.fixture
def florist(shop, sign_in):
    return sign_in(make_member(shop, "florist", name="Марина"))


@pytest.fixture
def roses(shop):
    return make_batch(shop, make_item(shop), 50, cost="100")


@pytest.fixture
def opened(florist):
    return STOCKTAKES + str(florist.post(STOCKTAKES).json()["id"])


def test_a_count_is_opened_filled_blindly_and_posted(api, florist, roses, opened):
    counted = florist.post(f"{opened}/lines", {"batch_id": roses.pk, "counted": 43})

    assert counted.status_code == 201
    [line] = counted.json()["lines"]
    told = ("counted", "counted_by", "expected", "difference", "cost", "outcome", "held_by")
    assert [line[name] for name in told] == [43, "Марина", None, None, None, None, []]
    [shown] = api.get(opened).json()["lines"]
    assert [shown[name] for name in ("expected", "difference", "cost")] == [50, -7, -700]

    posted = api.post(f"{opened}/post", {"comment": "Вечер"})

    assert posted.status_code == 200
    assert {name: posted.json()[name] for name in ("status", "closed_by", "comment", "lines_count")} == {
        "status": "posted",
        "closed_by": "Гульнара",
        "comment": "Вечер",
        "lines_count": 1,
    }
    assert posted.json()["lines"][0]["outcome"] == "corrected"
    assert reload(roses).quantity_on_hand == 43
    [seen] = florist.get(opened).json()["lines"]
    assert [seen[name] for name in ("expected", "difference", "cost")] == [50, -7, None]
    assert list(ledger.check()) == []


def test_one_is_open_at_a_time(florist, api, opened):
    assert api.post(STOCKTAKES).json()["id"] == florist.get(opened).json()["id"]
    assert api.get(STOCKTAKES).json()["total"] == 1


def test_only_managers_post_and_cancel(florist, roses, opened):
    florist.post(f"{opened}/lines", {"batch_id": roses.pk, "counted": 43})

    for step in ("post", "cancel"):
        assert florist.post(f"{opened}/{step}").status_code == 403
    assert reload(roses).quantity_on_hand == 50


def test_what_is_closed_stays_closed(api, roses, opened):
    assert api.post(f"{opened}/post").json()["code"] == "nothing_counted"
    api.post(f"{opened}/lines", {"batch_id": roses.pk, "counted": 43})

    assert [api.post(f"{opened}/post").status_code for _time in range(2)] == [200, 200]

    refused = [api.post(f"{opened}/cancel"), api.post(f"{opened}/lines", {"batch_id": roses.pk, "counted": 1})]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(400, "stocktake_closed")] * 2
    assert reload(roses).quantity_on_hand == 43


def test_a_cancelled_count_leaves_the_books(api, roses, opened):
    api.post(f"{opened}/lines", {"batch_id": roses.pk, "counted": 43})

    assert api.post(f"{opened}/cancel").json()["status"] == "cancelled"
    assert api.post(f"{opened}/post").status_code == 400
    assert reload(roses).quantity_on_hand == 50


@pytest.mark.parametrize(("body", "where"), [({"counted": 1}, "batch_id"), ({"counted": -1, "batch_id": 1}, "counted")])
def test_what_is_wrong_in_a_line_is_named(api, opened, body, where):
    answer = api.post(f"{opened}/lines", body)

    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["detail"]] == [["body", where]]


def test_a_batch_of_another_shop_is_none(api, stranger, opened):
    theirs = make_batch(stranger.shop, make_item(stranger.shop), 5)

    answer = api.post(f"{opened}/lines", {"batch_id": theirs.pk, "counted": 5})

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "batch_id"])
    with every_shop():
        assert Stocktake.objects.get().lines.count() == 0
