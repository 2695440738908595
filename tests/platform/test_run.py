"""`manage.py run`: the product in one terminal."""

import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command

from cvety.management.commands.run import commands

from .living import ends_soon
from .product import Product, free_port


@pytest.fixture
def port() -> int:
    return free_port()


def test_a_port_in_use_is_said_plainly(settings, port: int):
    settings.PORT = port
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        with pytest.raises(CommandError, match=f"Port {port} is taken .* PORT={port + 1} make run"):
            call_command("run")


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::"])
def test_local_listens_to_this_machine_only(settings, address: str):
    settings.CVETY_ENV = "local"

    with pytest.raises(CommandError, match="answers this machine only"):
        call_command("run", bind=address)


def test_embedded_parts_are_one_web_process_and_one_with_worker_and_scheduler(settings):
    settings.REDIS_URL = ""

    parts = commands("127.0.0.1")

    assert list(parts) == ["web", "worker and scheduler"]
    assert parts["web"][parts["web"].index("--workers") + 1] == "1"
    assert "--beat" in parts["worker and scheduler"]


def test_with_redis_the_scheduler_is_a_process_of_its_own(settings):
    settings.REDIS_URL = "redis://localhost/0"

    parts = commands("::1")

    assert list(parts) == ["web", "worker", "scheduler"]
    assert parts["web"][parts["web"].index("--bind") + 1] == f"[::1]:{settings.PORT}"


@pytest.fixture
def product(tmp_path: Path, port: int) -> Iterator[Product]:
    started = Product(tmp_path, port)
    yield started
    started.stop()


def test_one_command_brings_up_a_shop_and_ctrl_c_ends_all_of_it(product: Product):
    text = product.wait_until_up()
    family = product.children()

    assert "+77011234567" in text
    assert requests.get(f"{product.address}/readyz", timeout=5).json()["status"] == "ok"

    # What a newcomer copies: the order comes in, and the worker brings the customer's totals up to date.
    body = re.search(r"-d '(\{.*\})'", text)
    assert body
    placed = requests.post(
        f"{product.address}/api/public/orders",
        data=body[1].encode(),
        headers={"Content-Type": "application/json"},
        timeout=10,
    )
    assert placed.status_code == 201, placed.text
    assert placed.json()["total"] > 0

    # A sign-in code is printed here, for whoever reads the terminal.
    asked = requests.post(f"{product.address}/api/auth/request-otp", json={"phone": "+77001001002"}, timeout=10)
    assert asked.status_code == 201
    assert product.code_of("+77001001002")

    # A client that sends a photo with a token that has run out hears so, on a connection that it keeps.
    with requests.Session() as client:
        photo = {"file": ("bouquet.jpg", bytes(1_600_000), "image/jpeg")}
        refused = [client.post(f"{product.address}/api/orders/1/photos", files=photo, timeout=10) for _ in range(20)]
    assert {answer.status_code for answer in refused} == {401}

    product.process.send_signal(signal.SIGINT)

    assert product.process.wait(timeout=30) == 0
    assert len(family) >= 4
    assert [pid for pid in family if not ends_soon(pid)] == []
