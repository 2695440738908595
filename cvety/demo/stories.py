"""Which orders the demo shop has: how far each has come, for which window, and what is special about it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from cvety.core import clock
from shops.models import PaymentMethod, Shop

WINDOW = timedelta(hours=2)
WINDOW_HOURS = range(0, 24, 2)  # the shop never closes, so that there is life in it at whatever hour one looks
DAYTIME_HOURS = (8, 10, 12, 14, 16, 18, 20)
DAYS_BACK = 6
TIME_LEFT = timedelta(minutes=30)  # a window that is nearly over is no window to drive out for
LATE = -100  # the slot of what should have been handed over by now

CASH, CARD = PaymentMethod.CASH, PaymentMethod.CARD
LONG_CARD = (
    "Қымбатты Айгүл апай! Сізді туған күніңізбен шын жүректен құттықтаймыз. Деніңізге саулық, отбасыңызға "
    "береке, әр таңыңыз осы гүлдердей нұрлы болсын деп тілейміз. Құрметпен, немерелеріңіз Әсел, Нұрлан және Дәмелі."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One order: `slot` counts delivery windows from the one that runs now, `day` days from today at an `hour`.

    `until` is the last of its steps, and the steps are those of `STEPS`.
    """

    until: str
    slot: int = 0
    day: int | None = None
    hour: int = 12
    payment: str = PaymentMethod.KASPI
    product: str = ""  # whatever the buyer likes, unless named
    worker: int = 0  # which of the florists, and of the couriers
    is_pickup: bool = False
    is_photographed: bool = False
    is_handed_over_with_photo: bool = False
    has_recipient: bool | None = None
    ending: str = ""  # what happens after the last step: cancel, refund, shortage, an issue
    problem: str = ""  # in the words of whoever reports it
    note: str = ""
    stars: int = 0
    review: str = ""
    details: dict[str, Any] = field(default_factory=dict)


# In this order; "accepted" stands for "paid" where the money comes last.
STEPS = ("placed", "paid", "taken", "started", "assembled", "out", "delivered", "completed")
# When each step of what is over was done, in minutes before (or after) the start of the window.
MINUTES = {
    "taken": -125, "started": -115, "assembled": -85, "out": -35, "delivered": 45, "completed": 200, "feedback": 260
}  # fmt: skip
# How many minutes ago something under way came to where it is.
AGO = {"placed": (3, 45), "paid": (8, 50), "taken": (4, 12), "started": (5, 16), "assembled": (9, 35), "out": (6, 22)}
LATE_AGO = (45, 70)
# How many minutes after the step before it a step is done.
GAPS = {"paid": (3, 9), "taken": (15, 40), "started": (1, 4), "assembled": (19, 30), "out": (15, 30)}


def today() -> list[Story]:
    """What is on the shop's mind right now."""
    return [*_waiting(), *_at_work(), *_ready(), *_on_the_way(), *_done_today(), *_to_come()]


def _waiting() -> list[Story]:
    return [
        Story(until="placed", slot=2, product="Букет роз «Классика»"),
        Story(until="placed", slot=3, details={"comment": "Позвонить за час до доставки"}),
        Story(until="placed", slot=3, payment=CASH),
        Story(until="placed", slot=4, is_pickup=True),
        Story(until="placed", slot=2, ending="cancel"),
        Story(until="paid", slot=3, ending="cancel"),  # money is to be given back
    ]


def _at_work() -> list[Story]:
    return [
        Story(
            until="started", slot=2, product="Пионовое облако", has_recipient=True, details={"card_text": LONG_CARD}
        ),
        Story(
            until="started", slot=2, worker=1, product="Гортензия и эустома", ending="shortage",
            problem="Гортензия голубая: две ветки сломаны, нужно ещё 2",
        ),
        Story(until="taken", slot=2, is_pickup=True, product="Комплимент"),
        Story(until="taken", slot=3, worker=1, payment=CASH, product="Тюльпаны «Весна»"),
        Story(until="paid", slot=2, product="Букет роз «Классика»", has_recipient=True),
        Story(until="paid", slot=2, product="Солнечный день", details={"substitution_consent": True}),
        Story(until="paid", slot=3, payment=CARD, product="Шляпная коробка «Пудра»"),
        Story(until="paid", slot=3, payment=CASH, is_pickup=True),
        Story(until="paid", slot=4, has_recipient=True, details=_surprise()),
    ]  # fmt: skip


