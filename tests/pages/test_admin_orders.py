"""Orders in the admin: found, looked at, moved by one click."""

import pytest
from django.utils import timezone

from cvety.core import outbox
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.admin import steps
from orders.services import accept_order
from orders.states import OrderStatus, PaymentStatus
from tests.factories import make_member, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order

from .conftest import said

LIST = "/admin/orders/order/"


def listed(answer):
    return [order.pk for order in answer.context["cl"].result_list]


@pytest.fixture
def client(browse, owner):
    return browse(owner)


def test_the_newest_order_is_at_the_top(shop, client):
    orders = [make_order(shop, product=make_bouquet(shop)) for _ in range(3)]

    answer = client.get(LIST)

    assert listed(answer) == [order.pk for order in reversed(orders)]
    told = f"Иван\u00a0· Букет роз\u00a0· 27\u202f000\u00a0₸ <small>№ {orders[0].pk}<span> · сегодня"
    assert told in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    ["{pk}", "{token}", "8 (701) 111-22-33", "+7 701 111", "112233", "айгуль", "АЙГУЛЬ иван"],
)
def test_an_order_is_found_by_what_one_knows_of_it(shop, client, asked):
    make_order(shop, customer_phone="+77020000000", customer_name="Пётр")
    order = make_order(shop, recipient_name="Айгүль")

    answer = client.get(LIST, {"q": asked.format(pk=order.pk, token=order.tracking_token)})

    assert order.pk in listed(answer)
    assert len(listed(answer)) == 1


def test_one_click_in_the_list_marks_an_order_paid(shop, client, owner):
    order = make_order(shop)
    html = client.get(f"{LIST}?status__exact=new").content.decode()
    assert f'formaction="{LIST}{order.pk}/move/" name="to" value="paid">Отметить оплаченным</button>' in html

    here = f"http://testserver{LIST}?status__exact=new"
    answer = client.post(f"{LIST}{order.pk}/move/", {"to": "paid"}, headers={"Referer": here})
    outbox.dispatch()

    assert answer.url == here
    assert said(answer) == [f"Иван, №\u00a0{order.pk}: теперь «Оплачен»"]
    paid = reload(order)
    assert (paid.status, paid.paid_total, paid.payment_status) == ("paid", 27000, "paid")
    with shop_scope(shop):
        assert paid.history.last().actor_name == owner.name
        assert paid.tasks.count() == 1


@pytest.mark.parametrize(
    ("path", "fields", "buttons"),
    [
        ([], {}, ["Отметить оплаченным", "Отменить заказ"]),
        (["paid"], {}, ["Принять", "Отметить собранным", "Сообщить о проблеме", "Отменить заказ"]),
        (["paid", "assembled"], {}, ["Передать курьеру", "Сообщить о проблеме", "Отменить заказ"]),
        (
            ["paid", "assembled"],
            {"delivery_method": "self_pickup"},
            ["Отложить для покупателя", "Сообщить о проблеме", "Отменить заказ"],
        ),
        (["paid", "assembled", "delivery"], {}, ["Отметить вручённым", "Сообщить о проблеме"]),
        (["paid", "assembled", "delivery", "delivered"], {}, ["Завершить заказ"]),
        (["paid", "issue"], {}, ["Решено, собираем дальше", "Отменить заказ"]),
        (["paid", "assembled", "delivery", "delivered", "completed"], {}, []),
        (["cancelled"], {}, []),
        ([], {"payment_method": "cash"}, ["Принять", "Отметить оплаченным", "Отменить заказ"]),
    ],
)
def test_the_page_has_a_button_for_every_allowed_move_and_no_other(shop, client, path, fields, buttons):
    order = make_order(shop, *path, **fields)

    html = client.get(f"{LIST}{order.pk}/change/").content.decode()

    every = [
        "Принять",
        "Отметить оплаченным",
        "Отметить собранным",
        "Передать курьеру",
        "Отложить для покупателя",
        "Отметить вручённым",
        "Завершить заказ",
        "Решено, собираем дальше",
        "Сообщить о проблеме",
        "Отменить заказ",
    ]
    assert [each for each in every if f">{each}</button>" in html or f">{each}</summary>" in html] == buttons


def test_no_button_repeats_a_status():
    labels = {str(label) for label in steps.MOVES.values()}

    assert labels & {str(label) for label in (*OrderStatus.labels, *PaymentStatus.labels)} == set()


