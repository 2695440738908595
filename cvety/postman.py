"""The API's description as a collection for Postman, in its format 2.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
JSON = "application/json"
FORM = "multipart/form-data"
# Whoever signs in, refreshes or changes the shop sends the new token with the requests that follow.
KEEP_TOKEN = [
    "if (pm.response.code === 200) {",
    '  pm.collectionVariables.set("token", pm.response.json().access_token);',
    "}",
]
Part = dict[str, Any]


def collection(description: Part) -> Part:
    """Return a folder for each tag, with the documented bodies and answers; `base_url` and `token` are variables."""
    return {
        "info": {
            "name": description["info"]["title"],
            "description": description["info"]["description"],
            "schema": FORMAT,
        },
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [
            {"key": "base_url", "value": description["servers"][0]["url"], "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "item": [_folder(tag, description) for tag in description["tags"]],
    }


def _folder(tag: Part, description: Part) -> Part:
    items = [_item(*found, description) for found in _tagged(tag["name"], description)]
    return {"name": tag["x-displayName"], "description": tag["description"], "item": items}


def _tagged(tag: str, description: Part) -> Iterator[tuple[str, str, Part]]:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][0] == tag:
                yield method.upper(), path, operation


def _item(method: str, path: str, operation: Part, description: Part) -> Part:
    parameters = [_resolved(parameter, description) for parameter in operation.get("parameters", ())]
    parameters = [{**each, "schema": _resolved(each["schema"], description)} for each in parameters]
    request: Part = {
        "method": method,
        "header": [_header(parameter) for parameter in parameters if parameter["in"] == "header"],
        "url": _url(path, parameters),
    }
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        request["header"].append({"key": "Content-Type", "value": JSON})
        request["body"] = {
            "mode": "raw",
            "raw": _text(content[JSON]["example"]),
            "options": {"raw": {"language": "json"}},
        }
    if FORM in content:
        request["body"] = {"mode": "formdata", "formdata": [{"key": "file", "type": "file", "src": None}]}
    if not operation["security"]:
        request["auth"] = {"type": "noauth"}
    answers = list(_answers(operation, request))
    item: Part = {"name": operation["summary"], "request": request, "response": answers}
    if any("access_token" in (answer["body"] or "") for answer in answers):
        item["event"] = [{"listen": "test", "script": {"type": "text/javascript", "exec": KEEP_TOKEN}}]
    return item


def _url(path: str, parameters: list[Part]) -> Part:
    """Return the address: `{order_id}` is a variable of the path, what may be left out of the query is switched off."""
    parts = path.replace("{", ":").replace("}", "").lstrip("/").split("/")
    query = [
        {**_pair(parameter), "disabled": not parameter.get("required", False)}
        for parameter in parameters
        if parameter["in"] == "query"
    ]
    asked = "&".join(f"{pair['key']}={pair['value']}" for pair in query if not pair["disabled"])
    return {
        "raw": "{{base_url}}/" + "/".join(parts) + (f"?{asked}" if asked else ""),
        "host": ["{{base_url}}"],
        "path": parts,
        "query": query,
        "variable": [_pair(parameter) for parameter in parameters if parameter["in"] == "path"],
    }


def _pair(parameter: Part) -> Part:
    return {
        "key": parameter["name"],
        "value": _value(parameter["schema"]),
        "description": parameter.get("description", ""),
    }


def _header(parameter: Part) -> Part:
    # A key of its own for each time that the request is sent.
    value = "{{$guid}}" if parameter["name"] == "Idempotency-Key" else _value(parameter["schema"])
    return {**_pair(parameter), "value": value, "disabled": True}


def _value(schema: Part) -> str:
    known = schema.get("default", schema.get("example", (schema.get("enum") or [None])[0]))
    if known is None:
        known = 1 if schema.get("type") == "integer" else True if schema.get("type") == "boolean" else ""
    return str(known).lower() if isinstance(known, bool) else str(known)


def _answers(operation: Part, request: Part) -> Iterator[Part]:
    """Yield what is answered here; the refusals that all operations have alike are in the description."""
    for status, answer in operation["responses"].items():
        if "$ref" in answer:
            continue
        content = answer.get("content", {}).get(JSON)
        phrase = HTTPStatus(int(status)).phrase
        yield {
            "name": f"{status} {phrase}",
            "originalRequest": request,
            "status": phrase,
            "code": int(status),
            "header": [{"key": "Content-Type", "value": JSON}] if content else [],
            "body": _text(content["example"]) if content else None,
            "_postman_previewlanguage": "json",
        }


def _resolved(part: Part, description: Part) -> Part:
    """Return a part itself where a reference to it stands."""
    if "$ref" not in part:
        return part
    found: Part = description
    for name in part["$ref"].split("/")[1:]:
        found = found[name]
    return found


def _text(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)
