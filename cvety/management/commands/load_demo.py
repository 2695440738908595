"""The demo shop."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cvety.core import clock
from cvety.demo import data
from cvety.demo.guide import is_loaded
from cvety.demo.load import SHOP_ID, load
from shops.models import Shop


class Command(BaseCommand):
    help = "Load the demo shop, number 1, with a week of orders up to this minute; does nothing where it is loaded."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("There is no demo shop in production")
        if is_loaded():
            if verbosity:
                self.stdout.write("The demo shop is there already")
            return
        if Shop.objects.filter(pk=SHOP_ID).exists():
            raise CommandError("Shop 1 is somebody's own: load the demo shop into an empty database")
        load(clock.now())
        if verbosity:
            self.stdout.write(f"The demo shop is loaded: {data.OWNER_PHONE}, password {data.OWNER_PASSWORD}")
