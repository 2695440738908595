"""The shop's clock: by name of the zone, through changes of its offset."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cvety.core import clock

ALMATY = "Asia/Almaty"


def test_the_present_is_aware():
    assert clock.now().utcoffset() == timedelta()


def test_an_instant_is_told_with_the_offset_of_its_day():
    """Almaty moved from +06:00 to +05:00 on 1 March 2024."""
    zone = ZoneInfo(ALMATY)
    assert clock.isoformat(datetime(2023, 12, 26, 8, 30, 15, 999_999, tzinfo=UTC), zone) == "2023-12-26T14:30:15+06:00"
    assert clock.isoformat(datetime(2024, 12, 26, 9, 30, tzinfo=UTC), zone) == "2024-12-26T14:30:00+05:00"
    assert clock.isoformat(None, zone) is None


def test_a_local_time_is_an_instant():
    assert clock.at(date(2024, 12, 26), time(14), ALMATY) == datetime(2024, 12, 26, 9, tzinfo=UTC)
    assert clock.local(datetime(2024, 12, 26, 20, tzinfo=UTC), ALMATY).date() == date(2024, 12, 27)


def test_a_day_is_from_midnight_to_midnight_of_the_shop():
    assert clock.day_bounds(date(2024, 12, 26), ALMATY) == (
        datetime(2024, 12, 25, 19, tzinfo=UTC),
        datetime(2024, 12, 26, 19, tzinfo=UTC),
    )


def test_the_day_before_the_clocks_went_back_is_longer():
    start, end = clock.day_bounds(date(2024, 2, 29), ALMATY)

    assert end - start == timedelta(hours=25)


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([ALMATY, "Asia/Qyzylorda", "Europe/Berlin", "UTC"])
)
def test_days_follow_each_other_without_gap_or_overlap(day, zone):
    start, end = clock.day_bounds(day, zone)

    assert start < end
    assert clock.day_bounds(day + timedelta(days=1), zone)[0] == end
    assert clock.local(end - timedelta(microseconds=1), zone).date() == day
