"""What browsers are told with every answer, whoever gives it: a view, a file, a refusal before any view."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.security import SecurityMiddleware


class HeadersOnEveryAnswer(SecurityMiddleware):
    """Django's headers alone, outside of all that may answer.

    Leading to HTTPS stays where it was, inside: probes of the machine's health are not led there, and a host that
    is not ours is refused there, with an answer that wants its headers as well.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let everything through."""
