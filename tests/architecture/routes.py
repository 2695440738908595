"""Every address of the product, as the URLconf has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

# Where API v2 answers: its inventory has addresses of its own.
OF_V2 = ("/api/v2/", "/api/inventory/", "/api/flowers/")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def all_routes() -> dict[str, frozenset[str]]:
    """Return every route with the methods its view has; a function's are not to be seen from outside."""
    return {
        route: frozenset(method for method in METHODS if view and hasattr(view, method.lower()))
        for route, view in all_views().items()
    }


def all_views() -> dict[str, type | None]:
    """Return every route with the class of its view; None for a function."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, type | None]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
            continue
        yield route, getattr(pattern.callback, "cls", None) or getattr(pattern.callback, "view_class", None)
