"""Limits hold for all web processes together: what one has counted, the other knows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.conf import settings
from django.db import connection

from .product import ROOT, free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.REDIS_URL, reason="needs Redis, which is what processes share"),
]
CLIENTS = 16
ORDER = {"shop_id": 999_999, "customer_phone": "+77011234567", "items": [{"product_id": 1, "quantity": 1}]}


@pytest.fixture
def addresses(request):
    """Two web servers of one process each, on the tests' own database and counters."""
    ports = [free_port() for _server in range(2)]
    database = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database,
        "CVETY_RATE_LIMITS": "on",
        **getattr(request, "param", {}),
    }
    command = [sys.executable, "-m", "gunicorn", "cvety.wsgi", "--no-control-socket", "--log-level", "warning"]
    command += ["--workers", "1", "--worker-class", "gthread", "--threads", "8"]
    servers = [subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=env) for port in ports]
    try:
        for server, port in zip(servers, ports, strict=True):
            _wait_for(server, port)
        yield [f"http://127.0.0.1:{port}" for port in ports]
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(timeout=30)


def _wait_for(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert server.poll() is None, "a server has ended"
        assert time.monotonic() < deadline, "a server does not come up"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)


def hammer(addresses, method, path, body, times):
    """Send so many requests to both servers in turn, many at once."""

    def ask(n):
        return requests.request(method, addresses[n % 2] + path.format(n=n), json=body, timeout=30)

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(ask, range(times)))


def begin_a_window(seconds, needed):
    """Wait until a window has so many seconds left, so that all requests fall into one."""
    left = seconds - time.time() % seconds
    if left < needed:
        time.sleep(left + 0.1)


def test_exactly_as_many_are_let_through_as_the_limit_allows(addresses):
    begin_a_window(3600, needed=45)

    answers = hammer(addresses, "POST", "/api/public/orders", ORDER, 160)

    assert Counter(answer.status_code for answer in answers) == {404: 100, 429: 60}
    let_through = [answer for answer in answers if answer.status_code == 404]
    # Each is told a number of its own, whichever server counted it.
    assert sorted(int(answer.headers["X-RateLimit-Remaining"]) for answer in let_through) == list(range(100))
    assert {answer.headers["X-RateLimit-Limit"] for answer in let_through} == {"100"}


def test_a_phone_gets_three_codes_a_minute_from_all_servers_together(addresses):
    begin_a_window(60, needed=20)

    answers = hammer(addresses, "POST", "/api/auth/request-otp", {"phone": "+77051234567"}, 24)

    assert Counter(answer.status_code for answer in answers) == {201: 3, 429: 21}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) == refused.json()["retry_after"] <= 60


def test_numbers_are_guessed_ten_times_an_hour_at_all_servers_together(addresses):
    begin_a_window(3600, needed=45)

    answers = hammer(addresses, "GET", "/api/tracking/1000000{n:02d}", None, 40)

    assert Counter(answer.status_code for answer in answers) == {404: 10, 429: 30}


@pytest.mark.parametrize("addresses", [{"REDIS_URL": ""}], indirect=True)
def test_control_servers_that_share_nothing_let_more_through(addresses):
    begin_a_window(3600, needed=45)

    answers = hammer(addresses, "POST", "/api/public/orders", ORDER, 160)

    assert Counter(answer.status_code for answer in answers)[404] > 100
