"""The queue made of files: a message is there whole, or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kombu import Connection

from cvety.file_queue import Transport


class Looks:
    """Part of a message that looks, while it is being written, at what a worker would find."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: list[Path] | None = None

    def __json__(self) -> str:
        self.found = list(self.folder.glob("*.msg"))
        return "a message"


@pytest.fixture
def queue(tmp_path):
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
        "polling_interval": 0.01,
    }
    (tmp_path / "messages").mkdir()
    with Connection("filesystem://localhost", transport=Transport, transport_options=options) as connection:
        yield connection.SimpleQueue("work")


def test_a_message_is_not_seen_before_it_is_whole(queue, tmp_path):
    part = Looks(tmp_path / "messages")

    queue.put("work", headers={"part": part})
    message = queue.get(timeout=5)

    assert part.found == []
    assert (message.payload, message.headers["part"]) == ("work", "a message")


def test_the_product_uses_it_where_there_is_no_redis():
    """Asked of a product of its own: this one's settings may name Redis."""
    code = "from cvety.celery import app; print(type(app.connection_for_write().transport))"
    env = {**os.environ, "REDIS_URL": "", "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "cvety.settings"}

    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout

    assert "cvety.file_queue.Transport" in told
