"""What can go wrong, as facts: each has a stable English code for programs and a sentence for people.

Services raise these; `cvety.api.errors` alone turns them into HTTP.
"""

from __future__ import annotations

from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """A use case could not be done; nothing of it was written."""

    code = "error"
    message: Text = _("Не получилось выполнить действие")

    def __init__(self, message: Text | None = None, *, code: str | None = None, **data: Any) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        self.data = data  # further fields of the answer, JSON-ready
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)


class NotFound(DomainError):
    """There is no such row, or it belongs to another shop: the two are told apart nowhere."""

    code = "not_found"
    message = _("Не найдено")


class NotSignedIn(DomainError):
    """What should prove who is asking proves nothing."""

    code = "not_authenticated"
    message = _("Требуется авторизация")


class NotAllowed(DomainError):
    """The acting person's position does not allow this."""

    code = "forbidden"
    message = _("Недостаточно прав")


class Conflict(DomainError):
    """Somebody was faster, or the same request is still running."""

    code = "conflict"
    message = _("Данные уже изменились. Обновите страницу и попробуйте ещё раз")


class StaleVersion(DomainError):
    """The row has changed since the version that the edit was made from."""

    code = "stale_version"
    message = _("Пока вы редактировали, данные изменились. Обновите страницу и внесите изменения заново")


class InvalidInput(DomainError):
    """One or more fields are wrong; `fields` holds pairs of (path of the field, sentence).

    `where` is the part of the request that they stand in.
    """

    code = "invalid"

    def __init__(
        self,
        *fields: tuple[tuple[str | int, ...], Text],
        kind: str = "value_error",
        where: Literal["body", "query", "header"] = "body",
    ) -> None:
        self.fields = fields
        self.kind = kind
        self.where = where
        super().__init__("; ".join(str(sentence) for _path, sentence in fields))