def _ready() -> list[Story]:
    gift = {"is_anonymous": True, "card_text": "С днём рождения! Угадай, от кого."}
    return [
        Story(until="assembled", slot=1, is_photographed=True, worker=1, product="51 роза «Миллион»"),
        Story(until="assembled", slot=1, is_photographed=True, has_recipient=True, details=gift),
        Story(until="assembled", slot=1, is_photographed=True, payment=CASH, worker=1),
        Story(
            until="assembled", slot=1, is_photographed=True, product="Букет невесты «Айгүл»",
            details={"photo_approval": True, "comment": "Пришлите фото до отправки, я отвечу сразу"},
            note="Фото отправлено, ждём ответа покупателя",
        ),
        Story(
            until="assembled", slot=LATE, is_photographed=True, product="Солнечный день",
            note="Ерлан застрял на Аль-Фараби, заберёт Тимур",
        ),
        Story(until="assembled", slot=1, is_pickup=True, is_photographed=True),
        Story(until="out", slot=0, is_pickup=True, is_photographed=True, worker=1, product="Комплимент"),
        Story(until="out", slot=1, is_pickup=True, is_photographed=True, payment=CASH),
    ]  # fmt: skip


def _on_the_way() -> list[Story]:
    return [
        Story(until="out", slot=0, is_photographed=True, product="Букет роз «Классика»", has_recipient=True),
        Story(until="out", slot=0, is_photographed=True, worker=1, product="Пионовое облако", has_recipient=True),
        Story(until="out", slot=0, is_photographed=True, has_recipient=True, details=_surprise()),
        Story(until="out", slot=0, is_photographed=True, payment=CASH, product="Тюльпаны «Весна»"),
        Story(until="out", slot=1, is_photographed=True, worker=1, payment=CARD),
        Story(
            until="out", slot=LATE, is_photographed=True, has_recipient=True, product="Шляпная коробка «Пудра»",
            note="Пробка на Аль-Фараби, получателя предупредили",
        ),
        Story(
            until="out", slot=0, is_photographed=True, worker=1, has_recipient=True,
            ending="recipient_unavailable", problem="Никто не открывает, телефон не отвечает",
            note="Звоним заказчику: узнаём, кому оставить",
        ),
    ]  # fmt: skip


def _surprise() -> dict[str, Any]:
    return {"is_surprise": True, "call_policy": "buyer_only", "comment": "Получатель ничего не знает, не звоните"}


def _done_today() -> list[Story]:
    photos: dict[str, Any] = {"is_photographed": True, "is_handed_over_with_photo": True}
    return [
        Story(until="delivered", slot=-1, has_recipient=True, product="Букет роз «Классика»", **photos),
        Story(until="delivered", slot=-2, worker=1, product="Тюльпаны «Весна»", stars=5, review="Свежие!", **photos),
        Story(until="delivered", slot=-2, payment=CASH, is_photographed=True),
        Story(until="completed", slot=-3, is_photographed=True, worker=1, stars=5, review="Мама плакала от радости"),
        Story(until="completed", slot=-3, is_pickup=True, payment=CARD),
        Story(until="completed", slot=-4, is_photographed=True),
    ]


def _to_come() -> list[Story]:
    """Tomorrow and the days after."""
    gift = {"is_anonymous": True, "card_text": "Құттықтаймын! Сыйлық кімнен екенін тап."}
    return [
        Story(until="paid", day=1, hour=10, product="Корзина полевых цветов", has_recipient=True),
        Story(until="paid", day=1, hour=14, has_recipient=True, details=gift),
        Story(until="paid", day=1, hour=18, is_pickup=True, payment=CASH),
        Story(until="placed", day=1, hour=16, product="Букет роз «Классика»"),
        Story(until="placed", day=2, hour=12, ending="partly", details={"photo_approval": True}),
        Story(until="paid", day=3, hour=8, product="Букет невесты «Айгүл»", details={"comment": "Роспись в 10:30"}),
    ]


REVIEWS = (
    (5, "Букет как на фото, курьер очень вежливый"),
    (5, "Өте әдемі, рахмет!"),
    (4, "Красиво, но привезли к концу окна"),
    (5, ""),
    (3, "Одна роза была надломлена"),
    (5, "Стоят уже неделю"),
    (5, "Заказываю третий раз, всегда свежие"),
)


