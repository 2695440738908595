"""The team."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.pages_access import StaffRequest
from cvety.admin_base import Command, ServiceForm, ShopAdmin
from cvety.core import clock, phones
from cvety.core.access import Module

from .models import StaffMember
from .positions import Position
from .services import add_colleague, archive_colleague, update_colleague


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
