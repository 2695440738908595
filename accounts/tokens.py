"""Access and refresh tokens: signed, and naming a membership and the family that one sign-in began.

A token alone opens nothing: who it names is looked up at every request (`accounts.queries.member_by_token`).
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import NamedTuple

from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken as SignedAccess
from rest_framework_simplejwt.tokens import RefreshToken as SignedRefresh
from rest_framework_simplejwt.tokens import Token
from rest_framework_simplejwt.utils import datetime_from_epoch

from cvety.core import clock

from .errors import InvalidToken
from .models import RefreshToken, StaffMember

ACCESS_SECONDS = int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds())


class TokenPair(NamedTuple):
    """What a client keeps after signing in."""

    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says; `user_id` guards a membership that has been given to another account since."""

    member_id: int
    user_id: int
    family: uuid.UUID
    jti_hash: str


def issue_tokens(member: StaffMember, *, family: uuid.UUID | None = None) -> TokenPair:
    """Make a pair for this member: the next of a family, or the first of a new one."""
    family = family or uuid.uuid4()
    refresh = _name(SignedRefresh(), member, family)
    RefreshToken.objects.create(
        jti_hash=_hash(refresh["jti"]),
        family=family,
        member=member,
        created_at=clock.now(),
        expires_at=datetime_from_epoch(refresh["exp"]),
    )
    return TokenPair(access=str(_name(SignedAccess(), member, family)), refresh=str(refresh))


def read_access(text: str) -> Claims:
    """Return what a genuine, unexpired access token says. Raises InvalidToken."""
    return _read(SignedAccess, text)


def read_refresh(text: str) -> Claims:
    """Return what a genuine, unexpired refresh token says. Raises InvalidToken."""
    return _read(SignedRefresh, text)


def _name(token: Token, member: StaffMember, family: uuid.UUID) -> Token:
    token["member_id"] = member.pk
    token["user_id"] = member.user_id
    token["shop_id"] = member.shop_id  # for the client; the server believes the membership
    token["family"] = family.hex
    return token


def _read(kind: type[SignedAccess | SignedRefresh], text: str) -> Claims:
    try:
        token = kind(text)  # type: ignore[arg-type]  # the library takes the text, its annotation says Token
        return Claims(token["member_id"], token["user_id"], uuid.UUID(token["family"]), _hash(token["jti"]))
    except (TokenError, KeyError, ValueError) as error:
        raise InvalidToken from error


def _hash(jti: str) -> str:
    return hashlib.sha256(jti.encode()).hexdigest()
