"""How an order is handed over and paid, and its sums, changed over API v1: what follows, and what is too late."""

from __future__ import annotations

import pytest

from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from orders.services import accept_order, waive_due
from shops.models import DeliveryZone
from tests.factories import make_member, reload
from tests.factories.orders import make_order, move_order

DOOR = "пр. Достык 89"
# How to bring an order into each status.
STAGES = {
    "new": (),
    "paid": ("paid",),
    "assembled": ("paid", "assembled"),
    "delivery": ("paid", "assembled", "delivery"),
    "delivered": ("paid", "assembled", "delivery", "delivered"),
    "issue of paid": ("paid", "issue"),
    "issue of assembled": ("paid", "assembled", "issue"),
    "issue of delivery": ("paid", "assembled", "delivery", "issue"),
}


@pytest.fixture
def center(shop):
    with shop_scope(shop):
        return DeliveryZone.objects.get()


@pytest.fixture
def outskirts(shop, center):
    with shop_scope(shop):
        return DeliveryZone.objects.create(shop=shop, name="Окраины", fee=3000)


@pytest.fixture
def order(shop, center):
    """Of 25 000 ₸ of flowers and 2 000 ₸ of delivery."""
    return make_order(shop, address=DOOR, delivery_zone_name="Центр города")


@pytest.fixture
def pick_up(shop):
    return make_order(shop, delivery_method="self_pickup", delivery_fee=None)


@pytest.fixture
def patch(api):
    def patch(order, body, **headers):
        return api.patch(f"/api/orders/{order.pk}", body, **headers)

    return patch


def accept(shop, order, owner):
    with shop_scope(shop):
        accept_order(shop=shop, order_id=order.pk, actor=owner.as_actor(), now=order.created_at)


def sums(row):
    return tuple(row[name] for name in ("delivery_fee", "discount", "total", "paid_total", "due", "payment_status"))


def earned(api):
    return api.get("/api/products/").json()["items"][0]["stats"]["revenue"]


def refused(answer):
    return answer.status_code, answer.json()["code"]


# Sums


def test_a_discount_and_another_fee_make_another_total(patch, order):
    less = patch(order, {"discount": 500}).json()
    dearer = patch(order, {"delivery_fee": 2700}).json()
    whole = patch(order, {"discount": None}).json()

    assert sums(less) == (2000, 500, 26500, 0, 26500, "pending")
    assert sums(dearer) == (2700, 500, 27200, 0, 27200, "pending")
    assert sums(whole) == (2700, 0, 27700, 0, 27700, "pending")
    assert less["version"] + 2 == whole["version"]


