"""Answers to forms that a script sends (`static/cvety/actions.js`), so that what they say is shown where it is read.

A script that follows a redirect has the page rendered for nobody, and the messages on it are used up. So it is
told the address instead: it either goes there, and the page shows the messages, or asks for them at once.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseRedirectBase

HEADER = "X-Kept"  # "go" or "tell": whether the script is about to open the address, or wants to tell what was said


class AnswerToScript:
    """Turns a redirect into its address, for a form that was sent by the script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        wish = request.headers.get(HEADER)
        if wish is None or not isinstance(response, HttpResponseRedirectBase):
            return response
        said = get_messages(request) if wish == "tell" else ()
        messages = [{"level": message.level_tag, "text": str(message)} for message in said]
        answer = JsonResponse({"address": response.url, "messages": messages})
        answer.cookies = response.cookies
        return answer
