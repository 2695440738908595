"""Tracking over API v1: what whoever has the number may see, and what guessing costs."""

from __future__ import annotations

import pytest

from tests.api.shapes import assert_keys
from tests.factories import make_member, reload
from tests.factories.orders import make_bouquet, make_order, make_photo, move_order
from tracking.api.v1.serializers import FeedbackLeft, TrackedOrder

NOT_FOUND = {"detail": "Заказ с указанным номером отслеживания не найден", "code": "not_found"}


def test_the_documented_answer(nobody, api, shop, settings):
    order = make_order(
        shop,
        "paid",
        "assembled",
        "delivery",
        address="г. Алматы, пр. Достык 89, кв. 45",
        courier_id=make_member(shop, "courier", phone="+77051234567").pk,
    )
    photo = make_photo(order)

    answer = nobody.get(f"/api/tracking/{order.tracking_token}")

    assert answer.status_code == 200
    body = answer.json()
    assert_keys(TrackedOrder, body)
    assert [(step["status"], step["status_display"]) for step in body["timeline"]] == [
        ("new", "Новый заказ"),
        ("paid", "Оплачен"),
        ("assembled", "Собран"),
        ("delivery", "В доставке"),
    ]
    assert body["photos"] == [
        {"url": f"{settings.CVETY_BASE_URL}{photo.image.url}", "uploaded_at": body["photos"][0]["uploaded_at"]}
    ]
    plain = {name: value for name, value in body.items() if name not in ("timeline", "photos", "updated_at")}
    assert plain == {
        "tracking_token": order.tracking_token,
        "status": "delivery",
        "status_display": "В доставке",
        "delivery_method": "delivery",
        "delivery_window": {"from": None, "to": None},
        "address_masked": "г. Алматы, пр. ******, д. 89",
        "courier": {"name": "Курьер", "phone": "+7705*****67"},
        "can_leave_feedback": True,
    }


def test_what_the_recipient_must_not_learn_is_nowhere(nobody, shop):
    order = make_order(
        shop,
        "paid",
        customer_phone="+77015550001",
        customer_name="Даритель",
        recipient_phone="+77015550002",
        address="ул. Абая 10, кв. 77, код 1234",
        comment="Секрет",
        card_text="Люблю",
    )

    text = nobody.get(f"/api/tracking/{order.tracking_token}").content.decode()

    for secret in ("5550001", "5550002", "Даритель", "27000", "25000", "Абая", "77", "1234", "Секрет", "Люблю"):
        assert secret not in text.replace(order.tracking_token, "").replace("+05:00", ""), secret


@pytest.mark.parametrize(
    "token", ["000000000", "999999999", "12345678", "1234567890", "abcdefghi", "١٢٣٤٥٦٧٨٩", "%00", "a%20b", "9" * 500]
)
def test_an_unknown_number(nobody, token):
    answer = nobody.get(f"/api/tracking/{token}")

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND


def test_an_archived_order_is_not_tracked(nobody, api, shop):
    order = make_order(shop)
    api.delete(f"/api/orders/{order.pk}")

    assert nobody.get(f"/api/tracking/{order.tracking_token}").json() == NOT_FOUND


def test_guessing_is_stopped_and_what_was_opened_before_stays_open(nobody, shop, settings):
    settings.RATE_LIMIT_FACTOR = 1
    known, other = make_order(shop), make_order(shop)
    assert nobody.get(f"/api/tracking/{known.tracking_token}").status_code == 200

    misses = [nobody.get(f"/api/tracking/{100000000 + n}") for n in range(10)]
    beyond = nobody.get(f"/api/tracking/{other.tracking_token}")

    assert {answer.status_code for answer in misses} == {404}
    assert beyond.status_code == 429
    assert beyond.json()["retry_after"] == int(beyond.headers["Retry-After"]) > 0
    assert "X-RateLimit-Reset" in beyond.headers
    assert nobody.get(f"/api/tracking/{known.tracking_token}").status_code == 200


