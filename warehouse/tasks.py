"""The warehouse's night work."""

import logging

from celery import shared_task
from django.db import transaction

from cvety.core import clock
from cvety.core.locks import lock_rows
from cvety.core.tenancy import every_shop

from . import ledger
from .models import StockBatch

log = logging.getLogger(__name__)


@shared_task
def flag_batches_to_write_off() -> None:
    """Flag what has expired and is still on the shelf."""
    with every_shop(), transaction.atomic():
        expired = StockBatch.objects.filter(expires_at__lte=clock.now(), quantity_on_hand__gt=0, to_write_off=False)
        # Locked in the order of ids as orders do it; an update by itself takes rows as they lie on the disk.
        ids = [batch.pk for batch in lock_rows(expired)]
        StockBatch.objects.filter(pk__in=ids).update(to_write_off=True)


@shared_task
def check_ledger() -> None:
    """Raise an alarm for every figure that its ledger does not bear out."""
    for fault in ledger.check():
        log.error("Stock ledger: %s", fault)
