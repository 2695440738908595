"""Guessing nine digits ends early, and nobody loses what they had opened."""

import pytest
import time_machine

from cvety.api.limits import LimitExceeded
from tracking.errors import OrderNotTracked
from tracking.guard import guarded, let_in

CLIENT = "203.0.113.5"


@pytest.fixture(autouse=True)
def _limits_on(settings):
    settings.RATE_LIMIT_FACTOR = 1


@pytest.fixture
def clock():
    with time_machine.travel("2024-12-02T10:00:00Z", tick=False) as clock:
        yield clock


def miss(address=CLIENT, times=1):
    for n in range(times):
        with pytest.raises(OrderNotTracked), guarded(address, f"{n:09d}"):
            raise OrderNotTracked


def open_(token, address=CLIENT):
    with guarded(address, token):
        pass


def test_after_ten_misses_in_an_hour_a_new_token_is_refused(clock):
    miss(times=10)

    with pytest.raises(LimitExceeded) as error:
        open_("123456789")

    assert error.value.retry_after == 3600


def test_what_was_opened_before_stays_open(clock):
    open_("123456789")
    miss(times=10)

    open_("123456789")
    with pytest.raises(LimitExceeded):
        open_("987654321")


def test_orders_that_are_found_cost_nothing(clock):
    for n in range(30):
        open_(f"{n:09d}")


def test_another_client_is_another_matter(clock):
    miss(times=10)

    open_("123456789", address="203.0.113.6")


def test_twenty_misses_are_a_day(clock):
    miss(times=10)
    clock.shift(3600)
    miss(times=10)
    clock.shift(3600)

    with pytest.raises(LimitExceeded):
        open_("123456789")
    clock.shift(24 * 3600)
    open_("123456789")


def test_sixty_misses_are_a_month(clock):
    for _day in range(3):
        miss(times=10)
        clock.shift(3600)
        miss(times=10)
        clock.shift(24 * 3600)

    with pytest.raises(LimitExceeded):
        open_("123456789")


def test_guessing_for_a_month_is_hopeless(clock):
    answered = 0
    for _hour in range(30 * 24):
        for number in range(11):
            try:
                with guarded(CLIENT, f"{number:09d}"):
                    answered += 1
                    raise OrderNotTracked
            except OrderNotTracked:
                continue
            except LimitExceeded:
                break
        clock.shift(3600)

    # Nothing refills sooner than its window ends, and two windows of 30 days at most touch this month.
    assert answered <= 120
    # With a million orders at once among 900 million numbers, that is how many would have been found.
    assert answered * 1_000_000 / 900_000_000 < 0.14


def test_a_buyer_who_looks_every_few_seconds_is_never_stopped(clock):
    open_("123456789")
    for _minute in range(60):
        miss(times=1) if _minute < 10 else None
        for _look in range(12):
            open_("123456789")
        clock.shift(60)


def test_a_buyer_comes_to_an_order_just_made_though_a_neighbor_guesses(clock):
    miss(times=10)
    let_in(CLIENT, "123456789")

    open_("123456789")
    with pytest.raises(LimitExceeded):
        open_("123456780")


def test_what_was_opened_from_one_address_is_not_open_to_another(clock):
    open_("123456789")
    miss(address="203.0.113.6", times=10)

    with pytest.raises(LimitExceeded):
        open_("123456789", address="203.0.113.6")


def test_a_limit_switched_off_counts_nothing(settings, clock):
    settings.RATE_LIMIT_FACTOR = None

    miss(times=100)
