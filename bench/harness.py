"""A database of its own, two servers side by side, and one client that takes turns between them."""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
ADMIN_URL = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/11")


@contextmanager
def database(name: str = "cvety_bench") -> Iterator[str]:
    """Make an empty PostgreSQL database, migrated, set Django up on it, and drop it at the end."""
    import psycopg

    url = ADMIN_URL.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(ADMIN_URL, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    os.environ.update(
        CVETY_ENV="local",
        DATABASE_URL=url,
        REDIS_URL=REDIS_URL,
        CVETY_RATE_LIMITS="x1000",  # counted as always, reached never
        DJANGO_SETTINGS_MODULE="cvety.settings",
    )
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield url
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(ADMIN_URL, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(application: str) -> Iterator[str]:
    """Serve a WSGI application by gunicorn, one worker of one thread, and give its address."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += [
        "--config",
        "python:cvety.gunicorn_conf",
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "1",
        "--keep-alive",
        "60",
    ]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


class Client:
    """One connection kept alive, as an integrator's program has."""

    def __init__(self, base: str, **headers: str) -> None:
        parts = urlsplit(base)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._headers = headers

    def request(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        headers = dict(self._headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request(method, path, body=body, headers=headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def take_turns(calls: dict[str, Callable[[], None]], *, rounds: int, warm_up: int = 30) -> dict[str, float]:
    """Call each in turn so that both meet the same machine, and return their median times in seconds."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for round_ in range(rounds + warm_up):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if round_ >= warm_up:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}
