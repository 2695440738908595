"""When it can be brought."""

from datetime import UTC, datetime

import pytest

from orders.admin import offers


def test_windows_keep_to_the_hours_of_the_shop(shop):
    shop.working_hours = {"weekdays": "09:00 - 20:00", "saturday": "22:00-24:00", "sunday": ""}

    by_weekday = offers.windows_by_weekday(shop)

    day = [("09:00", "11:00"), ("11:00", "13:00"), ("13:00", "15:00"), ("15:00", "17:00"), ("17:00", "19:00")]
    assert by_weekday == [*[[*day, ("19:00", "20:00")]] * 5, [("22:00", "00:00")], []]


@pytest.mark.parametrize("hours", ["круглосуточно", "с 9 до 20"])
def test_hours_in_words_are_a_long_day(shop, hours):
    shop.working_hours = {"weekdays": hours}

    assert offers.windows_by_weekday(shop)[0][0] == ("08:00", "10:00")


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (4, ("2026-03-02", "09:00", "11:00")),
        (12, ("2026-03-02", "13:00", "15:00")),
        (19, ("2026-03-02", "19:00", "20:00")),
        (22, ("2026-03-03", "09:00", "11:00")),
    ],
)
def test_the_window_that_begins_next_is_proposed(shop, hour, expected):
    now = datetime(2026, 3, 2, hour - 5, tzinfo=UTC) if hour >= 5 else datetime(2026, 3, 1, 19 + hour, tzinfo=UTC)

    day, start, end = offers.next_window(shop, now)

    assert (day.isoformat(), start, end) == expected
