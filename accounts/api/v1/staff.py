"""Colleagues over API v1: the same rows as `/api/v2/colleagues`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import StaffMember
from accounts.positions import Position
from accounts.queries import colleagues, get_colleague
from accounts.services import add_colleague, archive_colleague, update_colleague
from cvety.api.fields import PhoneField, WordField
from cvety.api.lists import BooleanFilter, ListFilter, WordFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module


class ColleagueChanges(serializers.Serializer[Any]):
    """A change of a colleague: only what is sent is written."""

    name = serializers.CharField(min_length=2, max_length=255, required=False)
    phone = PhoneField(required=False)
    position = WordField(Position.choices, required=False)
    is_active = serializers.BooleanField(required=False)


class ColleagueInput(ColleagueChanges):
    name = serializers.CharField(min_length=2, max_length=255)
    phone = PhoneField()
    position = WordField(Position.choices)


class ColleagueRow(serializers.Serializer[Any]):
    """A colleague; how to reach them and since when they work is null for those who read names only."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.ChoiceField(Position.choices)
    position_display = serializers.CharField()
    is_active = serializers.BooleanField()
    phone = serializers.CharField(allow_null=True)
    avatar = serializers.CharField(allow_null=True)
    joined_at = serializers.DateTimeField(allow_null=True, help_text=_("в команде с"))


class ColleagueFilter(ListFilter):
    position = WordFilter(choices=Position.choices)
    is_active = BooleanFilter()


class ColleaguesView(ApiView):
    module = Module.STAFF

    @extend_schema(
        summary="Сотрудники",
        parameters=list_parameters(ColleagueFilter),
        responses=page_of(ColleagueRow),
        tags=["staff"],
    )
    def get(self, request: Request) -> Response:
        page = read_page(request.query_params)
        found = ColleagueFilter.read(request, colleagues(shop=self.shop)).qs
        rows = [_row(member, seen_by=self.member) for member in page.cut(found)]
        return self.answer(page.envelope(rows, found.count()))

    @extend_schema(summary="Добавить сотрудника", request=ColleagueInput, responses={201: ColleagueRow}, tags=["staff"])
    def post(self, request: Request) -> Response:
        member = add_colleague(shop=self.shop, by=self.member, **self.read(ColleagueInput))
        return self.answer(_row(member, seen_by=self.member), row=member, status=201)


class ColleagueView(ApiView):
    module = Module.STAFF

    @extend_schema(summary="Сотрудник", responses=ColleagueRow, tags=["staff"])
    def get(self, request: Request, colleague_id: int) -> Response:
        return self._answer_row(get_colleague(shop=self.shop, colleague_id=colleague_id))

    @extend_schema(
        summary="Изменить сотрудника: переданные поля",
        request=ColleagueChanges,
        responses=ColleagueRow,
        tags=["staff"],
    )
    def patch(self, request: Request, colleague_id: int) -> Response:
        member = update_colleague(
            shop=self.shop,
            colleague_id=colleague_id,
            changes=self.read(ColleagueChanges),
            by=self.member,
            now=clock.now(),
            expected_version=self.expected_version,
        )
        return self._answer_row(member)

    @extend_schema(summary="Убрать сотрудника из команды", responses={204: None}, tags=["staff"])
    def delete(self, request: Request, colleague_id: int) -> Response:
        archive_colleague(shop=self.shop, colleague_id=colleague_id, by=self.member, now=clock.now())
        return self.answer(None, status=204)

    def _answer_row(self, member: StaffMember) -> Response:
        return self.answer(_row(member, seen_by=self.member), row=member)


def _row(member: StaffMember, *, seen_by: StaffMember) -> dict[str, Any]:
    """Return a colleague as this person may see them."""
    is_seen = seen_by.sees_contacts
    return {
        "id": member.pk,
        "version": member.version,
        "name": member.name,
        "position": member.position,
        "position_display": member.get_position_display(),
        "is_active": member.is_active,
        "phone": member.phone if is_seen else None,
        "avatar": member.avatar if is_seen else None,
        "joined_at": clock.isoformat(member.joined_at, seen_by.shop.zone) if is_seen else None,
    }
