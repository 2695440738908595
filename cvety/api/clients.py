"""Where a request comes from: the connection's address; forwarding headers count from known proxies only."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@lru_cache
def _trusted(networks: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network, strict=False) for network in networks)


def _is_trusted(address: _Address) -> bool:
    return any(address in network for network in _trusted(tuple(settings.CVETY_TRUSTED_PROXIES)))


def client_address(request: HttpRequest) -> str:
    """Return the address to count by; an IPv6 client owns its whole /64."""
    try:
        address: _Address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 - no address known
        hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        while _is_trusted(address) and hops and hops[-1].strip():
            address = ipaddress.ip_address(hops.pop().strip())
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
