"""The words of permissions: what is protected, and how much of it a position may do.

Which position may what is one table, in `accounts.positions`.
"""

from __future__ import annotations

from enum import StrEnum


class Module(StrEnum):
    """A part of the product that access is given to, by the name that `permissions` answers with."""

    ORDERS = "orders"
    PRODUCTS = "products"
    CUSTOMERS = "customers"
    WAREHOUSE = "warehouse"
    PRODUCTION = "production"
    TRACKING = "tracking"
    REPORTS = "reports"
    INTEGRATIONS = "integrations"
    STAFF = "staff"
    SETTINGS = "settings"


class Access(StrEnum):
    """How much: `OWN` is reading what is assigned to oneself."""

    NONE = "none"
    OWN = "own"
    READ = "read"
    WRITE = "write"
