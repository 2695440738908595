"""Whom the courier may call, and the phone that is shown to the one who asks."""

import pytest

from cvety.core.tenancy import shop_scope
from orders.deliveries import contacts
from orders.models import OrderNote
from tests.factories import make_member
from tests.factories.orders import make_order, move_order
from tests.pages.conftest import said

from .conftest import PHONE, give, page, tells


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
