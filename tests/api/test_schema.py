"""The API's description: valid, in Russian, named well, whole, and true of what is answered."""

from __future__ import annotations

import re
from functools import cache

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

from cvety.api.schema.document import document
from cvety.api.schema.examples import example_of, merged
from cvety.api.schema.names import operation_id
from orders.states import OrderStatus
from tests.architecture.routes import OF_V2

from .described import JSON, Described

RUSSIAN = re.compile(r"[А-Яа-яё]")


@cache
def described(version="v1"):
    return Described(document(version))


def operations(version="v1"):
    return list(described(version).operations())


every_operation = pytest.mark.parametrize(("name", "operation"), operations(), ids=[name for name, _ in operations()])


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_is_valid(version):
    errors = OpenAPIV30SpecValidator(described(version).document).iter_errors()

    assert [str(error) for error in errors] == []
    assert described(version).document["openapi"] == "3.0.3"


def test_each_version_has_its_own():
    assert [name for name, _ in operations("v1") if name.split()[1].startswith(OF_V2)] == []
    assert [name for name, _ in operations("v2") if not name.split()[1].startswith(OF_V2)] == []


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_names_are_in_russian_or_apart(version):
    found = operations(version)
    names = [operation["operationId"] for _, operation in found]
    tags = {tag["name"]: tag["description"] for tag in described(version).document["tags"]}

    assert [name for name, operation in found if not RUSSIAN.search(operation.get("summary", ""))] == []
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []
    assert {tag for _, operation in found for tag in operation["tags"]} <= tags.keys()
    assert [name for name, text in tags.items() if not RUSSIAN.search(text)] == []


@pytest.mark.parametrize(
    ("method", "path", "kind", "name"),
    [
        ("GET", "/api/orders/", "list", "list_orders"),
        ("POST", "/api/orders/", "new", "create_order"),
        ("POST", "/api/orders/with-items", "new", "create_order_with_items"),
        ("GET", "/api/orders/{id}", "", "get_order"),
        ("PATCH", "/api/orders/{id}/status", "", "update_order_status"),
        ("POST", "/api/orders/{id}/accept", "", "accept_order"),
        ("DELETE", "/api/customers/{customer_id}/addresses/{address_id}", "", "delete_customer_address"),
        ("GET", "/api/warehouse/", "list", "list_batches"),
        ("GET", "/api/warehouse/{batch_id}", "", "get_batch"),
        ("POST", "/api/warehouse/deliveries", "new", "create_warehouse_delivery"),
        ("POST", "/api/production/tasks/{task_id}/start", "", "start_production_task"),
        ("POST", "/api/auth/verify-otp", "", "verify_otp"),
        ("GET", "/api/auth/me", "", "get_me"),
        ("GET", "/api/shop/", "", "get_shop"),
    ],
)
def test_operations_are_called_by_what_they_do(method, path, kind, name):
    assert operation_id(method, path, is_list=kind == "list", creates=kind == "new") == name


@every_operation
def test_an_operation_tells_its_refusals(name, operation):
    answers, is_public = operation["responses"].keys(), operation["security"] == []
    told = {described().resolved(parameter)["name"] for parameter in operation.get("parameters", ())}

    assert answers >= {"429", "500"}
    assert ("404" in answers) or "{" not in name
    assert ("401" in answers) or is_public
    assert ("400" in answers) or name.startswith("GET ")
    assert ("422" in answers) or "requestBody" not in operation
    assert ("412" in answers) == ("If-Match" in told)
    assert ("304" in answers) == ("If-None-Match" in told)
    assert ("Idempotency-Key" in told) == (name.startswith("POST ") and "409" in answers)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("POST /api/auth/verify-otp", "Без входа."),
        ("GET /api/auth/me", "Для любого, кто вошёл."),
        ("GET /api/customers/", "Модуль `customers`: чтение."),
        ("DELETE /api/products/{product_id}", "Модуль `products`: изменение."),
        ("PATCH /api/orders/{order_id}/status", "Модуль `orders`: хотя бы свои строки."),
    ],
)
def test_an_operation_tells_who_may(name, who):
    assert dict(operations())[name]["description"] == who


@every_operation
def test_an_operation_tells_its_headers(name, operation):
    for status, answer in operation["responses"].items():
        headers = described().resolved(answer).get("headers", {}).keys()
        if status.startswith("2") or status == "429":
            assert headers >= {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}
        assert ("Retry-After" in headers) == (status == "429")
        assert ("WWW-Authenticate" in headers) == (status == "401")


def bodies(operation):
    """Every JSON of an operation that has to have an example."""
    yield "request", operation.get("requestBody", {}).get("content", {}).get(JSON)
    for status, answer in operation["responses"].items():
        yield status, described().resolved(answer).get("content", {}).get(JSON)


@every_operation
def test_examples_are_as_described(name, operation):
    for place, body in bodies(operation):
        if body is not None:
            # What comes in may leave out the offset of a time, which the format cannot say.
            formats = {"formats": None} if place == "request" else {}
            assert described().faults(body["schema"], body["example"], **formats) == [], place


@every_operation
def test_examples_are_the_documented_ones(name, operation):
    method, path = name.split(" ")
    example = example_of(method, path)
    shown = {place: body["example"] for place, body in bodies(operation) if body is not None}

    if example.request is not None:
        assert shown["request"] == example.request
    for status, documented in example.answers.items():
        assert merged(shown[status], documented) == shown[status]


def test_an_answer_without_a_body_has_none():
    for name, operation in operations():
        if name.startswith("DELETE "):
            assert "content" not in operation["responses"]["204"], name


def filters_by_words(version):
    """Each filter of a list that takes one of some words, with those words."""
    for name, operation in operations(version):
        for parameter in operation.get("parameters", ()):
            told = described(version).resolved(parameter)
            if told["in"] == "query" and told["name"] != "sort" and "enum" in told["schema"]:
                yield f"{name} {told['name']}", told["schema"]["enum"]


def test_a_filter_tells_every_word_it_takes():
    found = {**dict(filters_by_words("v1")), **dict(filters_by_words("v2"))}

    assert found["GET /api/orders/ status"] == [*OrderStatus.values, "all"]
    assert found.keys() >= {"GET /api/products/ category", "GET /api/v2/colleagues position"}
    assert [name for name, words in found.items() if "all" not in words] == []


def test_words_are_named_after_what_they_are():
    shapes = described().document["components"]["schemas"]
    words = {name: shape for name, shape in shapes.items() if "enum" in shape}

    assert words["OrderStatus"]["enum"][:3] == ["new", "paid", "assembled"]
    assert "* `paid` - Оплачен" in words["OrderStatus"]["description"]
    assert [name for name in words if name.endswith("Enum") or not name[0].isupper()] == []
