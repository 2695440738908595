"""The same request, sent twice before the first is answered."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from cvety.core import idempotency
from cvety.core.errors import Conflict
from cvety.core.idempotency import KeyReused, StillRunning
from cvety.core.models import IdempotencyKey
from orders.models import Order

from .harness import PATIENCE, meet, race

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def request_once(shop, place, bouquet):
    """Do as the base view does: take the key, place the order once all others have asked, keep the answer."""
    asked = threading.Semaphore(0)

    def request_once(_number=0, fingerprint="a", others=0):
        try:
            record = idempotency.begin(
                shop_id=shop.pk, method="POST", path="/api/orders", key="key-1", fingerprint=fingerprint
            )
        except Conflict:
            asked.release()
            raise
        if record.status_code is not None:
            return bytes(record.body)
        for _other in range(others):
            asked.acquire(timeout=PATIENCE)
        order = place(bouquet)
        idempotency.finish(record, status_code=201, body=str(order.pk).encode())
        return str(order.pk).encode()

    return request_once


def test_one_is_done_and_the_others_are_told_to_wait(shop, request_once):
    outcome = race(16, lambda _number: request_once(others=15), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {StillRunning})
    assert Order.objects.count() == 1
    assert [request_once()] == outcome.results


def test_another_request_under_the_key_is_refused(shop, request_once):
    outcome = race(8, lambda number: request_once(fingerprint="ab"[number % 2], others=7), shop=shop)

    assert len(outcome.results) == 1
    assert outcome.kinds_of_errors() == {StillRunning, KeyReused}
    assert all(isinstance(error, Conflict) for error in outcome.errors)
    assert Order.objects.count() == 1


def test_of_those_who_find_a_lock_left_behind_one_takes_it_over(shop, request_once):
    with time_machine.travel(timezone.now() - timedelta(seconds=61)):
        idempotency.begin(shop_id=shop.pk, method="POST", path="/api/orders", key="key-1", fingerprint="a")

    outcome = race(8, lambda _number: request_once(others=7), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {StillRunning})
    assert Order.objects.count() == 1


def test_a_key_of_yesterday_is_taken_anew_by_one(shop, request_once):
    with time_machine.travel(timezone.now() - timedelta(hours=25)):
        record = idempotency.begin(shop_id=shop.pk, method="POST", path="/api/orders", key="key-1", fingerprint="b")
        idempotency.finish(record, status_code=201, body=b"old")

    outcome = race(8, lambda _number: request_once(others=7), shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {StillRunning})
    assert IdempotencyKey.objects.count() == Order.objects.count() == 1


def test_control_without_a_key_all_are_done(shop, place, bouquet):
    outcome = race(8, lambda _number: place(bouquet), shop=shop)

    assert len(outcome.results) == Order.objects.count() == 8


def test_control_who_only_looks_first_meets_the_constraint(shop):
    """Looking before writing is not enough: all look before any has written."""
    natural = {"shop_id": shop.pk, "method": "POST", "path": "/api/orders", "key": "key-1"}

    @transaction.atomic
    def look_then_write(_number):
        if IdempotencyKey.objects.filter(**natural).exists():
            raise StillRunning
        meet("looked")
        now = timezone.now()
        return IdempotencyKey.objects.create(**natural, fingerprint="a", created_at=now, locked_until=now)

    outcome = race(8, look_then_write, shop=shop)

    assert (len(outcome.results), outcome.kinds_of_errors()) == (1, {IntegrityError})
