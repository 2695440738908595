"""Every address × nobody, each position, a stranger from another shop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve

from .access_table import LINES, Line, send
from .routes import all_routes
from .undoing import undone
from .world import PEOPLE, SECRET, World, make_world

pytestmark = pytest.mark.django_db

# Opened by a superuser or by the admin's own scripts; they show no rows, or ask the pages of rows what to show.
OF_THE_ADMIN = {
    "admin/": "leads to the orders",
    "admin/login/": "leads to /login/",
    "admin/logout/": "ends the session",
    "admin/password_change/": "one's own",
    "admin/password_change/done/": "one's own",
    "admin/autocomplete/": "asks the page of the rows, tested below",
    "admin/jsi18n/": "words",
    "admin/search/": "asks the pages of the rows, tested below",
    "admin/r/<path:content_type_id>/<path:object_id>/": "leads to a row's own page",
    "admin/(?P<url>.*)$": "unknown addresses",
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_is_answered_as_the_table_says(line: Line, world: World):
    answers = {}
    for person in PEOPLE:
        with undone():
            answer = send(world, line, person)
            answers[person] = str(answer.status_code)
            text = _text(answer)
            if person == "stranger" and answers["nobody"] != "200":
                assert SECRET not in text

    assert answers == dict(zip(PEOPLE, line.expected, strict=True))


def _text(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_every_route_has_a_line(world: World):
    covered: dict[str, set[str]] = defaultdict(set)
    for line in LINES:
        covered[resolve(world.path(line.path)).route].add(line.method)
    missing = []
    for route, methods in all_routes().items():
        if route in OF_THE_ADMIN or route.startswith("admin/^(?P<app_label>"):
            continue
        # Django's redirect to a row's form takes every method; one of them is enough.
        wanted = methods if route.startswith("api/") else set()
        if not covered[route] or not wanted <= covered[route]:
            missing.append(f"{route} {sorted(wanted - covered[route]) or ''}")

    assert missing == []


def test_sessions_of_pages_do_not_open_the_api(world: World):
    client: Client = world.client("owner", "/")

    assert client.get("/api/orders/").status_code == 401


def test_admin_search_shows_a_stranger_nothing(world: World):
    address = f"/admin/search/?s={SECRET}"

    assert SECRET not in _text(world.client("stranger", address).get(address))
    assert world.client("florist", address).get(address).status_code == 403
