"""What the public documentation of API v1 promises, and how a test says which promise it proves."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cvety.settings.env import BASE_DIR

Test = TypeVar("Test", bound=Callable[..., Any])
# Each documented endpoint as it is printed: parameters, request, answers by status.
_PRINTED: dict[str, Any] = json.loads((BASE_DIR / "cvety/api/examples/documented.json").read_text(encoding="utf-8"))

# What is promised of an endpoint beside its parameters and its printed answers.
_MORE = {
    "POST /api/auth/verify-otp": ["the token opens the API"],
    "PATCH /api/orders/{order_id}/status": ["every arrow of the diagram"],
    "PATCH /api/orders/{order_id}/issue": ["types of issues"],
    "POST /api/products/": ["categories"],
    "GET /api/production/tasks/": ["statuses of tasks", "priorities of tasks"],
}
# What is promised apart from the endpoints, by the document's sections.
_GENERAL = {
    "Basics": {
        "GET /docs": ["200"],
        "GET /redoc": ["200"],
        "GET /openapi.json": ["200"],
        "GET /postman.json": ["200"],
        "Formats of data": ["date and time", "phone", "money", "tracking token"],
        "Test environment": ["any six digits"],
    },
    "Errors": {
        "Codes": ["204", "401", "403", "404", "422", "429", "500", "503"],
        "Formats": ["plain", "validation", "limit"],
    },
    "Rate limiting": {
        "Limits": [
            "/auth/request-otp",
            "/auth/verify-otp",
            "in general",
            "creation of orders",
            "upload of files",
            "X-RateLimit headers",
        ],
    },
    "Integrations": {
        "Printed programs": ["Python (requests)", "JavaScript/TypeScript (axios)", "Telegram bot", "React Native"],
    },
    "Questions": {
        "Token": ["lives 24 hours"],
        "Images": ["JPEG", "PNG", "WebP", "GIF", "10 MB"],
    },
}
_SECTIONS = {
    "auth": "Sign-in",
    "orders": "Orders",
    "products": "Products",
    "customers": "Customers",
    "warehouse": "Warehouse",
    "production": "Production",
    "tracking": "Tracking",
    "public": "Public API",
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """An endpoint, or another subject, in its section; and each thing that is promised of it."""

    section: str
    promises: list[str]


def _chapter(endpoint: str) -> Chapter:
    printed = _PRINTED[endpoint]
    parameters = [f"?{name}" for name in printed.get("parameters", ())]
    promises = [*printed["answers"], *parameters, *_MORE.get(endpoint, ())]
    return Chapter(_SECTIONS[endpoint.split("/")[2]], promises)


CHAPTERS: dict[str, Chapter] = {
    **{endpoint: _chapter(endpoint) for endpoint in _PRINTED},
    **{
        subject: Chapter(section, promises)
        for section, subjects in _GENERAL.items()
        for subject, promises in subjects.items()
    },
}


def proves(subject: str, *promises: str) -> Callable[[Test], Test]:
    """Mark a test as the proof of these promises. `coverage.py` reads the marks in the source: write them out."""
    unknown = [promise for promise in promises if promise not in CHAPTERS[subject].promises]
    assert promises, f"{subject}: which promise?"
    assert not unknown, f"{subject}: {unknown} is not promised"
    return lambda test: test


def documented_request(endpoint: str) -> Any:
    """Return the body that the documentation prints, to be changed at will."""
    return copy.deepcopy(_PRINTED[endpoint]["request"])


def documented_answer(endpoint: str, status: int) -> Any:
    """Return the answer that the documentation prints."""
    return copy.deepcopy(_PRINTED[endpoint]["answers"][str(status)])
