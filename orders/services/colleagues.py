"""Colleagues whom an order names: its florist and its courier."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from cvety.core.errors import InvalidInput, Text
from shops.models import Shop


def find_colleagues(shop: Shop, **ids: int | None) -> dict[int | None, StaffMember]:
    """Return the shop's active people by id, each fit for what the field's name says.

    Takes `florist_id` and `courier_id`. Raises InvalidInput.
    """
    wanted = {member_id for member_id in ids.values() if member_id is not None}
    if not wanted:
        return {}
    found = StaffMember.objects.filter(shop=shop, is_active=True, archived_at=None).in_bulk(list(wanted))
    wrong = [
        ((field,), text) for field, id_ in ids.items() if id_ is not None and (text := _unfit(field, found.get(id_)))
    ]
    if wrong:
        raise InvalidInput(*wrong)
    return dict(found)


def _unfit(field: str, member: StaffMember | None) -> Text:
    if member is None:
        return _("Такого сотрудника нет")
    if field == "florist_id" and not member.makes_bouquets:
        return _("Этот сотрудник не собирает букеты")
    if field == "courier_id" and not member.carries_orders:
        return _("Этот сотрудник не развозит заказы")
    return ""
