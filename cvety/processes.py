"""Several processes run as one: they start together, and when one ends or somebody says stop, all end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLL_SECONDS = 0.2
# Requests and tasks that are under way get this long to finish.
GRACE_SECONDS = 15.0

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Have the kernel end a child when we are killed outright and can end nobody (on Linux)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Processes:
    """Named child processes in sessions of their own, so that a terminal's Ctrl-C reaches us alone."""

    def __init__(self, *, folder: Path, env: dict[str, str]) -> None:
        self._folder = folder
        self._env = env
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self.is_stopping = False

    def __enter__(self) -> Processes:
        self._earlier = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        self._end_all()
        for number, handler in self._earlier.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start one more process; its output goes where ours goes."""
        self._children[name] = subprocess.Popen(  # noqa: S603 - the command is our own
            command, cwd=self._folder, env=self._env, start_new_session=True, preexec_fn=_die_with_parent
        )

    def wait(self, *, until: Callable[[], bool] = lambda: False) -> str | None:
        """Wait until told to stop, until the condition holds, or until a process ends; return the latter's name."""
        while not self.is_stopping:
            for name, child in self._children.items():
                if child.poll() is not None:
                    return name
            if until():
                return None
            time.sleep(POLL_SECONDS)
        return None

    def _end_all(self) -> None:
        for child in self._children.values():
            child.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                child.kill()
            # What a child started and did not take with it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
