"""An order is handed over: its photo, and the money that is due."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.models import Order
from orders.services import waive_due
from tests.factories import make_product, reload
from tests.factories.orders import make_bouquet, make_upload, move_order
from tests.pages.conftest import said

from .conftest import page


def test_a_step_that_comes_too_late_is_refused_in_words(browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")
    move_order(assembled, "delivered", "completed")

    answer = client.post(f"/courier/orders/{assembled.pk}/delivered")

    assert said(answer)[-1] == "Заказ уже выполнен. Обновите страницу."
    assert reload(assembled).status == "completed"


def test_the_sum_to_collect_is_shown_only_where_it_is_due(shop, browse, courier, carry):
    cash = carry(payment_method="cash", address="первый")
    paid = carry(product=make_product(shop), address="второй")
    client = browse(courier)

    html = client.get("/courier/").content.decode()
    assert html.count("27\u202f000") == 1
    assert "Получите 27\u202f000\u00a0₸ наличными" in html
    assert "27\u202f000" in page(client, cash)
    assert "₸" not in page(client, paid)
    with shop_scope(shop):
        waive_due(shop=shop, order_id=cash.pk, reason="Подарок", actor=SYSTEM, now=timezone.now())
    for shown in (client.get("/courier/").content.decode(), page(client, cash)):
        assert "₸" not in shown


def test_no_other_money_is_on_a_couriers_screens(shop, browse, courier, carry):
    product = make_bouquet(shop, retail_price=31337)
    order = carry(product=product, payment_method="cash", delivery_fee=1171)
    with shop_scope(shop):
        Order.objects.filter(pk=order.pk).update(paid_total=4003)
    handed = carry("delivery", "delivered", product=product, delivery_fee=1171)
    client = browse(courier)

    for html in (client.get("/courier/").content.decode(), page(client, order), page(client, handed)):
        told = re.sub(r"[\w~-]{24,}", "", html)  # signatures and names of pictures are random, and may hold any digits
        sums = {int(digits) for digits in re.findall(r"\d+", told.replace("\u202f", ""))}
        assert not sums & {31337, 1171, 32508, 4003, 235, 5875}  # price, fee, total, paid, cost of a stem, of all
    assert "28\u202f505" in page(client, order)


def test_money_is_in_hand_before_the_order_is_handed_over(shop, browse, courier, carry):
    order = carry(payment_method="cash")
    client = browse(courier)
    address = f"/courier/orders/{order.pk}/delivered"

    for collected in ("", "26000", "-27000", "много", "9" * 30):
        answer = client.post(address, {"collected": collected, "file": make_upload()})
        assert answer.url == f"/courier/orders/{order.pk}/"
        assert said(answer)[-1] == "Сначала получите 27\u202f000\u00a0₸. Отметьте это и повторите"
    with shop_scope(shop):
        assert (reload(order).status, order.photos.count()) == ("delivery", 0)

    assert client.post(address, {"collected": "27000"}).url == "/courier/"
    assert (reload(order).status, reload(order).paid_total) == ("delivered", 27000)


def test_a_hand_over_with_its_photo_is_sent_twice_and_kept_once(shop, browse, courier, carry):
    order = carry()
    client = browse(courier)

    for _ in range(2):
        told = {"file": make_upload(), "action_id": "0f" * 16}
        assert client.post(f"/courier/orders/{order.pk}/delivered", told).url == "/courier/"

    with shop_scope(shop):
        assert [(photo.kind, photo.actor_name) for photo in order.photos.all()] == [("hand_over", "Асхат")]
        assert order.history.filter(status="delivered").count() == 1


def test_what_is_no_picture_hands_nothing_over(browse, courier, carry):
    order = carry()
    note = SimpleUploadedFile("photo.jpg", b"words", content_type="image/jpeg")

    answer = browse(courier).post(f"/courier/orders/{order.pk}/delivered", {"file": note})

    assert said(answer) == ["Это не изображение. Подойдут JPEG, PNG, WebP и GIF"]
    assert reload(order).status == "delivery"
