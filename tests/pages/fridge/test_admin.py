"""Counts as the admin lists them, and the ways that lead to the fridge."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_batch, make_item

from .conftest import text_of


@pytest.fixture
def counted(shop, browse, florist, rose):
    client = browse(florist)
    for item, age in ((rose, 20), (make_item(shop, "Пион"), 1)):
        batch = make_batch(shop, item, 8761, cost="100", age_days=age)
        client.post(f"/fridge/count/{batch.pk}/save", {"counted": 8754})


def test_a_count_is_a_document_with_its_lines_and_sums_once_it_is_posted(browse, owner, counted, the_stocktake):
    client, row = browse(owner), f"/admin/warehouse/stocktake/{the_stocktake().pk}/change/"
    before = [client.get(path).content.decode() for path in ("/admin/warehouse/stocktake/", row)]

    client.post(f"/fridge/stocktakes/{the_stocktake().pk}/post", {"note": "Вечер пятницы"})

    after = [text_of(client.get(path)) for path in ("/admin/warehouse/stocktake/", row)]
    assert [page for page in before if "8761" in page or "1400" in page] == []  # blind until then
    assert "−1 400 ₸" in after[0]
    assert "Марина" in after[0]
    assert "проведена" in after[0]
    for word in ("8761", "8754", "−7", "−700 ₸", "Исправлено", "Гульнара", "Пион"):
        assert word in after[1], word


def test_today_and_the_menu_lead_to_the_fridge(browse, owner, counted):
    page = browse(owner).get("/admin/").content.decode()

    for address in ("/fridge/", "/fridge/count/", "/admin/warehouse/stocktake/"):
        assert f'href="{address}"' in page
    assert "Обойти холодильник" in page


def test_the_list_of_counts_costs_the_same_however_long(shop, browse, owner, florist, rose):
    client = browse(owner)

    def count_and_post():
        batch = make_batch(shop, rose, 50)
        browse(florist).post(f"/fridge/count/{batch.pk}/save", {"counted": 43})
        page = browse(owner).get("/fridge/count/").content.decode()
        number = page.split("/fridge/stocktakes/")[1].split("/")[0]
        client.post(f"/fridge/stocktakes/{number}/post")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/warehouse/stocktake/").status_code == 200
        return len(captured)

    count_and_post()
    before = queries()
    for _time in range(4):
        count_and_post()

    assert queries() == before
