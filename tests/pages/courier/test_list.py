"""What the courier's list shows: whose, in which order, what is over."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from tests.factories import make_member, make_product
from tests.factories.orders import make_order, make_photo

from .conftest import PHONE, give, page, tells


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


def test_the_days_to_come_stand_apart(shop, browse, courier):
    product = make_product(shop)
    tomorrow = timezone.now() + timedelta(days=1)
    make_order(shop, "paid", "assembled", product=product, address="завтрашний", window_from_at=tomorrow)
    make_order(shop, "paid", "assembled", product=product, address="сегодняшний")

    html = browse(courier).get("/courier/").content.decode()

    assert html.index("Свободные") < html.index("сегодняшний") < html.index("Завтра и позже") < html.index("завтрашний")


def test_who_is_late_is_told_in_a_word(browse, courier, carry):
    now = timezone.now()
    carry(address="в срок", window_from_at=now, window_to_at=now + timedelta(hours=1))
    client = browse(courier)
    assert "Опаздываем" not in client.get("/courier/").content.decode()

    carry(address="поздно", window_from_at=now - timedelta(hours=2), window_to_at=now - timedelta(minutes=1))
    html = client.get("/courier/").content.decode()

    assert html.count("Опаздываем") == 1
    assert html.index("поздно") < html.index("в срок")


def test_what_was_handed_over_today_stands_at_the_end(shop, browse, courier, carry):
    handed = carry(
        "delivery", "delivered", address="сданный", recipient_name="Жибек", address_parts={"door_code": "77К"}
    )
    closed = carry("delivery", "delivered", "completed", address="закрытый", delivery_date=timezone.localdate())
    other = make_order(shop, "paid", "assembled", "delivery", "delivered", address="чужой")
    give(other, make_member(shop, "courier"))
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        carry("delivery", "delivered", address="вчерашний")
    client = browse(courier)

    html = client.get("/courier/").content.decode()

    at = timezone.localtime(handed.status_changed_at, shop.zone)
    assert html.index("Вручено сегодня") < html.index("сданный")
    assert f"<time>{at:%H:%M}</time>" in html
    assert "закрытый" in html
    assert "чужой" not in html
    assert "вчерашний" not in html
    for order in (handed, closed):  # what is over tells no phones and no codes
        shown = page(client, order)
        assert not tells(shown, PHONE)
        assert not tells(shown, order.customer_phone)
        assert "77К" not in shown
        assert "Жибек" not in shown


def test_orders_to_pick_up_are_not_for_couriers(shop, browse, owner):
    make_order(shop, "paid", "assembled", delivery_method="self_pickup", address="самовывоз тут")

    assert "самовывоз тут" not in browse(owner).get("/courier/").content.decode()


def test_the_screen_costs_the_same_for_one_of_each_and_for_many(
    shop, browse, courier, carry, django_assert_max_num_queries
):
    client = browse(courier)
    product = make_product(shop)

    def one_of_each():
        carry("assembled", product=product)
        for path in (["delivery"], ["delivery", "issue"], ["delivery", "delivered"]):
            order = carry(*path, product=product, is_surprise=True)
            make_photo(order)
        make_order(shop, "paid", "assembled", product=product)
        client.post(f"/courier/orders/{order.pk}/phone")

    one_of_each()
    with django_assert_max_num_queries(15) as few:
        client.get("/courier/")
    for _ in range(4):
        one_of_each()
    with django_assert_max_num_queries(15) as many:
        client.get("/courier/")

    assert len(many) == len(few)
