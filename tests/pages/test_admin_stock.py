"""Stock in the admin: figures that add up, changes that are called changes, names in Russian."""

import pytest
from django.utils import timezone

from cvety.core.actors import SYSTEM
from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item
from tests.factories.orders import make_order
from warehouse.models import StockMovement
from warehouse.services import cancel_receipt


@pytest.fixture
def client(browse, owner):
    return browse(owner)


def columns(answer):
    """The headings of a list and the cells of its first row, by heading."""
    page, row = answer.context["cl"].model_admin, answer.context["cl"].result_list[0]
    found = {}
    for name in page.list_display:
        column = getattr(page, name, None)
        value = column(row) if column else getattr(row, name)
        found[str(getattr(column, "short_description", name))] = value
    return found


def test_what_is_on_hand_is_reserved_free_or_to_be_written_off(shop, client):
    rose = make_item(shop, shelf_life_days=7)
    make_batch(shop, rose, 30, age_days=10)
    make_batch(shop, rose, 60)
    make_order(shop)  # a third batch of 100, and 25 of all the good ones reserved

    shown = columns(client.get("/admin/warehouse/stockitem/"))

    assert shown["в наличии"] == "190 шт"
    assert (shown["в резерве"], shown["свободно"]) == (25, "135")
    assert shown["списать"] == '<span class="cvety-chip rose">30</span>'
    assert "" not in shown


@pytest.mark.parametrize(
    ("quantity", "free"),
    [
        (100, "100"),
        (5, '5 <span class="cvety-chip amber">мало</span>'),
    ],
)
def test_little_is_told_beside_what_is_free(shop, client, quantity, free):
    make_batch(shop, make_item(shop), quantity)

    assert columns(client.get("/admin/warehouse/stockitem/"))["свободно"] == free


def test_nothing_is_told_beside_what_is_free(shop, client):
    make_item(shop)

    shown = columns(client.get("/admin/warehouse/stockitem/"))

    assert (shown["свободно"], shown["списать"]) == ('0 <span class="cvety-chip rose">нет</span>', "0")


def test_a_movement_tells_its_changes_as_changes(shop, client):
    order = make_order(shop)

    shown = columns(client.get("/admin/warehouse/stockmovement/"))

    assert (shown["движение"], shown["изменение наличия"], shown["изменение резерва"]) == ("Резерв", "0", "+25")
    assert shown["order_id"] == order.pk


def test_batches_and_movements_are_named_in_russian(shop, client):
    batch = make_batch(shop, make_item(shop))
    with shop_scope(shop):
        movement = StockMovement.objects.get()

    of_batch = client.get(f"/admin/warehouse/stockbatch/{batch.pk}/change/").content.decode()
    of_movement = client.get(f"/admin/warehouse/stockmovement/{movement.pk}/change/").content.decode()

    assert f"Партия № {batch.pk} от {timezone.localdate():%d.%m.%Y}" in of_batch
    assert f"Движение № {movement.pk}: поступление" in of_movement
    assert "receipt " not in of_movement


def test_a_delivery_that_was_taken_back_says_so(shop, client):
    batch = make_batch(shop, make_item(shop))
    pages = ("/admin/warehouse/goodsreceipt/", f"/admin/warehouse/goodsreceipt/{batch.receipt_id}/change/")
    assert not any("поставка отменена" in client.get(page).content.decode() for page in pages)

    with shop_scope(shop):
        cancel_receipt(shop=shop, receipt_id=batch.receipt_id, actor=SYSTEM, now=timezone.now())

    assert all("поставка отменена" in client.get(page).content.decode() for page in pages)
