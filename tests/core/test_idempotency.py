"""The same request asked twice is done once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cvety.core import idempotency, tasks
from cvety.core.idempotency import KeyReused, StillRunning
from cvety.core.models import IdempotencyKey

pytestmark = pytest.mark.django_db

REQUEST = {"shop_id": 1, "method": "POST", "path": "/api/orders", "key": "key-1", "fingerprint": "a"}


def begin(**changes):
    return idempotency.begin(**{**REQUEST, **changes})


def later(**span):
    return time_machine.travel(timezone.now() + timedelta(**span))


def test_a_new_key_is_taken_and_its_answer_kept():
    record = begin()
    assert record.status_code is None

    idempotency.finish(record, status_code=201, body=b'{"id": 1}')

    again = begin()
    assert (again.status_code, bytes(again.body)) == (201, b'{"id": 1}')


def test_while_the_first_runs_the_second_waits():
    begin()

    with pytest.raises(StillRunning):
        begin()


@pytest.mark.parametrize("is_finished", [True, False])
def test_another_request_under_the_key_is_refused(is_finished):
    record = begin()
    if is_finished:
        idempotency.finish(record, status_code=201, body=b"")

    with pytest.raises(KeyReused):
        begin(fingerprint="b")


@pytest.mark.parametrize("other", [{"shop_id": 2}, {"method": "PUT"}, {"path": "/api/products"}, {"key": "key-2"}])
def test_a_key_is_of_one_shop_method_and_path(other):
    begin()

    assert begin(**other).status_code is None


def test_a_request_that_failed_can_be_tried_again():
    idempotency.let_go(begin())

    assert begin(fingerprint="b").status_code is None


def test_an_answer_is_not_let_go():
    record = begin()
    idempotency.finish(record, status_code=201, body=b"1")

    idempotency.let_go(record)

    assert begin().status_code == 201


def test_a_lock_left_behind_expires_after_a_minute():
    begin()

    with later(seconds=59), pytest.raises(StillRunning):
        begin()
    with later(seconds=61):
        assert begin().status_code is None
        with pytest.raises(StillRunning):
            begin()


def test_who_took_too_long_has_no_say_any_more():
    slow = begin()
    with later(seconds=61):
        second = begin()
        idempotency.let_go(slow)
        with pytest.raises(StillRunning):
            idempotency.finish(slow, status_code=201, body=b"slow")
        with pytest.raises(StillRunning):
            begin()
        idempotency.finish(second, status_code=201, body=b"second")

        assert bytes(begin().body) == b"second"


def test_a_key_lives_a_day():
    idempotency.finish(begin(), status_code=201, body=b"1")

    with later(hours=23, minutes=59):
        assert begin().status_code == 201
    with later(hours=24, seconds=1):
        assert begin(fingerprint="b").status_code is None


def test_old_keys_are_cleaned_up():
    begin(key="old")
    with later(hours=25):
        begin(key="new")
        tasks.clean_up()

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
