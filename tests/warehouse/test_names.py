"""What people call a flower, and which flower they mean."""

import pytest
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from tests.factories import make_shop
from warehouse.errors import ItemExists
from warehouse.models import ItemKind, StockItem
from warehouse.services import add_item, find_or_create_item, parse_name, update_item


@pytest.mark.parametrize(
    ("name", "variety", "height"),
    [
        ("Роза красная 50см", "Роза красная", 50),
        ("Роза красная 50 см", "Роза красная", 50),
        ("Роза  красная, 50 СМ.", "Роза красная", 50),
        ("Rose Freedom 60cm", "Rose Freedom", 60),
        ("Роза 100см", "Роза", 100),
        ("Роза 50", "Роза 50", None),
        ("Лента 5 см", "Лента 5 см", None),
        ("50см", "50см", None),
        ("Роза 50см красная", "Роза 50см красная", None),
        ("  Эустома  ", "Эустома", None),
    ],
)
def test_a_height_at_the_end_belongs_to_the_flower(name, variety, height):
    assert parse_name(name) == (variety, height)


@pytest.fixture
def named(shop):
    def named(name, **fields):
        return find_or_create_item(shop=shop, name=name, **fields)

    return named


def test_case_spaces_yo_and_the_word_for_centimeters_do_not_matter(named):
    first = named("Роза жёлтая 50см")

    for name in ("роза ЖЕЛТАЯ 50 см", "Роза   желтая, 50cm", "РОЗА ЖЁЛТАЯ 50СМ."):
        assert named(name) == first
    assert named("Роза желтая", height_cm=50) == first
    assert (first.name, first.height_cm, first.slug) == ("Роза жёлтая", 50, "roza-zheltaya-50")


def test_without_a_height_only_the_flower_without_one_is_meant(named):
    tall = named("Роза красная 60см")
    plain = named("Роза красная")

    assert plain != tall
    assert named("роза красная") == plain
    assert named("роза красная 60 см") == tall
    assert named("роза красная 70 см") not in (plain, tall)
    assert StockItem.objects.count() == 3


def test_a_finished_thing_is_not_the_flower_of_its_name(named):
    flower = named("Роза")
    finished = named("Роза", kind=ItemKind.FINISHED)

    assert flower != finished
    assert (named("роза"), named("роза", kind=ItemKind.FINISHED)) == (flower, finished)
    assert (flower.slug, finished.slug) == ("roza", "roza-2")
    assert (flower.shelf_life_days, finished.shelf_life_days) == (14, None)


def test_what_is_called_packaging_is(named):
    assert named("Лента атласная").kind == ItemKind.PACKAGING
    assert named("Упаковка крафт").shelf_life_days is None
    assert named("Лилия").kind == ItemKind.FLOWER


def test_codes_differ_where_names_look_alike(named):
    items = [named(name) for name in ("Роза-спрей", "Роза спрей", "Роза: спрей", "…", "!!!")]

    assert [item.slug for item in items] == ["roza-sprey", "roza-sprey-2", "roza-sprey-3", "item", "item-2"]


def test_each_shop_names_its_own(shop, named):
    ours = named("Роза")
    other = make_shop(name="Тюльпан")
    with shop_scope(other):
        theirs = find_or_create_item(shop=other, name="Роза")

    assert ours != theirs
    assert (ours.slug, theirs.slug) == ("roza", "roza")


def test_an_item_added_by_hand_keeps_the_rules_it_is_given(shop):
    item = add_item(
        shop=shop, data={"name": "Пион 40см", "shelf_life_days": 5, "low_stock_threshold": 20}, now=timezone.now()
    )

    assert (item.name, item.height_cm, item.shelf_life_days, item.low_stock_threshold) == ("Пион", 40, 5, 20)
    with pytest.raises(ItemExists):
        add_item(shop=shop, data={"name": "пион 40 см"}, now=timezone.now())


def test_an_item_cannot_become_another(shop, named):
    named("Роза")
    lily = named("Лилия")

    with pytest.raises(ItemExists):
        update_item(shop=shop, item_id=lily.pk, changes={"name": "РОЗА"}, now=timezone.now())
    assert update_item(shop=shop, item_id=lily.pk, changes={"name": "Лилия 70см"}, now=timezone.now()).height_cm == 70
    assert named("лилия 70 см") == lily