WAYS_TO_GUESS = [
    ("GET", "/api/tracking/{}", {}),
    ("GET", "/api/tracking/{}/", {}),
    ("HEAD", "/api/tracking/{}", {}),
    ("GET", "/tracking/{}", {}),
    ("HEAD", "/tracking/{}", {}),
    ("POST", "/api/tracking/{}/feedback", {}),
    ("POST", "/api/tracking/{}/feedback", {"rating": 5}),
    ("POST", "/tracking/{}/feedback", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), WAYS_TO_GUESS)
def test_there_is_no_way_around(nobody, shop, settings, method, path, body):
    settings.RATE_LIMIT_FACTOR = 1
    order = make_order(shop, "paid", "assembled")
    for n in range(10):
        way = WAYS_TO_GUESS[n % len(WAYS_TO_GUESS)]
        assert nobody.request(way[0], way[1].format(100000000 + n), way[2]).status_code == 404

    answers = [
        nobody.request(method, path.format(token), body, **headers)
        for token in (order.tracking_token, "100000099")
        for headers in (
            {},
            {"Idempotency-Key": "a"},
            {"If-None-Match": "*"},
            {"Authorization": "Bearer made-up"},
            {"X-Forwarded-For": "198.51.100.1", "X-Real-IP": "198.51.100.1", "Forwarded": "for=198.51.100.1"},
        )
    ]

    # A number that is right and one that is wrong are refused alike.
    assert {answer.status_code for answer in answers} == {429}
    assert len({answer.headers.get("ETag") for answer in answers}) == 1


def test_a_key_tells_nothing_of_a_number(nobody, made, settings):
    """Feedback left under a key that can be guessed must not tell that its number is right."""
    path = "/api/tracking/{}/feedback"
    nobody.post(path.format(made.tracking_token), {"rating": 5}, **{"Idempotency-Key": "feedback"})
    settings.RATE_LIMIT_FACTOR = 1
    for n in range(10):
        nobody.client.get(f"/api/tracking/{100000000 + n}", REMOTE_ADDR="203.0.113.9")

    for rating in (5, 1):
        answer = nobody.client.post(
            path.format(made.tracking_token),
            {"rating": rating},
            content_type="application/json",
            REMOTE_ADDR="203.0.113.9",
            headers={"Idempotency-Key": "feedback"},
        )
        assert answer.status_code == 429


def test_a_home_with_ipv6_guesses_as_one(nobody, shop, settings):
    settings.RATE_LIMIT_FACTOR = 1
    token = make_order(shop).tracking_token

    def ask(token, address):
        return nobody.client.get(f"/api/tracking/{token}", REMOTE_ADDR=address).status_code

    assert {ask(100000000 + n, f"2001:db8:1:2::{n}") for n in range(10)} == {404}
    assert ask(token, "2001:db8:1:2:ffff::1") == 429
    assert ask(token, "2001:db8:1:3::1") == 200


def test_who_ordered_comes_to_the_order_though_the_address_is_stopped(nobody, shop, settings):
    settings.RATE_LIMIT_FACTOR = 1
    product = make_bouquet(shop)
    for n in range(11):
        last = nobody.get(f"/api/tracking/{100000000 + n}")
    assert last.status_code == 429

    body = {"shop_id": shop.pk, "customer_phone": "+77011234567", "items": [{"product_id": product.pk, "quantity": 1}]}
    token = nobody.post("/api/public/orders", body).json()["tracking_token"]

    assert nobody.get(f"/api/tracking/{token}").status_code == 200
    assert nobody.get(f"/tracking/{token}").status_code == 200


def test_a_storefront_on_any_site_may_ask(nobody, shop):
    order = make_order(shop)

    answer = nobody.get(f"/api/tracking/{order.tracking_token}", Origin="https://shop.example")
    signed = nobody.get("/api/orders/", Origin="https://shop.example")

    assert answer.headers["Access-Control-Allow-Origin"] in ("*", "https://shop.example")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in signed.headers


def test_each_step_is_seen_at_once(nobody, shop):
    order = make_order(shop)
    path = f"/api/tracking/{order.tracking_token}"
    seen = [nobody.get(path).json()["status"]]
    for status in ("paid", "assembled", "delivery", "delivered", "completed"):
        move_order(order, status)
        seen.append(nobody.get(path).json()["status"])

    assert seen == ["new", "paid", "assembled", "delivery", "delivered", "completed"]


@pytest.fixture
def made(shop):
    return make_order(shop, "paid", "assembled")


