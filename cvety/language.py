"""The language of pages: a buyer's browser chooses, staff choose for themselves, else it is Russian.

Django's own middleware has looked at the browser's wish before; it stands for the API and for buyers.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.middleware import LANGUAGE_COOKIE

AS_THE_BROWSER = ("/api/", "/live/", "/tracking/")


class PageLanguage:
    """Set after sign-in is known, over what `LocaleMiddleware` made of the browser's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(AS_THE_BROWSER):
            translation.activate(_chosen(request))
        return self.get_response(request)


def _chosen(request: HttpRequest) -> str:
    """Return what the person chose, before they signed in or after."""
    chosen = getattr(request.user, "language", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