@pytest.mark.parametrize("path", ["", "{pk}/change/"])
def test_a_paid_order_says_so_once_and_whence_it_came(shop, client, path):
    order = make_order(shop, "paid", source="phone")

    html = client.get(LIST + path.format(pk=order.pk)).content.decode()

    assert html.count('<span class="cvety-chip leaf">Оплачен</span>') == 1
    assert html.count('<span class="cvety-chip leaf">Деньги получены</span>') == 1
    assert "· телефон" in html


def test_an_order_to_be_paid_at_the_door_is_accepted_and_then_assembled(shop, client):
    order = make_order(shop, payment_method="cash")
    assert f'{LIST}{order.pk}/accept/" name="to" value="">Принять' in client.get(LIST).content.decode()

    client.post(f"{LIST}{order.pk}/accept/")

    assert reload(order).accepted_at is not None
    html = client.get(LIST).content.decode()
    assert f'{LIST}{order.pk}/move/" name="to" value="assembled">Отметить собранным' in html


def test_a_move_that_is_not_allowed_is_refused_in_words(shop, client):
    order = make_order(shop, "paid", "assembled", "delivery", "delivered")

    answer = client.post(f"{LIST}{order.pk}/move/", {"to": "paid"})

    assert said(answer) == ["Заказ уже доставлен. Обновите страницу."]
    assert reload(order).status == "delivered"


@pytest.mark.parametrize(
    ("action", "form", "sentence"),
    [
        ("move", {"to": "nonsense"}, "Такого статуса нет"),
        ("move", {}, "Такого статуса нет"),
        ("issue", {"issue_type": "nonsense"}, "Выберите, что случилось"),
        ("waive", {"comment": " "}, "Напишите, почему долг прощён"),
        ("pay", {}, "Сумма должна быть положительной"),
        ("refund", {}, "Сумма должна быть положительной"),
    ],
)
def test_a_form_that_says_nothing_is_refused_in_words(shop, client, action, form, sentence):
    order = make_order(shop, "paid")

    assert said(client.post(f"{LIST}{order.pk}/{action}/", form)) == [sentence]


def test_an_issue_is_reported_and_settled(shop, client):
    order = make_order(shop, "paid")

    client.post(f"{LIST}{order.pk}/issue/", {"issue_type": "quality_issue", "comment": "Розы завяли"})
    html = client.get(f"{LIST}{order.pk}/change/").content.decode()
    client.post(f"{LIST}{order.pk}/move/", {"to": "paid"})

    assert "Проблема с качеством: Розы завяли" in html
    assert reload(order).status == "paid"


def test_signs_that_nobody_types_are_left_out_of_a_comment(shop, client):
    order = make_order(shop, "paid")

    client.post(f"{LIST}{order.pk}/issue/", {"issue_type": "other", "comment": " Розы\0\r\nзавяли\x07 "})

    assert reload(order).issue_comment == "Розы\nзавяли"


def test_money_comes_is_forgiven_and_goes_back(shop, client):
    order = make_order(shop, "paid", "assembled")
    type(order)._base_manager.filter(pk=order.pk).update(paid_total=20000, payment_status="partially_paid")
    page = f"{LIST}{order.pk}/"

    html = client.get(f"{page}change/").content.decode()
    assert "«Передать курьеру»: Сначала нужно оплатить" in html
    assert said(client.post(f"{page}waive/", {"comment": "Свои"})) == ["Долг прощён, заказ можно отправлять"]
    assert said(client.post(f"{page}pay/"))[-1] == "Записали оплату 7\u202f000\u00a0₸"
    client.post(f"{page}move/", {"to": "cancelled", "comment": "Передумали"})
    assert "Деньги возвращены: 27\u202f000" in client.get(f"{page}change/").content.decode()
    assert said(client.post(f"{page}refund/"))[-1] == "Записали возврат 27\u202f000\u00a0₸"

    assert (reload(order).paid_total, reload(order).payment_status) == (0, "refunded")


def test_the_page_tells_the_whole_order(shop, client):
    order = make_order(
        shop,
        "paid",
        recipient_name="Айгуль",
        recipient_phone="+77059998877",
        address="пр. Достык 89",
        address_parts={"flat": "45"},
        card_text="С любовью",
        comment="Позвонить за час",
    )
    outbox.dispatch()
    photo = make_photo(order)

    html = client.get(f"{LIST}{order.pk}/change/").content.decode()

    for shown in (
        "Букет роз",
        "1 × 25\u202f000",
        "С любовью",
        "Позвонить за час",
        "Иван",
        "+7 701 111-22-33",
        "Айгуль",
        "пр. Достык 89, кв. 45",
        "27\u202f000",
        "Роза красная 50 см",
        "В резерве",
        "Flower Direct",
        "готово ",
        photo.thumbnail.url,
        "Система",
        f"/tracking/{order.tracking_token}",
    ):
        assert shown in html


