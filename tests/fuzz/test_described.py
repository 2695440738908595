"""Every answer is as the API's description says: status, type, headers, shape; and none is a 5xx.

schemathesis makes the requests from the description, such as it allows and such as it forbids. Some are sent as
they are made, some about rows that exist, and some differ from a right request in a few fields only, so that many
are carried out. How to let it run longer: docs/how-to/attack-the-api.md.
"""

from __future__ import annotations

import os
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as how
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.schemas import OpenApiSchema

from accounts.tokens import issue_tokens
from cvety.api.schema.document import document
from cvety.wsgi import application
from tests.architecture.access_table import BODIES, LINES, Line
from tests.architecture.routes import OF_V2
from tests.architecture.undoing import undone
from tests.architecture.world import World, take_task, upload

from .answers import kept_connection
from .described import find, needed_query

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("CVETY_FUZZ_EXAMPLES") or 6)
SEED = os.environ.get("CVETY_FUZZ_SEED") or "1"
LINES_OF_API = [line for line in LINES if line.path.startswith("/api/")]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def descriptions() -> dict[str, OpenApiSchema]:
    descriptions = {version: schemathesis.openapi.from_dict(document(version)) for version in ("v1", "v2")}
    for description in descriptions.values():
        description.app = application
    return descriptions


@pytest.fixture(autouse=True)
def _limits_that_nobody_reaches(settings) -> None:
    settings.RATE_LIMIT_FACTOR = 10**6


@pytest.mark.parametrize("line", LINES_OF_API, ids=str)
def test_every_answer_is_as_described(line: Line, world: World, descriptions: dict[str, OpenApiSchema]):
    path = world.path(line.path)
    found = find(line.method, path)
    template, query = found.path, needed_query(found, world)
    operation = descriptions["v2" if path.startswith(OF_V2) else "v1"][template][line.method]
    names = re.findall(r"{(\w+)}", template)
    row = dict(zip(names, re.fullmatch(re.sub(r"{\w+}", "([^/]+)", template), path).groups(), strict=True))
    right = _right_body(world, line)
    headers = _headers(world)

    def send(case: Case) -> None:
        with undone(), kept_connection():
            case.call_and_validate(base_url="http://testserver", headers=headers, checks=CHECKS)

    made = st.one_of(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @seed(f"{SEED} {line}")
    @how(
        max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=HealthCheck
    )
    @given(made, st.data())
    def send_many(case: Case, data: st.DataObject) -> None:
        send(_changed(case, row, query, right, data))

    with undone():
        if line.body in ("taken", "photo"):
            take_task(world, "owner")
        media = operation.get_request_payload_content_types()
        body = {"body": right, "media_type": media[0]} if media else {}
        send(operation.Case(path_parameters=row, query=query, **body))
        send_many()


def _headers(world: World) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_tokens(world.people['owner']).access}"}


def _right_body(world: World, line: Line) -> dict[str, Any]:
    if line.body == "photo":
        return {"file": upload().read()}
    return BODIES[line.body](world) if line.body in BODIES else {}


def _changed(
    case: Case, row: dict[str, str], query: dict[str, str], right: dict[str, Any], data: st.DataObject
) -> Case:
    """Return the case as it was made, or led to a row that exists, or with some of its fields in a right body."""
    kind = data.draw(st.sampled_from(["as made", "of a row", "nearly right"]))
    if kind != "as made":
        case.path_parameters = row
        case.query = {**case.query, **query}
    if kind == "nearly right" and isinstance(case.body, dict):
        names = data.draw(st.lists(st.sampled_from(sorted(case.body)), max_size=2)) if case.body else []
        case.body = {**right, **{name: case.body[name] for name in names}}
    return case


def test_the_comparison_would_see_it(world: World):
    """The control: descriptions that are wrong in one place each."""
    for wrong in (_another_status, _another_type, _a_header_that_is_not_sent):
        told = document()
        wrong(told["paths"]["/api/orders/"]["get"]["responses"])
        description = schemathesis.openapi.from_dict(told)
        description.app = application
        with kept_connection(), pytest.raises(FailureGroup):
            description["/api/orders/"]["GET"].Case().call_and_validate(
                base_url="http://testserver", headers=_headers(world), checks=CHECKS
            )


def _another_status(answers: dict[str, Any]) -> None:
    answers["201"] = answers.pop("200")


def _another_type(answers: dict[str, Any]) -> None:
    answers["200"]["content"]["application/json"]["schema"] = {"type": "array"}


def _a_header_that_is_not_sent(answers: dict[str, Any]) -> None:
    answers["200"]["headers"] = {"X-Nothing": {"required": True, "schema": {"type": "string"}}}
