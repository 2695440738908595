"""Whatever programs do in whatever order, each answer says what is on hand, and the books bear it out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_item, make_product
from tests.factories.orders import make_order
from warehouse import ledger

from .asking import DELIVERY, HISTORY, SEARCH, UPDATE, WRITE_OFF

STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "come", "go", "old", "order"]), st.integers(0, 40)), min_size=1, max_size=12
)
numbers = itertools.count()


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence_leaves_the_books_right(api, shop, steps):
    rose = make_item(shop, f"Роза {next(numbers)}а")
    on_hand = held = 0
    for step, quantity in steps:
        code = {"flower_id": rose.slug, "quantity": quantity}
        expired = {"delivery_date": "2025-01-01"} if step == "old" else {}
        if step == "set":
            done = api.post(UPDATE, code)
            assert done.status_code == (200 if quantity >= held else 400)
            if quantity >= held:
                assert (done.json()["old_quantity"], done.json()["new_quantity"]) == (on_hand, quantity)
                on_hand = quantity
        elif step in ("come", "old"):
            done = api.post(DELIVERY, code | {"price": 7} | expired)
            assert done.status_code == (200 if quantity else 400)
            on_hand += quantity
        elif step == "go":
            done = api.post(WRITE_OFF, code | {"reason": "Увяли"})
            assert done.status_code == (200 if 0 < quantity <= on_hand - held else 400)
            on_hand -= quantity if done.status_code == 200 else 0
        else:
            [shown] = api.get(SEARCH, {"q": rose.slug}).json()
            if 0 < quantity <= shown["available"]:
                make_order(shop, product=make_product(shop, "Букет", recipe={rose: quantity}))
                held += quantity

        [shown] = api.get(SEARCH, {"q": rose.slug}).json()
        assert shown["quantity"] == on_hand
        assert shown["available"] <= on_hand - held
    told = api.get(HISTORY, {"flower_id": rose.slug, "limit": 100}).json()["data"]
    assert sum(row["on_hand_delta"] for row in told) == on_hand
    assert sum(row["reserved_delta"] for row in told) == held
    assert list(ledger.check()) == []
