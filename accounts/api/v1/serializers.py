"""Input of sign-in, and the shapes of its answers for the schema."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.positions import Position
from cvety.api.fields import IdField, PhoneField
from shops.api.v1.records import ShopRecord


class RequestCodeInput(serializers.Serializer[Any]):
    phone = PhoneField()


class VerifyCodeInput(serializers.Serializer[Any]):
    phone = PhoneField()
    otp_code = serializers.RegexField(r"^[0-9]{6}$", error_messages={"invalid": _("Код — шесть цифр")})
    shop_id = IdField(required=False, allow_null=True, help_text=_("По умолчанию последний магазин"))


class RefreshInput(serializers.Serializer[Any]):
    refresh_token = serializers.CharField(max_length=4096)


class SwitchShopInput(serializers.Serializer[Any]):
    shop_id = IdField()


class CodeSent(serializers.Serializer[Any]):
    message = serializers.CharField()
    delivery_method = serializers.ChoiceField(["telegram", "console", "need_registration"])
    expires_in = serializers.IntegerField(help_text=_("Секунд"))
    bot_link = serializers.URLField(required=False, help_text=_("Если телефон не привязан к боту"))
    instructions = serializers.ListField(child=serializers.CharField(), required=False)


class ShopOfPerson(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    position = serializers.ChoiceField(Position.choices)


class Tokens(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    token_type = serializers.CharField(default="bearer")
    expires_in = serializers.IntegerField(help_text=_("Секунд"))
    refresh_token = serializers.CharField()


class SignedInAnswer(Tokens):
    is_new_user = serializers.BooleanField()
    shop_id = serializers.IntegerField()
    shop_name = serializers.CharField()
    position = serializers.ChoiceField(Position.choices)
    permissions = serializers.ListField(child=serializers.CharField())
    shops = ShopOfPerson(many=True)


class Person(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()
    position = serializers.ChoiceField(Position.choices)


class Me(ShopRecord):
    user = Person()
    permissions = serializers.ListField(child=serializers.CharField())
    shops = ShopOfPerson(many=True)
