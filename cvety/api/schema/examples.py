"""What is sent to and answered by each operation, for example.

`cvety/api/examples/documented.json` holds what the public documentation prints, `ours.json` what we say otherwise or
beside it. What neither has is put together by `samples.py`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "examples"
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Example:
    """One operation: what its parameters mean, a body, and answers by status."""

    parameters: dict[str, str] = field(default_factory=dict)
    request: Any = None
    answers: dict[str, Any] = field(default_factory=dict)


def example_of(method: str, path: str) -> Example:
    """Return the example of an operation, an empty one where there is none."""
    return examples().get(_key(f"{method} {path}"), Example())


@cache
def examples() -> dict[str, Example]:
    """Return all examples by operation. Not to be changed."""
    documented, ours = (_read(name) for name in ("documented.json", "ours.json"))
    together = merged(*({_key(name): parts for name, parts in file.items()} for file in (documented, ours)))
    return {name: Example(**parts) for name, parts in together.items()}


@cache
def meanings() -> dict[str, str]:
    """Return what a parameter of this name means wherever nothing else is said of it."""
    told: dict[str, str] = {}
    for example in examples().values():
        told = {**example.parameters, **told}
    return told


@cache
def values() -> dict[str, Any]:
    """Return a believable value for a field of this name: ours, or the first that the documentation prints."""
    found: dict[str, Any] = {}
    for name, value in _leaves([(example.request, example.answers) for example in examples().values()]):
        found.setdefault(name, value)
    return {**found, **_read("values.json")}


def _read(name: str) -> dict[str, Any]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    # The documentation is older than the clock of Kazakhstan, and prints what was its offset then.
    content: dict[str, Any] = json.loads(text.replace("+06:00", "+05:00"))
    return content


def _key(name: str) -> str:
    """Return `PATCH /api/orders/{}`, whatever the id is called."""
    return re.sub(r"\{\w+\}", "{}", name)


def _leaves(value: Any, name: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, key)]
    if isinstance(value, list | tuple):
        return [leaf for inner in value for leaf in _leaves(inner, name)]
    return [] if value is None else [(name, value)]


def merged(first: Any, second: Any) -> Any:
    """Return the first with what the second adds to it or says otherwise, into lists and objects alike."""
    if second is _MISSING:
        return first
    if isinstance(first, dict) and isinstance(second, dict):
        names = [*first, *(name for name in second if name not in first)]
        return {name: merged(first.get(name, _MISSING), second.get(name, _MISSING)) for name in names}
    if isinstance(first, list) and isinstance(second, list):
        return [merged(*pair) for pair in zip_longest(first, second, fillvalue=_MISSING)]
    return second
