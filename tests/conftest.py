"""Fixtures that every test may use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation

from accounts.models import StaffMember
from accounts.tokens import issue_tokens
from cvety.core import outbox
from shops.models import Shop
from tests.emptying import empty_tables
from tests.factories import make_member, make_shop


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no process is left alone with it at the end, and one has the browser.

    The races between connections are left out where the database has none to offer.
    """
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("browser", "postgres")])
    if connection.vendor == "postgresql":
        return
    for item in items:
        if item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let nobody keep the database from being dropped when all is over.

    Beside the loop of Playwright Django has another connection for this thread than the one it made the database by.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connection.close()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    # Of Redis only this process's keys: others test beside it, and the server may hold more than tests.
    empty = getattr(cache, "delete_pattern", None)
    clear = (lambda: empty("*")) if empty else cache.clear
    clear()
    yield
    clear()


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    """Begin in Russian, whatever language the last request of another test was answered in."""
    with translation.override("ru"):
        yield


@pytest.fixture
def shop(db: None) -> Shop:
    return make_shop()


@pytest.fixture
def owner(shop: Shop) -> StaffMember:
    return make_member(shop, "owner", name="Гульнара")


@pytest.fixture
def stranger(db: None) -> StaffMember:
    """The owner of another shop."""
    return make_member(make_shop(name="Тюльпан"), "owner", name="Чужой")


class Api:
    """The API as one person sees it, or nobody."""

    def __init__(self, member: StaffMember | None = None, **headers: str) -> None:
        self.client = Client(raise_request_exception=True)
        self.headers = headers
        if member is not None:
            self.headers["Authorization"] = f"Bearer {issue_tokens(member).access}"

    def request(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        options: dict[str, Any] = {"headers": {**self.headers, **headers}}
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body)
            options |= {"data": data, "content_type": "application/json"}
        return self.client.generic(method, path, **options)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(path, query, headers={**self.headers, **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.request("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.request("PATCH", path, body, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self.request("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.request("DELETE", path, **headers)

    def upload(self, path: str, **data: Any) -> Any:
        return self.client.post(path, data, headers=self.headers)


@pytest.fixture
def api(owner: StaffMember) -> Api:
    """The API as the shop's owner sees it."""
    return Api(owner)


@pytest.fixture
def nobody(db: None) -> Api:
    return Api()


@pytest.fixture
def sign_in() -> Callable[[StaffMember], Api]:
    return Api


@pytest.fixture
def deliver_events() -> Callable[[], int]:
    """Hand over what was committed, as the worker does."""
    return outbox.dispatch
