"""Two at once at the door, on PostgreSQL; each with a control in which the race bites without the lock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import OneTimeCode, RefreshToken, StaffMember, User
from accounts.services import (
    archive_colleague,
    refresh_tokens,
    request_code,
    sessions,
    sign_in,
    staff,
    update_colleague,
    verify_code,
)
from accounts.tokens import issue_tokens
from cvety.core.errors import DomainError
from cvety.core.tenancy import shop_scope
from shops.models import Shop
from tests.factories import make_member, make_shop

from .conftest import NEW_PHONE, wrong

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make the calls in threads of their own and return how each ended, sorted."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        start.wait()
        try:
            call()
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


@pytest.fixture
def meet():
    """A wrapper that holds every caller until all have read: what happens without a lock, made certain."""

    def wrap(read: Callable[..., Any], parties: int = 2) -> Callable[..., Any]:
        everybody = threading.Barrier(parties, timeout=10)

        def reading(*args: Any, **kwargs: Any) -> Any:
            found = read(*args, **kwargs)
            everybody.wait()
            return found

        return reading

    return wrap


def without_lock(rows: Any) -> Any:
    return rows.order_by("pk")


@pytest.fixture
def member():
    return make_member(make_shop(), "owner", phone=NEW_PHONE)


@pytest.fixture
def code(member, sent):
    request_code(phone=NEW_PHONE, now=timezone.now())
    return sent.last


def verify(code: str) -> Callable[[], Any]:
    return lambda: verify_code(phone=NEW_PHONE, code=code, now=timezone.now())


def test_one_code_signs_in_one_of_two(code):
    assert at_once(verify(code), verify(code)) == ["done", "wrong_code"]
    assert RefreshToken.objects.count() == 1


def test_control_without_the_lock_one_code_signs_in_both(code, monkeypatch, meet):
    monkeypatch.setattr(sign_in, "lock_rows", without_lock)
    monkeypatch.setattr(sign_in, "_locked_code", meet(sign_in._locked_code))
    assert at_once(verify(code), verify(code)) == ["done", "done"]


def test_every_wrong_try_is_counted(code):
    guesses = [verify(wrong(code)) for _guess in range(4)]
    assert at_once(*guesses) == ["wrong_code"] * 4
    assert OneTimeCode.objects.get().tries_left == 1


def test_control_without_the_lock_wrong_tries_are_lost(code, monkeypatch, meet):
    monkeypatch.setattr(sign_in, "lock_rows", without_lock)
    monkeypatch.setattr(sign_in, "_locked_code", meet(sign_in._locked_code, 4))
    at_once(*[verify(wrong(code)) for _guess in range(4)])
    assert OneTimeCode.objects.get().tries_left == 4


def refresh(token: str) -> Callable[[], Any]:
    return lambda: refresh_tokens(refresh_token=token, now=timezone.now())


def test_one_refresh_token_serves_one_of_two_and_ends_the_family(member):
    token = issue_tokens(member).refresh
    assert at_once(refresh(token), refresh(token)) == ["done", "invalid_token"]
    assert RefreshToken.objects.count() == 2
    assert not RefreshToken.objects.filter(revoked_at=None).exists()


def test_control_without_the_lock_one_refresh_token_serves_both(member, monkeypatch, meet):
    token = issue_tokens(member).refresh
    monkeypatch.setattr(sessions, "lock_rows", without_lock)
    monkeypatch.setattr(sessions, "_locked", meet(sessions._locked))
    assert at_once(refresh(token), refresh(token)) == ["done", "done"]
    assert RefreshToken.objects.filter(revoked_at=None).count() == 3


def test_a_sign_out_beside_a_refresh_leaves_nothing_alive(member):
    pair = issue_tokens(member)
    family = RefreshToken.objects.get().family
    at_once(refresh(pair.refresh), lambda: sessions.sign_out(family=family, now=timezone.now()))
    for token in RefreshToken.objects.all():
        assert token.family == family
    assert RefreshToken.objects.filter(revoked_at__isnull=False).exists()
    assert at_once(refresh(pair.refresh)) == ["invalid_token"]


def test_a_new_phone_opens_one_shop_however_many_sign_in(transactional_db):
    phone = "+77000000001"  # of the sandbox: any code is right, so that all get as far as the account
    calls = [lambda: verify_code(phone=phone, code="123456", now=timezone.now()) for _person in range(4)]
    assert at_once(*calls) == ["done"] * 4
    assert (Shop.objects.count(), User.objects.count()) == (1, 1)
    assert StaffMember._base_manager.count() == 1


def leave(owner: StaffMember) -> Callable[[], Any]:
    def call() -> None:
        with shop_scope(owner.shop):
            archive_colleague(shop=owner.shop, colleague_id=owner.pk, by=owner, now=timezone.now())

    return call


def test_one_of_the_last_two_owners_stays(member):
    second = make_member(member.shop, "owner")
    assert at_once(leave(member), leave(second)) == ["done", "last_owner"]
    assert StaffMember._base_manager.filter(archived_at=None).count() == 1


def test_control_without_the_lock_both_owners_leave(member, monkeypatch, meet):
    second = make_member(member.shop, "owner")
    monkeypatch.setattr(staff, "lock_rows", without_lock)
    monkeypatch.setattr(staff, "_save", meet(staff._save))
    assert at_once(leave(member), leave(second)) == ["done", "done"]


def test_one_phone_becomes_one_colleague(member):
    shop = member.shop
    first, second = make_member(shop, "florist"), make_member(shop, "florist")

    def take(colleague: StaffMember) -> Callable[[], Any]:
        def call() -> None:
            changes = {"phone": "+77051110000"}
            with shop_scope(shop):
                update_colleague(shop=shop, colleague_id=colleague.pk, changes=changes, by=member, now=timezone.now())

        return call

    assert at_once(take(first), take(second)) == ["already_colleague", "done"]
    assert StaffMember._base_manager.filter(phone="+77051110000").count() == 1
