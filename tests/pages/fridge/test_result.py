"""What a count comes to: differences shown to whoever posts it, the books corrected, orders kept whole."""

import pytest

from cvety.core.tenancy import every_shop
from tests.factories import make_batch, make_item, make_member, reload
from tests.factories.orders import move_order
from tests.pages.conftest import said
from warehouse.models import StockMovement, StockReservation, Stocktake

from .conftest import text_of


@pytest.fixture
def count(browse, florist):
    client = browse(florist)

    def count(batch, counted):
        assert client.post(f"/fridge/count/{batch.pk}/save", {"counted": counted}).status_code == 302

    return count


@pytest.fixture
def page(the_stocktake):
    def page(step=""):
        return f"/fridge/stocktakes/{the_stocktake().pk}/{step}"

    return page


def stands(*batches):
    return [(reload(batch).quantity_on_hand, reload(batch).quantity_reserved) for batch in batches]


def corrections():
    with every_shop():
        rows = StockMovement.objects.filter(kind="correction").order_by("pk")
        return list(rows.values_list("on_hand_delta", "reason", "actor_name", "note"))


def held_by(order):
    with every_shop():
        rows = StockReservation.objects.filter(order_id=order.pk, status="held").order_by("pk")
        return list(rows.values_list("batch_id", "quantity"))


def test_differences_are_shown_with_sums_and_posted_with_who_counted_and_who_posted(
    shop, browse, owner, rose, count, page, the_stocktake
):
    short, more = make_batch(shop, rose, 50, cost="100"), make_batch(shop, rose, 30, cost="200")
    right = make_batch(shop, make_item(shop, "Пион"), 9)
    for batch, counted in ((short, 43), (more, 31), (right, 9)):
        count(batch, counted)
    client = browse(owner)

    before = text_of(client.get(page()))
    answer = client.post(page("post"), {"note": "Вечер пятницы"})
    after = text_of(client.get(page()))

    assert "Недостача 700 ₸ Излишек 200 ₸" in before
    assert "было по учёту 50, насчитали 43 · Марина" in before
    assert "−7 шт −700 ₸" in before
    assert "+1 шт +200 ₸" in before
    assert stands(short, more, right) == [(43, 0), (31, 0), (9, 0)]
    note = f"Инвентаризация № {the_stocktake().pk}, посчитано: Марина"
    assert corrections() == [(-7, "recount", "Гульнара", note), (1, "recount", "Гульнара", note)]
    assert said(answer) == ["Инвентаризация проведена"]
    assert answer.url == page()
    assert "Гульнара Вечер пятницы" in after
    assert "Недостача 700 ₸ Излишек 200 ₸" in after
    assert "Провести" not in after


def test_when_it_is_posted_florists_see_it_too_without_sums(shop, browse, florist, owner, rose, count, page):
    count(make_batch(shop, rose, 50, cost="719"), 43)
    browse(owner).post(page("post"))

    text = text_of(browse(florist).get(page()))

    assert "было по учёту 50, насчитали 43" in text
    assert "₸" not in text


def test_what_is_sold_between_count_and_posting_is_not_undone(shop, browse, owner, rose, hold, count, page):
    batch = make_batch(shop, rose, 50)
    order = hold(rose, 10)
    count(batch, 48)
    move_order(order, "assembled")

    browse(owner).post(page("post"))

    assert stands(batch) == [(38, 0)]


def test_what_orders_hold_moves_to_the_oldest_batch_that_is_free(shop, browse, owner, rose, hold, count, page):
    counted = make_batch(shop, rose, 50, age_days=3)
    order = hold(rose, 45)
    older, newer = make_batch(shop, rose, 4, age_days=2), make_batch(shop, rose, 100, age_days=1)
    count(counted, 35)

    browse(owner).post(page("post"))

    assert stands(counted, older, newer) == [(35, 35), (4, 4), (100, 6)]
    assert held_by(order) == [(counted.pk, 35), (older.pk, 4), (newer.pk, 6)]
    with every_shop():
        moved = StockMovement.objects.filter(order_id=order.pk, reason="recount").order_by("pk")
        assert list(moved.values_list("batch", "kind", "reserved_delta")) == [
            (counted.pk, "release", -10),
            (older.pk, "reserve", 4),
            (newer.pk, "reserve", 6),
        ]
    move_order(order, "assembled")
    assert stands(counted, older, newer) == [(0, 0), (0, 0), (94, 0)]


def test_a_whole_hold_moves_as_one(shop, browse, owner, rose, hold, count, page):
    counted = make_batch(shop, rose, 10, age_days=3)
    order = hold(rose, 10)
    other = make_batch(shop, rose, 100)
    count(counted, 0)

    browse(owner).post(page("post"))

    assert held_by(order) == [(other.pk, 10)]
    assert stands(counted, other) == [(0, 0), (100, 10)]


