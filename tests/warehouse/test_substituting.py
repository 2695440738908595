"""Who gets which stems when some are short: everything that can be served together is."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from warehouse.services import Need, serve


def parts(needs, free):
    return [dict(each.in_order()) for each in serve([Need(1, *need) for need in needs], free)]


def test_the_own_item_serves_while_it_lasts():
    assert parts([(50, 25, (60,))], {50: 100, 60: 100}) == [{50: 25}]
    assert parts([(50, 25, (60, 70))], {50: 10, 60: 100, 70: 100}) == [{50: 10, 60: 15}]
    assert parts([(50, 25, (60, 70))], {50: 10, 60: 10, 70: 100}) == [{50: 10, 60: 10, 70: 5}]


def test_a_substitute_never_takes_what_the_recipe_of_another_names():
    assert parts([(50, 10, (60, 70)), (60, 10)], {50: 0, 60: 10, 70: 10}) == [{70: 10}, {60: 10}]


def test_who_has_another_choice_makes_room():
    """Both want the only 60s; only one of them may take the 70s too."""
    assert parts([(50, 10, (60, 70)), (40, 10, (60,))], {60: 10, 70: 10}) == [{70: 10}, {60: 10}]


def test_the_own_item_is_given_up_rather_than_refusing():
    assert parts([(50, 10, (60,)), (50, 10)], {50: 10, 60: 10}) == [{60: 10}, {50: 10}]


def test_room_is_made_along_a_chain():
    needs = [(1, 5, (2,)), (2, 5, (3,)), (3, 5, (4,))]
    assert parts(needs, {2: 5, 3: 5, 4: 5}) == [{2: 5}, {3: 5}, {4: 5}]


def test_as_much_as_there_is_goes_out_where_it_is_not_enough():
    served = serve([Need(1, 50, 25, (60,)), Need(2, 40, 10)], {50: 10, 60: 10, 40: 10})
    assert [each.missing for each in served] == [5, 0]


ITEMS = st.integers(0, 4)


@given(
    needs=st.lists(st.tuples(ITEMS, st.integers(1, 12), st.lists(ITEMS, max_size=3, unique=True)), max_size=5),
    stock=st.lists(st.integers(0, 15), min_size=5, max_size=5),
)
def test_nothing_is_missing_that_any_sharing_could_serve(needs, stock):
    """By Hall's theorem all can be served when no group of needs wants more than its choices hold together."""
    wanted = [
        Need(line, item, quantity, tuple(each for each in substitutes if each != item))
        for line, (item, quantity, substitutes) in enumerate(needs)
    ]
    free = dict(enumerate(stock))

    served = serve(wanted, free)

    for item_id, quantity in free.items():
        assert sum(each.parts.get(item_id, 0) for each in served) <= quantity
    for each in served:
        assert all(part >= 0 and item_id in each.need.choices for item_id, part in each.parts.items())
        assert each.missing >= 0
    groups = [group for size in range(1, len(wanted) + 1) for group in combinations(wanted, size)]
    least = max(
        (
            sum(need.quantity for need in group)
            - sum(free[item_id] for item_id in {item_id for need in group for item_id in need.choices})
            for group in groups
        ),
        default=0,
    )
    assert sum(each.missing for each in served) == max(least, 0)
