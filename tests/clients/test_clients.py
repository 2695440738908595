"""The two client programs that the public documentation prints run against the product.

They stand beside this file as printed (the one in TypeScript without its types); the base address alone is ours.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orders.models import Order
from shops.models import Shop
from tests.contract.promises import proves

HERE = Path(__file__).parent
PRINTED_ADDRESS = "https://api.cvety.kz"
AXIOS = "axios@1.21.1"
TOOK_AT_MOST_SECONDS = 60


@pytest.fixture
def program(live_server, tmp_path):
    """A program of the documentation, told the address of the server under test."""

    def program(name: str) -> Path:
        printed = (HERE / name).read_text(encoding="utf-8")
        assert printed.count(PRINTED_ADDRESS) == 1
        copy = tmp_path / name
        copy.write_text(printed.replace(PRINTED_ADDRESS, live_server.url), encoding="utf-8")
        return copy

    return program


@pytest.fixture
def node_with_axios(tmp_path):
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", ".", AXIOS]
    done = subprocess.run(
        install, cwd=tmp_path, capture_output=True, text=True, timeout=TOOK_AT_MOST_SECONDS, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"npm could not install {AXIOS}: {done.stderr.strip()[:200]}")
    return node


def run(*command: str | Path) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=TOOK_AT_MOST_SECONDS, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def assert_told_what_is_there(output: str) -> None:
    """Fail unless the program found nothing, placed its order and printed the number that we gave it."""
    order = Order._base_manager.get()
    assert re.fullmatch(rf"Найдено заказов: 0\nСоздан заказ: {order.tracking_token}\n", output)
    assert (order.total, order.recipient_name, order.status) == (27000, "Айгуль", "new")
    assert Shop.objects.get().name == "Цветочный магазин 4567"


@proves("Printed programs", "Python (requests)")
def test_the_python_program(program):
    output = run(sys.executable, "-X", "utf8", program("python_client.py"))

    assert_told_what_is_there(output)


@proves("Printed programs", "JavaScript/TypeScript (axios)")
def test_the_javascript_program(node_with_axios, program):
    output = run(node_with_axios, program("js_client.mjs"))

    assert_told_what_is_there(output)
