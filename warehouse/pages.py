"""The fridge on a phone: the walk around it, the blind count of it, and what the count comes to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages_access import StaffRequest, refuse, staff_page
from accounts.pages_once import once
from cvety.api.permissions import allows
from cvety.core import clock, money
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError, NotFound
from cvety.core.text import clean
from orders.services.stocktaking import post_stocktake
from production.holders import holders_of

from . import counts, fridge
from .services import write_off
from .services.stocktake import cancel_stocktake, count_batch

MAX_NOTE = 500
MAX_SEARCH = 60
LONGEST_NUMBER = 7  # digits of what anybody counts
LONGEST_MOMENT = 10  # digits of a second since 1970
LATEST = timedelta(hours=12)  # so long a count may wait on a phone without a connection
AT_ONCE = timedelta(seconds=30)  # a phone's clock is no better than that


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE)
def walk(request: StaffRequest) -> HttpResponse:
    """Show what is wilting and what is to be thrown away, bucket by bucket, and what was thrown away today."""
    now = clock.now()
    varieties = fridge.walk(shop=request.shop, now=now)
    promised = [
        bucket.batch.pk for variety in varieties for bucket in variety.buckets if bucket.batch.quantity_reserved
    ]
    holders = holders_of(shop=request.shop, batch_ids=promised) if promised else {}
    context = {
        "place": "walk",
        "varieties": [
            (variety, [(bucket, holders.get(bucket.batch.pk, ())) for bucket in variety.buckets])
            for variety in varieties
        ],
        "thrown": fridge.thrown_today(shop=request.shop, now=now),
        "reasons": fridge.BY_HAND,
        "may_write": _may_write(request),
    }
    return render(request, "fridge/walk.html", context)


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def throw_away(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Write off so many of a bucket, for the reason whose button was pressed."""
    back = _walk_at(batch_id)
    quantity = _number(request.POST.get("quantity", ""))
    reason = request.POST.get("reason", "")
    if quantity is None or reason not in fridge.BY_HAND:
        said = _("Напишите, сколько списать") if quantity is None else _("Нажмите, почему списываете")
        return _refused(request, back, said)
    note = clean(request.POST.get("note", ""), MAX_NOTE)
    try:
        movement = write_off(
            shop=request.shop, batch_id=batch_id, quantity=quantity, reason=reason, note=note, **_who(request)
        )
    except DomainError as error:
        return _refused(request, back, error)
    told = {
        "what": str(movement.batch.item),
        "quantity": quantity,
        "unit": _(movement.batch.item.unit),
        "sum": money.readable(-movement.landed_cost_delta),
    }
    if request.member.sees_money:
        messages.success(request, _("Списали: %(what)s, %(quantity)d %(unit)s, %(sum)s") % told)
    else:
        messages.success(request, _("Списали: %(what)s, %(quantity)d %(unit)s") % told)
    return HttpResponseRedirect(back)


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE)
def count(request: StaffRequest) -> HttpResponse:
    """Show the buckets to count, and what is counted already; never what the books say."""
    text = clean(request.GET.get("q", ""), MAX_SEARCH)
    context = {
        "place": "count",
        "count": counts.count_under_way(shop=request.shop, text=text, now=clock.now()),
        "text": text,
        "may_write": _may_write(request),
        "may_post": _may_post(request),
    }
    return render(request, "fridge/count.html", context)


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE, Access.WRITE)
def bucket(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Ask how many there are of one bucket."""
    try:
        found = counts.bucket_to_count(shop=request.shop, batch_id=batch_id)
    except NotFound as error:
        raise Http404 from error
    came = request.GET.get("back", "")
    context = {"place": "count", "bucket": found, "came": came, "back": _back(came, batch_id)}
    return render(request, "fridge/bucket.html", context)


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def save_count(request: StaffRequest, batch_id: int) -> HttpResponse:
    """Note what was counted of a bucket, and go on to the next one."""
    came = request.POST.get("back", "")
    here = reverse("fridge-bucket", args=[batch_id]) + (f"?{urlencode({'back': came})}" if came else "")
    quantity = _number(request.POST.get("counted", ""))
    if quantity is None:
        return _refused(request, here, _("Напишите, сколько насчитали"))
    try:
        line = count_batch(
            shop=request.shop,
            batch_id=batch_id,
            quantity=quantity,
            counted_at=_moment(request.POST.get("counted_at", "")),
            **_who(request),
        )
    except DomainError as error:
        return _refused(request, here, error)
    item = line.batch.item
    told = {"what": str(item), "quantity": quantity, "unit": _(item.unit)}
    messages.success(request, _("Записали: %(what)s, %(quantity)d %(unit)s") % told)
    return HttpResponseRedirect(_back(came, batch_id))


@require_safe
@never_cache
@staff_page(Module.WAREHOUSE)
def result(request: StaffRequest, stocktake_id: int) -> HttpResponse:
    """Show what a stocktake comes to: while it is open to those who may post it, then to everybody."""
    try:
        found = counts.result_of(shop=request.shop, stocktake_id=stocktake_id)
    except NotFound as error:
        raise Http404 from error
    if found.stocktake.posted_at is None and not _may_post(request):
        return refuse(request, status=403, text=_("Расхождения видит тот, кто проводит инвентаризацию."))
    held = [each.batch.pk for each in found.differing if each.batch.quantity_reserved and each.line.difference < 0]
    holders = holders_of(shop=request.shop, batch_ids=held) if held else {}
    context = {
        "place": "count",
        "result": found,
        "differing": [(each, holders.get(each.batch.pk, ())) for each in found.differing],
        "stocktake": found.stocktake,
        "is_open": found.stocktake.posted_at is None and found.stocktake.cancelled_at is None,
        "may_post": _may_post(request),
    }
    return render(request, "fridge/result.html", context)


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
@once
def post(request: StaffRequest, stocktake_id: int) -> HttpResponse:
    """Correct the books by what was counted."""
    return _close(request, stocktake_id, is_posted=True)


@require_POST
@staff_page(Module.WAREHOUSE, Access.WRITE)
def cancel(request: StaffRequest, stocktake_id: int) -> HttpResponse:
    """Close a stocktake and leave the books as they are."""
    return _close(request, stocktake_id, is_posted=False)


def _close(request: StaffRequest, stocktake_id: int, *, is_posted: bool) -> HttpResponse:
    if not _may_post(request):
        return refuse(request, status=403, text=_("Инвентаризацию проводит владелец или старший."))
    here = reverse("fridge-result", args=[stocktake_id])
    told: dict[str, Any] = {"stocktake_id": stocktake_id, **_who(request)}
    try:
        if is_posted:
            post_stocktake(shop=request.shop, note=clean(request.POST.get("note", ""), MAX_NOTE), **told)
        else:
            cancel_stocktake(shop=request.shop, **told)
    except DomainError as error:
        return _refused(request, here, error)
    messages.success(request, _("Инвентаризация проведена") if is_posted else _("Инвентаризация отменена"))
    return redirect(here if is_posted else "fridge-count")


def _number(text: str) -> int | None:
    text = text.strip()
    is_one = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_one else None


def _moment(text: str) -> datetime | None:
    """Return when a phone says that something was done, if that was a while ago and is to be believed."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_MOMENT):
        return None
    at, now = datetime.fromtimestamp(int(text), UTC), clock.now()
    return at if now - LATEST <= at <= now - AT_ONCE else None


def _back(came: str, batch_id: int) -> str:
    """Return where somebody came from to count a bucket: the walk, or the list as it was searched."""
    if came == "walk":
        return _walk_at(batch_id)
    query = f"?{urlencode({'q': came.removeprefix('q:')})}" if came.startswith("q:") else ""
    return f"{reverse('fridge-count')}{query}"


def _walk_at(batch_id: int) -> str:
    return f"{reverse('fridge')}#batch-{batch_id}"


def _may_write(request: StaffRequest) -> bool:
    return allows(request.member.access(Module.WAREHOUSE), Access.WRITE)


def _may_post(request: StaffRequest) -> bool:
    """Whether a person sees differences and posts them.

    Those who count are not to know what is expected: docs/adr/0010-blind-count.md.
    """
    return request.member.is_manager and _may_write(request)


def _who(request: StaffRequest) -> dict[str, Any]:
    return {"actor": request.member.as_actor(), "now": clock.now()}


def _refused(request: StaffRequest, address: str, why: DomainError | str) -> HttpResponse:
    """Say why it was not done, on the page where it was tried."""
    if isinstance(why, NotFound):
        raise Http404 from why
    request.was_refused = True
    messages.error(request, str(why))
    return HttpResponseRedirect(address)
