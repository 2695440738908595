"""An order's status is written by one function; a task's and a reservation's by their services."""

import ast

import pytest

from orders.services.editing import EDITABLE

from .source import python_files

# File → names of variables whose `status` it writes.
WRITERS = {
    # Makes an order of a row's columns, to ask it what a courier collects; it is never saved.
    "orders/queries.py": {"Order"},
    "orders/services/moving.py": {"order"},
    "production/services/creating.py": {"task"},
    "production/services/working.py": {"task"},
    "warehouse/services/allocation.py": {"reservation"},
}
# Reservations are closed all at once; no order passes here.
UPDATERS = {"warehouse/services/allocation.py"}


def _writes(tree: ast.Module) -> list[tuple[int, str]]:
    """Return (line, what is written) of all that sets a `status`."""
    found = []
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        flat = [inner for target in targets for inner in (target.elts if isinstance(target, ast.Tuple) else [target])]
        for target in flat:
            if isinstance(target, ast.Attribute) and target.attr == "status":
                found.append((node.lineno, ast.unparse(target.value)))
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            keywords = {keyword.arg for keyword in node.keywords}
            if name == "setattr" and isinstance(node.args[1], ast.Constant) and node.args[1].value == "status":
                found.append((node.lineno, ast.unparse(node.args[0])))
            if name.endswith(".update") and "status" in keywords:
                found.append((node.lineno, "update"))
            if name in ("Order", "Order.objects.create") and "status" in keywords:
                found.append((node.lineno, "Order"))
    return found


def test_status_is_written_by_its_services_alone():
    strangers = []
    for path, tree in python_files():
        for line, what in _writes(tree):
            allowed = WRITERS.get(path, set()) | ({"update"} if path in UPDATERS else set())
            if what not in allowed:
                strangers.append(f"{path}:{line} writes status of {what}")

    assert strangers == []


def test_status_is_no_field_that_an_edit_may_name():
    assert "status" not in EDITABLE


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("order.status = x", "order"),
        ("a, order.status = x", "order"),
        ("setattr(row, 'status', x)", "row"),
        ("Order.objects.filter(pk=1).update(status=x)", "update"),
        ("Order(status=x)", "Order"),
    ],
)
def test_every_way_of_writing_is_seen(source: str, what: str):
    assert _writes(ast.parse(source)) == [(1, what)]
