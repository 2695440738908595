"""What happens is told once it is true, at least once, in order."""

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_scopes import get_scope

from cvety.core import outbox, tasks
from cvety.core.events import EventName
from cvety.core.models import OutboxEvent

SHOP = 7


@pytest.fixture(autouse=True)
def _no_other_consumers(monkeypatch):
    monkeypatch.setattr(outbox, "_consumers", defaultdict(list))


@pytest.fixture
def heard():
    """What was heard of created orders."""
    heard = []

    @outbox.consumes(EventName.ORDER_CREATED)
    def listen(event):
        heard.append(event.payload["number"])

    return heard


def undone(number):
    """Tell something in a transaction that fails."""
    with suppress(Undone), transaction.atomic():
        tell(number)
        raise Undone


class Undone(Exception):
    pass


def tell(number=0, aggregate="order:1", name=EventName.ORDER_CREATED):
    with transaction.atomic():
        outbox.publish(name, shop_id=SHOP, aggregate=aggregate, data={"number": number})


@pytest.mark.django_db(transaction=True)
def test_an_event_is_told_only_inside_a_transaction():
    with pytest.raises(RuntimeError):
        outbox.publish(EventName.ORDER_CREATED, shop_id=SHOP, aggregate="order:1", data={})
    assert not OutboxEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_heard_of_what_did_not_happen(heard, monkeypatch):
    nudges = []
    monkeypatch.setattr(tasks.dispatch_outbox, "apply_async", lambda **options: nudges.append(options))

    undone(0)

    assert (outbox.dispatch(), heard, nudges) == (0, [], [])


@pytest.mark.django_db(transaction=True)
def test_many_events_of_a_transaction_nudge_once(monkeypatch):
    nudges = []
    monkeypatch.setattr(tasks.dispatch_outbox, "apply_async", lambda **options: nudges.append(options))

    with transaction.atomic():
        tell(1)
        undone(2)
        tell(3)
        assert nudges == []

    assert len(nudges) == 1
    assert [event.payload["number"] for event in OutboxEvent.objects.order_by("pk")] == [1, 3]


@pytest.mark.django_db(transaction=True)
def test_a_nudge_survives_the_part_that_was_undone(monkeypatch):
    nudges = []
    monkeypatch.setattr(tasks.dispatch_outbox, "apply_async", lambda **options: nudges.append(options))

    with transaction.atomic():
        undone(1)
        tell(2)

    assert len(nudges) == 1


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_what_was_done_stays_done(heard, monkeypatch, caplog):
    def fail(**_options):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.dispatch_outbox, "apply_async", fail)

    tell(1)

    assert OutboxEvent.objects.count() == 1
    assert "scheduled scan will dispatch" in caplog.text
    tasks.dispatch_outbox()
    assert heard == [1]


@pytest.mark.django_db
def test_events_are_heard_in_their_order_and_in_the_shops_scope(heard):
    scopes = []
    outbox.consumes(EventName.ORDER_PAID)(lambda event: scopes.append(get_scope()["shop"]))
    for number in range(3):
        tell(number)
    tell(3, name=EventName.ORDER_PAID)

    assert outbox.dispatch() == 4

    assert (heard, scopes) == ([0, 1, 2], [SHOP])
    event = OutboxEvent.objects.order_by("pk").first()
    assert (event.attempts, event.version, event.shop_id) == (1, 1, SHOP)
    assert event.done_at is not None
    assert event.handled_by == [outbox._consumers["order.created"][0][0]]


@pytest.mark.django_db
def test_an_event_that_nobody_listens_to_is_done():
    tell(name=EventName.FEEDBACK_RECEIVED)

    assert outbox.dispatch() == 1
    assert outbox.dispatch() == 0


@pytest.mark.django_db
def test_the_payload_is_frozen(heard):
    data = {"number": 1}
    with transaction.atomic():
        outbox.publish(EventName.ORDER_CREATED, shop_id=SHOP, aggregate="order:1", data=data)
    data["number"] = 2

    outbox.dispatch()

    assert heard == [1]


@pytest.mark.django_db
def test_one_consumers_trouble_stops_only_itself_and_later_events_of_the_same_order(heard):
    in_trouble = True

    @outbox.consumes(EventName.ORDER_CREATED)
    def fail(event):
        if in_trouble and event.aggregate == "order:1":
            raise ValueError("a secret of +77011234567")

    tell(1)
    tell(2)
    tell(3, aggregate="order:2")

    assert outbox.dispatch() == 1

    assert heard == [1, 3]
    event = OutboxEvent.objects.get(payload__number=1)
    assert (event.done_at, event.attempts) == (None, 1)
    assert event.last_error.endswith("fail: ValueError")
    assert "77011234567" not in event.last_error

    in_trouble = False
    assert outbox.dispatch() == 0  # not before its pause is over
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        assert outbox.dispatch() == 2
    assert heard == [1, 3, 2]  # and who had heard it is not told again


@pytest.mark.django_db
def test_pauses_grow_to_a_quarter_of_an_hour_and_it_never_gives_up(caplog):
    @outbox.consumes(EventName.ORDER_CREATED)
    def fail(event):
        raise ValueError

    tell()
    pauses = []
    now = timezone.now()
    for _attempt in range(15):
        with time_machine.travel(now, tick=False):
            outbox.dispatch()
        due = OutboxEvent.objects.get().next_attempt_at
        pauses.append(round((due - now).total_seconds()))
        now = due + timedelta(milliseconds=1)

    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, *[900] * 7]
    assert OutboxEvent.objects.get().done_at is None


@pytest.mark.django_db
def test_what_a_consumer_tells_in_turn_is_heard_in_the_same_run():
    @outbox.consumes(EventName.ORDER_CREATED)
    def answer(event):
        tell(event.payload["number"], name=EventName.ORDER_ACCEPTED)

    tell(1)

    assert outbox.dispatch() == 2


@pytest.mark.django_db
def test_more_events_than_a_batch_are_all_heard(heard):
    for number in range(outbox.BATCH + 5):
        tell(number, aggregate=f"order:{number}")

    assert outbox.dispatch() == outbox.BATCH + 5
    assert heard == list(range(outbox.BATCH + 5))


@pytest.mark.django_db
def test_old_events_are_deleted_but_never_what_waits(heard):
    tell(1)
    outbox.dispatch()
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        tell(2)
        outbox.dispatch()
        tell(3)
        assert outbox.delete_done() == 1
    assert [event.payload["number"] for event in OutboxEvent.objects.order_by("pk")] == [2, 3]
