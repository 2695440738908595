"""Where a request comes from: the connection's address; forwarding headers count from known proxies only."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Some proxies name the client's port as well.
_WITH_PORT = re.compile(r"\[([^]]*)\](?::\d+)?|([\d.]+):\d+", re.ASCII)
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _read(text: str) -> _Address:
    """Return an address; an IPv4 one that a socket of IPv6 has taken in is itself. Raises ValueError."""
    found = _WITH_PORT.fullmatch(text.strip())
    address = ipaddress.ip_address(found[1] or found[2] if found else text.strip())
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache
def _trusted(networks: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network, strict=False) for network in networks)


def _is_trusted(address: _Address) -> bool:
    return any(address in network for network in _trusted(tuple(settings.CVETY_TRUSTED_PROXIES)))


def _connection(request: HttpRequest) -> _Address:
    return _read(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - no address known


def client_address(request: HttpRequest) -> str:
    """Return the address to count by; an IPv6 client owns its whole /64."""
    try:
        address = _connection(request)
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        while _is_trusted(address) and hops and hops[-1].strip():
            address = _read(hops.pop())
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class ForwardedProtocol:
    """Forgets who says that the client came by HTTPS, unless it is a known proxy; stands before all that asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_FORWARDED_PROTO" in request.META and not self._is_from_proxy(request):
            del request.META["HTTP_X_FORWARDED_PROTO"]
        return self.get_response(request)

    def _is_from_proxy(self, request: HttpRequest) -> bool:
        try:
            return _is_trusted(_connection(request))
        except ValueError:
            return False
