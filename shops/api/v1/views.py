"""The shop's settings and delivery zones over API v1."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.lists import BooleanFilter, ListFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.api.views import ApiView
from cvety.core import clock
from cvety.core.access import Module
from shops.queries import get_zone, zones_of
from shops.services import add_zone, archive_zone, update_shop, update_zone

from .records import shop_settings, zone_row
from .serializers import ShopChanges, ShopSettings, ZoneChanges, ZoneInput, ZoneRow


class ShopView(ApiView):
    module = Module.SETTINGS

    @extend_schema(summary="Магазин и его настройки", responses=ShopSettings, tags=["shop"])
    def get(self, request: Request) -> Response:
        return self.answer(shop_settings(self.shop), row=self.shop)

    @extend_schema(
        summary="Изменить настройки магазина: переданные поля",
        request=ShopChanges,
        responses=ShopSettings,
        tags=["shop"],
    )
    def patch(self, request: Request) -> Response:
        changes = self.read(ShopChanges)
        shop = update_shop(shop=self.shop, changes=changes, expected_version=self.expected_version)
        return self.answer(shop_settings(shop), row=shop)


class ZoneFilter(ListFilter):
    is_active = BooleanFilter()


class ZonesView(ApiView):
    """The ETag of whatever is answered about a zone is the shop's: an edit of either makes the other stale."""

    module = Module.SETTINGS

    @extend_schema(
        summary="Зоны доставки", parameters=list_parameters(ZoneFilter), responses=page_of(ZoneRow), tags=["shop"]
    )
    def get(self, request: Request) -> Response:
        page = read_page(request.query_params)
        zones = ZoneFilter.read(request, zones_of(shop=self.shop)).qs
        return self.answer(page.envelope([zone_row(zone) for zone in page.cut(zones)], zones.count()))

    @extend_schema(summary="Создать зону доставки", request=ZoneInput, responses={201: ZoneRow}, tags=["shop"])
    def post(self, request: Request) -> Response:
        zone = add_zone(shop=self.shop, data=self.read(ZoneInput))
        return self.answer(zone_row(zone), row=zone.shop, status=201)


class ZoneView(ApiView):
    module = Module.SETTINGS

    @extend_schema(summary="Зона доставки", responses=ZoneRow, tags=["shop"])
    def get(self, request: Request, zone_id: int) -> Response:
        return self.answer(zone_row(get_zone(shop=self.shop, zone_id=zone_id)), row=self.shop)

    @extend_schema(
        summary="Изменить зону доставки: переданные поля", request=ZoneChanges, responses=ZoneRow, tags=["shop"]
    )
    def patch(self, request: Request, zone_id: int) -> Response:
        zone = update_zone(
            shop=self.shop,
            zone_id=zone_id,
            changes=self.read(ZoneChanges),
            expected_version=self.expected_version,
        )
        return self.answer(zone_row(zone), row=zone.shop)

    @extend_schema(summary="Убрать зону доставки", responses={204: None}, tags=["shop"])
    def delete(self, request: Request, zone_id: int) -> Response:
        archive_zone(shop=self.shop, zone_id=zone_id, now=clock.now(), expected_version=self.expected_version)
        return self.answer(None, status=204)
