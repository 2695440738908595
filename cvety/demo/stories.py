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
WINDOW_HOURS = (8, 10, 12, 14, 16, 18, 20, 22)
DAYS_BACK = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One order; `slot` counts delivery windows from the one that runs now or comes next.

    `until` is the last of its steps, and the steps are those of `STEPS`.
    """

    until: str
    slot: int
    payment: str = PaymentMethod.KASPI
    is_pickup: bool = False
    is_photographed: bool = False
    ending: str = ""  # what happens after the last step: cancel, refund, an issue
    details: dict[str, Any] = field(default_factory=dict)


# In this order; "accepted" stands for "paid" where the money comes last.
STEPS = ("placed", "paid", "taken", "started", "assembled", "out", "delivered", "completed")
# When each step is done, in minutes before (or after) the start of the window; placing and paying are free.
MINUTES = {
    "taken": -125, "started": -115, "assembled": -75, "out": -35, "delivered": 45, "completed": 200
}  # fmt: skip


def today() -> list[Story]:
    """What is on the shop's mind right now."""
    cash, card = PaymentMethod.CASH, PaymentMethod.CARD
    gift = {"is_anonymous": True, "card_text": "С днём рождения! Угадай, от кого."}
    surprise = {"is_surprise": True, "call_policy": "buyer_only", "comment": "Получатель ничего не знает, не звоните"}
    return [
        Story(until="placed", slot=3),
        Story(until="placed", slot=5, details={"comment": "Позвонить за час до доставки"}),
        Story(until="placed", slot=2, payment=cash),
        Story(until="placed", slot=4, is_pickup=True),
        Story(until="placed", slot=8, ending="partly", details={"photo_approval": True}),
        Story(until="placed", slot=7, details=gift),
        Story(until="paid", slot=1, payment=cash, is_pickup=True),
        Story(until="paid", slot=3, payment=card),
        Story(until="paid", slot=1),
        Story(until="paid", slot=2, details=surprise),
        Story(until="paid", slot=4, details={"substitution_consent": True}),
        Story(until="paid", slot=9, details=gift),
        Story(until="taken", slot=1),
        Story(until="taken", slot=2, is_pickup=True),
        Story(until="started", slot=1, details={"card_text": "Туған күніңмен! Бақытты бол."}),
        Story(until="started", slot=1, payment=cash),
        *[Story(until="assembled", slot=slot, is_photographed=True) for slot in (0, 0, 1)],
        Story(until="assembled", slot=0, payment=card, is_photographed=True),
        Story(until="assembled", slot=0, is_pickup=True, is_photographed=True),
        Story(until="out", slot=0, is_photographed=True),
        Story(until="out", slot=0, is_photographed=True, details=surprise),
        Story(until="out", slot=0, payment=cash, is_photographed=True),
        Story(until="out", slot=-1, is_photographed=True),  # late
        Story(until="out", slot=0, is_pickup=True, is_photographed=True),
        Story(until="out", slot=-1, is_pickup=True),
        *[Story(until="delivered", slot=slot, is_photographed=True) for slot in (-1, -2, -2)],
        *[Story(until="completed", slot=slot, is_photographed=True) for slot in (-3, -4)],
        Story(until="completed", slot=-3, is_pickup=True, payment=card),
        Story(until="out", slot=-1, ending="recipient_unavailable", is_photographed=True),
        Story(until="paid", slot=1, ending="wrong_address", details={"address": "ул. Сатпаева, дом не указан"}),
        Story(until="placed", slot=2, ending="cancel"),
        Story(until="paid", slot=3, ending="cancel"),  # money is to be given back
    ]


def last_days(rng: random.Random) -> list[Story]:
    """What has been, mostly well."""
    stories = []
    for number in range(22):
        slot = rng.randint(-len(WINDOW_HOURS) * DAYS_BACK, -6)
        payment = rng.choices([PaymentMethod.KASPI, PaymentMethod.CASH, PaymentMethod.CARD], [7, 2, 1])[0]
        stories.append(
            Story(
                until="completed",
                slot=slot,
                payment=payment,
                is_pickup=number % 4 == 3,
                is_photographed=number % 3 == 0,
            )
        )
    stories += [
        Story(until="placed", slot=-9, ending="cancel"),
        Story(until="paid", slot=-14, ending="refund"),
        Story(until="assembled", slot=-11, ending="refund", is_photographed=True),
        Story(until="out", slot=-20, ending="refund"),  # came back from the door: the stems are written off
    ]
    return stories


class Windows:
    """Delivery windows around now, by number: 0 is the one that runs or comes next."""

    def __init__(self, shop: Shop, now: datetime) -> None:
        first_day = clock.local(now, shop.timezone).date() - timedelta(days=DAYS_BACK + 2)
        days = [first_day + timedelta(days=n) for n in range(2 * DAYS_BACK)]
        self._starts = [clock.at(day, time(hour), shop.timezone) for day in days for hour in WINDOW_HOURS]
        self._current = next(n for n, start in enumerate(self._starts) if start + WINDOW > now)

    def start(self, slot: int) -> datetime:
        return self._starts[self._current + slot]


def timetable(story: Story, start: datetime, now: datetime, rng: random.Random) -> Iterator[tuple[datetime, str]]:
    """Yield when each step of a story was done: as the window asks, in order, and none in the future."""
    steps: list[str] = list(STEPS[: STEPS.index(story.until) + 1])
    if story.ending:
        steps.append(story.ending)
    placed = min(start - timedelta(hours=rng.uniform(5, 40)), now - timedelta(hours=rng.uniform(0.1, 9)))
    moments = []
    for step in steps:
        if step in MINUTES:
            moments.append(start + timedelta(minutes=MINUTES[step] + rng.randint(-8, 8)))
        else:
            moments.append((moments[-1] if moments else placed) + timedelta(minutes=rng.randint(3, 12)))
    latest = now
    for n in reversed(range(len(moments))):
        latest = moments[n] = min(moments[n], latest - timedelta(minutes=rng.randint(2, 6)))
    yield from zip(moments, steps, strict=True)


def shuffled(stories: Sequence[Story], rng: random.Random) -> list[Story]:
    """The same stories in another order, so that numbers of orders do not tell their statuses."""
    return rng.sample(stories, len(stories))
