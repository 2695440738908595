"""Rows that one test of these after another uses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.undoing import undone
from tests.architecture.world import World, make_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()
