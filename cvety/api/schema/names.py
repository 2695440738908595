"""What operations are called, so that generated clients read well: `list_orders`, `accept_order`, `get_me`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Parts of an address that say where, not what.
_UNSAID = {"api", "v2", "auth"}
_VERBS = {"GET": "get", "POST": "create", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}


def operation_id(method: str, path: str, *, is_list: bool, creates: bool) -> str:
    """Return the name of what `method` does at `path`: a verb, and the nouns of the address from the outside in.

    A POST that creates nothing is called by its own last word: `POST …/tasks/{id}/start` is `start_production_task`.
    """
    nouns = list(_nouns(path))
    is_action = method == "POST" and not creates
    verb = nouns.pop() if is_action else "list" if is_list else _VERBS[method]
    if nouns and not is_list and (creates or is_action or path.endswith("}")):
        nouns[-1] = _singular(nouns[-1])
    return "_".join([verb, *(_singular(noun) for noun in nouns[:-1]), *nouns[-1:]])


def with_named_ids(paths: dict[str, Any]) -> dict[str, Any]:
    """Return the operations with `/orders/{id}` as `/orders/{order_id}`, as the public documentation writes it."""
    named = {}
    for path, operations in paths.items():
        before, found, after = path.partition("/{id}")
        name = _singular(before.rpartition("/")[2]) + "_id"
        for parameter in (each for operation in operations.values() for each in operation.get("parameters", ())):
            if found and parameter.get("name") == "id":
                parameter["name"] = name
        named[f"{before}/{{{name}}}{after}" if found else path] = operations
    return named


def _nouns(path: str) -> Iterator[str]:
    parts = [part for part in path.split("/") if part]
    for part, next_part in zip(parts, [*parts[1:], ""], strict=True):
        if part in _UNSAID or part.startswith("{"):
            continue
        # What lies in a warehouse are batches, unless the address goes on to say otherwise.
        is_batches = part == "warehouse" and (not next_part or next_part.startswith("{"))
        yield "batches" if is_batches else part.replace("-", "_")


def _singular(noun: str) -> str:
    if noun.startswith("with_"):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches")):
        return noun[:-2]
    return noun.removesuffix("s")