def test_a_fee_of_null_is_the_zones_own(patch, order):
    patch(order, {"delivery_fee": 700})

    assert sums(patch(order, {"delivery_fee": None}).json())[0] == 2000


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"discount": 25001}, "discount"),
        ({"discount": -1}, "discount"),
        ({"discount": 0.5}, "discount"),
        ({"delivery_fee": 2_000_000_000}, "delivery_fee"),
        ({"total": 26999}, "total"),
        ({"discount": 1000, "total": 27000}, "total"),
        ({"payment_method": "gold"}, "payment_method"),
        ({"delivery_method": "pigeon"}, "delivery_method"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_written(api, patch, order, change, loc):
    before = api.get(f"/api/orders/{order.pk}").json()

    answer = patch(order, {"comment": "Новый", **change})

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", loc]]
    assert api.get(f"/api/orders/{order.pk}").json() == before


def test_a_total_that_agrees_is_taken(patch, order):
    assert patch(order, {"total": 27000}).json()["version"] == order.version
    assert patch(order, {"discount": 1000, "total": 26000}).json()["total"] == 26000
    assert patch(order, {"discount": 0, "total": None}).json()["total"] == 27000
    said = patch(order, {"discount": 1000, "total": 27000}).json()["detail"][0]["msg"]
    assert said == "Сумма не сходится: товары + доставка − скидка = 26000"


def test_money_follows_a_paid_order_both_ways(patch, order):
    move_order(order, "paid")

    dearer = patch(order, {"delivery_fee": 2500}).json()
    cheaper = patch(order, {"discount": 1500}).json()
    even = patch(order, {"discount": 500}).json()

    assert sums(dearer) == (2500, 0, 27500, 27000, 500, "partially_paid")
    assert sums(cheaper) == (2500, 1500, 26000, 27000, 0, "refund_due")
    assert sums(even) == (2500, 500, 27000, 27000, 0, "paid")
    assert even["status"] == "paid"


def test_what_became_due_again_holds_the_dispatch(api, shop, patch, order):
    move_order(order, "paid", "assembled")
    patch(order, {"delivery_fee": 2500})
    status = f"/api/orders/{order.pk}/status"

    assert refused(api.patch(status, {"status": "delivery"})) == (400, "payment_due")
    api.post(f"/api/orders/{order.pk}/payments", {"amount": 500})
    assert api.patch(status, {"status": "delivery"}).status_code == 200


def test_a_debt_forgiven_is_not_a_larger_one(api, shop, owner, patch, order):
    """Who forgave 500 has not forgiven what comes on top of it later."""
    move_order(order, "paid", "assembled")
    patch(order, {"delivery_fee": 2500})
    with shop_scope(shop):
        waive_due(shop=shop, order_id=order.pk, reason="Свои", actor=owner.as_actor(), now=order.created_at)

    assert patch(order, {"comment": "Свои"}).json()["due"] == 0
    assert patch(order, {"delivery_fee": 9000}).json()["due"] == 6500
    assert refused(api.patch(f"/api/orders/{order.pk}/status", {"status": "delivery"})) == (400, "payment_due")


def test_a_discount_that_leaves_nothing_due_makes_the_order_paid(api, patch, order):
    api.post(f"/api/orders/{order.pk}/payments", {"amount": 26000})

    row = patch(order, {"discount": 1000}).json()

    assert (row["status"], *sums(row)) == ("paid", 2000, 1000, 26000, 26000, 0, "paid")
    told = OutboxEvent.objects.filter(aggregate=f"order:{order.pk}").order_by("pk").values_list("name", flat=True)
    assert list(told)[-3:] == ["order.items_changed", "order.status_changed", "order.paid"]


def test_what_a_product_has_earned_follows(api, deliver_events, patch, order):
    move_order(order, "paid")
    deliver_events()
    assert earned(api) == 25000

    patch(order, {"discount": 5000, "delivery_fee": 7000})
    deliver_events()

    assert earned(api) == 20000


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "delivered"])
@pytest.mark.parametrize("change", [{"discount": 500}, {"delivery_fee": 2500}])
def test_the_sums_change_until_the_hand_over(patch, order, stage, change):
    move_order(order, *STAGES[stage])

    assert patch(order, change).status_code == 200


@pytest.mark.parametrize("change", [{"discount": 500}, {"delivery_fee": 2500}, {"delivery_zone": "Окраины"}])
@pytest.mark.usefixtures("outskirts")
def test_the_sums_of_what_was_handed_over_are_fixed(patch, order, change):
    move_order(order, *STAGES["delivered"])

    answer = patch(order, {"comment": "Новое", **change})

    assert refused(answer) == (400, "sums_fixed")
    assert answer.json()["detail"] == "Заказ уже вручён, его сумма больше не меняется"
    assert (reload(order).total, reload(order).comment) == (27000, "")


@pytest.mark.parametrize("path", [("cancelled",), (*STAGES["delivered"], "completed")])
@pytest.mark.parametrize(
    "change", [{"discount": 500}, {"delivery_fee": 1}, {"payment_method": "cash"}, {"delivery_method": "self_pickup"}]
)
def test_nothing_of_it_changes_on_a_closed_order(patch, order, path, change):
    move_order(order, *path)

    assert refused(patch(order, change)) == (400, "order_closed")


# The zone


def test_no_zone_is_no_fee_unless_one_is_told(patch, order):
    free = patch(order, {"delivery_zone": None}).json()
    again = patch(order, {"delivery_zone": "Центр города"}).json()
    told = patch(order, {"delivery_zone": None, "delivery_fee": 800}).json()

    assert (free["delivery_zone"], *sums(free)) == (None, 0, 0, 25000, 0, 25000, "pending")
    assert (again["delivery_zone"], again["delivery_fee"]) == ("Центр города", 2000)
    assert (told["delivery_zone"], told["delivery_fee"], told["total"]) == (None, 800, 25800)


@pytest.mark.usefixtures("outskirts")
def test_a_fee_that_is_told_beside_the_zone_is_the_fee(patch, order):
    row = patch(order, {"delivery_zone": "Окраины", "delivery_fee": 2000, "total": 27000}).json()

    assert (row["delivery_zone"], row["delivery_fee"], row["total"]) == ("Окраины", 2000, 27000)


def test_the_zone_that_an_order_has_brings_no_other_fee(shop, patch, order, center):
    """An order keeps zone and fee as they were, whatever has become of them since."""
    with shop_scope(shop):
        DeliveryZone.objects.filter(pk=center.pk).update(fee=5000, name="Центр")

    row = patch(order, {"delivery_zone": "Центр города", "comment": "Новое"})

    assert (row.status_code, row.json()["delivery_fee"], row.json()["comment"]) == (200, 2000, "Новое")


