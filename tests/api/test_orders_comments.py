"""What is said of an order over API v1: who reads it, who may say something, and who may take it back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from orders.api.v1.schema import CommentAnswer
from orders.models import NoteKind, OrderNote
from orders.services import add_note, update_order
from tests.api.shapes import assert_keys
from tests.factories import make_member
from tests.factories.orders import make_order


@pytest.fixture
def order(shop):
    return make_order(shop)


@pytest.fixture
def path(order):
    return f"/api/orders/{order.pk}/comments"


@pytest.fixture
def assistant(shop):
    return make_member(shop, "assistant", name="Дана")


@pytest.fixture
def comment(path, assistant, sign_in):
    """A comment of the assistant's."""
    return sign_in(assistant).post(path, {"text": "Просит перезвонить"}).json()


def addresses(path, comment):
    """Both ways to one comment."""
    return f"{path}/{comment['id']}", f"/api/comments/{comment['id']}"


def test_a_comment_is_added_and_listed_with_its_author(api, owner, order, path):
    answer = api.post(path, {"text": "  Просит перезвонить "})

    assert answer.status_code == 201
    assert_keys(CommentAnswer, answer.json())
    assert answer.json() | {"id": 0, "created_at": ""} == {
        "id": 0,
        "order_id": order.pk,
        "text": "Просит перезвонить",
        "created_at": "",
        "user": {"id": owner.pk, "name": "Гульнара"},
    }
    assert api.get(path).json() == {
        "items": [answer.json()],
        "total": 1,
        "page": 1,
        "pages": 1,
        "has_next": False,
        "has_prev": False,
    }


def test_the_newest_comes_first(api, path):
    for text in ("Первый", "Второй", "Третий"):
        api.post(path, {"text": text})

    rows = api.get(path, {"limit": 2}).json()

    assert ([row["text"] for row in rows["items"]], rows["total"], rows["has_next"]) == (["Третий", "Второй"], 3, True)


def test_the_admins_story_tells_it(client, owner, order, api, path):
    api.post(path, {"text": "Просит перезвонить"})
    client.force_login(owner.user)

    page = client.get(f"/admin/orders/order/{order.pk}/change/").content.decode()

    assert "Просит перезвонить" in page


def test_a_comment_leaves_the_order_as_it_was(api, order, path):
    tag = api.get(f"/api/orders/{order.pk}").headers["ETag"]

    api.post(path, {"text": "Просит перезвонить"})

    assert api.get(f"/api/orders/{order.pk}").headers["ETag"] == tag


def test_what_was_done_is_no_comment(api, shop, owner, order, path):
    with shop_scope(shop):
        deed = add_note(
            shop=shop, order_id=order.pk, text="", actor=SYSTEM, now=timezone.now(), kind=NoteKind.PHONE_REVEALED
        )

    assert api.get(path).json()["total"] == 0
    for address in addresses(path, {"id": deed.pk}):
        assert api.patch(address, {"text": "x"}).status_code == api.delete(address).status_code == 404


@pytest.mark.parametrize("text", [None, "", "  ", [], {}, "x" * 5001, "\x00"])
def test_a_comment_says_something(api, path, comment, text):
    for answer in (api.post(path, {"text": text}), api.patch(addresses(path, comment)[0], {"text": text})):
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["body", "text"]
    assert [row["text"] for row in api.get(path).json()["items"]] == ["Просит перезвонить"]


@pytest.mark.parametrize("way", [0, 1], ids=["of its order", "by its number"])
def test_its_author_changes_it_and_takes_it_back(api, path, assistant, comment, sign_in, way):
    address = addresses(path, comment)[way]
    author = sign_in(assistant)

    changed = author.patch(address, {"text": " Уже перезвонили "})

    assert changed.status_code == 200
    assert changed.json() == comment | {"text": "Уже перезвонили"} == api.get(path).json()["items"][0]
    deleted = author.delete(address)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert api.get(path).json()["items"] == []
    for answer in (author.patch(address, {"text": "x"}), author.delete(address)):
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Комментарий не найден", "code": "not_found"}


