"""Is it alive, and can it do its work? For load balancers and supervisors; says nothing about the shops."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from .celery import app as celery_app

log = logging.getLogger(__name__)

BROKER_TIMEOUT_SECONDS = 2.0


def check_database() -> None:
    """Raise whatever the database has to say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_cache() -> None:
    """Raise unless what is put into the cache can be read back."""
    probe = f"readyz:{uuid.uuid4().hex}"
    cache.set(probe, "here", timeout=5)
    if cache.get(probe) != "here":
        raise ConnectionError("The cache forgets")
    cache.delete(probe)


def check_broker(url: str | None = None) -> None:
    """Raise unless messages can be sent to the workers."""
    with celery_app.connection_for_write(url, connect_timeout=BROKER_TIMEOUT_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
        broker.default_channel  # noqa: B018 - opening it is the check


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "cache": check_cache,
    "broker": check_broker,
}


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything else asks who calls, and under which name.

    Whoever probes knows an address of the machine, not our host names, and does not speak TLS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info.rstrip("/"):
            case "/healthz":
                return _answer({"status": "ok"})
            case "/readyz":
                return _answer(readiness())
        return self.get_response(request)


def readiness() -> dict[str, str]:
    """Return whether everything that a request needs is in reach, and each part by name."""
    parts = {name: _state(name, check) for name, check in CHECKS.items()}
    return {"status": "ok" if set(parts.values()) == {"ok"} else "unavailable", **parts}


def _answer(state: dict[str, str]) -> JsonResponse:
    status = 200 if state["status"] == "ok" else 503
    return JsonResponse(state, status=status, headers={"Cache-Control": "no-store"})


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception as error:  # whatever a driver may raise: the answer is what is being asked for
        log.warning("%s is out of reach: %s", name, type(error).__name__)
        return "unavailable"
    return "ok"
