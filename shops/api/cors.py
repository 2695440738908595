"""Which other sites may call what is behind the sign-in: those that shops have named."""

from __future__ import annotations

from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from cvety.api.cors import sites_of_caller
from shops.queries import allowed_origins


@receiver(check_request_enabled, dispatch_uid="sites-of-shops")
def is_site_of_a_shop(sender: Any, request: HttpRequest, **_: Any) -> bool:
    """Answer the sites of the caller's shop; where nobody is known yet, those of all shops.

    Nobody is known in a preflight, at the sign-in, and where the sign-in has run out, which a page has to be told.
    """
    origin = request.headers.get("Origin")
    if origin is None or not request.path_info.startswith("/api/"):
        return False
    own = sites_of_caller(request)
    return origin in (allowed_origins() if own is None else own)
