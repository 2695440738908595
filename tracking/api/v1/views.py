"""Tracking over API v1: nobody signs in, the number is the key."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cvety.api.clients import client_address
from cvety.api.conditional import PRIVATE
from cvety.api.views import ApiView
from cvety.core import clock
from tracking.guard import FEEDBACK, feedback_client, guarded
from tracking.queries import public_view, tracked
from tracking.services import leave_feedback

from .serializers import FeedbackInput, FeedbackLeft, TrackedOrder


class TrackingView(ApiView):
    is_public = True
    cache_control = PRIVATE

    @extend_schema(summary="Отследить заказ", responses=TrackedOrder, tags=["tracking"])
    def get(self, request: Request, token: str) -> Response:
        with guarded(client_address(request), token):
            order = public_view(token)
        return self.answer(order)


class FeedbackView(ApiView):
    is_public = True

    @extend_schema(summary="Оставить отзыв", request=FeedbackInput, responses={201: FeedbackLeft}, tags=["tracking"])
    def post(self, request: Request, token: str) -> Response:
        address = client_address(request)
        with guarded(address, token):
            found = tracked(token)
        self.count(FEEDBACK, feedback_client(address, token))
        values = self.read(FeedbackInput)
        feedback = leave_feedback(
            token=token, rating=values["rating"], comment=values.get("comment", ""), now=clock.now()
        )
        left = {
            "rating": feedback.rating,
            "comment": feedback.comment,
            "created_at": clock.isoformat(feedback.created_at, found.shop.zone),
        }
        return self.answer(left, status=201)
