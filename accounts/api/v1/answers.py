"""Sign-in in the words of API v1."""

from __future__ import annotations

from typing import Any

from accounts.models import StaffMember
from accounts.positions import permissions
from accounts.services import SignedIn
from accounts.tokens import ACCESS_SECONDS, TokenPair
from shops.api.v1.records import shop_record


def tokens(pair: TokenPair) -> dict[str, Any]:
    return {
        "access_token": pair.access,
        "token_type": "bearer",
        "expires_in": ACCESS_SECONDS,
        "refresh_token": pair.refresh,
    }


def signed_in(result: SignedIn) -> dict[str, Any]:
    return {
        **tokens(result.tokens),
        "is_new_user": result.is_new_user,
        "shop_id": result.member.shop_id,
        "shop_name": result.member.shop.name,
        "position": result.member.position,
        "permissions": permissions(result.member.position),
        "shops": shops(result.memberships),
    }


def me(member: StaffMember, memberships: list[StaffMember]) -> dict[str, Any]:
    return {
        **shop_record(member.shop),
        "user": {"id": member.pk, "name": member.name, "phone": member.phone, "position": member.position},
        "permissions": permissions(member.position),
        "shops": shops(memberships),
    }


def shops(memberships: list[StaffMember]) -> list[dict[str, Any]]:
    return [{"id": member.shop_id, "name": member.shop.name, "position": member.position} for member in memberships]
