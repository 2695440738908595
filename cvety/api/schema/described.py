"""What is the same in all operations of a version, written down as plain OpenAPI: `v1.json` and `v2.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def described(version: str) -> dict[str, Any]:
    """Return `info`, `tags` and `components` of a version, and how its answers are called. Not to be changed."""
    parts: dict[str, Any] = json.loads((HERE / f"{version}.json").read_text(encoding="utf-8"))
    return parts
