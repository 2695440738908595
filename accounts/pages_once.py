"""A form of a page that is sent twice is done once, for what would otherwise be there twice.

A screen in a courier's pocket sends again what it got no answer to. The form then carries an `action_id` of
its own (`{% action_id %}`), and the second time only leads where the first one led.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy

from cvety.core import idempotency
from cvety.core.errors import Conflict
from cvety.core.text import clean

from .pages_access import StaffRequest, refuse

P = ParamSpec("P")
Page = Callable[Concatenate[StaffRequest, P], HttpResponse]

LONGEST_ID = 64
STILL_RUNNING = gettext_lazy("Это уже отправляется, подождите немного.")


def once(page: Page[P]) -> Page[P]:
    """Do what a form says once per `action_id`; without one, or when it was refused, every time."""

    @wraps(page)
    def gate(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = clean(request.POST.get("action_id", ""), LONGEST_ID)
        if not key:
            return page(request, *args, **kwargs)
        try:
            record = idempotency.begin(
                shop_id=request.shop.pk,
                method="POST",
                path=request.path[:255],
                key=key,
                fingerprint=str(request.user.pk),
            )
        except Conflict:  # the first one is still under way
            return refuse(request, status=409, text=str(STILL_RUNNING))
        if record.body is not None:
            return HttpResponseRedirect(bytes(record.body).decode())
        is_kept = False
        try:
            with _together(request):
                response = page(request, *args, **kwargs)
                if isinstance(response, HttpResponseRedirect) and not request.was_refused:
                    idempotency.finish(record, status_code=response.status_code, body=response.url.encode())
                    is_kept = True
        except idempotency.StillRunning:  # it took so long that a second one has begun
            return refuse(request, status=409, text=str(STILL_RUNNING))
        except BaseException:
            is_kept = False  # it was undone
            raise
        finally:
            if not is_kept:
                idempotency.let_go(record)
        return response

    return gate


def _together(request: StaffRequest) -> AbstractContextManager[Any]:
    """Let what was done and where it led be kept both or neither, whatever ends the process in between.

    A picture is worked on for too long to hold a transaction open; one that is there twice does the least harm.
    """
    return nullcontext() if request.FILES else transaction.atomic()
