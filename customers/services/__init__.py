"""What is done with customers. Their address book and their dates change under the lock of their own row."""

from .addresses import add_address, keep_one_default, remember_address, remove_address, update_address
from .dates import add_date, remove_date, update_date
from .keeping import add_to_totals, archive_customer, create_customer, update_customer, upsert_customer
from .locking import lock_customer

__all__ = [
    "add_address",
    "add_date",
    "add_to_totals",
    "archive_customer",
    "create_customer",
    "keep_one_default",
    "lock_customer",
    "remember_address",
    "remove_address",
    "remove_date",
    "update_address",
    "update_customer",
    "update_date",
    "upsert_customer",
]
