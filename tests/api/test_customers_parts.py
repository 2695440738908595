"""A customer's days to remember and address book over API v1."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from customers.api.v1.serializers import CustomerAddressRow, CustomerDate
from customers.models import CustomerAddress, ImportantDate
from cvety.core.tenancy import shop_scope
from tests.api.shapes import assert_keys
from tests.factories.orders import make_order

BIRTHDAY = {"date_type": "birthday", "date": "1990-05-15", "description": "День рождения", "reminder_days": 3}


@pytest.fixture
def path(api):
    """The address of a customer who lives at «ул. Абая 10»."""
    created = api.post("/api/customers/", {"phone": "+77017654321", "name": "Мария", "address": "ул. Абая 10"})
    return f"/api/customers/{created.json()['id']}"


@pytest.fixture
def dates(path):
    return f"{path}/important-dates"


@pytest.fixture
def addresses(path):
    return f"{path}/addresses"


@pytest.fixture
def book(api, addresses):
    """Each address of the customer and whether it is the default."""
    return lambda: [(row["address"], row["is_default"]) for row in api.get(addresses).json()["items"]]


def test_the_documented_date(api, path, dates):
    answer = api.post(dates, BIRTHDAY)

    assert answer.status_code == 201
    assert_keys(CustomerDate, answer.json())
    date = answer.json()
    assert {name: date[name] for name in BIRTHDAY} == BIRTHDAY
    assert api.get(f"{dates}/{date['id']}").json() == date
    assert api.get(f"{dates}/").json()["items"] == [date]
    assert api.get(path).json()["important_dates"] == [date]


def test_a_day_whose_year_nobody_told_is_answered_as_a_whole_date(api, dates):
    answer = api.post(dates, {"date_type": "birthday", "date": "02-29"})

    assert answer.status_code == 201
    assert (answer.json()["date"], answer.json()["has_year"], answer.json()["reminder_days"]) == (
        "2000-02-29",
        False,
        3,
    )
    known = api.patch(f"{dates}/{answer.json()['id']}", {"date": "1996-02-29"}).json()
    assert (known["date"], known["has_year"]) == ("1996-02-29", True)
    forgotten = api.patch(f"{dates}/{answer.json()['id']}", {"date": "03-01"}).json()
    assert (forgotten["date"], forgotten["has_year"]) == ("2000-03-01", False)


def test_a_date_is_changed_by_what_is_sent_and_struck_out(api, path, dates):
    date = api.post(dates, BIRTHDAY).json()
    one = f"{dates}/{date['id']}"

    assert api.patch(one, {"reminder_days": 7}).json() == {**date, "reminder_days": 7}
    assert api.patch(one, {}).json() == {**date, "reminder_days": 7}
    assert api.delete(one).status_code == 204
    assert api.get(one).json() == {"detail": "Дата не найдена", "code": "not_found"}
    assert api.get(path).json()["important_dates"] == []


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"date_type": ""}, "date_type"),
        ({"date_type": "x" * 33}, "date_type"),
        ({"date": "15.05.1990"}, "date"),
        ({"date": "13-01"}, "date"),
        ({"date": "02-30"}, "date"),
        ({"date": "٠٢-٠١"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": None}, "date"),
        ({"date": 515}, "date"),
        ({"description": "я" * 256}, "description"),
        ({"reminder_days": -1}, "reminder_days"),
        ({"reminder_days": 366}, "reminder_days"),
    ],
)
def test_a_wrong_date_is_refused_by_name(api, dates, change, loc):
    known = api.post(dates, BIRTHDAY).json()

    for answer in (api.post(dates, {**BIRTHDAY, **change}), api.patch(f"{dates}/{known['id']}", change)):
        assert answer.status_code == 422, answer.content
        assert answer.json()["detail"][0]["loc"] == ["body", loc]
    assert api.get(dates).json()["items"] == [known]


def test_what_is_missing_is_named(api, dates, addresses):
    assert [item["loc"][1] for item in api.post(dates, {}).json()["detail"]] == ["date_type", "date"]
    assert [item["loc"][1] for item in api.post(addresses, {}).json()["detail"]] == ["address"]


def test_a_new_default_takes_the_place_of_the_old(api, addresses, book):
    assert book() == [("ул. Абая 10", True)]
    new = {"address": "пр. Достык 5", "recipient_name": "Айгуль", "recipient_phone": "8 701 222 33 44"}

    second = api.post(addresses, new)

    assert second.status_code == 201
    assert_keys(CustomerAddressRow, second.json())
    assert second.json() == {
        **new,
        "id": second.json()["id"],
        "is_default": False,
        "recipient_phone": "+77012223344",
    }
    third = api.post(addresses, {"address": "ул. Сатпаева 22", "is_default": True}).json()
    assert third["is_default"] is True
    assert book() == [("ул. Сатпаева 22", True), ("пр. Достык 5", False), ("ул. Абая 10", False)]
    assert api.patch(f"{addresses}/{second.json()['id']}", {"is_default": True}).json()["is_default"] is True
    assert [row for row, is_default in book() if is_default] == ["пр. Достык 5"]


def test_the_default_is_not_given_up_but_for_another(api, addresses, book):
    default = api.get(addresses).json()["items"][0]

    answer = api.patch(f"{addresses}/{default['id']}", {"is_default": False})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "is_default"]
    other = api.post(addresses, {"address": "пр. Достык 5"}).json()
    assert api.patch(f"{addresses}/{other['id']}", {"is_default": False}).status_code == 200
    assert api.delete(f"{addresses}/{default['id']}").status_code == 204
    assert book() == [("пр. Достык 5", True)]
    assert api.delete(f"{addresses}/{other['id']}").status_code == 204
    assert book() == []
    assert api.post(addresses, {"address": "ул. Абая 10", "is_default": False}).json()["is_default"] is True


def test_the_database_knows_one_default(api, shop, path, addresses):
    customer_id = int(path.rsplit("/", 1)[1])

    with shop_scope(shop), pytest.raises(IntegrityError), transaction.atomic():
        CustomerAddress.objects.create(shop=shop, customer_id=customer_id, address="пр. Достык 5", is_default=True)


def test_the_first_place_that_flowers_were_sent_to_is_the_default(api, shop):
    order = make_order(shop, address="пр. Достык 89", recipient_name="Айгуль")
    make_order(shop, address="пр. Абая 1", recipient_name="Сауле")

    rows = api.get(f"/api/customers/{order.customer_id}/addresses").json()["items"]

    assert [(row["recipient_name"], row["is_default"]) for row in rows] == [("Айгуль", True), ("Сауле", False)]


def test_one_place_of_one_recipient_stands_in_the_book_once(api, addresses):
    other = api.post(addresses, {"address": "ул. Абая 10", "recipient_name": "Айгуль"})
    assert other.status_code == 201

    for answer in (
        api.post(addresses, {"address": "ул. Абая 10"}),
        api.patch(f"{addresses}/{other.json()['id']}", {"recipient_name": ""}),
    ):
        assert answer.status_code == 400
        assert answer.json() == {"detail": "Такой адрес у клиента уже есть", "code": "address_exists"}


def test_the_parts_of_an_address_go_with_its_old_line(api, shop):
    order = make_order(shop, address="пр. Достык 89, кв. 45", address_parts={"flat": "45"})
    row = api.get(f"/api/customers/{order.customer_id}/addresses").json()["items"][0]
    one = f"/api/customers/{order.customer_id}/addresses/{row['id']}"

    assert api.patch(one, {"recipient_name": "Айгуль"}).status_code == 200
    with shop_scope(shop):
        assert CustomerAddress.objects.get().flat == "45"
    assert api.patch(one, {"address": "пр. Достык 89, кв. 7"}).json()["address"] == "пр. Достык 89, кв. 7"
    with shop_scope(shop):
        assert CustomerAddress.objects.get().flat is None


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"address": ""}, "address"),
        ({"address": None}, "address"),
        ({"address": "я" * 501}, "address"),
        ({"is_default": "может быть"}, "is_default"),
        ({"recipient_phone": "12345"}, "recipient_phone"),
        ({"recipient_name": "я" * 256}, "recipient_name"),
    ],
)
def test_a_wrong_address_is_refused_by_name(api, addresses, book, change, loc):
    known = api.get(addresses).json()["items"][0]

    for answer in (
        api.post(addresses, {"address": "пр. Достык 5", **change}),
        api.patch(f"{addresses}/{known['id']}", change),
    ):
        assert answer.status_code == 422, answer.content
        assert answer.json()["detail"][0]["loc"] == ["body", loc]
    assert api.get(addresses).json()["items"] == [known]


def test_a_customer_comes_with_dates_and_addresses(api):
    body = {
        "phone": "+77010000001",
        "address": "ул. Абая 10",
        "important_dates": [BIRTHDAY, {"date_type": "anniversary", "date": "06-01"}],
        "addresses": [{"address": "пр. Достык 5", "is_default": True}],
    }

    created = api.post("/api/customers/", body)

    assert created.status_code == 201
    row = api.get(f"/api/customers/{created.json()['id']}").json()
    assert [date["date"] for date in row["important_dates"]] == ["1990-05-15", "2000-06-01"]
    assert [(each["address"], each["is_default"]) for each in row["addresses"]] == [
        ("пр. Достык 5", True),
        ("ул. Абая 10", False),
    ]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"important_dates": [BIRTHDAY, {"date_type": "x"}]}, ["important_dates", 1, "date"]),
        ({"important_dates": "завтра"}, ["important_dates"]),
        ({"important_dates": [BIRTHDAY] * 51}, ["important_dates"]),
        ({"addresses": [{"address": ""}]}, ["addresses", 0, "address"]),
    ],
)
def test_a_customer_with_a_wrong_part_is_not_made(api, change, loc):
    answer = api.post("/api/customers/", {"phone": "+77010000001", **change})

    assert answer.status_code == 422, answer.content
    assert answer.json()["detail"][0]["loc"] == ["body", *loc]
    assert api.get("/api/customers/").json()["total"] == 0


def test_a_repeated_post_writes_once(api, dates, addresses):
    for path, body in ((dates, BIRTHDAY), (addresses, {"address": "пр. Достык 5"})):
        first, second = (api.post(path, body, **{"Idempotency-Key": "k-1"}) for _n in range(2))
        assert (first.status_code, second.status_code) == (201, 201)
        assert second.json() == first.json()
        assert second.headers["Idempotency-Replayed"] == "true"
    assert ImportantDate._base_manager.count() == 1


def test_parts_belong_to_their_customer_and_shop(api, stranger, sign_in, path, dates, addresses):
    date = api.post(dates, BIRTHDAY).json()["id"]
    address = api.get(addresses).json()["items"][0]["id"]
    other = api.post("/api/customers/", {"phone": "+77010000002"}).json()["id"]
    theirs = sign_in(stranger)

    for client, owner in ((theirs, path), (api, f"/api/customers/{other}"), (api, "/api/customers/999999999")):
        for part, change in ((f"important-dates/{date}", {"reminder_days": 1}), (f"addresses/{address}", {})):
            one = f"{owner}/{part}"
            assert [client.get(one).status_code, client.patch(one, change).status_code] == [404, 404]
            assert client.delete(one).status_code == 404
    for whole, body in ((dates, BIRTHDAY), (addresses, {"address": "x"})):
        assert [theirs.get(whole).status_code, theirs.post(whole, body).status_code] == [404, 404]
    api.delete(path)
    assert api.get(dates).status_code == 404
    assert api.post(dates, BIRTHDAY).status_code == 404


def test_a_day_without_a_year_that_is_sent_back_gets_none(api, dates):
    row = api.post(dates, {"date_type": "birthday", "date": "02-29"}).json()

    assert api.patch(f"{dates}/{row['id']}", row).json() == row
