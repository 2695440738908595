"""Pictures of a product, added and taken away by several at once: one of them is the main one."""

import pytest
from django.db import IntegrityError

from catalog.models import ProductImage
from catalog.services import add_image, remove_image, update_image
from tests.factories import make_product
from tests.factories.orders import make_upload

from .harness import race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def product(shop):
    return make_product(shop)


@pytest.fixture
def add(shop, product):
    def add(_number, **data):
        return add_image(shop=shop, product_id=product.pk, upload=make_upload(), **data)

    return add


def mains():
    return ProductImage.objects.filter(is_main=True).count()


@pytest.mark.parametrize("is_main", [True, False])
def test_of_first_pictures_that_come_together_one_is_main(shop, add, is_main):
    outcome = race(6, lambda number: add(number, is_main=is_main), shop=shop)

    assert outcome.errors == []
    assert (ProductImage.objects.count(), mains()) == (6, 1)


def test_the_main_one_is_deleted_while_others_become_it(shop, product, add):
    images = [add(number) for number in range(6)]

    def act(number):
        one = {"shop": shop, "product_id": product.pk, "image_id": images[number].pk}
        return remove_image(**one) if number % 2 == 0 else update_image(**one, changes={"is_main": True})

    outcome = race(6, act, shop=shop)

    assert outcome.errors == []
    assert (ProductImage.objects.count(), mains()) == (3, 1)


@pytest.mark.usefixtures("without_locks")
def test_control_without_the_lock_only_the_database_stops_a_second_main_one(shop, add):
    outcome = race(4, lambda number: add(number, is_main=True), shop=shop)

    assert len(outcome.results) < 4
    assert outcome.kinds_of_errors() == {IntegrityError}
    assert mains() == 1
