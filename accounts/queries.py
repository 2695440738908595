"""Who may come in, and where."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists

from cvety.core.errors import NotFound
from cvety.core.tenancy import every_shop
from shops.models import Shop

from .models import RefreshToken, StaffMember, User
from .tokens import Claims


def member_by_token(claims: Claims) -> StaffMember | None:
    """Return whom a token names while they may come in, with shop and user, in one query."""
    ended = RefreshToken.objects.filter(family=claims.family, revoked_at__isnull=False)
    with every_shop():  # the token is what finds the row
        return (
            StaffMember.objects.active()
            .filter(~Exists(ended), pk=claims.member_id, user_id=claims.user_id)
            .select_related("shop", "user")
            .first()
        )


def active_memberships(user: User) -> list[StaffMember]:
    """Return where a person works now, with each shop, the one joined first before the others."""
    with every_shop():  # a person's own rows, in whatever shop
        return list(StaffMember.objects.active().filter(user=user).select_related("shop", "user").order_by("pk"))


def colleagues(*, shop: Shop) -> models.QuerySet[StaffMember]:
    """Return the team by name, those switched off too."""
    return StaffMember.objects.present().filter(shop=shop).order_by("name", "pk")


def get_colleague(*, shop: Shop, colleague_id: int) -> StaffMember:
    """Return one of the team. Raises NotFound."""
    member = colleagues(shop=shop).filter(pk=colleague_id).first()
    if member is None:
        raise NotFound
    return member
