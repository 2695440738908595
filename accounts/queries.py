"""Who may come in, and where."""

from __future__ import annotations

from django.db.models import Exists

from cvety.core.tenancy import every_shop

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
