"""Both forms of an API path answer: with the trailing slash and without it, and without a redirect."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import is_valid_path


class EitherFormOfAPath:
    """Routes are declared in their documented form; a request in the other form is led to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith("/api/") and not is_valid_path(path):
            other = path[:-1] if path.endswith("/") else path + "/"
            if is_valid_path(other):
                request.path_info = other
        return self.get_response(request)
