"""The description is true: every request of the table of access is answered with what it says, and as it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from cvety.api.schema.document import document
from tests.architecture.access_table import BODIES, LINES, Line, send
from tests.architecture.routes import OF_V2
from tests.architecture.undoing import undone
from tests.architecture.world import PEOPLE, World, make_world

from .described import JSON, Described

pytestmark = pytest.mark.django_db

LINES_OF_API = [line for line in LINES if line.path.startswith("/api/")]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), undone():
        yield make_world()


@cache
def described(version: str) -> Described:
    return Described(document(version))


def find(line: Line) -> tuple[Described, dict[str, Any]]:
    """Return the operation that describes a line: the names of the parts of a path are the table's own there."""
    which = described("v2" if line.path.startswith(OF_V2) else "v1")
    wanted = [part.startswith("{") or part for part in line.path.split("/")]
    for name, operation in which.operations():
        method, path = name.split(" ")
        if method == line.method and [part.startswith("{") or part for part in path.split("/")] == wanted:
            return which, operation
    raise AssertionError(f"{line} is not described")


@pytest.mark.parametrize("line", LINES_OF_API, ids=str)
def test_answers_are_as_described(line: Line, world: World):
    which, operation = find(line)
    for person in PEOPLE:
        with undone():
            answer = send(world, line, person)
        assert str(answer.status_code) in operation["responses"], person
        told = which.resolved(operation["responses"][str(answer.status_code)])
        content = told.get("content", {}).get(JSON)
        assert bool(answer.content) == (content is not None), person
        if content is not None:
            assert which.faults(content["schema"], answer.json()) == [], person
        if answer.status_code < 300 and "ETag" in answer.headers:
            assert "ETag" in told["headers"]


WITHOUT_A_VERSION = {"/api/v2/colleagues/{member}/toggle"}  # a switch has no more than two positions


@pytest.mark.parametrize("line", [line for line in LINES_OF_API if line.method == "PATCH"], ids=str)
def test_an_edit_from_an_old_version_is_refused_and_the_description_says_so(line: Line, world: World):
    _which, operation = find(line)
    with undone():
        body = json.dumps(BODIES[line.body](world) if line.body else {})
        client, stale = world.client("owner", line.path), {"If-Match": '"1-0"'}
        answer = client.patch(world.path(line.path), body, content_type=JSON, headers=stale)

    assert (answer.status_code == 412) == ("412" in operation["responses"]) == (line.path not in WITHOUT_A_VERSION)


@pytest.mark.parametrize("line", [line for line in LINES_OF_API if line.method == "GET"], ids=str)
def test_what_a_client_may_keep_is_not_sent_twice(line: Line, world: World):
    _which, operation = find(line)
    with undone():
        client, path = world.client("owner", line.path), world.path(line.path)
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers.get("ETag", "none")})

    if first.status_code == 200:
        assert (again.status_code == 304) == ("304" in operation["responses"])
