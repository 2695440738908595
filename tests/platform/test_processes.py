"""Several processes that live and die together."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings

from cvety import processes
from cvety.processes import Processes

from .living import ends_soon, is_running

# Under xdist this process has threads, which Python 3.12 warns about; the command that starts processes has none.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
IGNORES_SIGTERM = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)",
]
LEAVES_A_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys; c = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "open('child', 'w').write(str(c.pid)); c.wait()",
]


STARTS_ONE_AND_IS_KILLED = """
import os, signal, sys
from pathlib import Path
from cvety.processes import Processes
with Processes(folder=Path("."), env=dict(os.environ)) as family:
    family.start("web", [sys.executable, "-c", "import time; time.sleep(60)"])
    print(family._children["web"].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def family(tmp_path: Path):
    return Processes(folder=tmp_path, env=dict(os.environ))


def test_a_process_that_ends_is_named_and_the_others_are_ended(family: Processes):
    with family:
        family.start("web", SLEEPS)
        family.start("worker", [sys.executable, "-c", "raise SystemExit(3)"])

        assert family.wait() == "worker"

        web = family._children["web"].pid
        assert is_running(web)

    assert not is_running(web)


@pytest.mark.parametrize("number", processes.STOP_SIGNALS)
def test_a_signal_ends_all(family: Processes, number: signal.Signals):
    before = signal.getsignal(number)
    with family:
        family.start("web", SLEEPS)
        threading.Timer(0.3, lambda: os.kill(os.getpid(), number)).start()

        assert family.wait() is None
        assert family.is_stopping

    assert family._children["web"].returncode == -signal.SIGTERM
    assert signal.getsignal(number) == before


def test_one_that_does_not_listen_is_killed(family: Processes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.5)
    with family:
        family.start("deaf", IGNORES_SIGTERM)
        time.sleep(0.5)

    assert family._children["deaf"].returncode == -signal.SIGKILL


def test_what_a_child_started_is_ended_too(family: Processes, tmp_path: Path):
    with family:
        family.start("parent", LEAVES_A_CHILD)
        assert family.wait(until=(tmp_path / "child").exists) is None
        time.sleep(0.2)
        grandchild = int((tmp_path / "child").read_text())
        assert is_running(grandchild)

    assert ends_soon(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_children_do_not_outlive_one_that_is_killed_outright():
    done = subprocess.run(
        [sys.executable, "-c", STARTS_ONE_AND_IS_KILLED],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL
    assert ends_soon(int(done.stdout))
