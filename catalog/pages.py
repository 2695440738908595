"""The showcase on a phone: what stands there, what more can be made, and a bouquet taken apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages_access import StaffRequest, staff_page
from accounts.pages_once import once
from cvety.api.permissions import allows
from cvety.core import clock, words
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean
from warehouse.models import WriteOffReason

from . import showcase as showcases
from .errors import BouquetNotFound
from .services.showcase import make_showcase_bouquets, take_apart, write_off_bouquet

MAX_NOTE = 500
LONGEST_NUMBER = 9  # digits; more than ever stands in a bouquet, and still a number


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE)
def showcase(request: StaffRequest) -> HttpResponse:
    """Show what stands there, what wilts first on top, and what the free stems allow to make."""
    now = clock.now()
    may_write = _may_write(request)
    context = {
        "standing": showcases.standing(shop=request.shop, now=now),
        "makeable": showcases.makeable(shop=request.shop, now=now) if may_write else [],
        "may_write": may_write,
    }
    return render(request, "showcase/showcase.html", context)


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE)
def bouquet(request: StaffRequest, bouquet_id: int) -> HttpResponse:
    """Show one bouquet: how old, what it was made of; and the ways to take it off the showcase."""
    try:
        shown = showcases.bouquet_of(shop=request.shop, bouquet_id=bouquet_id, now=clock.now())
    except BouquetNotFound as error:
        raise Http404 from error
    context = {
        "shown": shown,
        "bouquet": shown.bouquet,
        "may_act": shown.is_free and _may_write(request),
        "reasons": showcases.REASONS,
    }
    return render(request, "showcase/bouquet.html", context)


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def make(request: StaffRequest, product_id: int) -> HttpResponse:
    """Make one bouquet of a product, or several."""
    count = _number(request, "count")
    try:
        made = make_showcase_bouquets(product_id=product_id, count=1 if count is None else count, **_who(request))
    except DomainError as error:
        return _refused(request, error, "showcase")
    messages.success(request, _("На витрине: %s") % words.counted(made[0].product.name, len(made)))
    return redirect("showcase")


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def apart(request: StaffRequest, bouquet_id: int) -> HttpResponse:
    """Take a bouquet apart: what was counted as good goes back, the rest is written off."""
    try:
        shown = showcases.bouquet_of(shop=request.shop, bouquet_id=bouquet_id, now=clock.now())
        good = {part.item.pk: _number(request, f"good-{part.item.pk}") or 0 for part in shown.parts}
        taken = take_apart(bouquet_id=bouquet_id, good=good, **_why(request), **_who(request))
    except DomainError as error:
        return _refused(request, error, "showcase-bouquet", bouquet_id)
    messages.success(request, _("Букет разобран: %s") % taken.product.name)
    return redirect("showcase")


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def throw_away(request: StaffRequest, bouquet_id: int) -> HttpResponse:
    """Write a bouquet off as it stands."""
    try:
        write_off_bouquet(bouquet_id=bouquet_id, **_why(request), **_who(request))
    except DomainError as error:
        return _refused(request, error, "showcase-bouquet", bouquet_id)
    messages.success(request, _("Букет списан"))
    return redirect("showcase")


def _number(request: StaffRequest, name: str) -> int | None:
    """Return a number that was typed, None for nothing; no number at all is more than there ever is."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    return int(text[:LONGEST_NUMBER]) if text.isascii() and text.isdigit() else 10**LONGEST_NUMBER


def _why(request: StaffRequest) -> dict[str, Any]:
    reason = request.POST.get("reason", "")
    known = reason in [each.value for each in showcases.REASONS]
    return {
        "reason": reason if known else WriteOffReason.WILTED.value,
        "note": clean(request.POST.get("note", ""), MAX_NOTE),
    }


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"shop": request.shop, "actor": request.member.as_actor(), "now": clock.now()}


def _may_write(request: StaffRequest) -> bool:
    return allows(request.member.access(Module.WAREHOUSE), Access.WRITE)


def _refused(request: StaffRequest, error: DomainError, page: str, *row: int) -> HttpResponse:
    """Say why it was not done, on the page where it was tried."""
    if isinstance(error, NotFound):
        raise Http404 from error
    request.was_refused = True
    messages.error(request, str(error))
    return redirect(page, *row)
