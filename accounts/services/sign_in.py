"""Signing in with a one-time code; the first sign-in of a new phone opens a shop."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts import codes
from accounts.errors import NoMembership, WrongCode
from accounts.models import OneTimeCode, StaffMember, User
from accounts.positions import Position
from accounts.queries import active_memberships
from cvety.core.locks import lock_rows
from cvety.core.tenancy import shop_scope
from shops.services import register_shop

from .sessions import SignedIn, enter_shop


def request_code(*, phone: str, now: datetime) -> codes.Delivery:
    """Send a new code, which replaces every earlier one of this phone."""
    code = codes.new_code()
    with transaction.atomic():
        OneTimeCode.objects.filter(phone=phone).delete()
        OneTimeCode.objects.create(
            phone=phone,
            code_hash=codes.hash_code(phone, code),
            created_at=now,
            expires_at=now + codes.LIFETIME,
        )
    return codes.sender()(phone=phone, code=code)


def verify_code(*, phone: str, code: str, now: datetime, shop_id: int | None = None) -> SignedIn:
    """Sign in with a code: to the shop named, else the last one used; a new phone becomes a new shop's owner.

    The code is spent first and for good, whatever follows. Raises WrongCode, NoMembership.
    """
    _accept_code(phone, code, now)
    with transaction.atomic():
        user, is_new_user = _account(phone)
        return enter_shop(user=user, shop_id=shop_id, is_new_user=is_new_user)


def verify_code_for_pages(*, phone: str, code: str, now: datetime) -> User:
    """Sign in to the pages with a code; a superuser may, without being a member anywhere.

    Raises WrongCode, NoMembership.
    """
    _accept_code(phone, code, now)
    with transaction.atomic():
        user, _is_new_user = _account(phone)
        check_way_in(user)
        return user


def check_way_in(user: User) -> None:
    """Refuse an account that has nowhere to go. Raises NoMembership."""
    if not (user.is_active and user.is_superuser) and not active_memberships(user):
        raise NoMembership


def _accept_code(phone: str, code: str, now: datetime) -> None:
    if not codes.is_sandbox(phone) and not _spend_try(phone, code, now):
        raise WrongCode


# Durable, and refusing by its result: an exception would give a guesser the try back.
@transaction.atomic(durable=True)
def _spend_try(phone: str, code: str, now: datetime) -> bool:
    sent = _locked_code(phone)
    if sent is None or sent.used_at is not None or sent.expires_at <= now or sent.tries_left == 0:
        return False
    if constant_time_compare(sent.code_hash, codes.hash_code(phone, code)):
        sent.used_at = now
        sent.save(update_fields=["used_at"])
        return True
    sent.tries_left -= 1
    sent.save(update_fields=["tries_left"])
    return False


def _locked_code(phone: str) -> OneTimeCode | None:
    """Return the newest code alone: of two that were asked for at once the earlier one is void."""
    return lock_rows(OneTimeCode.objects.filter(phone=phone)).last()


def _account(phone: str) -> tuple[User, bool]:
    """Return the phone's account and whether it is new; a new one gets a shop of its own."""
    user, is_new = User.objects.get_or_create(phone=phone, defaults={"password": make_password(None)})
    if is_new:
        shop = register_shop(phone=phone)
        with shop_scope(shop):
            StaffMember.objects.create(shop=shop, user=user, name="Владелец", phone=phone, position=Position.OWNER)
    return user, is_new
