"""`manage.py run`: the product in one terminal."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.core.management import CommandError, call_command

from cvety.management.commands.run import commands

from .living import ends_soon


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


class Product:
    """The product as a newcomer starts it, on embedded parts in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        hidden = ("DATABASE_URL", "REDIS_URL", "CVETY_ENV", "CVETY_RATE_LIMITS", "DJANGO_SETTINGS_MODULE")
        env = {name: value for name, value in os.environ.items() if name not in hidden}
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=settings.BASE_DIR,
                env={**env, "PORT": str(port), "CVETY_VAR_DIR": str(folder / "var")},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait_until_up(self) -> str:
        deadline = time.monotonic() + 120
        while "Cvety is running" not in (text := self.log.read_text()):
            assert self.process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.2)
        return text

    def children(self) -> set[int]:
        rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, row.split())) for row in rows.splitlines()]
        family = {self.process.pid}
        while more := {pid for pid, parent in pairs if parent in family} - family:
            family |= more
        return family


@pytest.fixture
def product(tmp_path: Path, port: int) -> Iterator[Product]:
    started = Product(tmp_path, port)
    yield started
    started.process.terminate()
    started.process.wait(timeout=30)


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
    deadline = time.monotonic() + 5
    while not re.search(r"\+77001001002\D+\d{6}\b", product.log.read_text()):
        assert time.monotonic() < deadline, product.log.read_text()
        time.sleep(0.1)

    product.process.send_signal(signal.SIGINT)

    assert product.process.wait(timeout=30) == 0
    assert len(family) >= 4
    assert [pid for pid in family if not ends_soon(pid)] == []
