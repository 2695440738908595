"""Who may see deliveries, and move them."""

import pytest

from tests.factories import make_member, reload
from tests.factories.orders import move_order
from tests.pages.conftest import said

from .conftest import give


def test_another_couriers_order_is_not_to_be_seen_or_moved(shop, browse, courier, assembled):
    give(assembled, make_member(shop, "courier", name="Ержан"))
    client = browse(courier)

    assert "пр. Достык 89" not in client.get("/courier/").content.decode()
    answer = client.post(f"/courier/orders/{assembled.pk}/take")
    assert said(answer) == ["Этот заказ уже у курьера: Ержан"]
    move_order(assembled, "delivery")
    assert client.post(f"/courier/orders/{assembled.pk}/delivered").status_code == 404
    told = {"reason": "nobody_opens"}
    assert client.post(f"/courier/orders/{assembled.pk}/issue", told).status_code == 404
    assert client.post(f"/courier/orders/{assembled.pk}/phone").status_code == 404
    assert client.get(f"/courier/orders/{assembled.pk}/").status_code == 404
    assert reload(assembled).status == "delivery"


def test_a_manager_sees_every_delivery(shop, browse, owner, courier, assembled):
    give(assembled, courier)

    assert "Асхат" in browse(owner).get("/courier/").content.decode()


def test_an_order_of_another_shop_is_not_found(browse, stranger, assembled):
    client = browse(stranger)

    for step in ("take", "phone", "delivered", "issue"):
        told = {"reason": "nobody_opens"}
        assert client.post(f"/courier/orders/{assembled.pk}/{step}", told).status_code == 404
    assert client.get(f"/courier/orders/{assembled.pk}/").status_code == 404
    assert reload(assembled).status == "assembled"


def test_nothing_changes_by_looking(browse, courier, assembled):
    assert browse(courier).get("/courier/take").status_code == 405
    for step in ("take", "phone", "delivered", "issue"):
        assert browse(courier).get(f"/courier/orders/{assembled.pk}/{step}").status_code == 405


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 200), ("senior", 200), ("assistant", 200), ("florist", 403), ("courier", 200)]
)
def test_who_may_see_deliveries(shop, browse, position, status):
    assert browse(make_member(shop, position)).get("/courier/").status_code == status


def test_nobody_is_led_to_sign_in(browse):
    assert browse().get("/courier/").url == "/login/?next=%2Fcourier%2F"
