"""Nobody opened, or something else went wrong: what the courier says comes to the manager."""

import pytest

from cvety.core.tenancy import shop_scope
from tests.factories import reload
from tests.factories.orders import make_upload, move_order
from tests.pages.conftest import said

from .conftest import page


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
