"""Whatever is sent to whichever address, the answer is a documented one, and what is refused has changed nothing.

40 seconds of it belong to the suite. A longer run tries all there is, and then several wrong things at a time:
docs/how-to/attack-the-api.md.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable

import pytest

from accounts.tokens import issue_tokens
from tests.architecture.access_table import LINES, Line
from tests.architecture.undoing import undone
from tests.architecture.world import World, take_task
from tests.factories import make_product

from .answers import fingerprint, wrong_with
from .attacks import Attack, attacks_on_address, attacks_on_body

pytestmark = pytest.mark.django_db

SECONDS = float(os.environ.get("CVETY_FUZZ_SECONDS") or 40)
SEED = os.environ.get("CVETY_FUZZ_SEED") or "1"
LINES_OF_API = [line for line in LINES if line.path.startswith("/api/")]
LINES_WITH_BODY = [line for line in LINES_OF_API if line.method in ("POST", "PUT", "PATCH")]


@pytest.mark.parametrize("line", LINES_WITH_BODY, ids=str)
def test_a_hostile_body_is_never_a_500_and_leaves_nothing(line: Line, world: World):
    attacks = attacks_on_body(world, line, random.Random(f"{SEED} {line}"))

    assert _faults(world, line, attacks, SECONDS * 0.7 / len(LINES_WITH_BODY)) == []


@pytest.mark.parametrize("line", LINES_OF_API, ids=str)
def test_a_hostile_address_is_never_a_500_and_leaves_nothing(line: Line, world: World):
    attacks = attacks_on_address(world, line, random.Random(f"{SEED} {line}"))

    assert _faults(world, line, attacks, SECONDS * 0.3 / len(LINES_OF_API)) == []


def _faults(world: World, line: Line, attacks: Iterable[Attack], seconds: float) -> list[str]:
    """Send attacks until the time is over and return what went wrong, each kind of it once."""
    token = issue_tokens(world.people["owner"]).access
    faults: dict[str, str] = {}
    with undone():
        if line.body in ("taken", "photo"):
            take_task(world, "owner")
        before = fingerprint()
        end = time.monotonic() + seconds
        for attack in attacks:
            with undone():
                if fault := _fault(attack, token, before):
                    faults.setdefault(fault, f"{attack.method} {attack.path:.100} {attack.label}: {fault}")
            if time.monotonic() > end:
                break
    return list(faults.values())


def _fault(attack: Attack, token: str, before: tuple[object, ...]) -> str:
    answer = attack.send(token)
    if fault := wrong_with(answer, attack.path):
        return fault
    if answer.status >= 400 and fingerprint() != before:
        return f"{answer.status}, and yet something was written"
    return ""


def test_a_row_left_behind_would_be_seen(world: World):
    """The control."""
    before = fingerprint()
    with undone():
        make_product(world.shop)

        assert fingerprint() != before
    assert fingerprint() == before
