"""Comparing an answer with the documented example: the same keys, the same kinds of values, the same words."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from tests.api.shapes import DAY, INSTANT

TEXT = "text"
# A text that has a format is compared by it; any other text of an example is compared as it stands.
FORMATS = {
    "instant": INSTANT,
    "day": DAY,
    "phone": re.compile(r"\+7\d{10}"),
    "masked phone": re.compile(r"\+7\d{3}\*{5}\d\d"),
    "tracking token": re.compile(r"[1-9]\d{8}"),
    "token": re.compile(r"eyJ.*|new_token_here", re.DOTALL),
    "absolute address": re.compile(r"https?://\S+"),
}


def assert_promised(documented: Any, answer: Any, *, free: Collection[str] = (), where: str = "answer") -> None:
    """Fail unless the answer has what the example has.

    Every documented key is there, with a value of the documented kind; keys beside them are allowed, null is not.
    Words are the very words of the example, but for the keys that are `free`.
    """
    if isinstance(documented, dict):
        assert isinstance(answer, dict), f"{where} is no object"
        assert not documented.keys() - answer.keys(), f"{where} lacks {documented.keys() - answer.keys()}"
        for name, value in documented.items():
            if name in free:
                assert kind(answer[name]) != "null", f"{where}.{name} is null"
                value = answer[name] if kind(value) == TEXT and isinstance(answer[name], str) else value
            assert_promised(value, answer[name], free=free, where=f"{where}.{name}")
    elif isinstance(documented, list):
        assert isinstance(answer, list), f"{where} is no list"
        assert len(answer) >= len(documented), f"{where} has {len(answer)} of {len(documented)} items"
        for index, value in enumerate(documented):
            assert_promised(value, answer[index], free=free, where=f"{where}[{index}]")
    elif documented is None:
        assert answer is None, f"{where} is {answer!r}, documented as null"
    else:
        _assert_same_kind(documented, answer, where)


def kind(value: Any) -> str:
    """Return how the documentation would call a value."""
    if isinstance(value, str):
        return next((name for name, pattern in FORMATS.items() if pattern.fullmatch(value)), TEXT)
    names = {type(None): "null", bool: "boolean", int: "integer", float: "number", dict: "object", list: "list"}
    return names[type(value)]


def _assert_same_kind(documented: Any, answer: Any, where: str) -> None:
    wanted = kind(documented)
    allowed = {wanted, "integer"} if wanted == "number" else {wanted}
    assert kind(answer) in allowed, f"{where} is {answer!r}, documented as {wanted}"
    if wanted == TEXT:
        assert answer == documented, f"{where} is {answer!r}, documented as {documented!r}"
