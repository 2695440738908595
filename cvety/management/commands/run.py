"""The whole product in one terminal: database, demo shop, web, worker, scheduler."""

from __future__ import annotations

import http.client
import ipaddress
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cvety.demo import guide
from cvety.processes import Processes
from shops.models import Shop

LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - production stands behind a proxy, often in a container of its own


class Command(BaseCommand):
    help = "Prepare the database, load the demo shop where there is no shop, run everything until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", metavar="ADDRESS", help="the address to listen on; only this machine by default")

    def handle(self, *args: Any, bind: str | None, **options: Any) -> None:
        address = bind or (EVERYWHERE if settings.IS_PRODUCTION else LOOPBACK)
        check_address(address)
        check_port(address, settings.PORT)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was started", returncode=130) from None
        self.serve(address)

    def prepare(self) -> None:
        """Bring the database, the files and the demo shop to where the product can start."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        self.stdout.write("Preparing the database…")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.IS_PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        elif not Shop.objects.exists():
            self.stdout.write("Loading the demo shop…")
            call_command("load_demo", verbosity=0)
        connections.close_all()

    def serve(self, address: str) -> None:
        """Run until told to stop. Raises CommandError when a part of it ends by itself."""
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}  # a sign-in code is to be seen at once
        if not settings.IS_PRODUCTION:
            # In a newcomer's container everybody is root; elsewhere Celery's warning is worth reading.
            env.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")
        with Processes(folder=settings.BASE_DIR, env=env) as processes:
            for name, command in commands(address).items():
                processes.start(name, [sys.executable, "-m", *command])
            failed = processes.wait(until=lambda: answers(address, settings.PORT))
            if failed is None and not processes.is_stopping:
                self.stdout.write("\n".join(["", *guide.lines(), ""]))
                failed = processes.wait()
            self.stdout.write("Stopping…")
        if failed is not None:
            raise CommandError(f"The {failed} process ended by itself, so all have been stopped; see above why")


def check_address(address: str) -> None:
    """Refuse to open a developer's machine, where any code signs in, to the network. Raises CommandError."""
    try:
        is_loopback = address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError as error:
        raise CommandError(f"{address} is no address of this machine") from error
    if settings.CVETY_ENV == "local" and not is_loopback:
        raise CommandError(
            f"CVETY_ENV=local answers this machine only and does not listen on {address}: "
            "in it anybody signs in with any code. For others use CVETY_ENV=test or production"
        )


def check_port(address: str, port: int) -> None:
    """Make sure that the port is free, before anything else is done. Raises CommandError."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} is taken (is Cvety running already?). Choose another: PORT={port + 1} make run"
            ) from error


def commands(address: str) -> dict[str, list[str]]:
    """Return the processes to run, by name, as arguments of `python -m`."""
    has_redis = bool(settings.REDIS_URL)
    host = f"[{address}]" if ":" in address else address
    web = ["gunicorn", settings.WSGI_APPLICATION.replace(".application", ":application")]
    web += [
        "--config",
        "python:cvety.gunicorn_conf",
        "--bind",
        f"{host}:{settings.PORT}",
        "--worker-class",
        "gthread",
        "--threads",
        "8",
    ]
    # Without Redis each process would count limits for itself, so there is one.
    web += ["--workers", str(settings.WEB_CONCURRENCY) if has_redis else "1"]
    web += ["--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"]
    schedule = str(settings.VAR_DIR / "beat-schedule")
    celery = ["celery", "--quiet", "-A", "cvety"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    if has_redis:
        return {
            "web": web,
            "worker": worker,
            "scheduler": [*celery, "beat", "--loglevel", "WARNING", "--schedule", schedule],
        }
    # The file broker is happiest with one process: threads, and the scheduler inside.
    worker += ["--pool", "threads", "--concurrency", "4", "--beat", "--schedule", schedule]
    return {"web": web, "worker and scheduler": worker}


def answers(address: str, port: int) -> bool:
    """Return whether the web server has come up; what it answers does not matter."""
    host = LOOPBACK if address == EVERYWHERE else address
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)
        return False
    finally:
        connection.close()
    return True
