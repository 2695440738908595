"""The team, and what opens the shop to programs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Authored, Command, ServiceForm, ShopAdmin, chip
from cvety.core import clock, phones, words
from cvety.core.access import Module

from .models import ShopToken, StaffMember
from .positions import Position
from .services import add_colleague, archive_colleague, create_shop_token, revoke_shop_token, update_colleague


class ColleagueForm(ServiceForm):
    class Meta:
        model = StaffMember
        fields = ("name", "phone", "position", "is_active")


@admin.register(StaffMember)
class StaffPage(ShopAdmin):
    """Colleagues: a person signs in with the phone given here."""

    module = Module.STAFF
    form = ColleagueForm
    list_display = ("name", "readable_phone", "position_label", "is_active", "joined_at")
    list_filter = ("position", "is_active")
    search_fields = ("name", "phone")
    ordering = ("name", "pk")
    fields = ("expected_version", "name", "phone", "position", "is_active")
    commands = [Command("archive", _("Убрать из команды"), is_destructive=True)]

    def get_changeform_initial_data(self, request: StaffRequest) -> dict[str, Any]:
        return {"position": Position.FLORIST, **super().get_changeform_initial_data(request)}

    def get_form(self, request: StaffRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the position of an owner only where it can be given, or is held already."""
        form = super().get_form(request, obj, change=change, **kwargs)
        position = form.base_fields.get("position")
        held = obj.position if obj is not None else None
        if position is not None and Position.OWNER not in (request.member.position, held):
            position.choices = [choice for choice in position.choices if choice[0] != Position.OWNER]
        return form

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[StaffMember]:
        return super().get_queryset(request).filter(archived_at=None)

    def save_model(self, request: StaffRequest, obj: StaffMember, form: Any, change: bool) -> None:
        if change:
            saved = update_colleague(
                shop=request.shop,
                colleague_id=obj.pk,
                changes=form.changes,
                by=request.member,
                now=clock.now(),
                expected_version=form.expected_etag,
            )
        else:
            saved = add_colleague(shop=request.shop, by=request.member, **form.values)
        obj.pk = saved.pk

    def archive(self, request: StaffRequest, obj: StaffMember) -> str:
        archive_colleague(shop=request.shop, colleague_id=obj.pk, by=request.member, now=clock.now())
        return _("%s больше не в команде") % obj.name

    @display(description=_("телефон"), ordering="phone")
    def readable_phone(self, member: StaffMember) -> str:
        return phones.readable(member.phone)

    @display(description=_("должность"), ordering="position")
    def position_label(self, member: StaffMember) -> str:
        return member.get_position_display()


class TokenForm(ServiceForm):
    expected_version = None  # type: ignore[assignment]  # Django's way to leave out an inherited field

    class Meta:
        model = ShopToken
        fields = ("name", "is_read_only")


@admin.register(ShopToken)
class ShopTokenPage(Authored, ShopAdmin):
    """Access tokens: made here, shown once, revoked for good."""

    module = Module.INTEGRATIONS
    form = TokenForm
    list_display = ("name", "begins_with", "state", "may", "who", "made", "used")
    ordering = ("revoked_at", "-pk")
    fields = ("name", "is_read_only")
    shown = ("name", "begins_with", "state", "may", "who", "made", "used")
    commands = [Command("revoke", _("Отозвать"), is_destructive=True)]

    def get_fields(self, request: StaffRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else self.shown

    def get_readonly_fields(self, request: StaffRequest, obj: Any = None) -> Any:
        return () if obj is None else self.shown

    def has_change_permission(self, request: StaffRequest, obj: Any = None) -> bool:
        return False  # what it may do is settled when it is made

    def is_open(self, command: Command, obj: ShopToken) -> bool:
        return obj.revoked_at is None

    def save_model(self, request: StaffRequest, obj: ShopToken, form: Any, change: bool) -> None:
        actor = request.member.as_actor()
        saved, text = create_shop_token(shop=request.shop, actor=actor, now=clock.now(), **form.values)
        obj.pk, obj.prefix = saved.pk, saved.prefix
        obj.made_text = text  # type: ignore[attr-defined]  # for the page below, in the same request

    def response_add(self, request: StaffRequest, obj: ShopToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the token at once, and not through an address or a message that would keep it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Токен доступа создан"),
            "opts": self.opts,
            "token": obj,
            "text": obj.made_text,  # type: ignore[attr-defined]
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/accounts/shoptoken/made.html", context, headers=headers)

    def revoke(self, request: StaffRequest, obj: ShopToken) -> str:
        revoke_shop_token(shop=request.shop, token_id=obj.pk, now=clock.now())
        return _("Токен «%s» больше ничего не открывает") % obj.name

    @display(description=_("начинается с"))
    def begins_with(self, token: ShopToken) -> str:
        return f"{token.prefix}…"

    @display(description=_("состояние"))
    def state(self, token: ShopToken) -> str:
        return chip(_("Действует"), "leaf") if token.revoked_at is None else chip(_("Отозван"), "soft")

    @display(description=_("может"), ordering="is_read_only")
    def may(self, token: ShopToken) -> str:
        return str(_("только читать") if token.is_read_only else _("читать и менять"))

    @display(description=_("создан"), ordering="pk")
    def made(self, token: ShopToken) -> str:
        return words.moment(token.created_at)

    @display(description=_("последний запрос"), ordering="last_used_at")
    def used(self, token: ShopToken) -> str:
        return words.moment(token.last_used_at) or self.empty_value_display