def test_the_page_costs_the_same_whatever_the_order_holds(shop, client, django_assert_max_num_queries):
    small = make_order(shop, "paid")
    large = make_order(shop, "paid", "assembled", "delivery", "issue", "delivery", "delivered")
    outbox.dispatch()
    for _ in range(3):
        make_photo(large)
    client.get(f"{LIST}{small.pk}/change/")

    with django_assert_max_num_queries(60) as one:
        client.get(f"{LIST}{small.pk}/change/")
    with django_assert_max_num_queries(60) as other:
        client.get(f"{LIST}{large.pk}/change/")

    assert len(other) <= len(one)


def test_nothing_changes_by_looking(shop, client):
    order = make_order(shop)

    for action in ("move", "accept", "issue", "pay", "refund", "waive"):
        assert client.get(f"{LIST}{order.pk}/{action}/", {"to": "paid"}).status_code == 405
    assert reload(order).status == "new"


def test_a_button_without_its_token_is_refused(shop, client):
    order = make_order(shop)
    client.handler.enforce_csrf_checks = True

    assert client.post(f"{LIST}{order.pk}/move/", {"to": "paid"}).status_code == 403
    assert reload(order).status == "new"


def test_an_order_of_another_shop_is_not_found(shop, browse, stranger):
    order = make_order(shop)
    client = browse(stranger)

    assert listed(client.get(LIST)) == []
    assert client.get(f"{LIST}{order.pk}/change/").status_code == 404
    for action in ("move", "accept", "issue", "pay", "refund", "waive"):
        assert client.post(f"{LIST}{order.pk}/{action}/", {"to": "paid"}).status_code == 404
    assert reload(order).status == "new"


def test_an_order_is_neither_edited_nor_deleted_by_a_form(shop, client):
    order = make_order(shop)

    assert client.post(f"{LIST}{order.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"{LIST}{order.pk}/change/", {"status": "completed", "total": "1"})
    assert (reload(order).status, reload(order).total) == ("new", 27000)


def test_a_move_from_elsewhere_comes_back_to_the_list(shop, client):
    order = make_order(shop)

    answer = client.post(
        f"{LIST}{order.pk}/move/", {"to": "paid"}, headers={"Referer": "https://evil.example/admin/orders/order/"}
    )

    assert answer.url == LIST


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 200), ("senior", 200), ("assistant", 200), ("florist", 403), ("courier", 403)]
)
def test_who_may_see_the_admin(shop, browse, position, status):
    client = browse(make_member(shop, position))
    order = make_order(shop)

    assert client.get(LIST).status_code == status
    assert client.get(f"{LIST}{order.pk}/change/").status_code == status
    assert client.post(f"{LIST}{order.pk}/accept/").status_code == (302 if status == 200 else 403)


def test_nobody_is_led_to_sign_in(browse):
    assert browse().get(LIST).url == "/login/?next=%2Fadmin%2Forders%2Forder%2F"
    assert browse().get("/admin/login/").url.startswith("/login/")


def test_leaving_the_admin_ends_the_session(client):
    assert client.post("/admin/logout/").url == "/login/"
    assert client.get(LIST).url.startswith("/login/")


def test_a_superuser_has_an_owners_rights_in_the_shop_chosen(shop, browse, django_user_model):
    order = make_order(shop)
    client = browse()
    client.force_login(django_user_model.objects.create_superuser("+77019990000", name="Ольга"))

    assert client.get(LIST).url == "/shop/?next=%2Fadmin%2Forders%2Forder%2F"
    client.post("/shop/", {"shop_id": shop.pk})
    client.post(f"{LIST}{order.pk}/move/", {"to": "paid"})

    with shop_scope(shop):
        assert order.history.last().actor_name == "Ольга"
    assert reload(order).status == "paid"


def test_a_paid_order_can_be_accepted_once(shop, client):
    order = make_order(shop, "paid")
    with shop_scope(shop):
        accept_order(shop=shop, order_id=order.pk, actor=SYSTEM, now=timezone.now())

    assert ">Принять<" not in client.get(f"{LIST}{order.pk}/change/").content.decode()


def test_an_archived_order_is_in_no_list(shop, client):
    order = move_order(make_order(shop), "cancelled")
    type(order)._base_manager.filter(pk=order.pk).update(archived_at=timezone.now())

    assert listed(client.get(LIST)) == []