def test_a_row_sent_back_whole_changes_nothing(api, patch, order):
    row = api.get(f"/api/orders/{order.pk}").json()

    assert patch(order, row).json() == row
    paid = move_order(order, *STAGES["delivered"])
    row = api.get(f"/api/orders/{paid.pk}").json()
    assert patch(paid, row).json() == row


# How it is paid


def test_how_a_new_order_is_paid_changes_freely(api, patch, order):
    cash = patch(order, {"payment_method": "cash"}).json()
    assert (cash["payment_method"], cash["status"], cash["due"]) == ("cash", "new", 27000)
    assert patch(order, {"payment_method": "kaspi"}).json()["payment_method"] == "kaspi"
    assert patch(order, {"payment_method": "card"}).json()["payment_method"] == "card"
    assert patch(order, {"payment_method": None}).json()["payment_method"] == "card"  # a choice not made

    assert api.post(f"/api/orders/{order.pk}/accept").status_code == 200


def test_how_it_is_paid_is_fixed_once_money_came(api, patch, order):
    api.post(f"/api/orders/{order.pk}/payments", {"amount": 1000})

    answer = patch(order, {"payment_method": "cash"})

    assert refused(answer) == (400, "payment_method_fixed")
    assert answer.json()["detail"] == (
        "Способ оплаты меняется, пока заказ новый, ещё не оплачен и не принят с оплатой при получении"
    )
    api.post(f"/api/orders/{order.pk}/refunds", {"amount": 1000})
    assert patch(order, {"payment_method": "cash"}).status_code == 200


def test_how_it_is_paid_is_fixed_once_it_is_taken_on(shop, owner, patch):
    """A florist makes it already."""
    order = make_order(shop, address=DOOR, payment_method="cash")
    accept(shop, order, owner)

    assert refused(patch(order, {"payment_method": "kaspi"})) == (400, "payment_method_fixed")
    assert patch(order, {"payment_method": "cash", "discount": 500}).status_code == 200


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "new"])
def test_how_it_is_paid_is_fixed_later(patch, order, stage):
    move_order(order, *STAGES[stage])

    assert refused(patch(order, {"payment_method": "cash"})) == (400, "payment_method_fixed")


# How it is handed over


def test_who_comes_for_the_order_pays_no_delivery(api, shop, patch, order):
    patch(order, {"courier_id": make_member(shop, "courier").pk})
    move_order(order, "paid", "assembled")

    row = patch(order, {"delivery_method": "self_pickup"}).json()

    assert (row["delivery_method"], row["delivery_zone"], row["courier"]) == ("self_pickup", None, None)
    assert sums(row) == (0, 0, 25000, 27000, 0, "refund_due")
    assert row["address"] == DOOR
    allowed = api.get(f"/api/orders/{order.pk}/allowed-statuses").json()["allowed_statuses"]
    assert {"self_pickup"} <= {move["status"] for move in allowed}
    assert "delivery" not in {move["status"] for move in allowed}


def test_a_fee_that_is_told_stays_with_an_order_that_is_fetched(patch, order):
    row = patch(order, {"delivery_method": "self_pickup", "delivery_fee": 500}).json()

    assert (row["delivery_zone"], row["delivery_fee"], row["total"]) == (None, 500, 25500)


def test_no_zone_is_named_for_what_is_fetched(patch, pick_up):
    answer = patch(pick_up, {"delivery_zone": "Центр города"})

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "delivery_zone"])


@pytest.mark.usefixtures("outskirts")
def test_what_is_to_be_brought_after_all_takes_the_fee_of_its_zone(patch, pick_up):
    row = patch(pick_up, {"delivery_method": "delivery", "address": DOOR, "delivery_zone": "Окраины"}).json()

    assert (row["delivery_method"], row["address"], row["delivery_zone"]) == ("delivery", DOOR, "Окраины")
    assert sums(row) == (3000, 0, 28000, 0, 28000, "pending")


