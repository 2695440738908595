"""Prove that every balance is the sum of its movements."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shops.models import Shop
from warehouse import ledger


class Command(BaseCommand):
    help = "Proves that every batch's figures are the sums of its movements; exits with 1 when one is not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", type=int, help="Only this shop's batches")

    def handle(self, *, shop: int | None = None, **options: Any) -> None:
        if shop is not None and not Shop.objects.filter(pk=shop).exists():
            raise CommandError(f"There is no shop {shop}")
        faults = 0
        for fault in ledger.check(shop_id=shop):
            faults += 1
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{faults} figures are not their ledger's")
        self.stdout.write("Every balance is the sum of its movements")
