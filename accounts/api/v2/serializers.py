"""A colleague in the words of API v2."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import StaffMember
from accounts.positions import Position
from cvety.api.fields import PhoneField
from cvety.core import clock


class ColleagueInput(serializers.Serializer[Any]):
    name = serializers.CharField(min_length=2, max_length=255)
    phone = PhoneField()
    position = serializers.ChoiceField(
        Position.choices, error_messages={"invalid_choice": _("Нет такой должности: {input}")}
    )
    isActive = serializers.BooleanField(source="is_active", required=False)


class Colleague(serializers.Serializer[Any]):
    """Describes `colleague` in the schema; florists and couriers see id, name and position."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.ChoiceField(Position.choices)
    phone = serializers.CharField(required=False)
    isActive = serializers.BooleanField(required=False)
    joinedDate = serializers.DateTimeField(required=False)
    avatar = serializers.CharField(required=False, allow_null=True)


def colleague(member: StaffMember, *, seen_by: StaffMember) -> dict[str, Any]:
    """Return a colleague as this person may see them."""
    names = {"id": member.pk, "name": member.name, "position": member.position}
    if not seen_by.sees_contacts:
        return names
    return names | {
        "phone": member.phone,
        "isActive": member.is_active,
        "joinedDate": clock.isoformat(member.joined_at, seen_by.shop.zone),
        "avatar": member.avatar,
    }