@pytest.mark.parametrize(
    ("said", "zone", "fee"),
    [
        ({}, "Окраины", 3000),  # the shop's usual one
        ({"delivery_fee": 100}, "Окраины", 100),
        ({"delivery_zone": None}, None, 0),
        ({"delivery_zone": "Центр города"}, "Центр города", 2000),
    ],
)
def test_the_zone_is_the_one_named_else_the_shops_usual_one(shop, patch, pick_up, outskirts, said, zone, fee):
    shop.default_delivery_zone = outskirts
    shop.save(update_fields=["default_delivery_zone"])

    row = patch(pick_up, {"delivery_method": "delivery", "street": "Абая", "house": "10", **said}).json()

    assert (row["delivery_zone"], row["delivery_fee"], row["total"]) == (zone, fee, 25000 + fee)
    assert row["address"] == "Абая 10"


def test_what_is_to_be_brought_wants_an_address(patch, pick_up):
    for address in ({}, {"address": ""}, {"city": "Алматы"}):
        answer = patch(pick_up, {"delivery_method": "delivery", **address})

        assert answer.status_code == 422
        assert [(item["loc"], item["msg"]) for item in answer.json()["detail"]] == [
            (["body", "address"], "Укажите адрес доставки")
        ]


@pytest.mark.parametrize("stage", ["new", "paid", "assembled", "issue of paid", "issue of assembled"])
def test_how_it_is_handed_over_changes_while_it_is_in_the_shop(patch, order, stage):
    move_order(order, *STAGES[stage])

    assert patch(order, {"delivery_method": "self_pickup"}).json()["delivery_method"] == "self_pickup"
    assert patch(order, {"delivery_method": "delivery"}).json()["delivery_zone"] == "Центр города"


@pytest.mark.parametrize("stage", ["delivery", "delivered", "issue of delivery"])
def test_how_it_is_handed_over_is_fixed_once_it_is_on_its_way(patch, order, stage):
    move_order(order, *STAGES[stage])

    answer = patch(order, {"delivery_method": "self_pickup"})

    assert refused(answer) == (400, "delivery_method_fixed")
    assert answer.json()["detail"] == (
        "Способ получения меняется, пока заказ не передан курьеру и не отложен для покупателя"
    )


def test_what_waits_for_its_buyer_is_not_sent_out(patch, pick_up):
    move_order(pick_up, "paid", "assembled", "self_pickup")

    assert refused(patch(pick_up, {"delivery_method": "delivery", "address": DOOR})) == (400, "delivery_method_fixed")


# Who, from which version, and what is told


def test_an_older_version_changes_no_sums(api, patch, order):
    tag = {"If-Match": api.get(f"/api/orders/{order.pk}").headers["ETag"]}

    assert patch(order, {"discount": 500}, **tag).status_code == 200
    assert patch(order, {"discount": 900}, **tag).status_code == 412
    assert reload(order).discount == 500


@pytest.mark.parametrize("position", ["florist", "courier"])
@pytest.mark.parametrize("change", [{"discount": 500}, {"delivery_method": "self_pickup"}, {"payment_method": "cash"}])
def test_who_sees_no_money_changes_none(shop, sign_in, order, position, change):
    member = make_member(shop, position)

    assert sign_in(member).patch(f"/api/orders/{order.pk}", change).status_code == 403
    assert reload(order).version == order.version


@pytest.mark.parametrize("position", ["senior", "assistant"])
def test_who_writes_orders_changes_their_sums(shop, sign_in, order, position):
    answer = sign_in(make_member(shop, position)).patch(f"/api/orders/{order.pk}", {"discount": 500})

    assert answer.json()["total"] == 26500


@pytest.mark.usefixtures("outskirts")
def test_the_history_says_who_changed_what_and_no_sums(patch, owner, order):
    row = patch(order, {"delivery_zone": "Окраины", "discount": 500, "payment_method": "cash"}).json()
    fetched = patch(order, {"delivery_method": "self_pickup"}, **{"Accept-Language": "en"}).json()

    assert [(step["changed_by"], step["comment"]) for step in row["history"][1:]] == [
        (
            owner.name,
            "Изменено: зона доставки (Центр города → Окраины), стоимость доставки, скидка, "
            "способ оплаты (Kaspi → Наличными)",
        )
    ]
    assert fetched["history"][-1]["comment"] == (
        "Изменено: способ получения (Доставка → Самовывоз), зона доставки (Окраины → нет), стоимость доставки"
    )
    assert {step["status"] for step in fetched["history"]} == {"new"}


def test_another_sum_is_told_once_and_another_way_to_pay_is_no_news(patch, order):
    patch(order, {"discount": 500, "delivery_fee": 2500})
    patch(order, {"payment_method": "cash"})
    patch(order, {"discount": 500})

    told = OutboxEvent.objects.filter(aggregate=f"order:{order.pk}").exclude(name="order.created")
    assert [(event.name, event.payload["total"]) for event in told] == [("order.items_changed", 27000)]
