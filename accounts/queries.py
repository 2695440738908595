"""Who may come in, and where."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists

from cvety.core.errors import NotFound
from cvety.core.reading import Prepared, Slot
from cvety.core.tenancy import every_shop
from shops.models import Shop

from .models import RefreshToken, StaffMember, User
from .tokens import Claims


def _may_come_in() -> models.QuerySet[StaffMember]:
    ended = RefreshToken.objects.filter(family=Slot("family", models.UUIDField()), revoked_at__isnull=False)
    with every_shop():  # the token is what finds the row
        members = StaffMember.objects.active().filter(
            ~Exists(ended),
            pk=Slot("member_id", models.BigIntegerField()),
            user_id=Slot("user_id", models.BigIntegerField()),
        )
    return members.select_related("user", "shop")


_MAY_COME_IN = Prepared(_may_come_in)  # asked at every request, for the answer may change at any moment


def member_by_token(claims: Claims) -> StaffMember | None:
    """Return whom a token names while they may come in, with shop and user, in one query."""
    found = _MAY_COME_IN.objects(member_id=claims.member_id, user_id=claims.user_id, family=claims.family)
    return next(iter(found), None)


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
