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
from tracking.queries import Tracked, public_view, tracked
from tracking.services import leave_feedback

from .serializers import FeedbackInput, FeedbackLeft, TrackedOrder


class TrackedView(ApiView):
    """About one order; its number is looked up here, before anything that could tell a right one from a wrong one."""

    is_public = True
    found: Tracked

    def check_throttles(self, request: Request) -> None:
        token: str = self.kwargs["token"]
        with guarded(client_address(request), token):
            self.found = tracked(token)


class TrackingView(TrackedView):
    cache_control = PRIVATE

    @extend_schema(summary="Отследить заказ", responses=TrackedOrder, tags=["tracking"])
    def get(self, request: Request, token: str) -> Response:
        return self.answer(public_view(self.found))


class FeedbackView(TrackedView):
    @extend_schema(summary="Оставить отзыв", request=FeedbackInput, responses={201: FeedbackLeft}, tags=["tracking"])
    def post(self, request: Request, token: str) -> Response:
        self.count(FEEDBACK, feedback_client(client_address(request), token))
        values = self.read(FeedbackInput)
        feedback = leave_feedback(
            token=token, rating=values["rating"], comment=values.get("comment", ""), now=clock.now()
        )
        left = {
            "rating": feedback.rating,
            "comment": feedback.comment,
            "created_at": clock.isoformat(feedback.created_at, self.found.shop.zone),
        }
        return self.answer(left, status=201)
