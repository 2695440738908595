"""Whole tenge, and parts that add up."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cvety.core import money

tenge = st.integers(0, 10**12)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("amount", "rate", "result"),
    [
        ("240", "470", 112_800),
        ("0.5", "1", 1),
        ("0.4999", "1", 0),
        ("1.5", "1", 2),
        ("2.5", "1", 3),  # halves go up, not to the even one
        ("0.015", "470.12", 7),
        ("0", "470", 0),
    ],
)
def test_foreign_money_becomes_whole_tenge_halves_up(amount, rate, result):
    assert money.to_tenge(Decimal(amount), Decimal(rate)) == result


@pytest.mark.parametrize(("total", "units", "price"), [(47_000, 200, 235), (100, 3, 33), (5, 2, 3), (7, 0, 0)])
def test_the_price_of_one_is_rounded_for_showing(total, units, price):
    assert money.per_unit(total, units) == price


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (10, [1, 2, 3], [2, 3, 5]),
        (11, [5, 5], [6, 5]),
        (1, [0, 3, 3], [0, 1, 0]),
        (0, [1, 2], [0, 0]),
        (100, [], []),
    ],
)
def test_a_sum_is_split_by_the_largest_remainder(total, weights, parts):
    assert money.split(total, weights) == parts


@given(tenge, weights)
def test_the_parts_of_a_split_add_up_and_are_fair(total, weights):
    assume(sum(weights))

    parts = money.split(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = Decimal(total) * weight / sum(weights)
        assert abs(part - exact) < 1
        assert part >= 0


@given(tenge, st.lists(st.integers(1, 1000), min_size=1, max_size=50))
def test_shares_of_what_leaves_in_pieces_add_up_to_the_whole(total, pieces):
    whole = left = sum(pieces)
    costs = []
    for piece in pieces:
        costs.append(money.share(total, left, whole) - money.share(total, left - piece, whole))
        left -= piece

    assert sum(costs) == total
    assert all(cost >= 0 for cost in costs)


@given(tenge, st.integers(1, 10**6))
def test_the_shares_of_all_and_of_nothing(total, whole):
    assert money.share(total, whole, whole) == total
    assert money.share(total, 0, whole) == 0


@pytest.mark.parametrize(
    ("amount", "text"), [(27_000, "27\u202f000\u00a0₸"), (0, "0\u00a0₸"), (1_234_567, "1\u202f234\u202f567\u00a0₸")]
)
def test_a_sum_as_people_read_it(amount, text):
    assert money.readable(amount) == text
