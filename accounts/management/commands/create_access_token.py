"""A shop's key for programs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import create_shop_token
from cvety.core import clock
from cvety.core.actors import SYSTEM
from cvety.core.errors import InvalidInput
from cvety.core.tenancy import shop_scope
from shops.models import Shop


class Command(BaseCommand):
    help = "Make an access token of a shop and print it, this once, alone on its line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", type=int, required=True, metavar="ID", help="whose rows it opens")
        parser.add_argument("--name", default="API", help="what it is for; history calls its changes so")
        parser.add_argument("--read-only", action="store_true", help="a token that changes nothing")

    def handle(self, *args: Any, shop: int, name: str, read_only: bool, **options: Any) -> None:
        found = Shop.objects.filter(pk=shop, is_active=True).first()
        if found is None:
            raise CommandError(f"There is no shop {shop}, or it is switched off")
        with shop_scope(found):
            try:
                _token, text = create_shop_token(
                    shop=found, name=name, is_read_only=read_only, actor=SYSTEM, now=clock.now()
                )
            except InvalidInput as error:
                raise CommandError(str(error)) from error
        self.stdout.write(text)
