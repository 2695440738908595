"""Two people editing one row: each row counts its changes, and an edit may say which one it was made from."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from .errors import StaleVersion


class Versioned(Protocol):
    @property
    def pk(self) -> int: ...

    @property
    def version(self) -> int: ...


class RowVersion(NamedTuple):
    """The version of a row that was read as plain data."""

    pk: int
    version: int


def etag(row: Versioned) -> str:
    """Return the row's version as HTTP names it: `"15-3"`."""
    return f'"{row.pk}-{row.version}"'


def check_version(row: Versioned, expected: str | None) -> None:
    """Refuse an edit made from an older version; nothing expected means any version will do.

    Raises StaleVersion.
    """
    if expected is None or expected.strip() == "*":
        return
    if etag(row) not in [tag.strip().removeprefix("W/") for tag in expected.split(",")]:
        raise StaleVersion
