"""The product as a newcomer starts it, for tests and pictures."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Whatever this machine has set, or has written into .env: the embedded parts in a folder of their own.
NEWCOMER = {"CVETY_ENV": "local", "DATABASE_URL": "", "REDIS_URL": "", "CVETY_BASE_URL": ""}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Product:
    """The product on embedded parts in a folder of its own."""

    def __init__(self, folder: Path, port: int, *, rate_limits: str = "on") -> None:
        env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        env |= {**NEWCOMER, "CVETY_RATE_LIMITS": rate_limits, "PORT": str(port), "CVETY_VAR_DIR": str(folder / "var")}
        self.address = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT,
                env=env,
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

    def code_of(self, phone: str) -> str:
        """Read the newest sign-in code of a phone where a newcomer reads it: in the terminal."""
        deadline = time.monotonic() + 5
        while not (codes := re.findall(rf"{re.escape(phone)}\D+(\d{{6}})\b", self.log.read_text())):
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        return codes[-1]

    def children(self) -> set[int]:
        rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, row.split())) for row in rows.splitlines()]
        family = {self.process.pid}
        while more := {pid for pid, parent in pairs if parent in family} - family:
            family |= more
        return family

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
