"""Who may what: the one table that the API, the admin and the screens all ask."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cvety.core.access import Access, Module


class Position(models.TextChoices):
    """What a person is in a shop."""

    OWNER = "owner", _("Владелец")
    SENIOR = "senior", _("Старший")
    FLORIST = "florist", _("Флорист")
    ASSISTANT = "assistant", _("Помощник")
    COURIER = "courier", _("Курьер")


MANAGERS = frozenset({Position.OWNER, Position.SENIOR})

_COLUMNS = (Position.OWNER, Position.SENIOR, Position.ASSISTANT, Position.FLORIST, Position.COURIER)
_TABLE = {
    # module              owner    senior   assistant florist  courier
    Module.ORDERS: "      write    write    write     read     own",
    Module.PRODUCTS: "    write    write    write     read     none",
    Module.CUSTOMERS: "   write    write    write     none     none",
    Module.WAREHOUSE: "   write    write    read      write    none",
    Module.PRODUCTION: "  write    write    read      write    none",
    Module.TRACKING: "    write    write    write     read     own",
    Module.REPORTS: "     read     read     none      own      own",
    Module.INTEGRATIONS: "write    none     none      none     none",
    Module.STAFF: "       write    write    read      read     read",
    Module.SETTINGS: "    write    read     none      none     none",
}
ACCESS: dict[Position, dict[Module, Access]] = {
    position: {module: Access(row.split()[column]) for module, row in _TABLE.items()}
    for column, position in enumerate(_COLUMNS)
}

# Beyond the modules: money of an order and cost of a product are not for those who make or carry it.
SEES_MONEY = frozenset({Position.OWNER, Position.SENIOR, Position.ASSISTANT})
# Phones of colleagues are not for everybody who reads their names.
SEES_CONTACTS = SEES_MONEY
# What an access token of the shop opens: no person signs in with it, so neither the team nor the settings.
OPEN_TO_PROGRAMS = frozenset(Module) - {Module.STAFF, Module.SETTINGS, Module.INTEGRATIONS}


def permissions(position: str) -> list[str]:
    """Return the modules that a position has anything to do with, as sign-in answers them."""
    return [module.value for module, access in ACCESS[Position(position)].items() if access != Access.NONE]
