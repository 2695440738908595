"""Writes docs/api-coverage.md: each promise of the public documentation with the tests that prove it.

`python -m tests.contract.coverage` writes the page, `--check` only compares. Both fail when nothing proves a promise.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cvety.settings.env import BASE_DIR

from .promises import CHAPTERS

PAGE = BASE_DIR / "docs" / "api-coverage.md"
BEGINNING = """# What the API promises, and what proves it

`make coverage` writes this page from the marks `@proves` of the tests; `make code` fails when it is out of date,
and when nothing proves a promise.

What the public documentation of API v1 prints is kept in `cvety/api/examples/documented.json`. A status stands for the
request and the answer printed there: the test sends that very request, and finds every documented field in the answer,
of the documented kind and with the documented words. A parameter stands for what it lets through, not only for being
taken. Beside these, `tests/contract/test_paths.py` compares both forms of every path, with the trailing slash and
without it, and `tests/contract/test_habits.py` sends what real clients are known to send.

The chapter on webhooks names no endpoint and is not covered here.

| section | endpoint | promise | proved by |
| --- | --- | --- | --- |
"""
Proofs = dict[tuple[str, str], list[str]]


def find_proofs() -> Proofs:
    """Return the tests that are marked, by subject and promise, each as a link."""
    proofs: Proofs = defaultdict(list)
    for file in sorted((BASE_DIR / "tests").rglob("test_*.py")):
        for test, (subject, *promises) in _marks(file):
            for promise in promises:
                proofs[subject, promise].append(f"[{test}](../{file.relative_to(BASE_DIR).as_posix()})")
    return proofs


def _marks(file: Path) -> Iterator[tuple[str, list[str]]]:
    nodes = ast.parse(file.read_text(encoding="utf-8")).body
    for test in (node for node in nodes if isinstance(node, ast.FunctionDef)):
        for mark in test.decorator_list:
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "proves":
                yield test.name, [ast.literal_eval(word) for word in mark.args]


def page(proofs: Proofs) -> str:
    rows = [
        f"| {chapter.section} | `{subject}` | `{promise}` | {', '.join(proofs[subject, promise])} |"
        for subject, chapter in CHAPTERS.items()
        for promise in chapter.promises
    ]
    return BEGINNING + "\n".join(rows) + "\n"


def main() -> str | None:
    """Write or compare the page. Returns what is wrong."""
    proofs = find_proofs()
    wanted = [(subject, promise) for subject, chapter in CHAPTERS.items() for promise in chapter.promises]
    if missing := [f"{subject}: {promise}" for subject, promise in wanted if not proofs[subject, promise]]:
        return "Nothing proves what the documentation promises:\n" + "\n".join(missing)
    text = page(proofs)
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        return "docs/api-coverage.md is out of date: run `make coverage`"
    return None


if __name__ == "__main__":
    sys.exit(main())
