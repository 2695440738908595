"""What the buyer sees, in the documented shape, and what nobody sees."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from catalog.models import ProductImage
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.services import NewItem, add_item, archive_order, report_issue, update_order, waive_due
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, make_upload, move_order
from tracking.errors import OrderNotTracked
from tracking.queries import SHOWN_FOR, public_order, public_view, tracked
from tracking.services import leave_feedback

MORNING = datetime(2024, 12, 26, 5, 30, tzinfo=UTC)


def test_an_order_on_its_way_is_told_in_the_documented_shape(shop, settings):
    settings.CVETY_BASE_URL = "https://cvety.example"
    with time_machine.travel(MORNING, tick=False) as clock:
        order = make_order(
            shop,
            address="г. Алматы, пр. Достык 89, кв. 45",
            recipient_phone="+77059998877",
            window_from_at=datetime(2024, 12, 26, 9, tzinfo=UTC),
            window_to_at=datetime(2024, 12, 26, 11, tzinfo=UTC),
        )
        clock.shift(timedelta(minutes=5))
        move_order(order, "paid")
        clock.shift(timedelta(hours=1))
        move_order(order, "assembled")
        photo = make_photo(order)
        courier = make_member(shop, "courier", phone="+77051234567")
        clock.shift(timedelta(hours=1))
        with shop_scope(shop):
            update_order(
                shop=shop, order_id=order.pk, changes={"courier_id": courier.pk}, actor=SYSTEM, now=timezone.now()
            )
        move_order(order, "delivery")

    assert public_view(tracked(order.tracking_token)) == {
        "tracking_token": order.tracking_token,
        "status": "delivery",
        "status_display": "В доставке",
        "updated_at": "2024-12-26T12:35:00+05:00",
        "delivery_method": "delivery",
        "delivery_window": {"from": "2024-12-26T14:00:00+05:00", "to": "2024-12-26T16:00:00+05:00"},
        "address_masked": "г. Алматы, пр. ******, д. 89",
        "courier": {"name": "Курьер", "phone": "+7705*****67"},
        "timeline": [
            {"status": "new", "status_display": "Новый заказ", "timestamp": "2024-12-26T10:30:00+05:00"},
            {"status": "paid", "status_display": "Оплачен", "timestamp": "2024-12-26T10:35:00+05:00"},
            {"status": "assembled", "status_display": "Собран", "timestamp": "2024-12-26T11:35:00+05:00"},
            {"status": "delivery", "status_display": "В доставке", "timestamp": "2024-12-26T12:35:00+05:00"},
        ],
        "photos": [
            {"url": f"https://cvety.example{photo.image.url}", "uploaded_at": "2024-12-26T11:35:00+05:00"},
        ],
        "can_leave_feedback": True,
    }


def test_a_new_order_without_window_or_courier(shop):
    order = make_order(shop)

    view = public_view(tracked(order.tracking_token))

    assert view["delivery_window"] == {"from": None, "to": None}
    assert view["courier"] is None
    assert view["address_masked"] == ""
    assert view["photos"] == []
    assert view["can_leave_feedback"] is False


def test_nothing_is_told_of_money_or_of_people(shop):
    order = make_order(
        shop,
        "paid",
        customer_name="Иван Петров",
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="ул. Абая 10, кв. 7",
        comment="Код 1234",
        card_text="С любовью",
    )
    vase = make_product(shop, "Ваза", retail_price=5500)
    who = {"shop": shop, "order_id": order.pk, "actor": SYSTEM, "now": timezone.now()}
    with shop_scope(shop):
        add_item(item=NewItem(product_id=vase.pk, quantity=1), **who)
        waive_due(reason="Свой человек", **who)

    told = repr(public_view(tracked(order.tracking_token)))

    for secret in ("Иван", "Айгуль", "70111", "70599", "Абая", "27000", "25000", "5500", "1234", "любовью", "Свой"):
        assert secret not in told.replace(order.tracking_token, "")


def test_an_address_to_pick_up_from_is_not_the_buyers(shop):
    order = make_order(shop, delivery_method="self_pickup", delivery_fee=0, address="ул. Абая 10")

    assert public_view(tracked(order.tracking_token))["address_masked"] == ""


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ([], False),
        (["paid"], False),
        (["paid", "issue"], False),
        (["paid", "assembled"], True),
        (["paid", "assembled", "issue"], True),
        (["paid", "assembled", "delivery", "delivered"], True),
        (["paid", "assembled", "delivery", "delivered", "completed"], True),
        (["cancelled"], False),
    ],
)
def test_feedback_may_be_left_from_assembled_on(shop, path, may):
    order = make_order(shop, *path)

    assert public_view(tracked(order.tracking_token))["can_leave_feedback"] is may


def test_feedback_is_left_once_and_the_words_are_not_repeated(shop):
    order = make_order(shop, "paid", "assembled")

    leave_feedback(token=order.tracking_token, rating=4, comment="За 27000 могли бы и больше", now=timezone.now())

    view = public_view(tracked(order.tracking_token))
    assert view["can_leave_feedback"] is False
    assert "27000" not in repr(view)
    assert public_order(tracked(order.tracking_token)).stars == 4


def test_until_there_is_a_photo_the_shops_own_picture_stands_in(shop):
    product = make_bouquet(shop)
    with shop_scope(shop):
        image = ProductImage.objects.create(shop=shop, product=product, image=make_upload(), thumbnail=make_upload())
    order = make_order(shop, "paid", product=product)

    before = public_order(tracked(order.tracking_token))
    make_photo(order)
    after = public_order(tracked(order.tracking_token))

    assert before.sample is not None
    assert before.sample.url == image.image.url
    assert after.sample is None


def test_an_issue_is_told_without_blame(shop):
    order = make_order(shop, "paid")
    with shop_scope(shop):
        report_issue(
            shop=shop,
            order_id=order.pk,
            issue_type="quality_issue",
            comment="Розы завяли",
            actor=SYSTEM,
            now=timezone.now(),
        )

    view = public_view(tracked(order.tracking_token))

    assert view["status_display"] == "Уточняем детали"
    assert "завяли" not in repr(view)


def test_long_after_the_end_only_the_status_is_left(shop):
    order = make_order(shop, "paid", "assembled", "delivery", "delivered", "completed", address="ул. Абая 10")
    make_photo(order)
    last_day = reload(order).status_changed_at + SHOWN_FOR

    with time_machine.travel(last_day - timedelta(minutes=1)):
        assert public_view(tracked(order.tracking_token))["photos"] != []
    with time_machine.travel(last_day):
        view = public_view(tracked(order.tracking_token))

    assert view["status"] == "completed"
    assert (view["timeline"], view["photos"], view["address_masked"], view["courier"]) == ([], [], "", None)
    assert view["can_leave_feedback"] is True


@pytest.mark.parametrize("token", ["", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٩", "123456789"])
def test_an_unknown_token_is_not_found(db, token):
    with pytest.raises(OrderNotTracked, match="Заказ с указанным номером отслеживания не найден"):
        public_view(tracked(token))


def test_an_order_put_away_is_not_found(shop):
    order = make_order(shop)
    with shop_scope(shop):
        archive_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())

    with pytest.raises(OrderNotTracked):
        public_view(tracked(order.tracking_token))


def test_the_number_of_queries_does_not_grow(shop, django_assert_num_queries):
    order = make_order(shop, "paid", "assembled", "delivery")
    for _ in range(3):
        make_photo(order)

    with django_assert_num_queries(4):
        public_view(tracked(order.tracking_token))
