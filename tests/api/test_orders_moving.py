"""Moving orders over API v1: the documented answers, what is refused, photos, money, what a courier may."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cvety.api.schema import Photo
from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import IssueReported, OrderAccepted, PaymentAnswer, StatusChanged
from orders.models import OrderPhoto, OrderStatusChange
from orders.services import update_order
from tests.api.shapes import assert_keys
from tests.factories import make_member, reload
from tests.factories.orders import make_order, make_upload, move_order


@pytest.fixture
def order(shop):
    return make_order(shop)


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}"


@pytest.fixture
def courier(shop, order, sign_in):
    """A courier with this order."""
    member = make_member(shop, "courier", name="Ерлан")
    with shop_scope(shop):
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": member.pk}, actor=SYSTEM, now=timezone.now())
    return sign_in(member)


def test_the_documented_change_of_status(api, owner, order, path):
    answer = api.patch(f"{path}/status", {"status": "paid", "comment": "Оплачено через Kaspi Pay"})

    assert answer.status_code == 200
    body = answer.json()
    assert_keys(StatusChanged, body)
    assert {name: body[name] for name in ("id", "status", "status_display")} == {
        "id": order.pk,
        "status": "paid",
        "status_display": "Оплачен",
    }
    step = api.get(path).json()["history"][-1]
    assert (step["status"], step["changed_by"], step["comment"]) == ("paid", owner.name, "Оплачено через Kaspi Pay")


def test_the_documented_refusal(api, order, path):
    move_order(order, "paid", "assembled", "delivery", "delivered")

    answer = api.patch(f"{path}/status", {"status": "paid"})

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Невозможно изменить статус с 'delivered' на 'paid'",
        "code": "transition_not_allowed",
    }


def test_a_closed_guard_says_why(api, path):
    answer = api.patch(f"{path}/status", {"status": "assembled"})

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "Невозможно изменить статус с 'new' на 'assembled'",
        "code": "not_paid",
        "reason": "Заказ ещё не оплачен",
    }


def test_the_status_it_has_already_writes_nothing(api, path):
    api.patch(f"{path}/status", {"status": "paid"})
    before = OrderStatusChange._base_manager.count()

    assert api.patch(f"{path}/status", {"status": "paid"}).status_code == 200
    assert OrderStatusChange._base_manager.count() == before


@pytest.mark.parametrize("status", ["lost", "", None, 5, ["paid"], {"is": "paid"}, "\ud800", "a\x00"])
def test_an_unknown_status_is_422(api, order, path, status):
    answer = api.patch(f"{path}/status", {"status": status})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "status"]
    assert reload(order).status == "new"


def test_the_documented_issue(api, order, path):
    move_order(order, "paid")
    comment = "Клиент указал неправильный адрес. Новый адрес: ул. Сатпаева 22"

    answer = api.patch(f"{path}/issue", {"issue_type": "wrong_address", "comment": comment})

    assert answer.status_code == 200
    body = answer.json()
    assert_keys(IssueReported, body)
    assert {name: body[name] for name in body if name != "issue_reported_at"} == {
        "id": order.pk,
        "status": "issue",
        "issue_type": "wrong_address",
        "issue_comment": comment,
    }
    row = api.get(path).json()
    assert (row["issue_type"], row["issue_comment"]) == ("wrong_address", comment)


def test_an_issue_by_status_is_other(api, order, path):
    move_order(order, "paid")
    api.patch(f"{path}/status", {"status": "issue", "comment": "Что-то не так"})

    assert api.get(path).json()["issue_type"] == "other"


def test_a_new_order_has_no_issues(api, path):
    answer = api.patch(f"{path}/issue", {"issue_type": "other"})

    assert answer.status_code == 400
    assert answer.json()["detail"] == "Невозможно изменить статус с 'new' на 'issue'"


def test_an_unknown_issue_is_422(api, path):
    assert api.patch(f"{path}/issue", {"issue_type": "meteorite"}).json()["detail"][0]["loc"] == ["body", "issue_type"]


def test_accepting_is_repeatable(api, shop):
    order = make_order(shop, payment_method="cash")
    path = f"/api/orders/{order.pk}/accept"

    first, second = api.post(path), api.post(path)

    assert_keys(OrderAccepted, first.json())
    assert (first.status_code, second.json()) == (200, first.json())
    assert api.patch(f"/api/orders/{order.pk}/status", {"status": "assembled"}).status_code == 200


def test_a_prepaid_order_is_paid_first(api, path):
    answer = api.post(f"{path}/accept")

    assert answer.status_code == 400
    assert answer.json()["code"] == "cannot_accept"


def test_a_photo_is_kept_and_shown(api, order, path):
    answer = api.upload(f"{path}/photos", file=make_upload())

    assert answer.status_code == 201
    assert_keys(Photo, answer.json())
    assert api.get(path).json()["photos"] == [answer.json()]


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("photo.jpg", b"not a picture", content_type="image/jpeg"),
        SimpleUploadedFile("photo.jpg", b"", content_type="image/jpeg"),
        SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml"),
        SimpleUploadedFile("photo.jpg", bytes(20 * 1024**2), content_type="image/jpeg"),
        "photo.jpg",
    ],
    ids=["text", "empty", "svg", "20 MB", "no file"],
)
def test_what_is_no_picture_is_refused(api, path, upload):
    answer = api.upload(f"{path}/photos", file=upload)

    assert answer.status_code == 422
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", "file"]]
    assert not OrderPhoto._base_manager.exists()


def test_a_photo_without_a_form_is_refused(api, path):
    assert api.upload(f"{path}/photos").json()["detail"][0]["loc"] == ["body", "file"]
    assert api.post(f"{path}/photos", {"file": "x"}).status_code == 400
    broken = api.client.generic(
        "POST",
        f"{path}/photos",
        b"--nothing",
        content_type="multipart/form-data",
        headers=api.headers,
    )
    assert broken.status_code == 400
    assert broken.json()["detail"] == "Не удалось прочитать форму с файлом"


def test_money_comes_in_parts_and_goes_back(api, path):
    part = api.post(f"{path}/payments", {"amount": 7000, "method": "card", "comment": "Аванс"})
    rest = api.post(f"{path}/payments", {"amount": 20000})
    paid = api.get(path).json()
    back = api.post(f"{path}/refunds", {"amount": 2000, "comment": "Скидка"})

    assert [answer.status_code for answer in (part, rest, back)] == [201, 201, 201]
    assert_keys(PaymentAnswer, part.json())
    assert (part.json()["method"], rest.json()["method"]) == ("card", "kaspi")
    assert (paid["status"], paid["payment_status"], paid["due"]) == ("paid", "paid", 0)
    rows = api.get(f"{path}/payments").json()
    assert [(row["kind"], row["amount"]) for row in rows["items"]] == [
        ("payment", 7000),
        ("payment", 20000),
        ("refund", 2000),
    ]
    assert rows["total"] == 3
    refunds = api.get(f"{path}/refunds").json()
    assert (refunds["items"], refunds["total"]) == ([back.json()], 1)


@pytest.mark.parametrize("amount", [0, -5, 27001, 10**30, "много", None, 1.5])
def test_a_wrong_sum_of_money_is_refused(api, path, amount):
    answer = api.post(f"{path}/payments", {"amount": amount})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "amount"]
    assert api.get(f"{path}/payments").json()["total"] == 0


def test_more_than_came_does_not_go_back(api, path):
    assert api.post(f"{path}/refunds", {"amount": 1}).json()["code"] == "nothing_to_refund"
    api.post(f"{path}/payments", {"amount": 7000})

    answer = api.post(f"{path}/refunds", {"amount": 7001})

    assert (answer.status_code, answer.json()["detail"][0]["loc"]) == (422, ["body", "amount"])


def test_a_payment_told_twice_by_its_number_is_one(api, shop, path):
    told = {"amount": 7000, "external_id": "K-1"}
    first, again = api.post(f"{path}/payments", told), api.post(f"{path}/payments", told)
    unnumbered = [api.post(f"{path}/payments", {"amount": 1, "external_id": none}) for none in ("", None)]
    elsewhere = api.post(f"/api/orders/{make_order(shop).pk}/payments", told)

    assert (first.status_code, first.json()["external_id"]) == (201, "K-1")
    assert again.json() == first.json()
    assert [answer.json()["external_id"] for answer in unnumbered] == [None, None]
    assert api.get(f"{path}/payments").json()["total"] == 3
    assert (elsewhere.status_code, elsewhere.json()["detail"][0]["loc"]) == (422, ["body", "external_id"])


def test_a_courier_hands_over_and_no_more(api, order, path, courier):
    move_order(order, "paid", "assembled")
    assert courier.patch(f"{path}/status", {"status": "delivered"}).status_code == 400
    assert courier.patch(f"{path}/status", {"status": "delivery"}).status_code == 403
    assert courier.patch(f"{path}/status", {"status": "cancelled"}).status_code == 403
    assert courier.patch(f"{path}/issue", {"issue_type": "other"}).status_code == 400  # not on the road yet
    move_order(order, "delivery")

    answer = courier.patch(f"{path}/status", {"status": "delivered", "comment": "Отдал соседке"})

    assert answer.status_code == 200
    assert api.get(path).json()["history"][-1] | {"changed_at": ""} == {
        "status": "delivered",
        "changed_at": "",
        "changed_by": "Ерлан",
        "comment": "Отдал соседке",
    }
    assert courier.patch(f"{path}/status", {"status": "completed"}).status_code == 403


def test_a_courier_says_what_is_wrong(order, path, courier):
    move_order(order, "paid", "assembled", "delivery")

    answer = courier.patch(f"{path}/issue", {"issue_type": "wrong_address", "comment": "Нет такого дома"})

    assert answer.json()["issue_type"] == "wrong_address"
    assert courier.upload(f"{path}/photos", file=make_upload()).status_code == 201


def test_what_went_wrong_in_the_shop_is_not_a_couriers_to_tell(api, order, path, courier):
    move_order(order, "paid", "assembled")
    api.patch(f"{path}/issue", {"issue_type": "quality_issue", "comment": "Сломался стебель"})

    assert courier.patch(f"{path}/issue", {"issue_type": "other", "comment": "Всё хорошо"}).status_code == 400
    assert (reload(order).issue_type, reload(order).issue_comment) == ("quality_issue", "Сломался стебель")


def test_anothers_order_is_not_there_for_a_courier(shop, order, path, sign_in):
    move_order(order, "paid", "assembled", "delivery")
    other = sign_in(make_member(shop, "courier"))

    assert other.patch(f"{path}/status", {"status": "delivered"}).status_code == 404
    assert other.patch(f"{path}/issue", {"issue_type": "other"}).status_code == 404
    assert other.upload(f"{path}/photos", file=make_upload()).status_code == 404
    assert other.get(f"{path}/payments").status_code == 403
    assert reload(order).status == "delivery"


def test_a_florist_reads_and_moves_nothing(shop, path, sign_in):
    florist = sign_in(make_member(shop, "florist"))

    assert florist.patch(f"{path}/status", {"status": "paid"}).status_code == 403
    assert florist.patch(f"{path}/issue", {"issue_type": "other"}).status_code == 403
    assert florist.post(f"{path}/accept").status_code == 403
    assert florist.upload(f"{path}/photos", file=make_upload()).status_code == 403
    assert florist.get(f"{path}/payments").status_code == 403
    assert florist.post(f"{path}/refunds", {"amount": 1}).status_code == 403


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("PATCH", "status", {"status": "paid"}),
        ("PATCH", "issue", {"issue_type": "other"}),
        ("POST", "accept", {}),
        ("GET", "payments", None),
        ("POST", "payments", {"amount": 1}),
        ("POST", "refunds", {"amount": 1}),
    ],
)
def test_a_strangers_order_is_not_there(path, stranger, sign_in, method, tail, body):
    answer = sign_in(stranger).request(method, f"{path}/{tail}", body)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "Заказ не найден", "code": "not_found"}
