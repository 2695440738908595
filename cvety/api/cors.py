"""Which other sites may call from a browser: any site may call what is public, without credentials.

Which may call the rest is for the shops to say: `shops.api.cors`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest

PUBLIC = ("/api/public/", "/api/tracking/", "/openapi", "/postman")  # the last two are the API's description
_ATTRIBUTE = "_sites_of_the_caller"


@receiver(check_request_enabled, dispatch_uid="public-api")
def is_public(sender: Any, request: HttpRequest, **_: Any) -> bool:
    """Answer a storefront on any host."""
    return request.path_info.startswith(PUBLIC)


def keep_to(request: HttpRequest, origins: Collection[str]) -> None:
    """Let no other site read the answer than these: those of the shop that is asking."""
    setattr(request, _ATTRIBUTE, origins)


def sites_of_caller(request: HttpRequest) -> Collection[str] | None:
    """Return the sites that may read the answer; None while nobody has signed in."""
    origins: Collection[str] | None = getattr(request, _ATTRIBUTE, None)
    return origins
