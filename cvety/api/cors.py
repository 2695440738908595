"""Which other sites may call from a browser: any site may call what is public, without credentials."""

from __future__ import annotations

from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest

PUBLIC = ("/api/public/", "/api/tracking/")


@receiver(check_request_enabled, dispatch_uid="public-api")
def is_public(sender: Any, request: HttpRequest, **_: Any) -> bool:
    """Answer a storefront on any host."""
    return request.path_info.startswith(PUBLIC)
