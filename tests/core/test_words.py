"""Days and hours as people say them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation

from cvety.core import words

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.fixture(autouse=True)
def _thursday_noon():
    with time_machine.travel(datetime(2024, 12, 26, 12, tzinfo=ALMATY), tick=False), timezone.override(ALMATY):
        yield


def at(day, hour, minute=0, month=12):
    return datetime(2024, month, day, hour, minute, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2024, 12, 25), "вчера"),
        (date(2024, 12, 26), "сегодня"),
        (date(2024, 12, 27), "завтра"),
        (date(2024, 12, 28), "сб 28 дек"),
        (date(2025, 3, 8), "сб 8 мар 2025"),
    ],
)
def test_a_day(on, said):
    assert words.day(on) == said


def test_a_moment_is_on_the_shops_clock():
    assert words.moment(datetime(2024, 12, 26, 20, 5, tzinfo=ZoneInfo("UTC"))) == "завтра 01:05"
    assert words.moment(None) == ""


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (at(26, 22, 30), "сегодня к 22:30"),
        (at(27, 9, 45), "завтра к 09:45"),
        (at(25, 7), "вчера к 07:00"),
        (at(28, 7), "сб 28 дек к 07:00"),
    ],
)
def test_a_deadline(by, said):
    assert words.deadline(by) == said


@pytest.mark.parametrize(
    ("time", "said"),
    [(at(26, 22, 30), "{}\u00a022:30"), (at(25, 7), "вчера {}\u00a007:00"), (at(28, 7), "сб 28 дек {}\u00a007:00")],
)
def test_today_goes_without_saying(time, said):
    assert (words.until(time), words.at_hour(time)) == (said.format("до"), said.format("в"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "через 1 секунду"),
        (43, "через 43 секунды"),
        (11, "через 11 секунд"),
        (60, "через 1 минуту"),
        (61, "через 2 минуты"),
        (59 * 60 + 1, "через 1 час"),
        (3600, "через 1 час"),
        (3601, "через 2 часа"),
        (23 * 3600 + 1, "через 1 день"),
        (21 * 86400, "через 21 день"),
        (23 * 86400, "через 23 дня"),
        (30 * 86400, "через 30 дней"),
    ],
)
def test_a_wait_is_told_in_one_unit_and_never_too_early(seconds, said):
    assert words.wait(seconds) == said


@pytest.mark.parametrize(
    ("start", "end", "on", "said"),
    [
        (at(26, 14), at(26, 16), None, "сегодня 14:00–16:00"),
        (at(26, 22), at(27, 1), None, "сегодня 22:00–01:00"),
        (at(26, 14), at(27, 16), None, "сегодня 14:00 – завтра 16:00"),
        (at(27, 9, 30), None, None, "завтра 09:30"),
        (None, at(27, 9, 30), None, "завтра 09:30"),
        (at(26, 14), at(26, 14), None, "сегодня 14:00"),
        (None, None, date(2024, 12, 27), "завтра"),
        (None, None, None, ""),
    ],
)
def test_a_window(start, end, on, said):
    assert words.window(start, end, on) == said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", ["сб 28 жел", "сс 7 қаң 2025", "ертең", "бүгін 14:05", "бүгін 14:05", "бүгін 14:00–16:00"]),
        ("en", ["Sat 28 Dec", "Tue 7 Jan 2025", "tomorrow", "today 14:05", "today by 14:05", "today 14:00–16:00"]),
    ],
)
def test_days_and_hours_in_other_languages(language, expected):
    with translation.override(language):
        said = [words.day(on) for on in (date(2024, 12, 28), date(2025, 1, 7), date(2024, 12, 27))]
        said += [words.moment(at(26, 14, 5)), words.deadline(at(26, 14, 5)), words.window(at(26, 14), at(26, 16))]

    assert said == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", ["1 секундтан кейін", "12 минуттан кейін", "3 сағаттан кейін", "2 күннен кейін"]),
        ("en", ["in 1 second", "in 12 minutes", "in 3 hours", "in 2 days"]),
    ],
)
def test_a_wait_in_other_languages(language, expected):
    with translation.override(language):
        assert [words.wait(seconds) for seconds in (1, 720, 10800, 172800)] == expected
