"""Both forms of a path answer the same, with the trailing slash and without it: every method of every route of v1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.urls import resolve
from django.utils import timezone

from tests.architecture.access_table import LINES, Line, send
from tests.architecture.routes import METHODS, all_routes
from tests.architecture.undoing import undone
from tests.architecture.world import World, make_world

pytestmark = pytest.mark.django_db

V1 = [line for line in LINES if line.path.startswith("/api/") and not line.path.startswith("/api/v2/")]
# What is new each time, whatever the path.
ALWAYS_NEW = {
    *("id", "order_id", "batch_id", "tracking_token", "tracking_url", "payment_url", "url", "thumbnail"),
    *("access_token", "refresh_token"),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


def other_form(path: str) -> str:
    return path[:-1] if path.endswith("/") else f"{path}/"


def settled(body: Any) -> Any:
    """Return what an answer says, without what is new each time."""
    if isinstance(body, dict):
        return {name: "…" if name in ALWAYS_NEW else settled(value) for name, value in body.items()}
    if isinstance(body, list):
        return [settled(item) for item in body]
    return body


def read(answer: Any) -> tuple[int, Any]:
    return answer.status_code, settled(answer.json() if answer.content else None)


@pytest.mark.parametrize("person", ["nobody", "owner", "courier"])
@pytest.mark.parametrize("line", V1, ids=str)
def test_both_forms_answer_the_same(line: Line, person: str, world: World):
    answers = []
    moment = timezone.now()
    for path in (line.path, other_form(line.path)):
        with undone(), time_machine.travel(moment, tick=False):
            answers.append(read(send(world, replace(line, path=path), person)))

    assert answers[0] == answers[1]
    assert not 300 <= answers[0][0] < 400
    assert answers[0][0] < 500


def test_a_method_that_is_none_is_refused_in_both_forms(world: World):
    """A route with a line in the table is asked for everything else besides."""
    wrong = []
    for line in V1:
        path = world.path(line.path)
        client = world.client("owner", path)
        for method in set(METHODS) - all_routes()[resolve(path).route]:
            statuses = [client.generic(method, form).status_code for form in (path, other_form(path))]
            if statuses != [405, 405]:
                wrong.append(f"{method} {path}: {statuses}")

    assert wrong == []


def test_every_route_of_v1_is_asked(world: World):
    """The table of access has them all; this fails where the selection above has lost some."""
    asked = {resolve(world.path(line.path)).route for line in V1}

    assert asked == {
        route for route in all_routes() if route.startswith("api/") and not route.startswith(("api/v2/", "api/v1/"))
    }
