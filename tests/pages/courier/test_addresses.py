"""Where to go: the address, and the maps that find it."""

import re
from decimal import Decimal
from urllib.parse import unquote_plus

import pytest

from orders.maps import maps
from orders.models import Order

from .conftest import page


@pytest.mark.parametrize(
    ("line", "flat", "is_told_beside"),
    [
        ("пр. Достык 89, кв. 45", "45", False),
        ("Достык даңғылы 89, 45-пәтер", "45", False),
        ("пр. Достык 89, Кв 45Б", "45б", False),
        ("пр. Достык 89, кв. 451", "45", True),
        ("пр. Достык 45", "45", True),
    ],
)
def test_a_flat_is_told_once(browse, courier, carry, line, flat, is_told_beside):
    order = carry(address=line, address_parts={"flat": flat})

    assert (f"<dt>Квартира</dt><dd>{flat}</dd>" in page(browse(courier), order)) is is_told_beside


@pytest.mark.parametrize(
    ("fields", "searched"),
    [
        ({"address": "пр. Достык 89, кв. 45, этаж 3"}, "Алматы, пр. Достык 89"),
        ({"address": "г. Алматы, ул. Абая 1"}, "г. Алматы, ул. Абая 1"),
        ({"address": "тот дом у рынка", "street": "ул. Гоголя", "house": "75"}, "Алматы, ул. Гоголя, 75"),
    ],
)
def test_a_house_is_found_by_its_address(fields, searched):
    found = [unquote_plus(map.url) for map in maps(Order(**fields), city="Алматы")]

    assert found == [
        f"https://2gis.kz/search/{searched}",
        f"https://yandex.kz/maps/?text={searched}",
        f"https://www.google.com/maps/search/?api=1&query={searched}",
    ]


def test_a_house_is_found_by_its_coordinates():
    order = Order(address="у рынка", latitude=Decimal("43.238949"), longitude=Decimal("76.889709"))

    assert [unquote_plus(map.url) for map in maps(order, city="Алматы")] == [
        "https://2gis.kz/geo/76.889709,43.238949",
        "https://yandex.kz/maps/?pt=76.889709,43.238949&z=17",
        "https://www.google.com/maps/search/?api=1&query=43.238949,76.889709",
    ]
    assert maps(Order(address=""), city="Алматы") == []


def test_maps_open_apart_and_learn_nothing(browse, courier, carry):
    html = page(browse(courier), carry(address="ул. Абая 1"))

    links = re.findall(r'<a [^>]*href="https://[^>]*>', html)
    assert len(links) == 3
    assert all('rel="noopener noreferrer"' in link and 'target="_blank"' in link for link in links)
    assert re.findall(r'(?:src|action)="(?!/)', html) == []
