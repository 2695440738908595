"""Tracking over API v1: nobody signs in, the number is the key."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.clients import client_address
from cvety.api.views import ApiView
from tracking.guard import guarded
from tracking.queries import public_view

from .serializers import TrackedOrder


class TrackingView(ApiView):
    is_public = True

    @extend_schema(summary="Отследить заказ", responses=TrackedOrder, tags=["tracking"])
    def get(self, request: Request, token: str) -> Response:
        with guarded(client_address(request), token):
            order = public_view(token)
        return self.answer(order)
