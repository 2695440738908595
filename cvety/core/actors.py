"""Who does something: a person of the shop, a customer, an outside system, or the product itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(StrEnum):
    PERSON = "person"
    CUSTOMER = "customer"
    INTEGRATION = "integration"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a change, as history tells it; `member_id` is a colleague's membership id."""

    kind: ActorKind
    name: str
    member_id: int | None = None


SYSTEM = Actor(ActorKind.SYSTEM, "Система")


class AuthoredModel(models.Model):
    """A row that says who caused it; the name is kept as it was at that moment."""

    actor_kind = models.CharField(_("кто: вид"), max_length=16, default=ActorKind.SYSTEM)
    actor_name = models.CharField(_("кто"), max_length=255, default="Система")
    actor_member_id = models.BigIntegerField(_("сотрудник"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        """Who it was, as people read it: the product itself has a name in each language."""
        return str(_("Система")) if self.actor_name == SYSTEM.name else self.actor_name


def authored(actor: Actor) -> dict[str, str | int | None]:
    """Return the columns of `AuthoredModel` for this actor."""
    return {"actor_kind": actor.kind, "actor_name": actor.name, "actor_member_id": actor.member_id}
