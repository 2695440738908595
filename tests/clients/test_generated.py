"""A client that a stock generator makes of our description works against the product, without a line changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orders.models import Order

PROGRAM = Path(__file__).parent / "generated_client.py"
TOOK_AT_MOST_SECONDS = 60


def run(*command: str | Path, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TOOK_AT_MOST_SECONDS,
        check=False,
        **options,
    )


@pytest.fixture
def generated(live_server, client, tmp_path):
    """The folder of the client, generated from what the server serves."""
    description, settings = tmp_path / "openapi.json", tmp_path / "settings.yaml"
    description.write_bytes(client.get("/openapi.json").content)
    settings.write_text("post_hooks: []")  # it would be put in order for readers, and nobody reads it
    command = ["-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]
    places = ["--path", description, "--config", settings, "--output-path", tmp_path / "cvety_client"]
    done = run(*command, *places)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


def test_a_generated_client_signs_in_and_takes_orders(generated, live_server):
    done = run(PROGRAM, live_server.url, env={**os.environ, "PYTHONPATH": str(generated)})

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "Цветочный магазин 4567",
        "True True",
        "1 True None 5:00:00",
        "True ['body', 'customer_phone']",
        "True transition_not_allowed",
        "204",
        "not_found",
    ]
    order = Order._base_manager.get()
    assert (order.total, order.recipient_name, order.archived_at is None) == (27000, "Айгуль", False)
