"""The proof that every balance is the sum of its movements, and that it finds what is spoiled."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cvety.core.tenancy import shop_scope
from tests.factories import make_batch, make_item, make_shop
from warehouse import ledger
from warehouse.models import StockItem
from warehouse.services import consume_order, return_order, write_off_order
from warehouse.tasks import check_ledger

from .conftest import MANAGER


@pytest.fixture
def batch(shop, rose, hold, count):
    """A batch that has seen everything."""
    batch = make_batch(shop, rose, 100)
    for order_id in range(1, 5):
        hold(order_id, (rose, 10))
    now = timezone.now()
    for order_id, use_cases in {2: [consume_order], 3: [consume_order, return_order]}.items():
        for use_case in use_cases:
            use_case(shop=shop, order_id=order_id, actor=MANAGER, now=now)
    for use_case in (consume_order, write_off_order):
        use_case(shop=shop, order_id=4, actor=MANAGER, now=now)
    count(rose, 70)
    return batch


def spoil(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def test_right_books_are_told_so(batch, capsys):
    call_command("check_stock")

    assert capsys.readouterr() == ("Every balance is the sum of its movements\n", "")


@pytest.mark.parametrize(
    ("column", "figure", "facts"),
    [
        ("quantity_on_hand", 69, ["on hand is 69, the ledger says 70", "cost is ", "landed cost is "]),
        ("quantity_reserved", 9, ["reserved is 9, the ledger says 10"]),
        ("quantity_sold", 11, ["sold is 11, the ledger says 10"]),
        ("quantity_written_off", 0, ["written off is 0, the ledger says 10"]),
        ("total_cost", 0, ["cost is 0, the ledger says "]),
    ],
)
def test_a_spoiled_figure_is_found_and_named(shop, batch, capsys, column, figure, facts):
    spoil(f"UPDATE warehouse_stockbatch SET {column} = %s WHERE id = %s", figure, batch.pk)  # noqa: S608 - ours

    with pytest.raises(CommandError) as caught:
        call_command("check_stock")

    assert (str(caught.value), caught.value.returncode) == (f"{len(facts)} figures are not their ledger's", 1)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(facts)
    for line, fact in zip(lines, facts, strict=True):
        assert line.startswith(f"batch {batch.pk} (shop {shop.pk}): {fact}")


def test_a_cost_that_is_not_its_receipts_is_found(shop, batch):
    spoil("UPDATE warehouse_stockbatch SET landed_total_cost = 0 WHERE id = %s", batch.pk)

    receipt, landed = ledger.check()

    total = batch.receipt.total_cost_kzt
    assert receipt == f"receipt {batch.receipt_id} (shop {shop.pk}): costs {total}, its batches 0"
    assert landed.startswith(f"batch {batch.pk} (shop {shop.pk}): landed cost is 0, the ledger says ")


def test_what_an_order_cost_beside_the_books_is_found(shop, batch):
    spoil("UPDATE warehouse_stockreservation SET cost = cost + 1 WHERE status = 'consumed'")

    cost = 10 * batch.cost_per_stem
    assert list(ledger.check()) == [
        f"batch {batch.pk} (shop {shop.pk}): order 2 cost {cost + 1}, the ledger says {cost}"
    ]


def test_the_books_of_another_shop_are_not_looked_at(shop, batch):
    spoil("UPDATE warehouse_stockbatch SET landed_total_cost = 0 WHERE id = %s", batch.pk)

    assert list(ledger.check(shop_id=make_shop(name="Другой").pk)) == []


def test_a_movement_that_was_lost_is_found(batch):
    spoil("DELETE FROM warehouse_stockmovement WHERE kind = 'correction'")

    assert [fault.split(": ")[1].split(" is ")[0] for fault in ledger.check()] == ["on hand", "cost", "landed cost"]


def test_what_an_order_holds_without_the_books_is_found(shop, batch):
    spoil("UPDATE warehouse_stockreservation SET quantity = 11 WHERE status = 'held'")

    assert list(ledger.check()) == [f"batch {batch.pk} (shop {shop.pk}): held by orders is 11, the ledger says 10"]


def test_a_batch_that_came_from_nowhere_is_found(shop, rose):
    batch = make_batch(shop, rose, 1)
    spoil("DELETE FROM warehouse_stockmovement")

    assert list(ledger.check()) == [f"batch {batch.pk} (shop {shop.pk}): no movement at all"]


def test_the_database_itself_refuses_the_worst(batch):
    for column, figure in (("quantity_on_hand", -1), ("quantity_reserved", 71), ("quantity_received", 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            spoil(f"UPDATE warehouse_stockbatch SET {column} = %s WHERE id = %s", figure, batch.pk)  # noqa: S608 - ours


def test_one_shop_is_checked_or_all(shop, batch):
    other = make_shop(name="Тюльпан")
    with shop_scope(other):
        theirs = make_batch(other, make_item(other), 10)
    spoil("UPDATE warehouse_stockbatch SET quantity_sold = 1 WHERE id = %s", theirs.pk)

    call_command("check_stock", "--shop", str(shop.pk))
    for options in ([], ["--shop", str(other.pk)]):
        with pytest.raises(CommandError):
            call_command("check_stock", *options)


def test_more_batches_than_are_read_at_once_are_all_checked(shop, rose, monkeypatch):
    monkeypatch.setattr(ledger, "CHUNK", 2)
    batches = [make_batch(shop, rose, 10) for _number in range(5)]
    for batch in batches:
        spoil("UPDATE warehouse_stockbatch SET quantity_sold = 1 WHERE id = %s", batch.pk)

    assert len(list(ledger.check())) == 5


def test_the_net_of_shops_is_back_while_faults_are_read(batch):
    make_item(make_shop(name="Тюльпан"), "Тюльпан")
    spoil("UPDATE warehouse_stockbatch SET quantity_sold = 1")

    for _fault in ledger.check():
        assert list(StockItem.objects.all()) == [batch.item]


def test_at_night_a_fault_raises_an_alarm(batch, caplog):
    check_ledger()
    assert caplog.text == ""

    spoil("UPDATE warehouse_stockbatch SET quantity_sold = 11")
    check_ledger()

    assert "sold is 11, the ledger says 10" in caplog.text
    assert {record.levelname for record in caplog.records} == {"ERROR"}


def test_a_shop_that_does_not_exist_proves_nothing(db):
    with pytest.raises(CommandError):
        call_command("check_stock", "--shop", "99999")
