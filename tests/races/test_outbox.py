"""Several dispatchers at once: every event reaches every consumer once, in order per aggregate."""

import threading
import time
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from customers.models import Customer
from cvety.core import outbox
from cvety.core.events import EventName
from cvety.core.models import OutboxEvent

from .harness import meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ORDERS, EVENTS_EACH = 12, 5


@pytest.fixture
def heard(monkeypatch):
    """What two consumers heard, in the order in which they heard it."""
    heard = {"first": [], "second": []}
    lock = threading.Lock()

    def listener(name):
        def listen(event):
            time.sleep(0.002)
            with lock:
                heard[name].append((event.aggregate, event.payload["number"]))

        return listen

    consumers = {EventName.ORDER_CREATED: [(name, listener(name)) for name in heard]}
    monkeypatch.setattr(outbox, "_consumers", defaultdict(list, consumers))
    return heard


@pytest.fixture
def events(shop):
    with transaction.atomic():
        for number in range(EVENTS_EACH):
            for order in range(ORDERS):
                tell(shop, f"order:{order}", number)


def tell(shop, aggregate, number):
    outbox.publish(EventName.ORDER_CREATED, shop_id=shop.pk, aggregate=aggregate, data={"number": number})


def in_order(heard):
    return {
        aggregate: [number for heard_of, number in heard if heard_of == aggregate]
        for aggregate in {aggregate for aggregate, _number in heard}
    }


@pytest.mark.usefixtures("events")
def test_every_event_reaches_every_consumer_once_and_in_order(heard):
    outcome = race(6, lambda _number: outbox.dispatch())

    assert outcome.errors == []
    while outbox.dispatch():  # what was not due for one while another had it
        pass
    for consumer in heard.values():
        assert in_order(consumer) == {f"order:{order}": list(range(EVENTS_EACH)) for order in range(ORDERS)}
    assert not OutboxEvent.objects.filter(done_at=None).exists()


def test_events_told_while_dispatchers_run_are_heard_once(shop, heard):
    def act(number):
        if number < 4:
            for n in range(10):
                with transaction.atomic():
                    tell(shop, f"order:{number}", n)
            return
        for _scan in range(10):
            outbox.dispatch()
            time.sleep(0.01)
        return

    outcome = race(8, act)
    outbox.dispatch()

    assert outcome.errors == []
    for consumer in heard.values():
        assert in_order(consumer) == {f"order:{order}": list(range(10)) for order in range(4)}


def test_what_a_dead_dispatcher_had_claimed_is_heard_after_its_lease(shop, heard):
    """It may have died after handing over and before marking: then an event is heard twice, but never lost."""
    with transaction.atomic():
        tell(shop, "order:1", 0)
        tell(shop, "order:1", 1)
    (dead,) = outbox._claim()
    for _name, consumer in outbox._consumers[dead.name]:
        consumer(dead)

    assert race(2, lambda _number: outbox.dispatch()).results == [0, 0]
    OutboxEvent.objects.filter(pk=dead.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    race(2, lambda _number: outbox.dispatch())

    for consumer in heard.values():
        assert consumer == [("order:1", 0), ("order:1", 0), ("order:1", 1)]


def test_who_is_past_its_lease_hands_nothing_over(shop, heard):
    """A dispatcher that was stopped for a while does not tell old news after others have gone on."""
    with transaction.atomic():
        tell(shop, "order:1", 0)
        tell(shop, "order:1", 1)
    (late,) = outbox._claim()

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        outbox.dispatch()
        outbox._hand_over(late)

    for consumer in heard.values():
        assert consumer == [("order:1", 0), ("order:1", 1)]


def test_nothing_is_told_of_what_was_rolled_back(shop, place, bouquet, heard):
    def fail(number):
        with transaction.atomic():
            place(bouquet, number=number)
            raise RuntimeError("the power went")

    race(4, fail, shop=shop)
    outbox.dispatch()

    assert not OutboxEvent.objects.exists()
    assert heard == {"first": [], "second": []}
    assert not Customer.objects.exists()


def test_what_is_not_yet_committed_is_not_heard(shop, heard):
    told, may_end = threading.Event(), threading.Event()

    def act(number):
        if number:
            told.wait(5)
            early = outbox.dispatch()
            may_end.set()
            return early
        with transaction.atomic():
            tell(shop, "order:1", 0)
            told.set()
            may_end.wait(5)
        return 0

    assert race(2, act).results == [0, 0]
    assert outbox.dispatch() == 1


@pytest.mark.usefixtures("events")
def test_control_who_takes_events_without_claiming_them_tells_them_twice(heard, monkeypatch):
    def take():
        taken = list(OutboxEvent.objects.filter(done_at=None).order_by("id")[:20])
        for event in taken:
            event.claimed_until = timezone.now() + outbox.LEASE
        meet("taken")
        return taken

    monkeypatch.setattr(outbox, "_claim", take)

    race(4, lambda _number: outbox.dispatch())

    assert max(Counter(heard["first"]).values()) > 1