@pytest.mark.parametrize("way", [0, 1], ids=["of its order", "by its number"])
def test_an_edit_made_from_an_older_version_is_412(api, order, path, comment, way):
    address = addresses(path, comment)[way]
    read = api.get(address)
    stale = {"If-Match": read.headers["ETag"]}
    assert read.json() == comment
    assert read.headers["ETag"] == api.get(f"/api/orders/{order.pk}").headers["ETag"] == api.get(path).headers["ETag"]

    first = api.patch(address, {"text": "Перезвонили"}, **stale)
    late = [api.patch(address, {"text": "x"}, **stale), api.delete(address, **stale)]

    assert (first.status_code, first.headers["ETag"]) == (200, api.get(address).headers["ETag"])
    assert [(answer.status_code, answer.json()["code"]) for answer in late] == [(412, "stale_version")] * 2
    assert api.get(address).json()["text"] == "Перезвонили"
    assert api.delete(address, **{"If-Match": first.headers["ETag"]}).status_code == 204
    assert api.get(address).status_code == 404


@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize("position", ["owner", "senior"])
def test_owner_and_senior_change_anybodys_and_it_stays_its_authors(shop, path, comment, sign_in, position, way):
    manager = sign_in(make_member(shop, position))
    address = addresses(path, comment)[way]

    assert manager.patch(address, {"text": "Перезвонили"}).json()["user"]["name"] == "Дана"
    assert manager.delete(address).status_code == 204


@pytest.mark.parametrize("way", [0, 1])
def test_nobody_else_does(api, shop, path, comment, sign_in, way):
    address = addresses(path, comment)[way]
    colleague = sign_in(make_member(shop, "assistant"))

    for answer in (colleague.patch(address, {"text": "x"}), colleague.delete(address)):
        assert answer.status_code == 403
        assert answer.json() == {
            "detail": "Изменить или удалить комментарий может его автор, старший или владелец",
            "code": "forbidden",
        }
    assert api.get(path).json()["items"] == [comment]


def test_a_florist_reads_and_says_nothing(shop, path, comment, sign_in):
    florist = sign_in(make_member(shop, "florist"))

    assert florist.get(path).json()["items"] == [comment]
    assert florist.post(path, {"text": "x"}).status_code == 403
    for address in addresses(path, comment):
        assert florist.patch(address, {"text": "x"}).status_code == florist.delete(address).status_code == 403


def test_a_courier_reads_and_comments_ones_own_orders(shop, order, path, comment, sign_in):
    member = make_member(shop, "courier", name="Ерлан")
    courier = sign_in(member)
    assert courier.get(path).status_code == courier.post(path, {"text": "x"}).status_code == 404
    for address in addresses(path, comment):
        assert courier.patch(address, {"text": "x"}).status_code == courier.delete(address).status_code == 404
    with shop_scope(shop):
        update_order(shop=shop, order_id=order.pk, changes={"courier_id": member.pk}, actor=SYSTEM, now=timezone.now())

    own = courier.post(path, {"text": "Домофон не работает"})

    assert (own.status_code, own.json()["user"]) == (201, {"id": member.pk, "name": "Ерлан"})
    assert courier.get(path).json()["total"] == 2
    for address in addresses(path, comment):
        assert courier.patch(address, {"text": "x"}).status_code == courier.delete(address).status_code == 403
    assert courier.patch(f"/api/comments/{own.json()['id']}", {"text": "Домофон сломан"}).status_code == 200


def test_a_comment_is_found_on_its_order_only(api, shop, path, comment):
    other = make_order(shop)

    for answer in (
        api.patch(f"/api/orders/{other.pk}/comments/{comment['id']}", {"text": "x"}),
        api.delete(f"/api/orders/{other.pk}/comments/{comment['id']}"),
        api.delete(f"{path}/999999"),
        api.delete(f"/api/comments/{10**30}"),
    ):
        assert answer.status_code == 404
    assert api.get(path).json()["total"] == 1


def test_of_an_order_put_away_nothing_is_left_to_change(api, order, path, comment):
    api.delete(f"/api/orders/{order.pk}")

    assert api.get(path).status_code == 404
    assert api.post(path, {"text": "x"}).status_code == 404
    assert api.patch(f"/api/comments/{comment['id']}", {"text": "x"}).status_code == 404


def test_a_stranger_meets_none(path, comment, stranger, sign_in):
    theirs = sign_in(stranger)

    assert theirs.get(path).status_code == theirs.post(path, {"text": "x"}).status_code == 404
    for address in addresses(path, comment):
        assert theirs.patch(address, {"text": "x"}).status_code == theirs.delete(address).status_code == 404
    assert OrderNote._base_manager.get().text == "Просит перезвонить"


def test_the_same_request_twice_adds_one(api, path):
    first = api.post(path, {"text": "Раз"}, **{"Idempotency-Key": "once"})
    again = api.post(path, {"text": "Раз"}, **{"Idempotency-Key": "once"})

    assert again.json() == first.json()
    assert api.get(path).json()["total"] == 1
