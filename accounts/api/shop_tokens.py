"""The doors that programs of the shop come in by: its access token, or a colleague's Bearer token of v1."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.access_tokens import BEGINNING, read_token
from accounts.errors import InvalidToken
from accounts.models import ShopToken, StaffMember, User

from .authentication import AccessTokenAuthentication, TokenRefused

PARAMETER = "access_token"


class ShopTokenAuthentication(BaseAuthentication):
    """Signs in with a shop's access token, as `Authorization: Bearer …` or `?access_token=…`.

    `request.auth` is the token then; a Bearer token that is none of these is a colleague's, and `request.auth` the
    membership. The header goes before the address.
    """

    def authenticate(self, request: Request) -> tuple[User | None, StaffMember | ShopToken] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            text = request.query_params.get(PARAMETER, "")
            if not text:
                return None
        elif not text.strip().startswith(BEGINNING):
            return AccessTokenAuthentication().authenticate(request)
        try:
            return None, read_token(text)
        except InvalidToken as error:
            raise TokenRefused from error

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class ShopTokenScheme(OpenApiAuthenticationExtension):
    """How the documentation names it."""

    target_class = ShopTokenAuthentication
    name = ["shopToken", "shopTokenInAddress"]  # the library's way

    def get_security_requirement(self, auto_schema: object) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]  # one of them is enough

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer", "description": "Токен доступа магазина или токен входа сотрудника"},
            {"type": "apiKey", "in": "query", "name": PARAMETER, "description": "Токен доступа магазина"},
        ]
