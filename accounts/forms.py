"""What is typed at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cvety.core import phones


class PhoneForm(forms.Form):
    phone = forms.CharField(label=_("Телефон"), max_length=32, error_messages={"required": _("Введите номер телефона")})

    def clean_phone(self) -> str:
        try:
            return phones.normalize(self.cleaned_data["phone"])
        except phones.InvalidPhone as error:
            raise forms.ValidationError(phones.INVALID_PHONE) from error

    @property
    def complaint(self) -> str:
        """The first thing that is wrong."""
        messages: list[Any] = [message for wrong in self.errors.values() for message in wrong]
        return str(messages[0]) if messages else ""


class CodeForm(PhoneForm):
    code = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Код"),
        error_messages={"required": _("Введите код из сообщения"), "invalid": _("Код — шесть цифр")},
    )


class PasswordForm(PhoneForm):
    password = forms.CharField(
        label=_("Пароль"), max_length=1024, strip=False, error_messages={"required": _("Введите пароль")}
    )
