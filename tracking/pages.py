"""The buyer's page: one order, for whoever has its link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cvety.api import limits
from cvety.api.clients import client_address
from cvety.api.limits import LimitExceeded
from cvety.core import clock, live, words
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean
from orders.states import FINAL, OrderStatus

from .contacts import contacts
from .guard import FEEDBACK, feedback_client, guarded
from .models import BEST, WORST
from .queries import PublicOrder, Tracked, public_order, tracked
from .services import leave_feedback
from .story import is_by_courier, is_late, sentence, stops

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]

MAX_COMMENT = 1000
STARS = [
    (1, _("плохо")),
    (2, _("так себе")),
    (3, _("нормально")),
    (4, _("хорошо")),
    (5, _("прекрасно")),
]


def private(page: Page[P]) -> Page[P]:
    """Say what is wrong on a page of the same look, and keep all of them out of search engines and other sites' logs.

    The address goes to no other site. It does go to our own: without it the browser would call itself
    nobody (`Origin: null`), and no form of the page would be believed.
    """

    @wraps(page)
    def gate(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = page(request, *args, **kwargs)
        except NotFound as error:
            response = render(request, "tracking/unknown.html", {"text": error}, status=404)
        except LimitExceeded as error:
            response = render(request, "tracking/slow_down.html", {"wait": words.wait(error.retry_after)}, status=429)
            response.headers["Retry-After"] = str(error.retry_after)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return gate


class FeedbackForm(forms.Form):
    """Stars, and a word where one has one."""

    rating = forms.TypedChoiceField(
        choices=STARS, coerce=int, error_messages={"required": _("Выберите от одной до пяти звёзд")}
    )
    comment = forms.CharField(required=False)

    def clean_comment(self) -> str:
        return clean(self.cleaned_data["comment"], MAX_COMMENT)


@require_safe
@never_cache
@private
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the order is."""
    return _show(request, _open(request, token))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@private
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what the buyer says of the bouquet."""
    if request.method != "POST":  # a page that was shown with a refusal, opened again
        return redirect("tracking", token)
    found = _open(request, token)
    limits.hit(FEEDBACK, feedback_client(client_address(request), token))
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _show(request, found, refusal=str(next(iter(form.errors.values()))[0]), status=422)
    try:
        leave_feedback(token=token, now=clock.now(), **form.cleaned_data)
    except NotFound:
        raise
    except DomainError as error:
        return _show(request, found, refusal=str(error), status=409)
    return redirect(f"{reverse('tracking', args=[token])}#feedback")


def _open(request: HttpRequest, token: str) -> Tracked:
    """Find an order for this client. Raises OrderNotTracked, LimitExceeded."""
    with guarded(client_address(request), token):
        return tracked(token)


def _show(request: HttpRequest, found: Tracked, *, refusal: str = "", status: int = 200) -> HttpResponse:
    live.watch(request, found.topic)
    shown = public_order(found)
    with timezone.override(shown.shop.zone):
        return render(request, "tracking/order.html", _context(request, shown, refusal), status=status)


def _context(request: HttpRequest, shown: PublicOrder, refusal: str) -> dict[str, Any]:
    """Return what the page is made of. It is all that a recipient who was sent the link may learn.

    So there is no way to pay here, though we wait for the money: the link to the bank holds the sum. The shop
    sends it to the buyer by itself.
    """
    now = clock.now()
    is_over = shown.status in FINAL or shown.status == OrderStatus.DELIVERED
    return {
        "order": shown,
        "public_shop": shown.shop,
        "contacts": contacts(shown.shop),
        "sentence": sentence(shown, now),
        "stops": stops(shown),
        "is_late": is_late(shown, now),
        "is_by_courier": is_by_courier(shown),
        # A line ends between the parts of an address, not inside one.
        "address": shown.address_masked.replace(". ", ".\u00a0"),
        "is_under_way": shown.status not in FINAL,
        "is_over": is_over,
        "has_facts": bool(shown.timeline) and shown.status != OrderStatus.CANCELLED,
        "stars": STARS,
        "given": range(WORST, BEST + 1),
        "refusal": refusal,
        "typed": request.POST.get("comment", "")[:MAX_COMMENT],
        "chosen": request.POST.get("rating", ""),
        "max_comment": MAX_COMMENT,
    }