def last_days(rng: random.Random) -> list[Story]:
    """What has been, mostly well."""
    stories = []
    for number in range(22):
        stars, review = REVIEWS[number // 3 % len(REVIEWS)] if number % 3 == 1 else (0, "")
        stories.append(
            Story(
                until="completed",
                day=-rng.randint(1, DAYS_BACK),
                hour=rng.choice(DAYTIME_HOURS),
                payment=rng.choices([PaymentMethod.KASPI, CASH, CARD], [7, 2, 1])[0],
                worker=number % 2,
                is_pickup=number % 4 == 3,
                is_photographed=number % 3 < 2,
                stars=stars,
                review=review,
            )
        )
    stories += [
        Story(until="placed", day=-1, hour=16, ending="cancel"),
        Story(until="paid", day=-2, hour=10, ending="refund"),
        Story(until="assembled", day=-2, hour=18, ending="refund", is_photographed=True),
        Story(until="out", day=-3, hour=12, ending="refund"),  # came back from the door: the stems are written off
    ]
    return stories


class Windows:
    """Delivery windows around now, by number: 0 is the one that runs or comes next."""

    def __init__(self, shop: Shop, now: datetime) -> None:
        self._zone, self._now = shop.timezone, now
        self._today = clock.local(now, shop.timezone).date()
        days = [self._today + timedelta(days=n) for n in range(-DAYS_BACK, DAYS_BACK)]
        self._starts = [clock.at(day, time(hour), shop.timezone) for day in days for hour in WINDOW_HOURS]
        self._current = next(n for n, start in enumerate(self._starts) if start + WINDOW > now + TIME_LEFT)
        if self._starts[self._current] > now and clock.local(now, shop.timezone).hour >= WINDOW_HOURS[-1]:
            self._current -= 1  # shortly before midnight what is under way is still today's
        self._late = max(n for n, start in enumerate(self._starts) if start + WINDOW < now - timedelta(minutes=5))

    def start(self, story: Story) -> datetime:
        if story.day is not None:
            return clock.at(self._today + timedelta(days=story.day), time(story.hour), self._zone)
        return self._starts[self._late if story.slot == LATE else self._current + story.slot]


def timetable(story: Story, start: datetime, now: datetime, rng: random.Random) -> Iterator[tuple[datetime, str]]:
    """Yield when each step of a story was done, in order, and none in the future."""
    steps = list(STEPS[: STEPS.index(story.until) + 1])
    extra = (story.ending, "note" if story.note else "", "feedback" if story.stars else "")
    steps += [step for step in extra if step]
    is_over = story.until in ("delivered", "completed") or (story.day or 0) < 0
    moments = _by_the_window(steps, start, rng) if is_over else _up_to_now(story, steps, now, rng)
    latest = now
    for n in reversed(range(len(moments))):
        latest = moments[n] = min(moments[n], latest - timedelta(minutes=rng.randint(1, 4)))
    yield from zip(moments, steps, strict=True)


def _by_the_window(steps: Sequence[str], start: datetime, rng: random.Random) -> list[datetime]:
    moments = [start - timedelta(hours=rng.uniform(5, 40))]
    for step in steps[1:]:
        if step in MINUTES:
            moments.append(start + timedelta(minutes=MINUTES[step] + rng.randint(-8, 8)))
        else:
            moments.append(moments[-1] + timedelta(minutes=rng.randint(3, 12)))
    return moments


def _up_to_now(story: Story, steps: Sequence[str], now: datetime, rng: random.Random) -> list[datetime]:
    ago = LATE_AGO if story.slot == LATE else AGO[story.until]
    moments = [now - timedelta(minutes=rng.uniform(*ago))]
    last = STEPS.index(story.until)
    for step in reversed(steps[1 : last + 1]):
        moments.insert(0, moments[0] - timedelta(minutes=rng.uniform(*GAPS[step])))
    for _ in steps[last + 1 :]:  # right after it
        moments.append(moments[-1] + timedelta(minutes=rng.uniform(2, 4)))
    return moments


def shuffled(stories: Sequence[Story], rng: random.Random) -> list[Story]:
    """The same stories in another order, so that numbers of orders do not tell their statuses."""
    return rng.sample(stories, len(stories))
