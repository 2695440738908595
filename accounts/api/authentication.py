"""The Bearer token of API v1, checked against the membership at every request."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.errors import InvalidToken
from accounts.models import StaffMember, User
from accounts.queries import member_by_token
from accounts.tokens import Claims, read_access


class TokenRefused(AuthenticationFailed):
    default_detail = InvalidToken.message
    default_code = InvalidToken.code


class AccessTokenAuthentication(BaseAuthentication):
    """Signs in with `Authorization: Bearer …`; `request.auth` is the membership."""

    def authenticate(self, request: Request) -> tuple[User, StaffMember] | None:
        try:
            claims = bearer_claims(request)
        except InvalidToken as error:
            raise TokenRefused from error
        if claims is None:
            return None
        member = member_by_token(claims)
        if member is None:
            raise TokenRefused
        return member.user, member

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def bearer_claims(request: Request) -> Claims | None:
    """Return what the request's access token says; None where it carries none. Raises InvalidToken."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return read_access(text.strip())


class AccessTokenScheme(OpenApiAuthenticationExtension):
    """How the documentation names it."""

    target_class = AccessTokenAuthentication
    name = "accessToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
