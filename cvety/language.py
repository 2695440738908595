"""The language of pages: the one a person chose, else Russian.

A browser's own wish counts on the API alone until every page is translated: half a page in each language is
worse than a whole one in Russian.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class PageLanguage:
    """Set after sign-in is known, over what `LocaleMiddleware` made of the browser's wish."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            chosen = getattr(request.user, "language", "")
            translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        return self.get_response(request)
