"""Rows are locked by one function, which knows the order and the strength."""

import ast

from .source import python_files


def test_rows_are_locked_in_one_way():
    places = [
        path
        for path, tree in python_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "select_for_update"
    ]

    assert places == ["cvety/core/locks.py"]