def test_feedback_is_left(nobody, shop, made):
    path = f"/api/tracking/{made.tracking_token}"

    answer = nobody.post(f"{path}/feedback", {"rating": 4, "comment": " Очень красиво "})

    assert answer.status_code == 201
    body = answer.json()
    assert_keys(FeedbackLeft, body)
    assert (body["rating"], body["comment"]) == (4, "Очень красиво")
    assert body["created_at"].endswith("+05:00")
    assert nobody.get(path).json()["can_leave_feedback"] is False
    assert reload(shop).rating == 4.0


def test_the_shop_reads_in_the_order_what_its_buyer_said(api, nobody, sign_in, shop, made):
    path = f"/api/orders/{made.pk}"
    nothing_yet = api.get(path).json()["feedback"]
    left = nobody.post(f"/api/tracking/{made.tracking_token}/feedback", {"rating": 4, "comment": "Красиво"}).json()

    assert nothing_yet is None
    assert left["rating"] == 4
    assert api.get(path).json()["feedback"] == left
    assert sign_in(make_member(shop, "florist")).get(path).json()["feedback"] == left
    assert api.patch(path, {"comment": "Позвонить"}).json()["feedback"] == left


@pytest.mark.parametrize(("is_anonymous", "words"), [(False, "Спасибо, Тимур"), (True, "")])
def test_a_courier_does_not_read_who_a_hidden_buyer_is_in_their_words(nobody, sign_in, shop, is_anonymous, words):
    courier = make_member(shop, "courier")
    order = make_order(shop, "paid", "assembled", courier_id=courier.pk, is_anonymous=is_anonymous)
    nobody.post(f"/api/tracking/{order.tracking_token}/feedback", {"rating": 5, "comment": "Спасибо, Тимур"})

    feedback = sign_in(courier).get(f"/api/orders/{order.pk}").json()["feedback"]

    assert (feedback["rating"], feedback["comment"]) == (5, words)


@pytest.mark.parametrize("body", [{"rating": 5}, {"rating": 5, "comment": None}, {"rating": "5", "comment": ""}])
def test_a_word_is_optional(nobody, made, body):
    answer = nobody.post(f"/api/tracking/{made.tracking_token}/feedback/", body)

    assert (answer.status_code, answer.json()["comment"]) == (201, "")


@pytest.mark.parametrize("rating", [0, 6, -1, 4.5, "много", None, True, [], 10**30])
def test_a_wrong_rating_is_told_where_it_stands(nobody, shop, made, rating):
    answer = nobody.post(f"/api/tracking/{made.tracking_token}/feedback", {"rating": rating})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "rating"]
    assert reload(shop).feedback_count == 0


def test_a_second_feedback_is_a_conflict(nobody, made):
    path = f"/api/tracking/{made.tracking_token}/feedback"
    nobody.post(path, {"rating": 5})

    answer = nobody.post(path, {"rating": 1})

    assert answer.status_code == 409
    assert answer.json() == {"detail": "Вы уже оставили отзыв. Спасибо!", "code": "feedback_given"}


def test_the_same_feedback_sent_twice_under_a_key_is_answered_the_same(nobody, made):
    path = f"/api/tracking/{made.tracking_token}/feedback"
    first = nobody.post(path, {"rating": 5}, **{"Idempotency-Key": "f-1"})
    again = nobody.post(path, {"rating": 5}, **{"Idempotency-Key": "f-1"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"


def test_feedback_before_there_is_a_bouquet(nobody, shop):
    order = make_order(shop, "paid")

    answer = nobody.post(f"/api/tracking/{order.tracking_token}/feedback", {"rating": 5})

    assert (answer.status_code, answer.json()["code"]) == (400, "feedback_not_open")


def test_feedback_for_an_unknown_number_costs_a_guess(nobody, made, settings):
    settings.RATE_LIMIT_FACTOR = 1
    answers = [nobody.post(f"/api/tracking/{100000000 + n}/feedback", {"rating": 5}) for n in range(11)]

    assert [answer.status_code for answer in answers] == [404] * 10 + [429]
    assert answers[0].json() == NOT_FOUND
    assert nobody.post(f"/api/tracking/{made.tracking_token}/feedback", {"rating": 5}).status_code == 429
