"""Statements that are built once find what the queryset would, whatever they are asked for."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField

from cvety.core.instants import InstantLoader
from cvety.core.reading import Prepared, Slot
from tests.factories import make_batch, make_item
from warehouse.models import StockBatch, StockItem

NAMED = Prepared(
    lambda: StockItem._base_manager.filter(
        shop_id=Slot("shop_id", BigIntegerField()), name=Slot("name", CharField())
    ).order_by("pk")
)
AMONG = Prepared(lambda ids: StockBatch._base_manager.filter(item_id__in=ids).select_related("item").order_by("pk"))


def test_objects_are_found_by_the_values_of_the_moment(shop):
    rose, tulip = make_item(shop, "Роза"), make_item(shop, "Тюльпан")

    assert NAMED.objects(shop_id=shop.pk, name="Роза") == [rose]
    assert NAMED.objects(shop_id=shop.pk, name="Тюльпан") == [tulip]
    assert NAMED.objects(shop_id=shop.pk + 1, name="Роза") == []


def test_what_belongs_to_an_object_is_read_with_it(shop, django_assert_num_queries):
    batch = make_batch(shop, make_item(shop, "Роза"), 10)

    with django_assert_num_queries(1):
        (found,) = AMONG.objects(ids=[batch.item_id])
        assert (found, found.item.name, found.quantity_on_hand) == (batch, "Роза", 10)
        assert found.arrived_at == batch.arrived_at


def test_ids_are_now_more_and_now_fewer(shop):
    batches = [make_batch(shop, make_item(shop, name), 10) for name in ("Роза", "Тюльпан", "Пион")]
    ids = [batch.item_id for batch in batches]

    assert AMONG.objects(ids=ids) == batches
    assert AMONG.objects(ids=ids[1:]) == batches[1:]
    assert AMONG.objects(ids=[]) == []


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-12-26 14:00:00.25+05", datetime(2024, 12, 26, 9, 0, 0, 250_000, tzinfo=UTC)),
        ("2024-02-29 23:59:59+00", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("1900-01-01 00:00:00+00", datetime(1900, 1, 1, tzinfo=UTC)),
        ("9000-12-31 23:59:59.999999+00", datetime(9000, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_postgres_instants_are_read_in_utc(db, written, instant):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [written])
        found, nothing = cursor.fetchone()

    assert (found, found.tzinfo, nothing) == (instant, UTC, None)
    instants = psycopg.adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(instants, psycopg.pq.Format.TEXT) is InstantLoader
