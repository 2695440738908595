"""`/crm/inventory`: the shelf by items, for colleagues and for whoever holds an access token of the shop."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.pages_token import ShopRequest, actor_of, forget_token, may, token_page
from cvety.core import clock
from cvety.core.access import Access, Module
from cvety.core.errors import DomainError
from cvety.core.text import clean

from .inventory import items_of, movements_of_items, standings
from .models import CorrectionReason, StockItem
from .reasons import told
from .services.corrections import set_on_hand

PATH = "/crm/inventory"
ROWS = 50
MAX_SEARCH = 200
MAX_NOTE = 500
LONGEST_NUMBER = 7  # digits of what anybody counts
LONGEST_PAGE = 6
LONGEST_ID = 18  # digits that the database takes for an id


@require_safe
@never_cache
@token_page(Module.WAREHOUSE, path=PATH)
def shelf(request: ShopRequest) -> HttpResponse:
    """Show what stands on the shelf, by name, a page at a time."""
    search = clean(request.GET.get("search", ""), MAX_SEARCH)
    items = items_of(shop=request.shop, text=search)
    total = items.count()
    pages = max(-(-total // ROWS), 1)
    page = min(_page(request.GET.get("page", "")), pages)
    shown = list(items[(page - 1) * ROWS : page * ROWS])
    context = {
        "rows": standings(shown, now=clock.now()),
        "search": search,
        "total": total,
        "page": page,
        "pages": pages,
        "before": _address(search, page - 1) if page > 1 else "",
        "after": _address(search, page + 1) if page < pages else "",
        **_who(request),
    }
    return render(request, "crm/inventory.html", context)


@require_safe
@never_cache
@token_page(Module.WAREHOUSE, path=PATH)
def history(request: ShopRequest, item_id: int) -> HttpResponse:
    """Show what became of one thing on the shelf, the newest first."""
    item = _item(request, item_id)
    [standing] = standings([item], now=clock.now())
    page = _page(request.GET.get("page", ""))
    found = list(movements_of_items(shop=request.shop, item=item)[(page - 1) * ROWS : page * ROWS + 1])
    here = reverse("crm-inventory-item", args=[item.pk])
    context = {
        "row": standing,
        "movements": [(movement, told(movement)) for movement in found[:ROWS]],
        "page": page,
        "before": f"{here}?page={page - 1}" if page > 1 else "",
        "after": f"{here}?page={page + 1}" if len(found) > ROWS else "",
        "back": _address(clean(request.GET.get("search", ""), MAX_SEARCH), _page(request.GET.get("from", ""))),
        **_who(request),
    }
    return render(request, "crm/item.html", context)


@require_POST
@token_page(Module.WAREHOUSE, Access.WRITE, path=PATH)
def set_quantity(request: ShopRequest, item_id: int) -> HttpResponse:
    """Make what is on hand what somebody counted, and go back to where the row stood."""
    item = _item(request, item_id)
    search, page = clean(request.POST.get("search", ""), MAX_SEARCH), _page(request.POST.get("page", ""))
    back = HttpResponseRedirect(f"{_address(search, page)}#item-{item.pk}")
    quantity = _number(request.POST.get("quantity", ""))
    if quantity is None:
        request.was_refused = True
        messages.error(request, _("%(name)s: напишите целое число") % {"name": item})
        return back
    try:
        changed = set_on_hand(
            shop=request.shop,
            item=item,
            quantity=quantity,
            expected=_number(request.POST.get("seen", "")),
            reason=CorrectionReason.RECOUNT,
            note=clean(request.POST.get("note", ""), MAX_NOTE),
            actor=actor_of(request),
            now=clock.now(),
        )
    except DomainError as error:
        request.was_refused = True
        messages.error(request, f"{item}: {error}")
        return back
    figures = {"name": str(item), "before": changed.before, "after": changed.after}
    messages.success(request, _("%(name)s: было %(before)d, стало %(after)d") % figures)
    return back


@require_POST
def leave(request: ShopRequest) -> HttpResponse:
    """Forget the token that this browser came in by."""
    response = redirect("login")
    forget_token(response, PATH)
    return response


def _who(request: ShopRequest) -> dict[str, Any]:
    return {"token": request.token, "may_write": may(request, Module.WAREHOUSE, Access.WRITE)}


def _item(request: ShopRequest, item_id: int) -> StockItem:
    known = len(str(item_id)) <= LONGEST_ID
    item = items_of(shop=request.shop).filter(pk=item_id).first() if known else None
    if item is None:
        raise Http404
    return item


def _address(search: str, page: int) -> str:
    query = {**({"search": search} if search else {}), **({"page": page} if page > 1 else {})}
    return f"{PATH}?{urlencode(query)}" if query else PATH


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def _page(text: str) -> int:
    is_page = text.isascii() and text.isdigit() and len(text) <= LONGEST_PAGE
    return max(int(text), 1) if is_page else 1


urlpatterns = [
    path("crm/inventory", shelf, name="crm-inventory"),
    path("crm/inventory/", shelf),
    path("crm/inventory/leave", leave, name="crm-inventory-leave"),
    path("crm/inventory/<int:item_id>/", history, name="crm-inventory-item"),
    path("crm/inventory/<int:item_id>/set", set_quantity, name="crm-inventory-set"),
]
