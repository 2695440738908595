"""Who is counted against the limits of sign-in: the phone that is tried, and the address that tries."""

from __future__ import annotations

from django.http import HttpRequest

from cvety.api.clients import client_address


def counted(phone: str, request: HttpRequest) -> tuple[str, str]:
    """Return the clients to count; the API and the pages share their counters."""
    return f"phone:{phone}", f"address:{client_address(request)}"