def test_with_nothing_else_free_the_line_is_left_and_names_its_orders(shop, browse, owner, rose, hold, count, page):
    held, other = make_batch(shop, rose, 25), make_batch(shop, make_item(shop, "Пион"), 9)
    order = hold(rose, 20)
    count(held, 5)
    count(other, 8)
    client = browse(owner)

    client.post(page("post"))

    assert stands(held, other) == [(25, 20), (8, 0)]
    text = text_of(client.get(page()))
    assert "Не исправлено: больше держат заказы, и другой партии для них нет." in text
    assert f"№ {order.pk}" in text
    assert held_by(order) == [(held.pk, 20)]
    move_order(order, "cancelled")
    assert f"держали заказы № {order.pk}" in text_of(client.get(page()))


def test_two_short_batches_do_not_lean_on_each_other(shop, browse, owner, rose, hold, count, page):
    first = make_batch(shop, rose, 20, age_days=2)
    order = hold(rose, 15)
    second = make_batch(shop, rose, 20, age_days=1)
    again = hold(rose, 20)
    count(first, 10)
    count(second, 5)

    browse(owner).post(page("post"))

    assert stands(first, second) == [(20, 20), (20, 15)]
    assert sum(quantity for held in (order, again) for _batch, quantity in held_by(held)) == 35


def test_an_expired_batch_takes_no_orders_over(shop, browse, owner, rose, hold, count, page):
    counted = make_batch(shop, rose, 10, age_days=3)
    order = hold(rose, 10)
    make_batch(shop, rose, 100, age_days=20)
    count(counted, 5)

    browse(owner).post(page("post"))

    assert held_by(order) == [(counted.pk, 10)]
    assert stands(counted) == [(10, 10)]


def test_what_was_thrown_away_after_the_count_takes_the_books_to_nothing_and_no_further(
    shop, browse, owner, rose, count, page
):
    some, gone = make_batch(shop, rose, 50), make_batch(shop, rose, 50)
    count(some, 40)
    count(gone, 40)
    client = browse(owner)
    for batch, quantity in ((some, 45), (gone, 50)):
        client.post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": quantity, "reason": "wilted"})

    client.post(page("post"))

    assert stands(some, gone) == [(0, 0), (0, 0)]
    assert [row[0] for row in corrections()] == [-5]
    text = text_of(client.get(page()))
    assert "По учёту столько уже не оставалось: исправлено до нуля." in text
    assert "Этой партии на складе уже нет, исправлять нечего." in text


def test_a_batch_cancelled_after_the_count_is_passed_over(shop, browse, owner, rose, count, page, sign_in):
    batch, other = make_batch(shop, rose, 50), make_batch(shop, rose, 50)
    count(batch, 40)
    count(other, 49)
    assert sign_in(owner).delete(f"/api/warehouse/deliveries/{batch.receipt_id}").status_code == 204
    client = browse(owner)

    assert client.get(page()).status_code == 200
    client.post(page("post"))

    assert stands(batch, other) == [(0, 0), (49, 0)]
    assert "Этой партии на складе уже нет" in text_of(client.get(page()))


def test_a_surplus_in_a_bucket_that_the_books_have_emptied(shop, browse, owner, rose, count, page):
    batch = make_batch(shop, rose, 5)
    browse(owner).post(f"/fridge/batches/{batch.pk}/write-off", {"quantity": 5, "reason": "lost"})
    count(batch, 3)

    browse(owner).post(page("post"))

    assert stands(batch) == [(3, 0)]


def test_posting_twice_posts_once(shop, browse, owner, rose, count, page):
    batch = make_batch(shop, rose, 50)
    count(batch, 43)
    client = browse(owner)

    for _time in range(2):
        assert client.post(page("post")).url == page()

    assert stands(batch) == [(43, 0)]
    assert len(corrections()) == 1


def test_a_cancelled_count_changes_nothing_and_the_next_one_begins_anew(shop, browse, owner, rose, count, page):
    batch = make_batch(shop, rose, 50)
    count(batch, 43)
    here, client = page(), browse(owner)

    for _time in range(2):
        assert client.post(f"{here}cancel").url == "/fridge/count/"

    assert said(client.post(f"{here}post"))[-1] == "Эта инвентаризация уже закрыта"
    assert "Остатки не менялись" in text_of(client.get(here))
    assert stands(batch) == [(50, 0)]
    assert "Выберите ведро" in text_of(client.get("/fridge/count/"))
    count(batch, 44)
    with every_shop():
        assert Stocktake.objects.count() == 2


@pytest.mark.parametrize(
    ("position", "status"), [("owner", 302), ("senior", 302), ("assistant", 403), ("florist", 403), ("courier", 403)]
)
def test_who_may_post_and_see_what_differs(shop, browse, rose, count, page, position, status):
    batch = make_batch(shop, rose, 50)
    count(batch, 43)
    client = browse(make_member(shop, position))

    assert client.get(page()).status_code == (200 if status == 302 else 403)
    assert client.post(page("cancel" if status == 403 else "post")).status_code == status
    assert client.post(page("post")).status_code == status
    assert stands(batch) == [(43 if status == 302 else 50, 0)]


def test_a_stocktake_of_another_shop_is_not_found(shop, browse, stranger, rose, count, page):
    count(make_batch(shop, rose, 50), 43)
    client = browse(stranger)

    assert [client.get(page()).status_code, client.post(page("post")).status_code] == [404, 404]
    assert client.post(page("cancel")).status_code == 404
