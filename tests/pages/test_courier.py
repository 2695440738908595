"""The courier's screen: take out, hand over, nobody opened."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from cvety.core import money
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import accept_order, update_order, waive_due
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def give(order, courier):
    with shop_scope(order.shop_id):
        changes = {"courier_id": courier.pk}
        update_order(shop=order.shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def assembled(shop):
    return make_order(
        shop,
        "paid",
        "assembled",
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="пр. Достык 89",
        address_parts={"entrance": "2", "flat": "45", "door_code": "45К"},
    )


def test_a_courier_takes_an_order_out_and_hands_it_over(shop, browse, courier, assembled):
    client = browse(courier)

    free = client.get("/courier/").content.decode()
    assert "Букет роз ×\u00a01" in free
    assert f"№&nbsp;{assembled.pk}" in free
    taken = client.post(f"/courier/orders/{assembled.pk}/take")
    html = client.get("/courier/").content.decode()
    handed = client.post(f"/courier/orders/{assembled.pk}/delivered")

    assert (taken.url, said(taken)) == ("/courier/", ["Заказ у вас. Хорошей дороги!"])
    for shown in ("пр. Достык 89", "подъезд 2", "кв. 45", "код 45К", "Айгуль", "tel:+77059998877"):
        assert shown in html
    # The button that cannot be undone is behind another.
    assert html.index('<details class="confirm">') < html.index("Доставлен</span>") < html.index("Да, вручил")
    assert said(handed) == ["Доставлено. Спасибо!"]
    order = reload(assembled)
    assert (order.status, order.courier_id) == ("delivered", courier.pk)
    with shop_scope(shop):
        assert [row.actor_name for row in order.history.all()][-2:] == ["Асхат", "Асхат"]


def test_nobody_opened(shop, browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")

    answer = client.post(f"/courier/orders/{assembled.pk}/issue", {"comment": "Звонил дважды"})

    order = reload(assembled)
    assert said(answer)[-1] == "Передали менеджеру, он решит, что делать"
    assert (order.status, order.issue_type, order.issue_comment) == (
        "issue",
        "recipient_unavailable",
        "Звонил дважды",
    )
    assert "пр. Достык" not in client.get("/courier/").content.decode()


def test_signs_that_nobody_types_are_left_out_of_a_comment(browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")

    client.post(f"/courier/orders/{assembled.pk}/issue", {"comment": " Звонил\0\r\nдважды\x07 "})

    assert reload(assembled).issue_comment == "Звонил\nдважды"


def test_what_is_free_shows_neither_phones_nor_codes(browse, courier, assembled):
    html = browse(courier).get("/courier/").content.decode()

    assert "пр. Достык 89" in html
    for secret in ("+7705", "45К", "Айгуль", "+7701111"):
        assert secret not in html


def test_deliveries_stand_in_the_order_of_their_windows(shop, browse, courier):
    product = make_product(shop)
    now = timezone.now()
    hours = [None, 5, 1, 3]
    orders = [
        make_order(
            shop,
            "paid",
            "assembled",
            product=product,
            address=f"дом после {hour}",
            window_from_at=now + timedelta(hours=hour) if hour else None,
        )
        for hour in hours
    ]
    for order in orders:
        give(order, courier)

    html = browse(courier).get("/courier/").content.decode()

    places = [html.index(f"дом после {hour}") for hour in (1, 3, 5, None)]
    assert places == sorted(places)


def test_another_couriers_order_is_not_to_be_seen_or_moved(shop, browse, courier, assembled):
    give(assembled, make_member(shop, "courier", name="Ержан"))
    client = browse(courier)

    assert "пр. Достык 89" not in client.get("/courier/").content.decode()
    answer = client.post(f"/courier/orders/{assembled.pk}/take")
    assert said(answer) == ["Этот заказ уже у курьера: Ержан"]
    move_order(assembled, "delivery")
    assert client.post(f"/courier/orders/{assembled.pk}/delivered").status_code == 404
    assert client.post(f"/courier/orders/{assembled.pk}/issue").status_code == 404
    assert reload(assembled).status == "delivery"


def test_a_step_out_of_order_is_refused(shop, browse, courier):
    order = make_order(shop, "paid")
    client = browse(courier)

    answer = client.post(f"/courier/orders/{order.pk}/take")

    assert said(answer) == ["Заказ оплачен, но ещё не собран. Обновите страницу."]
    assert reload(order).courier_id is None


def test_a_step_that_comes_too_late_is_refused_in_words(browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")
    move_order(assembled, "delivered", "completed")

    answer = client.post(f"/courier/orders/{assembled.pk}/delivered")

    assert said(answer)[-1] == "Заказ уже выполнен. Обновите страницу."
    assert reload(assembled).status == "completed"


def test_taking_out_twice_is_no_error(browse, courier, assembled):
    client = browse(courier)

    client.post(f"/courier/orders/{assembled.pk}/take")
    answer = client.post(f"/courier/orders/{assembled.pk}/take")

    assert said(answer)[-1] == "Заказ у вас. Хорошей дороги!"
    with shop_scope(assembled.shop_id):
        assert assembled.history.filter(status="delivery").count() == 1


def test_what_is_not_paid_does_not_go_out_and_the_reason_is_told(shop, browse, courier):
    order = make_order(shop, "paid", "assembled")
    with shop_scope(shop):
        type(order).objects.filter(pk=order.pk).update(paid_total=20000)

    answer = browse(courier).post(f"/courier/orders/{order.pk}/take")

    assert said(answer) == [f"Сначала нужно оплатить {money.readable(7000)}"]


def test_the_sum_to_collect_is_shown_only_where_it_is_due(shop, browse, courier):
    bouquet = make_bouquet(shop)
    cash = make_order(shop, product=bouquet, payment_method="cash", address="первый")
    with shop_scope(shop):
        accept_order(shop=shop, order_id=cash.pk, actor=SYSTEM, now=timezone.now())
    move_order(cash, "assembled")
    give(cash, courier)
    paid = make_order(shop, "paid", "assembled", product=bouquet, address="второй")
    give(paid, courier)
    client = browse(courier)

    html = client.get("/courier/").content.decode()
    assert html.count("27\u202f000") == 1
    assert "наличными" in html
    with shop_scope(shop):
        waive_due(shop=shop, order_id=cash.pk, reason="Подарок", actor=SYSTEM, now=timezone.now())
    assert "27\u202f000" not in client.get("/courier/").content.decode()


@pytest.mark.parametrize(
    ("fields", "recipient", "buyer"),
    [
        ({}, True, True),
        ({"is_surprise": True}, False, True),
        ({"is_anonymous": True}, True, False),
        ({"call_policy": "buyer_only"}, False, True),
        ({"call_policy": "nobody"}, False, False),
    ],
)
def test_whom_the_courier_may_call(shop, browse, courier, fields, recipient, buyer):
    order = make_order(shop, "paid", "assembled", recipient_phone="+77059998877", **fields)
    give(order, courier)

    html = browse(courier).get("/courier/").content.decode()

    assert ("tel:+77059998877" in html, "tel:+77011112233" in html) == (recipient, buyer)


def test_a_manager_sees_every_delivery(shop, browse, owner, courier, assembled):
    give(assembled, courier)

    assert "Асхат" in browse(owner).get("/courier/").content.decode()


def test_orders_to_pick_up_are_not_for_couriers(shop, browse, owner):
    make_order(shop, "paid", "assembled", delivery_method="self_pickup", address="самовывоз тут")

    assert "самовывоз тут" not in browse(owner).get("/courier/").content.decode()


def test_an_order_of_another_shop_is_not_found(browse, stranger, assembled):
    client = browse(stranger)

    for step in ("take", "delivered", "issue"):
        assert client.post(f"/courier/orders/{assembled.pk}/{step}").status_code == 404
    assert reload(assembled).status == "assembled"


def test_nothing_changes_by_looking(browse, courier, assembled):
    for step in ("take", "delivered", "issue"):
        assert browse(courier).get(f"/courier/orders/{assembled.pk}/{step}").status_code == 405


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 200), ("senior", 200), ("assistant", 200), ("florist", 403), ("courier", 200)]
)
def test_who_may_see_deliveries(shop, browse, position, status):
    assert browse(make_member(shop, position)).get("/courier/").status_code == status


def test_nobody_is_led_to_sign_in(browse):
    assert browse().get("/courier/").url == "/login/?next=%2Fcourier%2F"


def test_the_screen_costs_the_same_for_one_order_and_for_three(
    shop, browse, courier, assembled, django_assert_max_num_queries
):
    client = browse(courier)
    give(assembled, courier)
    make_photo(assembled)
    with django_assert_max_num_queries(50) as one:
        client.get("/courier/")
    for _ in range(2):
        order = make_order(shop, "paid", "assembled")
        give(order, courier)
        make_photo(order)
    with django_assert_max_num_queries(50) as three:
        client.get("/courier/")

    assert len(three) == len(one)
