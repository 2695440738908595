"""Colleagues: who works in a shop, and as what.

Owners are touched by owners alone, and one of them always stays. A membership that ends is archived: what
the person did keeps their name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from accounts.errors import AlreadyColleague, LastOwner, OwnersOnly
from accounts.models import StaffMember, User
from accounts.positions import Position
from cvety.core.errors import NotFound
from cvety.core.locks import lock_rows
from cvety.core.versions import check_version
from shops.models import Shop

from .sessions import sign_out_everywhere


@transaction.atomic
def add_colleague(
    *, shop: Shop, name: str, phone: str, position: str, is_active: bool = True, by: StaffMember
) -> StaffMember:
    """Add a person to the team; a phone that has an account keeps it, a former colleague comes back.

    Raises AlreadyColleague, OwnersOnly.
    """
    _check_owners_only(by, position)
    values = {"name": name, "phone": phone, "position": position, "is_active": is_active}
    member, is_new = StaffMember.objects.get_or_create(shop=shop, user=_account(phone, name), defaults=values)
    if is_new:
        return member
    former = _locked_colleague(shop, member.pk, archived=True)
    if former is None:
        raise AlreadyColleague
    for field, value in {**values, "archived_at": None, "version": former.version + 1}.items():
        setattr(former, field, value)
    former.save(update_fields=[*values, "archived_at", "version"])
    return former


@transaction.atomic
def update_colleague(
    *,
    shop: Shop,
    colleague_id: int,
    changes: dict[str, Any],
    by: StaffMember,
    now: datetime,
    expected_version: str | None = None,
) -> StaffMember:
    """Change a colleague's `name`, `phone`, `position` or `is_active`.

    Another phone means another account: whose phone it was keeps theirs, with all their other shops.
    Raises NotFound, OwnersOnly, StaleVersion, LastOwner, AlreadyColleague.
    """
    member = _colleague(shop, colleague_id)
    _check_owners_only(by, member.position, changes.get("position"))
    check_version(member, expected_version)
    was_active, was_phone = member.is_active, member.phone
    for field, value in changes.items():
        setattr(member, field, value)
    if member.phone != was_phone:
        member.user = _account(member.phone, member.name)
    _save(member, *changes, "user")
    if member.phone != was_phone or (was_active and not member.is_active):
        sign_out_everywhere(member=member, now=now)
    return member


@transaction.atomic
def toggle_colleague(*, shop: Shop, colleague_id: int, by: StaffMember, now: datetime) -> StaffMember:
    """Switch a colleague off, and out at once, or on again. Raises NotFound, OwnersOnly, LastOwner."""
    member = _colleague(shop, colleague_id)
    changes = {"is_active": not member.is_active}
    return update_colleague(shop=shop, colleague_id=colleague_id, changes=changes, by=by, now=now)


@transaction.atomic
def archive_colleague(*, shop: Shop, colleague_id: int, by: StaffMember, now: datetime) -> None:
    """Take a colleague out of the team. Raises NotFound, OwnersOnly, LastOwner."""
    member = _colleague(shop, colleague_id)
    _check_owners_only(by, member.position)
    member.archived_at = now
    _save(member, "archived_at")
    sign_out_everywhere(member=member, now=now)


def _colleague(shop: Shop, colleague_id: int) -> StaffMember:
    member = _locked_colleague(shop, colleague_id, archived=False)
    if member is None:
        raise NotFound
    return member


def _locked_colleague(shop: Shop, colleague_id: int, *, archived: bool) -> StaffMember | None:
    """Return a colleague with the whole team locked: two owners must not demote each other at once."""
    team = lock_rows(StaffMember.objects.filter(shop=shop))
    found = {member.pk: member for member in team}.get(colleague_id)
    return found if found is not None and (found.archived_at is not None) == archived else None


def _check_owners_only(by: StaffMember, *positions: str | None) -> None:
    if Position.OWNER in positions and by.position != Position.OWNER:
        raise OwnersOnly


def _save(member: StaffMember, *fields: str) -> None:
    """Write the changes of a locked colleague. Raises LastOwner, AlreadyColleague."""
    owners = StaffMember.objects.active().filter(shop=member.shop_id, position=Position.OWNER)
    had_owner = owners.exists()
    member.version += 1
    try:
        with transaction.atomic():
            member.save(update_fields=[*fields, "version"])
    except IntegrityError as error:  # the other account is, or was, of this team
        raise AlreadyColleague from error
    if had_owner and not owners.exists():
        raise LastOwner


def _account(phone: str, name: str) -> User:
    user, _is_new = User.objects.get_or_create(phone=phone, defaults={"name": name, "password": make_password(None)})
    return user
