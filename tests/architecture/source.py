"""The project's own source, as the tests of its rules read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
APPS = ("shops", "accounts", "warehouse", "catalog", "customers", "orders", "production", "tracking", "integrations")


def python_files(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield the path (from the project's root) and the syntax tree of every file but migrations."""
    for folder in folders or ("cvety", *APPS):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                yield str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))
