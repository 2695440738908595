"""Being signed in with tokens: entering a shop, going on with a refresh token, leaving."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from accounts.errors import InvalidToken, NoMembership
from accounts.models import OneTimeCode, RefreshToken, StaffMember, User
from accounts.queries import active_memberships, member_by_token
from accounts.tokens import Claims, TokenPair, issue_tokens, read_refresh
from cvety.core.locks import lock_rows


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has just come in: where, with what tokens, and where else they could."""

    member: StaffMember
    memberships: list[StaffMember]
    tokens: TokenPair
    is_new_user: bool = False


def enter_shop(*, user: User, shop_id: int | None = None, is_new_user: bool = False) -> SignedIn:
    """Sign a person in to the shop named, else the last one used, else the first.

    Raises NoMembership.
    """
    memberships = active_memberships(user)
    by_shop = {member.shop_id: member for member in memberships}
    if shop_id is not None:
        member = by_shop.get(shop_id)
    else:
        member = by_shop.get(user.last_shop_id or 0) or next(iter(memberships), None)
    if member is None:
        raise NoMembership
    remember_shop(user=user, shop_id=member.shop_id)
    return SignedIn(member, memberships, issue_tokens(member), is_new_user)


def remember_shop(*, user: User, shop_id: int) -> None:
    """Remember the shop that a person works in, for their next sign-in."""
    if user.last_shop_id != shop_id:
        User.objects.filter(pk=user.pk).update(last_shop=shop_id)
        user.last_shop_id = shop_id


def remember_language(*, user: User, language: str) -> None:
    """Speak to a person in this language from now on, wherever they sign in."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


@transaction.atomic
def switch_shop(*, member: StaffMember, shop_id: int) -> SignedIn:
    """Sign a person in to another of their shops. Raises NoMembership."""
    return enter_shop(user=member.user, shop_id=shop_id)


def refresh_tokens(*, refresh_token: str, now: datetime) -> TokenPair:
    """Take a refresh token for a new pair; one that was taken before ends its whole family.

    Raises InvalidToken.
    """
    pair = _rotate(read_refresh(refresh_token), now)
    if pair is None:
        raise InvalidToken
    return pair


# Durable, and refusing by its result: an exception would roll the end of a stolen family back.
@transaction.atomic(durable=True)
def _rotate(claims: Claims, now: datetime) -> TokenPair | None:
    family = _locked(RefreshToken.objects.filter(family=claims.family))
    token = next((token for token in family if token.jti_hash == claims.jti_hash), None)
    if token is None:
        return None
    if token.used_at is not None:
        sign_out(family=claims.family, now=now)
        return None
    member = member_by_token(claims)
    if member is None:
        return None
    token.used_at = now
    token.save(update_fields=["used_at"])
    return issue_tokens(member, family=claims.family)


@transaction.atomic
def sign_out(*, family: uuid.UUID, now: datetime) -> None:
    """End a family: its refresh token and every access token of it."""
    _end(RefreshToken.objects.filter(family=family), now)


@transaction.atomic
def sign_out_everywhere(*, member: StaffMember, now: datetime) -> None:
    """End all families of a membership, so that they do not come alive when it is switched on again."""
    _end(RefreshToken.objects.filter(member=member), now)


def delete_expired(*, now: datetime) -> None:
    """Delete codes and refresh tokens that would be refused anyway."""
    OneTimeCode.objects.filter(expires_at__lt=now).delete()
    RefreshToken.objects.filter(expires_at__lt=now).delete()


def _end(tokens: models.QuerySet[RefreshToken], now: datetime) -> None:
    _locked(tokens)
    tokens.filter(revoked_at=None).update(revoked_at=now)  # those too that a refresh made while we waited


def _locked(tokens: models.QuerySet[RefreshToken]) -> list[RefreshToken]:
    """Lock tokens in the order of their ids, so that a refresh and a sign-out never wait for each other."""
    return list(lock_rows(tokens))
