"""The Postman collection: in the format that Postman imports, and its requests are understood by the product."""

from __future__ import annotations

import json
from functools import cache

import pytest

from accounts.tokens import issue_tokens
from cvety.api.schema.document import document
from cvety.postman import collection
from tests.factories import make_product
from tests.factories.orders import make_order

HOST = "https://shop.example"


@cache
def described():
    return {**document(), "servers": [{"url": HOST}]}


@cache
def made():
    return collection(described())


def requests():
    return [(folder["name"], item) for folder in made()["item"] for item in folder["item"]]


def named(name):
    return next(item for _folder, item in requests() if item["name"] == name)


def test_has_a_folder_for_each_tag_and_a_request_for_each_operation():
    operations = [operation for path in described()["paths"].values() for operation in path.values()]
    titles = {tag["name"]: tag["x-displayName"] for tag in described()["tags"]}

    assert made()["info"]["schema"] == "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    assert [folder["name"] for folder in made()["item"]] == list(titles.values())
    assert sorted((folder, item["name"]) for folder, item in requests()) == sorted(
        (titles[operation["tags"][0]], operation["summary"]) for operation in operations
    )


def test_address_and_token_are_variables():
    values = {variable["key"]: variable["value"] for variable in made()["variable"]}

    assert values == {"base_url": HOST, "token": ""}
    assert made()["auth"] == {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]}
    assert {tuple(item["request"]["url"]["host"]) for _folder, item in requests()} == {("{{base_url}}",)}


def test_signing_in_keeps_the_token():
    scripts = {item["name"]: item["event"] for _folder, item in requests() if "event" in item}

    assert scripts.keys() == {"Войти по коду", "Обновить токен", "Перейти в другой свой магазин"}
    [event] = scripts["Войти по коду"]
    assert event["listen"] == "test"
    assert 'pm.collectionVariables.set("token", pm.response.json().access_token);' in "".join(event["script"]["exec"])


def test_who_need_not_sign_in_sends_no_token():
    assert named("Войти по коду")["request"]["auth"] == {"type": "noauth"}
    assert "auth" not in named("Заказы")["request"]


def test_a_request_is_the_documented_one():
    request = named("Создать заказ с позициями")["request"]

    assert request["method"] == "POST"
    assert request["url"]["raw"] == "{{base_url}}/api/orders/with-items"
    assert json.loads(request["body"]["raw"])["items"][0]["product_id"] == 10
    assert [answer["code"] for answer in named("Создать заказ с позициями")["response"]] == [201, 400]


def test_what_need_not_be_asked_is_switched_off():
    url = named("Товары для витрины")["request"]["url"]

    assert url["raw"] == "{{base_url}}/api/public/products?shop_id=1"
    assert {pair["key"] for pair in url["query"] if not pair["disabled"]} == {"shop_id"}
    assert all(header["disabled"] for header in named("Заказы")["request"]["header"])


# The format's own schema is not at hand: what it requires of each part, and the kinds of values, by hand.
TEXTS = {"key", "name", "raw", "method", "listen", "status", "mode"}
LISTS = {"item", "variable", "header", "host", "path", "query", "response", "event", "exec", "formdata"}


def parts(value):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_is_of_the_format():
    plain = json.loads(json.dumps(made()))

    assert plain.keys() == {"info", "auth", "variable", "item"}
    for part in parts(plain):
        assert all(isinstance(part[name], str) for name in TEXTS & part.keys() if part[name] is not part.get("raw"))
        assert all(isinstance(part[name], list) for name in LISTS & part.keys())
    for _folder, item in requests():
        assert item.keys() >= {"name", "request", "response"}
        assert item["request"].keys() >= {"method", "url", "header"}
        assert all(isinstance(answer["code"], int) for answer in item["response"])
        assert all(isinstance(answer["body"], str | None) for answer in item["response"])
        variables = {variable["key"] for variable in item["request"]["url"]["variable"]}
        assert {f":{name}" for name in variables} == {
            part for part in item["request"]["url"]["path"] if part.startswith(":")
        }


def without_files():
    return [item for _folder, item in requests() if item["request"].get("body", {}).get("mode") != "formdata"]


@pytest.mark.parametrize("item", without_files(), ids=lambda item: item["name"])
def test_a_request_is_understood(client, owner, item):
    """Send it as it is imported, with a token: a row that it names may not be there, but no field is wrong."""
    make_order(owner.shop, product=make_product(owner.shop))
    request = item["request"]
    path = "/".join("1" if part.startswith(":") else part for part in request["url"]["path"])
    query = {pair["key"]: pair["value"] for pair in request["url"]["query"] if not pair["disabled"]}
    answer = client.generic(
        request["method"],
        f"/{path}",
        request.get("body", {}).get("raw", ""),
        content_type="application/json",
        query_params=query,
        headers={"Authorization": f"Bearer {issue_tokens(owner).access}"},
    )

    wrong = answer.json()["detail"] if answer.status_code == 422 else []
    assert answer.status_code in (200, 201, 204, 400, 401, 403, 404, 422)
    assert [fault for fault in wrong if not str(fault["loc"][-1]).endswith("_id")] == []
