"""Rows are found by what a person types."""

import pytest
from django.utils import timezone

from customers.models import Customer
from customers.services import create_customer
from cvety.core.search import matching, row_id
from cvety.core.tenancy import shop_scope


@pytest.fixture
def find(shop):
    """Find among three customers, by their names."""
    with shop_scope(shop):
        for number, name in enumerate(("Жанна Ёлкина", "Асель Қасымова", "Тимур 100%_Ок")):
            create_customer(shop=shop, data={"phone": f"+7701555000{number}", "name": name}, now=timezone.now())

        def find(text):
            found = Customer.objects.filter(matching("search_text", text)).order_by("pk")
            return [customer.name.split()[0] for customer in found]

        yield find


ALL = ["Жанна", "Асель", "Тимур"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ALL),
        ("   ", ALL),
        ("жанна", ["Жанна"]),
        ("ЕЛКИНА", ["Жанна"]),
        ("елк жан", ["Жанна"]),  # words in any order, and parts of them
        ("касым", ["Асель"]),
        ("жанна касым", []),
        ("+7 (701) 555-00-01", ["Асель"]),
        ("8 701 555 0001", ["Асель"]),
        ("7015550001", ["Асель"]),
        ("5550", ALL),
        ("701 555", ALL),
        ("8 701", ALL),
        ("+7(701)", ALL),
        ("(701)", ALL),
        ("00-01", ["Асель"]),
        ("555-0", ALL),
        ("асель 00-01", ["Асель"]),
        ("8 701 555 асель", ["Асель"]),
        ("жанна 00-01", []),
        ("100", ["Тимур"]),
        ("тимур 100 7", ["Тимур"]),
        ("100%", ["Тимур"]),
        ("%", ["Тимур"]),
        ("_", ["Тимур"]),
        ("' OR 1=1 --", []),
        ("\\", []),
        ("слово " * 50, []),
    ],
)
def test_words_in_any_order_and_phones_in_any_notation(find, text, names):
    assert find(text) == names


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15", 15),
        ("#15", 15),
        (" №15 ", 15),
        ("015", 15),
        ("", None),
        ("15a", None),
        ("-1", None),
        ("٥", None),
        ("9" * 19, None),
    ],
)
def test_a_number_names_a_row(text, number):
    assert row_id(text) == number
