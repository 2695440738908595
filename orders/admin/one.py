"""The page of one order: looked at from top to bottom, changed in place, moved by its buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.pages_access import StaffRequest
from accounts.pages_once import once
from cvety.admin_base import LONGEST_NUMBER, ShopAdmin
from cvety.core import clock
from cvety.core.errors import DomainError, NotFound
from cvety.core.versions import etag
from orders.models import Order
from orders.services import update_order
from orders.states import IssueType
from production.errors import explain
from shops.models import PaymentMethod

from .actions import ACTIONS, OF_ARCHIVED, Press
from .edits import BLOCKS, BlockForm
from .page import form_of, order_page

TEMPLATE = "admin/orders/order/change_form.html"


class OneOrder(ShopAdmin):
    """What the admin of orders does with one of them."""

    def get_urls(self) -> list[Any]:
        act, edit = self.admin_site.admin_view(self.action_view), self.admin_site.admin_view(self.edit_view)
        return [
            *(
                path(f"<int:order_id>/{action}/", act, {"action": action}, name=f"orders_order_{action}")
                for action in ACTIONS
            ),
            *(
                path(f"<int:order_id>/edit/{block}/", edit, {"block": block}, name=f"orders_order_edit_{block}")
                for block in BLOCKS
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: StaffRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one order from top to bottom, as it lives; one that was put away too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        is_number = object_id.isascii() and object_id.isdigit() and len(object_id) <= LONGEST_NUMBER
        return self._page(request, self._order(request, int(object_id) if is_number else 0))

    def action_view(self, request: StaffRequest, order_id: int, action: str) -> HttpResponse:
        """Do what a button says, once, and come back to where it was pressed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_command(request):
            raise PermissionDenied
        order = self._order(request, order_id)
        if order.archived_at is not None and action not in OF_ARCHIVED:
            raise Http404
        request.was_refused = False

        def act(request: StaffRequest) -> HttpResponse:
            press = Press(order, request.POST, request.FILES, request.member, clock.now())
            try:
                messages.success(request, ACTIONS[action](press))
            except DomainError as error:
                request.was_refused = True
                messages.error(request, explain(error))
            return redirect(self._where_from(request, order))

        return once(act)(request)

    def edit_view(self, request: StaffRequest, order_id: int, block: str) -> HttpResponse:
        """Write what was changed in a block, or show it again with what is against it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_command(request):
            raise PermissionDenied
        order = self._order(request, order_id)
        if order.archived_at is not None:
            raise Http404
        form = form_of(order, block, request.POST)
        if not self._is_saved(request, order, form):
            return self._page(request, order, refused=form)
        messages.success(request, _("Сохранено"))
        return redirect(f"{reverse('admin:orders_order_change', args=[order.pk])}#order-{block}")

    def _is_saved(self, request: StaffRequest, order: Order, form: BlockForm) -> bool:
        if not form.is_valid():
            return False
        try:
            update_order(
                shop=request.shop,
                order_id=order.pk,
                changes=form.changes,
                actor=request.member.as_actor(),
                now=clock.now(),
                expected_version=etag(order),  # the one that the form was compared with
            )
        except NotFound as error:  # put away meanwhile
            raise Http404 from error
        except DomainError as error:
            form.refuse(error)
            return False
        return True

    def _page(self, request: StaffRequest, order: Order, refused: BlockForm | None = None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": order,
            "title": str(order),
            "page": order_page(order, member=request.member, now=clock.now(), refused=refused),
            "issue_types": IssueType.choices,
            "payment_methods": PaymentMethod.choices,
        }
        return TemplateResponse(request, TEMPLATE, context)

    def _order(self, request: StaffRequest, order_id: int) -> Order:
        """Return the shop's order, archived or not: what is owed for it outlives it. Raises Http404."""
        orders = Order.objects.filter(shop=request.shop, pk=order_id)
        order: Order | None = orders.select_related("shop", "customer", "florist", "courier").first()
        if order is None:
            raise Http404
        return order

    def _where_from(self, request: StaffRequest, obj: Any) -> str:
        if obj.archived_at is not None:  # in no list
            return reverse("admin:orders_order_change", args=[obj.pk])
        return super()._where_from(request, obj)
