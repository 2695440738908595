"""So many requests in a window, whoever asks and however many at once."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cvety.api import limits
from cvety.api.limits import Limit, LimitExceeded

TEN = Limit("ten", 10, 60)
NOON = datetime(2024, 12, 26, 12, 0, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.RATE_LIMIT_FACTOR = 1
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_ten_go_through_and_the_eleventh_is_told_when_to_come_back():
    for used in range(1, 11):
        usage = limits.hit(TEN, "a")
        assert usage.headers() == {
            "X-RateLimit-Limit": "10",
            "X-RateLimit-Remaining": str(10 - used),
            "X-RateLimit-Reset": str(int(NOON.timestamp()) + 45),
        }
    with pytest.raises(LimitExceeded) as caught:
        limits.hit(TEN, "a")

    assert caught.value.retry_after == 45
    assert caught.value.data == {"retry_after": 45}
    assert str(caught.value) == "Превышен лимит запросов. Попробуйте через 45 секунд"
    assert caught.value.usage.headers()["X-RateLimit-Remaining"] == "0"


def test_each_client_and_each_limit_counts_by_itself():
    for _request in range(10):
        limits.hit(TEN, "a")

    assert limits.hit(TEN, "b").remaining == 9
    assert limits.hit(Limit("other", 10, 60), "a").remaining == 9


def test_a_new_window_begins_anew(clock):
    for _request in range(10):
        limits.hit(TEN, "a")
    clock.shift(timedelta(seconds=44))
    with pytest.raises(LimitExceeded) as caught:
        limits.hit(TEN, "a")
    assert caught.value.retry_after == 1
    assert str(caught.value) == "Превышен лимит запросов. Попробуйте через 1 секунду"

    clock.shift(timedelta(seconds=1))
    assert limits.hit(TEN, "a").remaining == 9


def test_limits_are_multiplied_where_told(settings):
    settings.RATE_LIMIT_FACTOR = 3

    assert limits.hit(TEN, "a").limit == 30
    assert limits.hit(TEN, "a", shop_factor=2).limit == 60


def test_limits_are_off_where_told(settings):
    settings.RATE_LIMIT_FACTOR = None

    assert [limits.hit(TEN, "a") for _request in range(20)] == [None] * 20


def test_what_turned_out_not_to_count_is_given_back():
    limits.hit(TEN, "a")
    limits.give_back(TEN, "a")
    assert limits.hit(TEN, "a").remaining == 9

    limits.give_back(TEN, "nobody")


def test_many_at_once_are_counted_one_by_one():
    start, passed = threading.Barrier(32), []

    def ask():
        start.wait()
        with suppress(LimitExceeded):
            passed.append(limits.hit(TEN, "a").remaining)

    threads = [threading.Thread(target=ask) for _client in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(passed) == list(range(10))


def test_a_client_is_remembered_among_many_others():
    limits.hit(TEN, "a")
    for number in range(1000):
        limits.hit(TEN, f"other-{number}")

    assert limits.hit(TEN, "a").remaining == 8
