"""A customer's row is locked before it changes, and before anything that hangs on it does."""

from __future__ import annotations

from customers.errors import CustomerNotFound
from customers.models import Customer
from cvety.core.locks import lock_rows
from shops.models import Shop


def lock_customer(*, shop: Shop, customer_id: int) -> Customer:
    """Return the customer, locked until the transaction ends. Raises CustomerNotFound."""
    customer: Customer | None = lock_rows(Customer.objects.current().filter(shop=shop, pk=customer_id)).first()
    if customer is None:
        raise CustomerNotFound
    return customer


def show_change(customer: Customer) -> None:
    """Count a change of a locked customer's parts, which have no version of their own, as one of the customer's."""
    customer.version += 1
    customer.save(update_fields=["version", "updated_at"])
