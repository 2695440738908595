"""Every variable of the environment is in the sample file and in the documentation, and nowhere else."""

import ast
import re

from .source import ROOT, python_files

READERS = {"str", "int", "bool", "list", "float", "json", "required"}


def _variables_read() -> set[str]:
    names = set()
    for _path, tree in python_files("cvety/settings"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            reader = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if reader in READERS and isinstance(node.args[0].value, str) and node.args[0].value.isupper():
                names.add(node.args[0].value)
    return names


def test_sample_file_lists_every_variable():
    sample = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^([A-Z_]+)=", sample, re.MULTILINE)) == _variables_read()


def test_documentation_describes_every_variable():
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")

    assert set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)) == _variables_read()


def test_environment_is_read_by_settings_alone():
    outside = []
    for path, tree in python_files():
        if path.startswith("cvety/settings/"):
            continue
        for node in ast.walk(tree):
            reads = isinstance(node, ast.Attribute) and node.attr == "getenv"
            is_environ = isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ"
            is_get = isinstance(node, ast.Call) and ast.unparse(node.func) == "os.environ.get"
            if reads or is_environ or is_get:
                outside.append(f"{path}:{node.lineno}")

    assert outside == []
