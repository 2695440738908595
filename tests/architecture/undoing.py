"""One world for many requests: what each does is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside."""
    block = transaction.atomic()
    block._from_testcase = True  # what insists on being outermost is not disturbed by it
    with block:
        yield
        transaction.set_rollback(True)
