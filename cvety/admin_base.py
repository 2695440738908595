"""What every page of the admin stands on: who may, in which shop, through which service.

An admin names its `module` and the table of positions decides; rows are the shop's own, and so is whatever
they are offered to point at. Changes go through services, whose refusals are shown in the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display
from unfold.paginator import InfinitePaginator

from accounts.pages_access import StaffRequest
from cvety.api.permissions import allows
from cvety.core.access import Access, Module
from cvety.core.actors import AuthoredModel
from cvety.core.errors import DomainError, InvalidInput
from cvety.core.text import clean, fold
from cvety.core.versions import etag

MAX_SEARCH = 255
LONGEST_NUMBER = 18  # digits that surely fit into 64 bits


def access(request: HttpRequest, module: Module) -> Access:
    """Return how much of a module the signed-in person may do in the shop they work in."""
    member = getattr(request, "member", None)
    return Access.NONE if member is None else Access(member.access(module))


def may(request: HttpRequest, module: Module, needs: Access) -> bool:
    return allows(access(request, module), needs)


class ServiceForm(forms.ModelForm):
    """A form whose row is written by a service: shows its refusal, and what changed while one was typing."""

    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusal: ClassVar[DomainError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "expected_version" in self.fields:
            self.initial["expected_version"] = getattr(self.instance, "version", None)

    @property
    def expected_etag(self) -> str | None:
        """The version that the edit was made from, as services take it."""
        return etag(self.instance) if self.instance.pk is not None else None

    @property
    def values(self) -> dict[str, Any]:
        """All fields, by name, as the model's own cleaning left them: phones in E.164, say."""
        columns = {field.name for field in self._meta.model._meta.fields}
        return {
            name: getattr(self.instance, name) if name in columns else value
            for name, value in self.cleaned_data.items()
            if name != "expected_version"
        }

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that were changed, by name."""
        return {name: value for name, value in self.values.items() if name in self.changed_data}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refusal is not None:
            self._show(self.refusal)
        elif self._is_stale():
            self._show_difference()
        return data

    def _show(self, refusal: DomainError) -> None:
        if not isinstance(refusal, InvalidInput):
            self.add_error(None, str(refusal))
            return
        for where, text in refusal.fields:
            # The innermost that is a field here: the hours of a day have one of their own.
            named = [str(name) for name in where if str(name) in self.fields]
            self.add_error(named[-1] if named else None, str(text))

    def _is_stale(self) -> bool:
        expected = self.cleaned_data.get("expected_version")
        return expected is not None and self.instance.pk is not None and expected != self.instance.version

    def _show_difference(self) -> None:
        """Say what the row holds now where it differs, and let the next try write over it."""
        now = [
            f"{self.fields[name].label}: {self.initial.get(name) or '—'}"
            for name in self.changed_data
            if name != "expected_version"
        ]
        text = _("Пока вы редактировали, данные изменились. Проверьте и сохраните ещё раз.")
        self.add_error(None, f"{text} {_('Сейчас записано — %s') % '; '.join(now)}" if now else text)
        self.data = {**self.data, self.add_prefix("expected_version"): str(self.instance.version)}


@dataclass(frozen=True, slots=True)
class Command:
    """A button on a row's page: the admin's method of this name does it and returns what to say."""

    name: str
    label: str | Promise
    is_destructive: bool = False  # wants a second tap


class ShopAdmin(ModelAdmin):
    """Rows of the shop that one works in, as far as one's position allows."""

    module: ClassVar[Module]
    is_read_only: ClassVar[bool] = False
    commands: ClassVar[Sequence[Command]] = ()

    actions = None
    empty_value_display = "—"
    list_filter_sheet = False
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER  # a count of the whole table beside every filter
    warn_unsaved_form = True
    change_form_outer_before_template = "admin/commands.html"

    def has_view_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return may(request, self.module, Access.READ)

    def has_change_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return not self.is_read_only and may(request, self.module, Access.WRITE)

    def has_add_permission(self, request: StaffRequest) -> bool:
        return not self.is_read_only and may(request, self.module, Access.WRITE)

    def has_delete_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return False  # rows are archived or cancelled, by services

    def has_module_permission(self, request: StaffRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: StaffRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).filter(shop=request.shop)

    def get_changelist_instance(self, request: StaffRequest) -> Any:
        """Answer a filter by what no column holds as Django answers other nonsense: without the filter."""
        filters = [(name, values) for name, values in request.GET.lists() if name != SEARCH_VAR]  # a form checks it
        if any(_fits_no_column(value) for _name, values in filters for value in values):
            raise IncorrectLookupParameters
        # Of a year a range of days is made, and not every number is one.
        if any({"year", "iso_year"} & {*name.split("__")} for name, _values in filters):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def get_search_results(self, request: StaffRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find by what was typed, and by the same folded, as names are kept for searching."""
        search_term = clean(search_term, MAX_SEARCH)
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        folded, _has_duplicates = super().get_search_results(request, queryset, fold(search_term))
        return found | folded, has_duplicates

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.command_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_command"
        return [path("<path:object_id>/do/<slug:command>/", view, name=name), *super().get_urls()]

    def command_view(self, request: StaffRequest, object_id: str, command: str) -> HttpResponse:
        """Do what a button says, and come back to where it was pressed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.may_command(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        known = command in [each.name for each in self.commands]
        if obj is None or not known:
            raise Http404
        try:
            messages.success(request, getattr(self, command)(request, obj))
        except DomainError as error:
            messages.error(request, self.explain(error))
        return redirect(self._where_from(request, obj))

    def may_command(self, request: StaffRequest) -> bool:
        return may(request, self.module, Access.WRITE)

    def is_open(self, command: Command, obj: Any) -> bool:
        """Whether a button would do something for this row."""
        return True

    def explain(self, error: DomainError) -> str:
        return str(error)

    def _where_from(self, request: StaffRequest, obj: models.Model) -> str:
        """Return the page that the button stood on: the day's, the row's, or the list with its filters."""
        listed = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        came_from = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
        if is_ours and urlsplit(came_from).path == reverse("admin:index"):
            return reverse("admin:index")
        if is_ours and urlsplit(came_from).path.startswith(listed) and self.get_queryset(request).filter(pk=obj.pk):
            return came_from
        return listed

    def get_form(self, request: StaffRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        # The class is made anew for each request.
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self,
        request: StaffRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a form, or what a service had against it together with what was typed."""
        extra_context = {**(extra_context or {}), "commands": self._shown_commands(request, object_id)}
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:  # nothing was written: the transaction is Django's
            request.refusal = error  # type: ignore[attr-defined]  # for `get_form`, in the same request
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _shown_commands(self, request: StaffRequest, object_id: str | None) -> list[dict[str, Any]]:
        if object_id is None or not self.commands or not self.may_command(request):
            return []
        obj = self.get_object(request, unquote(object_id))
        route = f"admin:{self.opts.app_label}_{self.opts.model_name}_command"
        return [
            {"command": each, "url": reverse(route, args=[object_id, each.name])}
            for each in self.commands
            if obj is not None and self.is_open(each, obj)
        ]

    def save_model(self, request: StaffRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.shop = request.shop
        super().save_model(request, obj, form, change)

    def save_formset(self, request: StaffRequest, form: Any, formset: Any, change: bool) -> None:
        for inline_form in formset.forms:
            inline_form.instance.shop = request.shop
        super().save_formset(request, form, formset, change)

    def formfield_for_foreignkey(self, db_field: Any, request: StaffRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **_own_rows(db_field, request, kwargs))


class ShopInline(TabularInline):
    """Rows inside a page, under the page's own module."""

    is_read_only: ClassVar[bool] = False
    extra = 0
    show_change_link = False

    def _page(self) -> ShopAdmin:
        page = self.admin_site.get_model_admin(self.parent_model)
        assert isinstance(page, ShopAdmin)  # noqa: S101 - told to the type checker
        return page

    def has_view_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return self._page().has_view_permission(request)

    def has_change_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return not self.is_read_only and self._page().has_change_permission(request, obj)

    def has_add_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: StaffRequest, obj: models.Model | None = None) -> bool:
        return self.has_change_permission(request)

    def formfield_for_dbfield(self, db_field: Any, request: StaffRequest, **kwargs: Any) -> Any:
        """Name each field: the head of its column is no label to those who hear the page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            widget = getattr(field.widget, "widget", field.widget)  # a foreign key's stands in a frame of buttons
            widget.attrs.setdefault("aria-label", field.label)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: StaffRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **_own_rows(db_field, request, kwargs))


class Authored:
    """A column that says who caused a row."""

    @display(description=gettext_lazy("кто"))
    def who(self, row: AuthoredModel) -> str:
        return row.author


def _own_rows(db_field: Any, request: StaffRequest, options: dict[str, Any]) -> dict[str, Any]:
    """Offer a foreign key the rows of the shop only."""
    model = db_field.remote_field.model
    if any(field.name == "shop" for field in model._meta.fields):
        options.setdefault("queryset", model.objects.filter(shop=request.shop))
    return options


def _fits_no_column(value: str) -> bool:
    return "\0" in value or (value.isdecimal() and len(value) > LONGEST_NUMBER)


def digits_of(term: str) -> str:
    """Return the digits of what looks like a phone or a part of one, without the 8 that stands for +7."""
    digits = re.sub(r"[\s()+-]", "", term)
    if not (digits.isascii() and digits.isdigit()):
        return ""
    return digits[1:] if digits.startswith("87") else digits


def chip(words: object, color: str) -> str:
    """Show a state: a word, and a color from the design's roles that says the same."""
    return format_html('<span class="cvety-chip {}">{}</span>', color, words)
