"""Customers: known by phone within one shop."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.errors import CustomerNotFound, PhoneTaken
from customers.models import Customer
from customers.services import add_to_totals, archive_customer, create_customer, remember_address, upsert_customer
from cvety.core.errors import StaleVersion
from cvety.core.models import OutboxEvent
from cvety.core.tenancy import shop_scope
from cvety.core.versions import etag
from tests.factories import make_shop, reload

PHONE = "+77011112233"


def told():
    return list(OutboxEvent.objects.filter(name="customer.created").values_list("payload", flat=True))


def test_a_new_customer_is_told_of(create):
    customer = create(name="Жанна Ёлкина", email="Zhanna@Example.kz", address="пр. Достык 89", tags=["vip"])

    customer = reload(customer)
    assert customer.search_text == "жанна елкина +77011112233 zhanna@example.kz"
    assert (customer.tags, customer.version, customer.orders_count, customer.average_order) == (["vip"], 1, 0, 0)
    assert list(customer.addresses.values_list("address", "is_default")) == [("пр. Достык 89", True)]
    assert told() == [{"customer_id": customer.pk, "phone": PHONE, "name": "Жанна Ёлкина"}]


def test_a_phone_is_taken_once_in_a_shop(create, change):
    create()
    with pytest.raises(PhoneTaken):
        create(name="Другая")
    other = create("+77010000000")
    with pytest.raises(PhoneTaken):
        change(other, phone=PHONE)

    assert reload(other).phone == "+77010000000"
    assert len(told()) == 2


def test_each_shop_knows_its_own(create):
    ours = create()
    shop = make_shop(name="Тюльпан")
    with shop_scope(shop):
        theirs = create_customer(shop=shop, data={"phone": PHONE}, now=timezone.now())

    assert theirs.pk != ours.pk


def test_only_what_is_given_is_changed_and_the_search_follows(create, change):
    customer = create(name="Тимур", preferences="Без лилий")
    change(customer, name="Тимур Ахметов", orders_count=99)

    customer = reload(customer)
    assert (customer.name, customer.preferences, customer.version) == ("Тимур Ахметов", "Без лилий", 2)
    assert (customer.search_text, customer.orders_count) == ("тимур ахметов +77011112233", 0)


def test_an_edit_of_an_older_version_is_refused(create, change):
    customer = create(name="Тимур")
    tag = etag(customer)
    change(customer, tag, name="Тимур А.")

    with pytest.raises(StaleVersion):
        change(customer, tag, name="Т.")
    assert reload(customer).name == "Тимур А."


def test_who_was_put_away_is_not_found_and_comes_back_when_added(shop, create, change):
    customer = create(name="Тимур")
    archive_customer(shop=shop, customer_id=customer.pk, now=timezone.now())

    assert not Customer.objects.current().exists()
    with pytest.raises(CustomerNotFound):
        change(customer, name="Т.")

    again = create(name="Тимур А.")
    assert (again.pk, reload(again).archived_at, reload(again).name) == (customer.pk, None, "Тимур А.")
    assert len(told()) == 1


def test_another_shops_customer_is_not_found(create, change):
    shop = make_shop(name="Тюльпан")
    with shop_scope(shop):
        theirs = create_customer(shop=shop, data={"phone": PHONE}, now=timezone.now())

    with pytest.raises(CustomerNotFound):
        change(theirs, name="Чужой")


@pytest.fixture
def ordering(shop):
    def ordering(name="", address="", phone=PHONE):
        return upsert_customer(shop=shop, phone=phone, name=name, address=address, now=timezone.now())

    return ordering


def test_ordering_makes_a_customer_and_finds_him_again(ordering):
    first, second = ordering("Тимур", "пр. Достык 89"), ordering()

    assert first.pk == second.pk
    assert (reload(first).name, reload(first).address, reload(first).version) == ("Тимур", "пр. Достык 89", 1)
    assert len(told()) == 1


def test_ordering_fills_blanks_and_overwrites_nothing(ordering):
    customer = ordering()
    ordering("Тимур")
    ordering("Другое имя", "пр. Абая 1")
    ordering("", "пр. Достык 89")

    customer = reload(customer)
    assert (customer.name, customer.address) == ("Тимур", "пр. Абая 1")
    assert customer.search_text == "тимур +77011112233"


def test_who_was_put_away_comes_back_by_ordering(shop, ordering):
    customer = ordering("Тимур")
    archive_customer(shop=shop, customer_id=customer.pk, now=timezone.now())

    assert ordering().pk == customer.pk
    assert reload(customer).archived_at is None


def test_where_flowers_were_sent_is_remembered_once_for_each_recipient(shop, create):
    customer = create()
    now = timezone.now()
    for number, (recipient, phone, parts) in enumerate(
        [
            ("Айгуль", "", {"address": "пр. Достык 89", "flat": "45"}),
            ("Айгуль", "+77012223344", {"address": "пр. Достык 89"}),
            ("Айгуль", "", {"address": "пр. Достык 89"}),
            ("Сауле", "", {"address": "пр. Достык 89"}),
            ("Айгуль", "", {"address": ""}),
        ]
    ):
        remember_address(
            customer=customer,
            recipient_name=recipient,
            recipient_phone=phone,
            parts=parts,
            now=now + timedelta(minutes=number),
        )

    columns = ("recipient_name", "recipient_phone", "flat", "is_default", "last_used_at")
    assert list(customer.addresses.values_list(*columns)) == [
        ("Айгуль", "+77012223344", "45", True, now + timedelta(minutes=2)),
        ("Сауле", "", None, False, now + timedelta(minutes=3)),
    ]


def test_totals_go_up_and_down_but_never_under_nothing(shop, create):
    customer = create()
    last = timezone.now()
    for orders, paid, spent in ((1, 1, 27000), (1, 1, 10001), (1, 0, 0)):
        add_to_totals(
            shop=shop,
            customer_id=customer.pk,
            orders=orders,
            paid_orders=paid,
            spent=spent,
            last_order_at=lambda: last,
        )
    customer = reload(customer)
    assert (customer.orders_count, customer.total_spent, customer.average_order) == (3, 37001, 18501)
    assert customer.last_order_at == last

    add_to_totals(
        shop=shop, customer_id=customer.pk, orders=-9, paid_orders=-9, spent=-37001, last_order_at=lambda: None
    )
    customer = reload(customer)
    assert (customer.orders_count, customer.paid_orders_count, customer.total_spent) == (0, 0, 0)
    assert (customer.last_order_at, customer.average_order) == (None, 0)
