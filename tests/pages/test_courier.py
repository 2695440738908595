"""The courier's screens: take out, hand over, call, collect, nobody opened."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote_plus

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cvety.core import money
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.deliveries import contacts
from orders.maps import maps
from orders.models import Order, OrderNote
from orders.services import accept_order, update_order, waive_due
from tests.factories import make_member, make_product, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, make_upload, move_order

PHONE = "+77059998877"  # the recipient's


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def give(order, courier):
    with shop_scope(order.shop_id):
        changes = {"courier_id": courier.pk}
        update_order(shop=order.shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


def page(client, order):
    """The page of one stop."""
    answer = client.get(f"/courier/orders/{order.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def tells(html, number):
    """Whether a page has a phone anywhere, however it is written."""
    return number[2:] in re.sub(r"\D", "", html)


def change(order, **changes):
    with shop_scope(order.shop_id):
        update_order(shop=order.shop, order_id=order.pk, changes=changes, actor=SYSTEM, now=timezone.now())


@pytest.fixture
def carry(shop, courier):
    """An order that the courier carries."""

    def carry(*path, **fields):
        order = make_order(shop, **{"recipient_phone": PHONE, **fields})
        if order.is_paid_at_hand_over:
            with shop_scope(shop):
                accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())
            move_order(order, "assembled")
        else:
            move_order(order, "paid", "assembled")
        give(order, courier)
        return move_order(order, *(path or ("delivery",)))

    return carry


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
    assert "Букет роз<br>" in free
    assert f"№&nbsp;{assembled.pk}" in free
    taken = client.post(f"/courier/orders/{assembled.pk}/take")
    html = client.get("/courier/").content.decode()
    stop = page(client, assembled)
    handed = client.post(f"/courier/orders/{assembled.pk}/delivered")

    assert (taken.url, said(taken)) == ("/courier/", ["Заказ у вас. Хорошей дороги!"])
    assert f'href="/courier/orders/{assembled.pk}/"' in html
    inside = [("Подъезд", "2"), ("Квартира", "45"), ("Код двери", "45К")]
    facts = [f"<dt>{name}</dt><dd>{value}</dd>" for name, value in inside]
    for shown in ("пр. Достык 89", *facts, "Айгуль", f"tel:{PHONE}"):
        assert shown in html
        assert shown in stop
    # The button that cannot be undone is behind another.
    assert stop.index('<details class="act confirm"') < stop.index("Вручить</span>") < stop.index(">Вручил<")
    assert said(handed) == ["Доставлено. Спасибо!"]
    order = reload(assembled)
    assert (order.status, order.courier_id) == ("delivered", courier.pk)
    with shop_scope(shop):
        assert [row.actor_name for row in order.history.all()][-2:] == ["Асхат", "Асхат"]


@pytest.mark.parametrize(
    ("line", "flat", "is_told_beside"),
    [
        ("пр. Достык 89, кв. 45", "45", False),
        ("Достык даңғылы 89, 45-пәтер", "45", False),
        ("пр. Достык 89, Кв 45Б", "45б", False),
        ("пр. Достык 89, кв. 451", "45", True),
        ("пр. Достык 45", "45", True),
    ],
)
def test_a_flat_is_told_once(browse, courier, carry, line, flat, is_told_beside):
    order = carry(address=line, address_parts={"flat": flat})

    assert (f"<dt>Квартира</dt><dd>{flat}</dd>" in page(browse(courier), order)) is is_told_beside


def test_nobody_opened(shop, browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")

    answer = client.post(
        f"/courier/orders/{assembled.pk}/issue", {"reason": "nobody_opens", "comment": "Звонил дважды"}
    )

    order = reload(assembled)
    assert said(answer)[-1] == "Передали менеджеру, он решит, что делать"
    assert (order.status, order.issue_type, order.issue_comment) == (
        "issue",
        "recipient_unavailable",
        "Звонил дважды",
    )
    html = client.get("/courier/").content.decode()
    assert (
        html.index("Решает менеджер") < html.index("пр. Достык 89") < html.index("Получатель недоступен. Звонил дважды")
    )
    assert "Звонил дважды" in page(client, assembled)

    move_order(assembled, "delivery")  # the manager has found somebody
    html = client.get("/courier/").content.decode()
    assert "Решает менеджер" not in html
    assert html.index("Сейчас") < html.index("пр. Достык 89")


@pytest.mark.parametrize(
    ("reason", "issue"),
    [
        ("nobody_opens", ("recipient_unavailable", "Пустой дом")),
        ("wrong_address", ("wrong_address", "Пустой дом")),
        ("refused", ("other", "Отказались принять. Пустой дом")),
        ("damaged", ("quality_issue", "Пустой дом")),
        ("other", ("other", "Пустой дом")),
    ],
)
def test_what_a_courier_says_becomes_an_issue_of_the_shop(browse, courier, carry, reason, issue):
    order = carry()

    browse(courier).post(f"/courier/orders/{order.pk}/issue", {"reason": reason, "comment": "Пустой дом"})

    assert (reload(order).issue_type, reload(order).issue_comment) == issue


def test_a_problem_may_be_told_by_a_photo(shop, browse, owner, courier, carry):
    order = carry()

    answer = browse(courier).post(f"/courier/orders/{order.pk}/issue", {"reason": "other", "file": make_upload()})

    assert said(answer) == ["Передали менеджеру, он решит, что делать"]
    with shop_scope(shop):
        photo = order.photos.get()
    assert (photo.kind, photo.actor_name) == ("problem", "Асхат")
    # What went wrong is for the shop, not for the buyer.
    for address in (f"/tracking/{order.tracking_token}", f"/api/tracking/{order.tracking_token}"):
        shown = browse().get(address).content.decode()
        assert photo.image.name not in shown
        assert photo.thumbnail.name not in shown
    assert photo.thumbnail.name in browse(owner).get(f"/admin/orders/order/{order.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("told", "reply"),
    [
        ({}, "Выберите, что случилось"),
        ({"reason": "because"}, "Выберите, что случилось"),
        ({"reason": "other"}, "Напишите пару слов или приложите фото: менеджеру решать, что дальше"),
    ],
)
def test_a_problem_without_a_reason_is_none(browse, courier, carry, told, reply):
    order = carry()

    answer = browse(courier).post(f"/courier/orders/{order.pk}/issue", told)

    assert (answer.url, said(answer)) == (f"/courier/orders/{order.pk}/", [reply])
    assert reload(order).status == "delivery"


def test_signs_that_nobody_types_are_left_out_of_a_comment(browse, courier, assembled):
    client = browse(courier)
    client.post(f"/courier/orders/{assembled.pk}/take")

    client.post(
        f"/courier/orders/{assembled.pk}/issue", {"reason": "nobody_opens", "comment": " Звонил\0\r\nдважды\x07 "}
    )

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
    told = {"reason": "nobody_opens"}
    assert client.post(f"/courier/orders/{assembled.pk}/issue", told).status_code == 404
    assert client.post(f"/courier/orders/{assembled.pk}/phone").status_code == 404
    assert client.get(f"/courier/orders/{assembled.pk}/").status_code == 404
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


def test_several_are_taken_at_once_and_what_is_not_is_named(shop, browse, courier):
    product = make_product(shop)
    orders = [make_order(shop, "paid", "assembled", product=product) for _ in range(4)]
    good, unpaid, issue, theirs = orders
    for order in (good, unpaid, issue):
        give(order, courier)
    give(theirs, make_member(shop, "courier", name="Ержан"))
    client = browse(courier)
    assert "Забрать все мои: 3" in client.get("/courier/").content.decode()
    with shop_scope(shop):
        Order.objects.filter(pk=unpaid.pk).update(paid_total=20000)
    move_order(issue, "issue")

    answer = client.post("/courier/take", {"order": [*(order.pk for order in orders), good.pk, "x"]})

    assert said(answer) == [
        f"№\u00a0{unpaid.pk}: Сначала нужно оплатить {money.readable(7000)}",
        f"№\u00a0{issue.pk}: По заказу отмечена проблема. Обновите страницу.",
        f"№\u00a0{theirs.pk}: Этот заказ уже у курьера: Ержан",
        "№\u00a00: Заказ не найден",
        f"Забрали №\u00a0{good.pk}. Хорошей дороги!",
    ]
    assert [reload(order).status for order in orders] == ["delivery", "assembled", "issue", "assembled"]


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

    client = browse(courier)
    for html in (client.get(f"/courier/orders/{order.pk}/").content.decode(), move_and_show(client, order)):
        assert (tells(html, PHONE), tells(html, "+77011112233")) == (recipient, buyer)
        assert (f"tel:{PHONE}" in html, "tel:+77011112233" in html) == (recipient, buyer)


def move_and_show(client, order):
    """The list, with the order on top and open."""
    move_order(order, "delivery")
    html = client.get("/courier/").content.decode()
    assert "Сейчас" in html
    return html


@pytest.mark.parametrize("fields", [{"is_surprise": True}, {"call_policy": "buyer_only"}])
def test_nobody_opens_and_the_phone_is_shown_to_the_one_who_asks(shop, browse, courier, carry, fields):
    order = carry(recipient_name="Жибек", **fields)
    client = browse(courier)
    before = page(client, order)
    assert not tells(before, PHONE)
    assert before.index("Никто не открывает") < before.index("Позвонить заказчику", before.index("Никто не открывает"))
    assert before.index("Показать телефон получателя") < before.index("Да, показать телефон")

    answer = client.post(f"/courier/orders/{order.pk}/phone")
    client.post(f"/courier/orders/{order.pk}/phone")

    assert answer.url == f"/courier/orders/{order.pk}/"
    for html in (page(client, order), client.get("/courier/").content.decode()):
        assert f"tel:{PHONE}" in html
    assert "Показать телефон получателя" not in page(client, order)
    with shop_scope(shop):
        notes = OrderNote.objects.filter(order=order)
        assert [(note.kind, note.actor_member_id, note.actor_name) for note in notes] == [
            ("phone_revealed", courier.pk, "Асхат")
        ]


def test_the_manager_reads_who_was_shown_the_phone(browse, owner, courier, carry):
    order = carry(is_surprise=True)
    browse(courier).post(f"/courier/orders/{order.pk}/phone")

    html = browse(owner).get(f"/admin/orders/order/{order.pk}/change/").content.decode()

    assert html.count("Открыт телефон получателя") == 1
    assert "Асхат" in html[html.index("Открыт телефон получателя") :]


def test_the_phone_stays_hidden_from_the_next_courier(shop, browse, courier, carry):
    order = carry(is_surprise=True)
    browse(courier).post(f"/courier/orders/{order.pk}/phone")
    other = make_member(shop, "courier", name="Ержан")
    give(order, other)

    assert not tells(page(browse(other), order), PHONE)


def test_while_the_manager_decides_the_phone_may_be_shown(browse, courier, carry):
    order = carry("delivery", "issue", is_surprise=True)
    client = browse(courier)

    client.post(f"/courier/orders/{order.pk}/phone")

    assert f"tel:{PHONE}" in page(client, order)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ((), {"call_policy": "nobody", "is_surprise": True}),
        ((), {"recipient_phone": "", "is_surprise": True}),
        (("assembled",), {"is_surprise": True}),
        (("delivery", "delivered"), {"is_surprise": True}),
    ],
)
def test_a_phone_that_stays_hidden(shop, browse, courier, carry, path, fields):
    order = carry(*path, **fields)
    client = browse(courier)

    answer = client.post(f"/courier/orders/{order.pk}/phone")

    assert said(answer) == ["Этот телефон не показываем. Позвоните в магазин"]
    html = page(client, order)
    assert not tells(html, PHONE)
    assert "Показать телефон получателя" not in html
    with shop_scope(shop):
        assert not OrderNote.objects.filter(order=order).exists()


def test_a_phone_that_one_may_call_anyway_is_no_secret(shop, browse, courier, carry):
    order = carry()

    browse(courier).post(f"/courier/orders/{order.pk}/phone")

    with shop_scope(shop):
        assert not OrderNote.objects.filter(order=order).exists()


def test_an_anonymous_buyer_is_nowhere(browse, courier, carry):
    hidden = {"customer_name": "Ыдырыс Цхакая", "customer_phone": "+77476543219", "is_anonymous": True}
    order = carry(**hidden)
    client = browse(courier)

    pages = [client.get("/courier/").content.decode(), page(client, order)]
    client.post(f"/courier/orders/{order.pk}/issue", {"reason": "nobody_opens"})
    pages += [client.get("/courier/").content.decode(), page(client, order)]
    move_order(order, "delivery", "delivered")
    pages += [client.get("/courier/").content.decode(), page(client, order)]

    for html in pages:
        assert "Ыдырыс" not in html
        assert "Цхакая" not in html
        assert not tells(html, "+77476543219")


def test_who_is_called_is_named(shop):
    order = make_order(shop, recipient_phone=PHONE, recipient_name="Жибек")

    assert [(each.name, each.phone) for each in contacts(order)] == [("Жибек", PHONE), ("Иван", "+77011112233")]


@pytest.mark.parametrize(
    ("fields", "searched"),
    [
        ({"address": "пр. Достык 89, кв. 45, этаж 3"}, "Алматы, пр. Достык 89"),
        ({"address": "г. Алматы, ул. Абая 1"}, "г. Алматы, ул. Абая 1"),
        ({"address": "тот дом у рынка", "street": "ул. Гоголя", "house": "75"}, "Алматы, ул. Гоголя, 75"),
    ],
)
def test_a_house_is_found_by_its_address(fields, searched):
    found = [unquote_plus(map.url) for map in maps(Order(**fields), city="Алматы")]

    assert found == [
        f"https://2gis.kz/search/{searched}",
        f"https://yandex.kz/maps/?text={searched}",
        f"https://www.google.com/maps/search/?api=1&query={searched}",
    ]


def test_a_house_is_found_by_its_coordinates():
    order = Order(address="у рынка", latitude=Decimal("43.238949"), longitude=Decimal("76.889709"))

    assert [unquote_plus(map.url) for map in maps(order, city="Алматы")] == [
        "https://2gis.kz/geo/76.889709,43.238949",
        "https://yandex.kz/maps/?pt=76.889709,43.238949&z=17",
        "https://www.google.com/maps/search/?api=1&query=43.238949,76.889709",
    ]
    assert maps(Order(address=""), city="Алматы") == []


def test_maps_open_apart_and_learn_nothing(browse, courier, carry):
    html = page(browse(courier), carry(address="ул. Абая 1"))

    links = re.findall(r'<a [^>]*href="https://[^>]*>', html)
    assert len(links) == 3
    assert all('rel="noopener noreferrer"' in link and 'target="_blank"' in link for link in links)
    assert re.findall(r'(?:src|action)="(?!/)', html) == []


def test_a_manager_sees_every_delivery(shop, browse, owner, courier, assembled):
    give(assembled, courier)

    assert "Асхат" in browse(owner).get("/courier/").content.decode()


def test_orders_to_pick_up_are_not_for_couriers(shop, browse, owner):
    make_order(shop, "paid", "assembled", delivery_method="self_pickup", address="самовывоз тут")

    assert "самовывоз тут" not in browse(owner).get("/courier/").content.decode()


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
