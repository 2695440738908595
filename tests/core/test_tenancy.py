"""The net under every query: a read that forgot its shop raises instead of leaking."""

import pytest
from django_scopes.exceptions import ScopeError

from cvety.core.tenancy import every_shop, shop_scope
from tests.factories import make_item, make_shop
from warehouse.models import StockItem


@pytest.fixture
def two(db):
    """Two shops with a flower each."""
    shops = [make_shop(name="Роза"), make_shop(name="Тюльпан")]
    make_item(shops[0], "Роза")
    make_item(shops[1], "Тюльпан")
    return shops


def names():
    return sorted(StockItem.objects.values_list("name", flat=True))


@pytest.mark.parametrize("read", [lambda rows: rows.all().count(), lambda rows: list(rows.filter(name="Роза"))])
@pytest.mark.usefixtures("two")
def test_a_read_that_forgot_its_shop_raises(read):
    with pytest.raises(ScopeError):
        read(StockItem.objects)


def test_a_shop_sees_its_own(two):
    for shop, own in zip(two, (["Роза"], ["Тюльпан"]), strict=True):
        with shop_scope(shop):
            assert names() == own
        with shop_scope(shop.pk):
            assert names() == own


def test_the_net_is_back_after_the_block(two):
    with shop_scope(two[0]):
        with shop_scope(two[1]):
            assert names() == ["Тюльпан"]
        assert names() == ["Роза"]
    with pytest.raises(ScopeError):
        StockItem.objects.count()


def test_the_net_is_back_after_an_error(two):
    with pytest.raises(RuntimeError), shop_scope(two[0]):
        raise RuntimeError
    with pytest.raises(ScopeError):
        StockItem.objects.count()


def test_night_work_sees_every_shop(two):
    with every_shop():
        assert names() == ["Роза", "Тюльпан"]
    with shop_scope(two[0]), every_shop():
        assert names() == ["Роза", "Тюльпан"]
