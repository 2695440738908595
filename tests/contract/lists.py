"""Reading lists in tests."""

from __future__ import annotations

from typing import Any


def ids(answer: Any) -> list[int]:
    """Return which rows a list answered, and fail unless it counts them."""
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["total"] == len(body["items"])
    return [row["id"] for row in body["items"]]
