"""Sign-in of API v1."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import bearer_claims
from accounts.codes import LIFETIME
from accounts.errors import InvalidToken
from accounts.guessing import counted
from accounts.queries import active_memberships
from accounts.services import refresh_tokens, request_code, sign_out, switch_shop, verify_code
from cvety.api import limits
from cvety.api.views import ApiView
from cvety.core import clock

from . import answers
from .serializers import (
    CodeSent,
    Me,
    RefreshInput,
    RequestCodeInput,
    SignedInAnswer,
    SwitchShopInput,
    Tokens,
    VerifyCodeInput,
)


class DoorView(ApiView):
    """What one does before being signed in; a stale token in the header is no obstacle."""

    is_public = True
    authentication_classes = ()
    keeps_answers = False


class RequestCodeView(DoorView):
    @extend_schema(summary="Запросить код входа", request=RequestCodeInput, responses={201: CodeSent}, tags=["auth"])
    def post(self, request: Request) -> Response:
        phone = self.read(RequestCodeInput)["phone"]
        for client in counted(phone, request):
            self.count(limits.REQUEST_CODE, client)
        delivery = request_code(phone=phone, now=clock.now())
        answer = {
            "message": delivery.message,
            "delivery_method": delivery.method,
            "expires_in": int(LIFETIME.total_seconds()),
            **delivery.extra,
        }
        return self.answer(answer, status=201)


class VerifyCodeView(DoorView):
    @extend_schema(summary="Войти по коду", request=VerifyCodeInput, responses={200: SignedInAnswer}, tags=["auth"])
    def post(self, request: Request) -> Response:
        values = self.read(VerifyCodeInput)
        for client in counted(values["phone"], request):
            self.count(limits.VERIFY_CODE, client)
        result = verify_code(
            phone=values["phone"], code=values["otp_code"], shop_id=values.get("shop_id"), now=clock.now()
        )
        return self.answer(answers.signed_in(result))


class RefreshView(DoorView):
    @extend_schema(summary="Обновить токен", request=RefreshInput, responses={200: Tokens}, tags=["auth"])
    def post(self, request: Request) -> Response:
        pair = refresh_tokens(refresh_token=self.read(RefreshInput)["refresh_token"], now=clock.now())
        return self.answer(answers.tokens(pair))


class LogoutView(ApiView):
    for_anyone_signed_in = True

    @extend_schema(summary="Выйти", request=None, responses={204: None}, tags=["auth"])
    def post(self, request: Request) -> Response:
        claims = bearer_claims(request)
        if claims is None:
            raise InvalidToken
        sign_out(family=claims.family, now=clock.now())
        return self.answer(None, status=204)


class SwitchShopView(ApiView):
    for_anyone_signed_in = True
    keeps_answers = False

    @extend_schema(
        summary="Перейти в другой свой магазин",
        request=SwitchShopInput,
        responses={200: SignedInAnswer},
        tags=["auth"],
    )
    def post(self, request: Request) -> Response:
        result = switch_shop(member=self.member, shop_id=self.read(SwitchShopInput)["shop_id"])
        return self.answer(answers.signed_in(result))


class MeView(ApiView):
    for_anyone_signed_in = True

    @extend_schema(summary="Магазин, в котором я работаю, и я в нём", responses={200: Me}, tags=["auth"])
    def get(self, request: Request) -> Response:
        return self.answer(answers.me(self.member, active_memberships(self.member.user)))
