"""The address book on a customer's page in the admin."""

import pytest
from django.test import Client

from tests.factories import reload


@pytest.fixture
def client(owner):
    client = Client()
    client.force_login(owner.user)
    session = client.session
    session["shop_id"] = owner.shop_id
    session.save()
    return client


@pytest.fixture
def save(client, create):
    """Save the page with these rows of the book: address, and whether it is ticked as the default."""
    customer = create(name="Тимур", address="ул. Абая 10")

    def save(*rows, struck_out=()):
        known = list(customer.addresses.order_by("pk"))
        form = {
            "name": "Тимур",
            "phone": customer.phone,
            "expected_version": reload(customer).version,
            "important_dates-TOTAL_FORMS": 0,
            "important_dates-INITIAL_FORMS": 0,
            "addresses-TOTAL_FORMS": len(rows),
            "addresses-INITIAL_FORMS": len(known),
        }
        for number, (address, is_default) in enumerate(rows):
            row = {"address": address, "id": known[number].pk if number < len(known) else ""}
            row |= {"is_default": "on"} if is_default else {}
            row |= {"DELETE": "on"} if number in struck_out else {}
            form |= {f"addresses-{number}-{name}": value for name, value in row.items()}
        answer = client.post(f"/admin/customers/customer/{customer.pk}/change/", form)
        assert answer.status_code == 302, answer.content.decode()
        return list(customer.addresses.order_by("pk").values_list("address", "is_default"))

    return save


def test_what_is_ticked_last_becomes_the_default(save):
    assert save(("ул. Абая 10", True), ("пр. Достык 5", True)) == [("ул. Абая 10", False), ("пр. Достык 5", True)]
    assert save(("ул. Абая 10", True), ("пр. Достык 5", True)) == [("ул. Абая 10", True), ("пр. Достык 5", False)]


def test_somebody_is_always_the_default(save):
    assert save(("ул. Абая 10", False)) == [("ул. Абая 10", True)]
    assert save(("ул. Абая 10", True), ("пр. Достык 5", False), struck_out=[0]) == [("пр. Достык 5", True)]
    assert save(("пр. Достык 5", True), struck_out=[0]) == []
