"""Colleagues of API v2: the way to add a person."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import StaffMember
from accounts.positions import Position
from accounts.queries import colleagues, get_colleague
from accounts.services import add_colleague, archive_colleague, toggle_colleague, update_colleague
from cvety.api.lists import NO_FILTER, BooleanFilter, ListFilter, WordFilter
from cvety.api.v2 import Done, V2View, envelope, read_window
from cvety.core import clock
from cvety.core.access import Module

from .serializers import Colleague, ColleagueInput, colleague

DEFAULT_LIMIT = 200
MAX_LIMIT = 500

One = envelope(Colleague())
Many = envelope(Colleague(many=True), is_list=True)


class ColleagueFilter(ListFilter):
    isActive = BooleanFilter(field_name="is_active")
    position = WordFilter(choices=Position.choices)


class ColleaguesView(V2View):
    module = Module.STAFF

    @extend_schema(
        operation_id="v2_colleagues_list",
        summary="Сотрудники",
        parameters=[
            OpenApiParameter("isActive", OpenApiTypes.BOOL),
            OpenApiParameter("position", enum=[*Position.values, NO_FILTER]),
            OpenApiParameter("limit", OpenApiTypes.INT, description=f"1–{MAX_LIMIT}, по умолчанию {DEFAULT_LIMIT}"),
            OpenApiParameter("offset", OpenApiTypes.INT),
        ],
        responses={200: Many},
        tags=["colleagues"],
    )
    def get(self, request: Request) -> Response:
        window = read_window(request.query_params, default=DEFAULT_LIMIT, most=MAX_LIMIT)
        found = ColleagueFilter.read(request, colleagues(shop=self.shop)).qs
        return self.answer_list([self.shown(member) for member in window.cut(found)], window, found.count())

    @extend_schema(summary="Добавить сотрудника", request=ColleagueInput, responses={201: One}, tags=["colleagues"])
    def post(self, request: Request) -> Response:
        member = add_colleague(shop=self.shop, by=self.member, **self.read(ColleagueInput))
        return self.answer(self.shown(member), status=201)

    def shown(self, member: StaffMember) -> dict[str, object]:
        return colleague(member, seen_by=self.member)


class ColleagueView(V2View):
    module = Module.STAFF

    @extend_schema(summary="Сотрудник", responses={200: One}, tags=["colleagues"])
    def get(self, request: Request, pk: int) -> Response:
        member = get_colleague(shop=self.shop, colleague_id=pk)
        return self.answer(colleague(member, seen_by=self.member))

    @extend_schema(
        summary="Изменить сотрудника: переданные поля",
        request=ColleagueInput(partial=True),
        responses={200: One},
        tags=["colleagues"],
    )
    def put(self, request: Request, pk: int) -> Response:
        changes = self.read(ColleagueInput, partial=True)
        member = update_colleague(shop=self.shop, colleague_id=pk, changes=changes, by=self.member, now=clock.now())
        return self.answer(colleague(member, seen_by=self.member))

    @extend_schema(summary="Удалить сотрудника", responses={200: Done}, tags=["colleagues"])
    def delete(self, request: Request, pk: int) -> Response:
        archive_colleague(shop=self.shop, colleague_id=pk, by=self.member, now=clock.now())
        return self.answer()


class ToggleColleagueView(V2View):
    module = Module.STAFF

    @extend_schema(summary="Включить или отключить сотрудника", request=None, responses={200: One}, tags=["colleagues"])
    def patch(self, request: Request, pk: int) -> Response:
        member = toggle_colleague(shop=self.shop, colleague_id=pk, by=self.member, now=clock.now())
        return self.answer(colleague(member, seen_by=self.member))
